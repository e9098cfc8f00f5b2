"""What one person answered: of somebody without a name, only the words that a person must read, and the day.

What they chose is counted when it is sent and kept with nothing; only while a person must say whether it is spam do
the choices of an answer without a name wait beside its words, to be counted or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.uk_time import local_date
from takepart.domain.voice.answer_states import TRANSITIONS, AnswerAction, AnswerState
from takepart.domain.voice.days import day_only
from takepart.domain.voice.feedback import SENDER, Sender
from takepart.domain.voice.questionnaire import QuestionnaireId
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.domain.voice.texts import MOST_IN_ALL, MOST_LETTERS
from takepart.domain.voice.themes import ThemeId
from takepart.domain.voice.transitions import state_after

AnswerId = NewType("AnswerId", str)
"""One answer: a hash of the form's secret, so that nothing that we gave out leads to it."""


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """Somebody's own words on one open question, as they wrote them."""

    question: QuestionId
    words: str


Chosen = Mapping[QuestionId, tuple[str, ...]]
"""What was chosen, by question: the numbers of its options."""
NOTHING_CHOSEN: Final[Chosen] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class QuestionnaireAnswer(Aggregate):
    """One person's answer, as far as it is kept."""

    TRANSITIONS: ClassVar = TRANSITIONS

    id: AnswerId
    questionnaire: QuestionnaireId
    state: AnswerState
    said_on: date
    said: tuple[OwnWords, ...]
    sender: Sender | None
    chosen: Chosen = NOTHING_CHOSEN
    """Of somebody with a name; of somebody without one only while it waits for review."""
    suspected: tuple[str, ...] = ()
    """Why it may be spam, as for feedback."""
    alert: int = 0
    """0: no alert. Else how many of the duty list were told, while nobody has said "mine"."""
    harm: bool = False
    taken_by: StaffId | None = None
    themes: Mapping[QuestionId, tuple[ThemeId, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def anonymous(self) -> bool:
        """Whether nobody is named."""
        return self.sender is None

    @property
    def counts(self) -> bool:
        """Whether it is one of the answers."""
        return self.state in (AnswerState.UNREAD, AnswerState.READ)

    @property
    def all_themes(self) -> frozenset[ThemeId]:
        """Every theme that somebody found in it."""
        return frozenset(theme for found in self.themes.values() for theme in found)


Step = Callable[[QuestionnaireAnswer], QuestionnaireAnswer]
"""What one step makes of it."""


def fits(about: str, said: Sequence[OwnWords], chosen: Chosen) -> None:
    """Whether it can be sent at all. Raises CannotDo: nothing answered, or more words than are kept."""
    if not said and not any(chosen.values()):
        raise CannotDo(about, reason=VoiceRefusal.NO_ANSWER)
    if any(len(each.words) > MOST_LETTERS for each in said):
        raise CannotDo(about, reason=VoiceRefusal.TOO_LONG)
    if sum(len(each.words) for each in said) > MOST_IN_ALL:
        raise CannotDo(about, reason=VoiceRefusal.TOO_MUCH)


def send(
    *,
    id: AnswerId,
    questionnaire: QuestionnaireId,
    said: tuple[OwnWords, ...],
    chosen: Chosen,
    sender: Sender | None,
    harm: bool,
    suspected: tuple[str, ...],
    at: datetime,
    step: StepId,
) -> QuestionnaireAnswer | None:
    """What is kept of an answer; nothing of one without a name that has no words of its own. Raises CannotDo."""
    fits(id, said, chosen)
    if not said and sender is None and not suspected:
        return None
    blank = QuestionnaireAnswer(
        id=id,
        questionnaire=questionnaire,
        state=AnswerState.REVIEW if suspected else AnswerState.UNREAD,
        journal=(),
        said_on=local_date(at),
        said=said,
        sender=sender,
        chosen=chosen if sender or suspected else NOTHING_CHOSEN,
        suspected=suspected,
        alert=1 if harm else 0,
        harm=harm,
    )
    action = AnswerAction.SEND_TO_REVIEW if suspected else AnswerAction.SEND
    return _written(blank, action, by=SENDER, at=at, step=step, facts=_facts(said, harm, step))


def add(
    answer: QuestionnaireAnswer, *, said: tuple[OwnWords, ...], harm: bool, at: datetime, step: StepId
) -> QuestionnaireAnswer:
    """They went back and wrote something else: their new words are kept beside the first, and read. It counts once."""
    after = replace(_next(answer, AnswerAction.ADD), said=(*answer.said, *said), harm=answer.harm or harm)
    fits(answer.id, after.said, after.chosen)
    after = replace(after, alert=max(1, answer.alert) if harm else answer.alert)
    return _written(after, AnswerAction.ADD, by=SENDER, at=at, step=step, facts=_facts(said, harm, step))


def take(answer: QuestionnaireAnswer, *, by: StaffId, at: datetime, step: StepId) -> QuestionnaireAnswer:
    """Someone says "mine". From then on nobody further is told of an alert."""
    after = replace(_next(answer, AnswerAction.TAKE), taken_by=by, alert=0)
    return _written(after, AnswerAction.TAKE, by=journals.staff(by), at=at, step=step)


def escalate(answer: QuestionnaireAnswer, *, duty: int, at: datetime, step: StepId) -> QuestionnaireAnswer:
    """Nobody said "mine": the next of ``duty`` people is told; after the last, all of the list again."""
    if not answer.alert:
        raise CannotDo(answer.id, reason=VoiceRefusal.NOT_IN_THIS_STATE)
    after = replace(_next(answer, AnswerAction.ESCALATE), alert=answer.alert + 1)
    facts: dict[str, Fact] = {"told": min(after.alert, duty), "all": int(after.alert > duty)}
    return _written(after, AnswerAction.ESCALATE, by=journals.Job.REMINDERS.actor, at=at, step=step, facts=facts)


def keep(answer: QuestionnaireAnswer, *, by: StaffId, at: datetime, step: StepId) -> QuestionnaireAnswer:
    """It is real: it counts. What somebody without a name chose is not kept any more."""
    after = _next(answer, AnswerAction.KEEP)
    if answer.anonymous:
        after = replace(after, chosen=NOTHING_CHOSEN)
    return _written(after, AnswerAction.KEEP, by=journals.staff(by), at=at, step=step)


def set_aside(answer: QuestionnaireAnswer, *, by: StaffId, at: datetime, step: StepId) -> QuestionnaireAnswer:
    """It is spam: a person looked. Its words stay where they can be read; it never counts. It ends no alert."""
    after = replace(_next(answer, AnswerAction.SET_ASIDE), chosen=NOTHING_CHOSEN)
    return _written(after, AnswerAction.SET_ASIDE, by=journals.staff(by), at=at, step=step)


def read(
    answer: QuestionnaireAnswer,
    *,
    themes: Mapping[QuestionId, tuple[ThemeId, ...]],
    by: StaffId,
    at: datetime,
    step: StepId,
) -> QuestionnaireAnswer:
    """A person has read it, and says which themes its words belong to. It ends no alert: that takes a "mine"."""
    asked = {each.question for each in answer.said}
    found = {question: tuple(dict.fromkeys(names)) for question, names in themes.items() if question in asked and names}
    after = replace(_next(answer, AnswerAction.READ), themes=MappingProxyType(found))
    facts: dict[str, Fact] = {"themes": len(after.all_themes)}
    return _written(after, AnswerAction.READ, by=journals.staff(by), at=at, step=step, facts=facts)


def _facts(said: Sequence[OwnWords], harm: bool, step: StepId) -> dict[str, Fact]:
    words = "\n".join(each.words for each in said)
    return {"words": journals.digest_of(words, step=step), "alert": int(harm)}


def _next(answer: QuestionnaireAnswer, action: AnswerAction) -> QuestionnaireAnswer:
    return replace(answer, state=state_after(TRANSITIONS, answer.state, action, of=answer.id))


def _written(
    answer: QuestionnaireAnswer,
    action: AnswerAction,
    *,
    by: Actor,
    at: datetime,
    step: StepId,
    facts: Mapping[str, Fact] | None = None,
) -> QuestionnaireAnswer:
    journal = journals.append(
        answer.journal,
        at=day_only(at) if answer.anonymous else at,
        by=by,
        action=action.value,
        step=step,
        facts=facts,
    )
    return replace(answer, journal=journal)
