"""Consultations that are fair, and the gate: no new service is approved without written evidence of consultation.

The Gunning principles as steps: nothing is decided yet, people know what and why, there is enough time and it is never
cut short, and the answers are considered before anything is decided (Wirral policy, section 9 and 11).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Fact
from takepart.domain.uk_time import local_date
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.domain.voice.texts import checked
from takepart.domain.voice.transitions import state_after

ConsultationId = NewType("ConsultationId", str)
"""A consultation, in its public address: ``K7M4-9QXR``."""
LEAST_DAYS: Final = 28
"""Enough time to answer: no consultation is open for less."""
MOST_EVIDENCE: Final = 40


class ConsultationState(StrEnum):
    """Where it stands. Whether it is still open is the date's to say."""

    PLANNED = "planned"
    OPENED = "opened"
    CONSIDERED = "considered"
    APPROVED = "approved"
    DROPPED = "dropped"


class ConsultationAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    PLAN = "planned"
    CHANGE = "changed"
    OPEN = "opened"
    EXTEND = "extended"
    RECORD = "recorded"
    ATTACH = "questionnaire-attached"
    CONSIDER = "considered"
    APPROVE = "approved"
    DROP = "dropped"


TRANSITIONS: Final[Mapping[tuple[ConsultationState, ConsultationAction], ConsultationState]] = MappingProxyType(
    {
        (ConsultationState.PLANNED, ConsultationAction.CHANGE): ConsultationState.PLANNED,
        (ConsultationState.PLANNED, ConsultationAction.OPEN): ConsultationState.OPENED,
        (ConsultationState.OPENED, ConsultationAction.EXTEND): ConsultationState.OPENED,
        (ConsultationState.OPENED, ConsultationAction.CONSIDER): ConsultationState.CONSIDERED,
        **{
            (state, ConsultationAction.RECORD): state
            for state in (ConsultationState.PLANNED, ConsultationState.OPENED, ConsultationState.CONSIDERED)
        },
        **{
            (state, ConsultationAction.ATTACH): state for state in (ConsultationState.PLANNED, ConsultationState.OPENED)
        },
        (ConsultationState.CONSIDERED, ConsultationAction.APPROVE): ConsultationState.APPROVED,
        **{
            (state, ConsultationAction.DROP): ConsultationState.DROPPED
            for state in (ConsultationState.PLANNED, ConsultationState.CONSIDERED)
        },
    }
)
"""Every pair that is not here is refused: nothing open can be dropped, nothing unconsidered approved."""


class HeardIn(StrEnum):
    """How people were heard."""

    FOCUS_GROUP = "focus-group"
    SESSION = "session"
    QUESTIONNAIRE = "questionnaire"
    ONLINE = "online"
    OTHER = "other"

    @property
    def plain(self) -> str:
        """As people say it."""
        return {
            "focus-group": "A focus group of people who would use it",
            "session": "A meeting or session",
            "questionnaire": "A questionnaire",
            "online": "Answers on the website",
            "other": "In another way",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What people are asked about. ``open_points`` is what is not decided yet."""

    title: str
    what: str
    why: str
    open_points: str
    opens: date
    closes: date
    new_service: bool


@dataclass(frozen=True, kw_only=True)
class ConsultationEvidence:
    """Who was asked, when, what they said and what changed because of it."""

    heard_in: HeardIn
    day: date
    who: str
    how_many: int
    said: str
    changed: str


@dataclass(frozen=True, kw_only=True)
class Consultation(Aggregate):
    """One consultation."""

    TRANSITIONS: ClassVar = TRANSITIONS

    id: ConsultationId
    state: ConsultationState
    proposal: Proposal
    writer: StaffId
    evidence: tuple[ConsultationEvidence, ...] = ()
    considered: str = ""
    """How the answers were considered."""
    why: str = ""
    """Why it was approved or dropped."""
    decided_on: date | None = None
    questionnaires: tuple[str, ...] = ()
    """The questionnaires that ask people about it."""

    @property
    def is_public(self) -> bool:
        """Whether everyone may see it."""
        return self.state is not ConsultationState.PLANNED and any(
            e.action == ConsultationAction.OPEN.value for e in self.journal
        )

    def is_open(self, today: date) -> bool:
        """Whether people can answer today."""
        return self.state is ConsultationState.OPENED and self.proposal.opens <= today <= self.proposal.closes

    @property
    def missing(self) -> tuple[VoiceRefusal, ...]:
        """What the gate still asks for before this can be approved."""
        found = []
        if not self.evidence:
            found.append(VoiceRefusal.NO_EVIDENCE)
        if self.proposal.new_service and not any(e.heard_in is HeardIn.FOCUS_GROUP for e in self.evidence):
            found.append(VoiceRefusal.NO_FOCUS_GROUP)
        if not self.considered:
            found.append(VoiceRefusal.NOT_CONSIDERED)
        return tuple(found)


Make = Callable[[], Consultation]
"""Makes it as it is after one step."""


def plan(*, id: ConsultationId, proposal: Proposal, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """A plan that can still be changed. Raises CannotDo for one without enough information or time."""
    blank = Consultation(id=id, state=ConsultationState.PLANNED, journal=(), proposal=_fit(id, proposal), writer=by)
    return _written(blank, ConsultationAction.PLAN, by=by, at=at, step=step)


def change(consultation: Consultation, *, proposal: Proposal, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """Change a plan. Once it is open, what people were asked stays as it was."""
    after = replace(_next(consultation, ConsultationAction.CHANGE), proposal=_fit(consultation.id, proposal), writer=by)
    return _written(after, ConsultationAction.CHANGE, by=by, at=at, step=step)


def open_(consultation: Consultation, *, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """Make it public. It cannot open in the past: that would be time nobody had."""
    after = _next(consultation, ConsultationAction.OPEN)
    if consultation.proposal.opens < local_date(at):
        raise CannotDo(consultation.id, reason=VoiceRefusal.OPENS_IN_THE_PAST)
    return _written(
        after, ConsultationAction.OPEN, by=by, at=at, step=step, facts={"until": str(consultation.proposal.closes)}
    )


def extend(consultation: Consultation, *, closes: date, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """Give more time. Less is never given."""
    after = _next(consultation, ConsultationAction.EXTEND)
    if closes <= consultation.proposal.closes:
        raise CannotDo(consultation.id, reason=VoiceRefusal.NOT_SHORTER)
    facts: dict[str, Fact] = {"from": str(consultation.proposal.closes), "to": str(closes)}
    longer = replace(consultation.proposal, closes=closes)
    return _written(replace(after, proposal=longer), ConsultationAction.EXTEND, by=by, at=at, step=step, facts=facts)


def record(
    consultation: Consultation, *, evidence: ConsultationEvidence, by: StaffId, at: datetime, step: StepId
) -> Consultation:
    """Write down who was asked and what they said."""
    after = _next(consultation, ConsultationAction.RECORD)
    if len(consultation.evidence) >= MOST_EVIDENCE:
        raise CannotDo(consultation.id, reason=VoiceRefusal.TOO_MUCH)
    for words in (evidence.who, evidence.said, evidence.changed):
        checked(consultation.id, words)
    facts: dict[str, Fact] = {"heard_in": evidence.heard_in.value, "how_many": evidence.how_many}
    return _written(
        replace(after, evidence=(*consultation.evidence, evidence)),
        ConsultationAction.RECORD,
        by=by,
        at=at,
        step=step,
        facts=facts,
    )


def attach(consultation: Consultation, *, questionnaire: str, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """A questionnaire asks people about it: its record names it, and sums up what came of it."""
    after = _next(consultation, ConsultationAction.ATTACH)
    if len(consultation.questionnaires) >= MOST_EVIDENCE:
        raise CannotDo(consultation.id, reason=VoiceRefusal.TOO_MUCH)
    named = tuple(dict.fromkeys((*consultation.questionnaires, questionnaire)))
    facts: dict[str, Fact] = {"questionnaire": questionnaire}
    return _written(
        replace(after, questionnaires=named), ConsultationAction.ATTACH, by=by, at=at, step=step, facts=facts
    )


def consider(consultation: Consultation, *, words: str, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """Say how the answers were considered: only after everyone had the time they were promised."""
    after = _next(consultation, ConsultationAction.CONSIDER)
    if local_date(at) <= consultation.proposal.closes:
        raise CannotDo(consultation.id, reason=VoiceRefusal.STILL_OPEN)
    after = replace(after, considered=checked(consultation.id, words))
    return _written(after, ConsultationAction.CONSIDER, by=by, at=at, step=step, facts=_digest(words, step))


def approve(consultation: Consultation, *, why: str, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """The gate. Somebody who did not write it approves it, with evidence; a new service needs its focus group too."""
    if consultation.missing:
        raise CannotDo(consultation.id, reason=consultation.missing[0])
    after = _next(consultation, ConsultationAction.APPROVE)
    if by == consultation.writer:
        raise CannotDo(consultation.id, reason=VoiceRefusal.WROTE_IT)
    after = replace(after, why=checked(consultation.id, why), decided_on=local_date(at))
    return _written(after, ConsultationAction.APPROVE, by=by, at=at, step=step, facts=_digest(why, step))


def drop(consultation: Consultation, *, why: str, by: StaffId, at: datetime, step: StepId) -> Consultation:
    """Do not go on with it, and say why."""
    after = _next(consultation, ConsultationAction.DROP)
    after = replace(after, why=checked(consultation.id, why), decided_on=local_date(at))
    return _written(after, ConsultationAction.DROP, by=by, at=at, step=step, facts=_digest(why, step))


def _fit(id: ConsultationId, proposal: Proposal) -> Proposal:
    for words in (proposal.title, proposal.what, proposal.why, proposal.open_points):
        checked(id, words)
    if (proposal.closes - proposal.opens).days < LEAST_DAYS:
        raise CannotDo(id, reason=VoiceRefusal.TOO_SHORT_A_TIME)
    return proposal


def _digest(words: str, step: StepId) -> dict[str, Fact]:
    return {"words": journals.digest_of(words, step=step)}


def _next(consultation: Consultation, action: ConsultationAction) -> Consultation:
    return replace(consultation, state=state_after(TRANSITIONS, consultation.state, action, of=consultation.id))


def _written(
    consultation: Consultation,
    action: ConsultationAction,
    *,
    by: StaffId,
    at: datetime,
    step: StepId,
    facts: Mapping[str, Fact] | None = None,
) -> Consultation:
    journal = journals.append(
        consultation.journal, at=at, by=journals.staff(by), action=action.value, step=step, facts=facts
    )
    return replace(consultation, journal=journal)
