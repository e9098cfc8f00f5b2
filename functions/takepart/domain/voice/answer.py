"""What one person answered: of somebody without a name, only the words that a person must read, and the day.

What they chose is counted when it is sent and kept with nothing; only while a person must say whether it is spam do
the choices of an answer without a name wait beside its words, to be counted or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.aggregates import (
    BLACKED_OUT,
    MOST_IN_ALL,
    MOST_LETTERS,
    FromSender,
    Sender,
    Signs,
    blacked_out,
    told_next,
)
from takepart.domain.voice.questionnaire import QuestionnaireId
from takepart.domain.voice.questionnaire_states import OF_AN_ANSWER, AnswerAction, AnswerState
from takepart.domain.voice.questions import NOTHING_CHOSEN, Chosen, QuestionId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import ThemeId

AnswerId = NewType("AnswerId", str)
"""One answer: a hash of the form's secret, so that nothing that we gave out leads to it."""


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """Somebody's own words on one open question, as they wrote them."""

    question: QuestionId
    words: str

    @property
    def spelling(self) -> str:
        """What the journal keeps a digest of: the same words on another question are others."""
        return f"{self.question}\n{self.words}"


@dataclass(frozen=True, kw_only=True)
class QuestionnaireAnswer(FromSender):
    """One person's answer, as far as it is kept."""

    TRANSITIONS: ClassVar = OF_AN_ANSWER

    id: AnswerId
    questionnaire: QuestionnaireId
    state: AnswerState
    said_on: date
    said: tuple[OwnWords, ...]
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
    def counts(self) -> bool:
        """Whether it is one of the answers."""
        return self.state in (AnswerState.UNREAD, AnswerState.READ)

    @property
    def all_themes(self) -> frozenset[ThemeId]:
        """Every theme that somebody found in it."""
        return frozenset(theme for found in self.themes.values() for theme in found)


def fits(about: str, said: Sequence[OwnWords], chosen: Chosen) -> None:
    """Whether it can be sent at all. Raises Refused: nothing answered, or more words than are kept."""
    if not said and not any(chosen.values()):
        raise Refused(about, reason=VoiceRefusal.NO_ANSWER)
    if any(len(each.words) > MOST_LETTERS for each in said):
        raise Refused(about, reason=VoiceRefusal.TOO_LONG)
    if sum(len(each.words) for each in said) > MOST_IN_ALL:
        raise Refused(about, reason=VoiceRefusal.TOO_MUCH)


def send(
    step: Step,
    *,
    id: AnswerId,
    questionnaire: QuestionnaireId,
    said: tuple[OwnWords, ...],
    chosen: Chosen,
    sender: Sender | None,
    signs: Signs,
) -> QuestionnaireAnswer | None:
    """What is kept of an answer; nothing of one without a name that has no words of its own. Raises Refused."""
    fits(id, said, chosen)
    if not said and sender is None and not signs.suspected:
        return None
    blank = QuestionnaireAnswer(
        id=id,
        questionnaire=questionnaire,
        state=AnswerState.REVIEW if signs.suspected else AnswerState.UNREAD,
        said_on=step.today,
        said=said,
        sender=sender,
        chosen=chosen if sender or signs.suspected else NOTHING_CHOSEN,
        suspected=signs.suspected,
        alert=int(signs.harm),
        harm=signs.harm,
    )
    action = AnswerAction.SEND_TO_REVIEW if signs.suspected else AnswerAction.SEND
    return blank.written(action, step, _facts(said, signs.harm, step))


def add(
    answer: QuestionnaireAnswer, step: Step, *, said: tuple[OwnWords, ...], harm: bool, chosen: Chosen | None = None
) -> QuestionnaireAnswer:
    """They went back and wrote something else: their new words are kept beside the first, and read. It counts once.

    ``chosen`` is what they chose by now, where that is kept with the answer.
    """
    answer.after(AnswerAction.ADD)
    every = (*answer.said, *said)
    fits(answer.id, every, answer.chosen)
    alert = max(1, answer.alert) if harm else answer.alert
    facts = _facts(said, harm, step)
    now = answer.chosen if chosen is None else chosen
    return answer.took(AnswerAction.ADD, step, facts, said=every, harm=answer.harm or harm, alert=alert, chosen=now)


def withdraw(answer: QuestionnaireAnswer, step: Step) -> QuestionnaireAnswer:
    """Whoever gave it takes it back: nothing that they wrote or chose is left. An alert is seen to first."""
    answer.after(AnswerAction.WITHDRAW)
    if answer.alert:
        raise Refused(answer.id, reason=VoiceRefusal.SAFETY_FIRST)
    gone: dict[str, Any] = {"said": (), "chosen": NOTHING_CHOSEN, "sender": None, "suspected": (), "harm": False}
    return answer.took(AnswerAction.WITHDRAW, step, **gone, themes=MappingProxyType({}))


def take(answer: QuestionnaireAnswer, step: Step, *, on_duty: bool = True) -> QuestionnaireAnswer:
    """Someone says "mine". From then on nobody further is told of an alert, if it is somebody on duty who has it."""
    return answer.took(AnswerAction.TAKE, step, taken_by=step.staff, alert=0 if on_duty else answer.alert)


def escalate(answer: QuestionnaireAnswer, step: Step, *, duty: int) -> QuestionnaireAnswer:
    """Nobody said "mine": the next of ``duty`` people is told; after the last, all of the list again."""
    if not answer.alert:
        raise Refused(answer.id, reason=NotAllowed.IN_THIS_STATE)
    alert = answer.alert + 1
    return answer.took(AnswerAction.ESCALATE, step, told_next(alert, duty=duty), alert=alert)


def keep(answer: QuestionnaireAnswer, step: Step) -> QuestionnaireAnswer:
    """It is real: it counts. What somebody without a name chose is not kept any more."""
    return answer.took(AnswerAction.KEEP, step, chosen=NOTHING_CHOSEN if answer.anonymous else answer.chosen)


def set_aside(answer: QuestionnaireAnswer, step: Step) -> QuestionnaireAnswer:
    """It is spam: a person looked. Its words stay where they can be read; it never counts. It ends no alert."""
    return answer.took(AnswerAction.SET_ASIDE, step, chosen=NOTHING_CHOSEN)


def read(
    answer: QuestionnaireAnswer, step: Step, *, themes: Mapping[QuestionId, tuple[ThemeId, ...]]
) -> QuestionnaireAnswer:
    """A person has read it, and says which themes its words belong to. It ends no alert: that takes a "mine"."""
    asked = {each.question for each in answer.said}
    found = {question: tuple(dict.fromkeys(names)) for question, names in themes.items() if question in asked and names}
    facts = {"themes": len({name for names in found.values() for name in names})}
    return answer.took(AnswerAction.READ, step, facts, themes=MappingProxyType(found))


def black_out(answer: QuestionnaireAnswer, step: Step, *, names: Sequence[str]) -> QuestionnaireAnswer:
    """Take names out of its words, for good. Raises Refused when none of them is there."""
    answer.after(AnswerAction.BLACK_OUT)
    said = tuple(replace(each, words=blacked_out(each.words, names)) for each in answer.said)
    if said == answer.said:
        raise Refused(answer.id, reason=VoiceRefusal.NOT_IN_IT)
    places = sum(each.words.count(BLACKED_OUT) for each in said)
    return answer.took(AnswerAction.BLACK_OUT, step, {"places": places}, said=said)


def _facts(said: Sequence[OwnWords], harm: bool, step: Step) -> dict[str, Fact]:
    digests = [journals.digest_of(each.spelling, step=step.press) for each in said]
    return {"words": " ".join(digests), "alert": int(harm)}
