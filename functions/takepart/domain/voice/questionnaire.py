"""A questionnaire: built by a worker, looked at before it opens, then asked as it is until it closes for good.

Whether it is anonymous, and its questions, never change once people answer; its last day moves, but never to the past.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.uk_time import local_date
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.questionnaire_states import OF_A_DRAFT, TRANSITIONS, QuestionnaireAction, QuestionnaireState
from takepart.domain.voice.questions import MOST_QUESTIONS, AskedQuestion, QuestionId, QuestionKind, question
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.domain.voice.texts import checked
from takepart.domain.voice.transitions import state_after

QuestionnaireId = NewType("QuestionnaireId", str)
"""A questionnaire, in its public address: ``K7M4-9QXR``."""
MOST_STEPS: Final = 400
"""Its journal and its questions fit in one item of the table."""


class QuestionnairePurpose(StrEnum):
    """What it is for (Wirral policy, section 11)."""

    SESSION = "session"
    SERVICE = "service"
    EXIT = "exit"
    CONSULTATION = "consultation"

    @property
    def plain(self) -> str:
        """As people say it."""
        return {
            "session": "After a session or meeting",
            "service": "About a service",
            "exit": "When somebody leaves a service or care",
            "consultation": "A consultation of people who may use something new",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class QuestionnaireAbout:
    """What stands above the questions."""

    title: str
    words: str
    """Why we ask, and what happens with the answers."""
    purpose: QuestionnairePurpose
    anonymous: bool
    closes: date
    """The last day to answer."""
    consultation: ConsultationId | None = None
    team: str = ""
    """The team or service whose promise it helps to keep; empty for the whole organisation."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """What a new one can start from."""

    id: str
    name: str
    title: str
    words: str
    purpose: QuestionnairePurpose
    anonymous: bool
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, kw_only=True)
class Questionnaire(Aggregate):
    """One questionnaire."""

    TRANSITIONS: ClassVar = TRANSITIONS

    id: QuestionnaireId
    state: QuestionnaireState
    about: QuestionnaireAbout
    writer: StaffId
    questions: tuple[AskedQuestion, ...] = ()
    opened_on: date | None = None

    def takes_answers(self, today: date) -> bool:
        """Whether people can answer today."""
        return self.state is QuestionnaireState.OPEN and today <= self.about.closes

    @property
    def has_ended(self) -> bool:
        """Whether nothing more can be answered."""
        return (
            self.state in (QuestionnaireState.CLOSED, QuestionnaireState.PUBLISHED, QuestionnaireState.ARCHIVED)
            and self.opened_on is not None
        )

    @property
    def has_results(self) -> bool:
        """Whether everyone may see the results."""
        return self.state is QuestionnaireState.PUBLISHED

    def question(self, id: str) -> AskedQuestion:
        """One of its questions. Raises CannotDo."""
        for each in self.questions:
            if each.id == id:
                return each
        raise CannotDo(self.id, reason=VoiceRefusal.NO_SUCH_QUESTION)

    @property
    def missing(self) -> tuple[VoiceRefusal, ...]:
        """What it still needs before it can be opened."""
        found = []
        if not any(each.is_open for each in self.questions):
            found.append(VoiceRefusal.NO_OPEN_QUESTION)
        if self.about.purpose is QuestionnairePurpose.CONSULTATION and self.about.consultation is None:
            found.append(VoiceRefusal.WHICH_CONSULTATION)
        return tuple(found)


Make = Callable[[], Questionnaire]
"""Makes it as it is after one step."""


def build(
    *,
    id: QuestionnaireId,
    about: QuestionnaireAbout,
    questions: tuple[AskedQuestion, ...] = (),
    by: StaffId,
    at: datetime,
    step: StepId,
) -> Questionnaire:
    """A draft, empty or from a template. Raises CannotDo for one without words or with its last day in the past."""
    blank = Questionnaire(
        id=id, state=QuestionnaireState.DRAFT, journal=(), about=_fit(id, about, at), writer=by, questions=questions
    )
    return _written(blank, QuestionnaireAction.BUILD, by=journals.staff(by), at=at, step=step, facts=_facts(about))


def change(
    draft: Questionnaire, *, about: QuestionnaireAbout, by: StaffId, at: datetime, step: StepId
) -> Questionnaire:
    """Change what stands above the questions."""
    after = replace(_next(draft, QuestionnaireAction.CHANGE), about=_fit(draft.id, about, at))
    return _written(after, QuestionnaireAction.CHANGE, by=journals.staff(by), at=at, step=step, facts=_facts(about))


def put(
    draft: Questionnaire,
    *,
    kind: QuestionKind,
    words: str,
    options: tuple[str, ...] = (),
    instead_of: QuestionId | None = None,
    by: StaffId,
    at: datetime,
    step: StepId,
) -> Questionnaire:
    """Add a question at the end, or put another in the place of one. Raises CannotDo."""
    after = _next(draft, QuestionnaireAction.PUT_QUESTION)
    if instead_of is None and len(draft.questions) >= MOST_QUESTIONS:
        raise CannotDo(draft.id, reason=VoiceRefusal.TOO_MANY_QUESTIONS)
    id = instead_of or QuestionId(f"q{1 + max((int(each.id[1:]) for each in draft.questions), default=0)}")
    made = question(id=id, kind=kind, words=words, options=options)
    if instead_of is None:
        after = replace(after, questions=(*draft.questions, made))
    else:
        draft.question(instead_of)
        after = replace(after, questions=tuple(made if each.id == id else each for each in draft.questions))
    return _written(
        after, QuestionnaireAction.PUT_QUESTION, by=journals.staff(by), at=at, step=step, facts={"question": id}
    )


def remove(draft: Questionnaire, *, question: QuestionId, by: StaffId, at: datetime, step: StepId) -> Questionnaire:
    """Take a question out."""
    gone = draft.question(question)
    left = tuple(each for each in draft.questions if each is not gone)
    after = replace(_next(draft, QuestionnaireAction.REMOVE_QUESTION), questions=left)
    return _written(
        after,
        QuestionnaireAction.REMOVE_QUESTION,
        by=journals.staff(by),
        at=at,
        step=step,
        facts={"question": question},
    )


def move(
    draft: Questionnaire, *, question: QuestionId, up: bool, by: StaffId, at: datetime, step: StepId
) -> Questionnaire:
    """Move a question one place up or down; the first stays first, and the last stays last."""
    after = _next(draft, QuestionnaireAction.MOVE_QUESTION)
    listed = list(draft.questions)
    place = listed.index(draft.question(question))
    other = max(0, place - 1) if up else min(len(listed) - 1, place + 1)
    listed[place], listed[other] = listed[other], listed[place]
    facts: dict[str, Fact] = {"question": question, "place": other + 1}
    after = replace(after, questions=tuple(listed))
    return _written(after, QuestionnaireAction.MOVE_QUESTION, by=journals.staff(by), at=at, step=step, facts=facts)


def open_(draft: Questionnaire, *, by: StaffId, at: datetime, step: StepId) -> Questionnaire:
    """Ask people. From now on its questions, and whether it is anonymous, stay as they are. Raises CannotDo."""
    after = _next(draft, QuestionnaireAction.OPEN)
    if draft.missing:
        raise CannotDo(draft.id, reason=draft.missing[0])
    after = replace(after, about=_fit(draft.id, draft.about, at), opened_on=local_date(at))
    facts: dict[str, Fact] = {"until": str(draft.about.closes), "questions": len(draft.questions)}
    return _written(after, QuestionnaireAction.OPEN, by=journals.staff(by), at=at, step=step, facts=facts)


def retime(asked: Questionnaire, *, closes: date, by: StaffId, at: datetime, step: StepId) -> Questionnaire:
    """Move the last day: to any day from today on, and only while people can still answer."""
    after = _next(asked, QuestionnaireAction.RETIME)
    if not asked.takes_answers(local_date(at)):
        raise CannotDo(asked.id, reason=VoiceRefusal.HAS_CLOSED)
    facts: dict[str, Fact] = {"from": str(asked.about.closes), "to": str(closes)}
    after = replace(after, about=_fit(asked.id, replace(asked.about, closes=closes), at))
    return _written(after, QuestionnaireAction.RETIME, by=journals.staff(by), at=at, step=step, facts=facts)


def close(asked: Questionnaire, *, by: Actor, at: datetime, step: StepId) -> Questionnaire:
    """Its last day is over. It never opens again."""
    after = _next(asked, QuestionnaireAction.CLOSE)
    if local_date(at) <= asked.about.closes:
        raise CannotDo(asked.id, reason=VoiceRefusal.STILL_OPEN)
    return _written(after, QuestionnaireAction.CLOSE, by=by, at=at, step=step)


def publish(
    closed: Questionnaire, *, unread: int, review: int, by: StaffId, at: datetime, step: StepId
) -> Questionnaire:
    """Show everyone the results: once every word was read, so that no count changes after. Raises CannotDo."""
    after = _next(closed, QuestionnaireAction.PUBLISH)
    if review:
        raise CannotDo(closed.id, reason=VoiceRefusal.REVIEW_LEFT)
    if unread:
        raise CannotDo(closed.id, reason=VoiceRefusal.UNREAD_LEFT)
    return _written(after, QuestionnaireAction.PUBLISH, by=journals.staff(by), at=at, step=step)


def archive(one: Questionnaire, *, by: StaffId, at: datetime, step: StepId) -> Questionnaire:
    """Put it away: a draft that is not asked, or one whose results need not be public any more."""
    return _written(
        _next(one, QuestionnaireAction.ARCHIVE), QuestionnaireAction.ARCHIVE, by=journals.staff(by), at=at, step=step
    )


def _fit(id: QuestionnaireId, about: QuestionnaireAbout, at: datetime) -> QuestionnaireAbout:
    for words in (about.title, about.words):
        checked(id, words)
    if about.closes < local_date(at):
        raise CannotDo(id, reason=VoiceRefusal.CLOSES_IN_THE_PAST)
    return about


def _facts(about: QuestionnaireAbout) -> dict[str, Fact]:
    return {"purpose": about.purpose.value, "anonymous": int(about.anonymous), "until": str(about.closes)}


def _next(one: Questionnaire, action: QuestionnaireAction) -> Questionnaire:
    state = state_after(TRANSITIONS, one.state, action, of=one.id)
    if one.version >= MOST_STEPS and action in OF_A_DRAFT:
        raise CannotDo(one.id, reason=VoiceRefusal.TOO_MANY_CHANGES)
    return replace(one, state=state)


def _written(
    one: Questionnaire,
    action: QuestionnaireAction,
    *,
    by: Actor,
    at: datetime,
    step: StepId,
    facts: Mapping[str, Fact] | None = None,
) -> Questionnaire:
    journal = journals.append(one.journal, at=at, by=by, action=action.value, step=step, facts=facts)
    return replace(one, journal=journal)
