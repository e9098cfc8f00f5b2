"""Consultations that are fair, and the gate: no new service is approved without written evidence of consultation.

The Gunning principles as steps: nothing is decided yet, people know what and why, there is enough time and it is never
cut short, and the answers are considered before anything is decided (Wirral policy, section 9 and 11).
"""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused
from takepart.domain.uk_time import months_after
from takepart.domain.voice.aggregates import checked
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.rules import VoiceRules

ConsultationId = NewType("ConsultationId", str)
"""A consultation, in its public address: ``K7M4-9QXR``."""
LEAST_DAYS: Final = 28
"""Enough time to answer: no consultation is open for less."""
MOST_EVIDENCE: Final = 40
MOST_HEARD: Final = 250_000
"""Bytes of all that is written down of who was heard: an item of the table takes 400 KB, with the proposal in it."""


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


_Is, _Do = ConsultationState, ConsultationAction


class HeardIn(PlainWord):
    """How people were heard."""

    FOCUS_GROUP = "focus-group", "A focus group of people who would use it"
    SESSION = "session", "A meeting or session"
    QUESTIONNAIRE = "questionnaire", "A questionnaire"
    ONLINE = "online", "Answers on the website"
    OTHER = "other", "In another way"


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

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (_Is.PLANNED, _Do.CHANGE): _Is.PLANNED,
            (_Is.PLANNED, _Do.OPEN): _Is.OPENED,
            (_Is.OPENED, _Do.EXTEND): _Is.OPENED,
            (_Is.OPENED, _Do.CONSIDER): _Is.CONSIDERED,
            **{(state, _Do.RECORD): state for state in (_Is.PLANNED, _Is.OPENED)},
            (_Is.CONSIDERED, _Do.RECORD): _Is.OPENED,  # what is heard later has not been considered
            **{(state, _Do.ATTACH): state for state in (_Is.PLANNED, _Is.OPENED)},
            (_Is.CONSIDERED, _Do.APPROVE): _Is.APPROVED,
            **{(state, _Do.DROP): _Is.DROPPED for state in (_Is.PLANNED, _Is.CONSIDERED)},
        }
    )
    """Every pair that is not here is refused: nothing open can be dropped, nothing unconsidered approved."""

    id: ConsultationId
    state: ConsultationState
    proposal: Proposal
    writer: StaffId
    evidence: tuple[ConsultationEvidence, ...] = ()
    considered: str = ""
    """How the answers were considered; what was heard since is to be considered as well, while it is not so again."""
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

    def counts(self, rules: VoiceRules) -> tuple[ConsultationEvidence, ...]:
        """The evidence that is of this project's time."""
        first = months_after(self.proposal.opens, -rules.evidence_months)
        return tuple(each for each in self.evidence if each.day >= first)

    def missing(self, rules: VoiceRules) -> tuple[VoiceRefusal, ...]:
        """What the gate still asks for before this can be approved."""
        heard = self.counts(rules)
        groups = [each for each in heard if each.heard_in is HeardIn.FOCUS_GROUP]
        found = []
        if not heard:
            found.append(VoiceRefusal.NO_EVIDENCE)
        elif sum(each.how_many for each in heard) < rules.evidence_people:
            found.append(VoiceRefusal.TOO_FEW_HEARD)
        if self.proposal.new_service and not groups:
            found.append(VoiceRefusal.NO_FOCUS_GROUP)
        elif self.proposal.new_service and sum(each.how_many for each in groups) < rules.focus_group_people:
            found.append(VoiceRefusal.SMALL_FOCUS_GROUP)
        if self.state not in (ConsultationState.CONSIDERED, ConsultationState.APPROVED):
            found.append(VoiceRefusal.NOT_CONSIDERED)
        return tuple(found)

    def wrote(self, staff: StaffId) -> bool:
        """Whether they wrote the proposal, or how the answers were considered: somebody else approves it."""
        last = [each.by for each in self.journal if each.action == ConsultationAction.CONSIDER.value][-1:]
        return staff == self.writer or journals.staff(staff) in last


def plan(step: Step, *, id: ConsultationId, proposal: Proposal) -> Consultation:
    """A plan that can still be changed. Raises Refused for one without enough information or time."""
    blank = Consultation(id=id, state=ConsultationState.PLANNED, proposal=_fit(id, proposal), writer=step.staff)
    return blank.written(ConsultationAction.PLAN, step)


def change(one: Consultation, step: Step, *, proposal: Proposal) -> Consultation:
    """Change a plan. Once it is open, what people were asked stays as it was."""
    one.after(ConsultationAction.CHANGE)
    return one.took(ConsultationAction.CHANGE, step, proposal=_fit(one.id, proposal), writer=step.staff)


def open_(one: Consultation, step: Step) -> Consultation:
    """Make it public. It cannot open in the past: that would be time nobody had."""
    one.after(ConsultationAction.OPEN)
    if one.proposal.opens < step.today:
        raise Refused(one.id, reason=VoiceRefusal.OPENS_IN_THE_PAST)
    return one.took(ConsultationAction.OPEN, step, {"until": str(one.proposal.closes)})


def extend(one: Consultation, step: Step, *, closes: date) -> Consultation:
    """Give more time. Less is never given."""
    one.after(ConsultationAction.EXTEND)
    if closes <= one.proposal.closes:
        raise Refused(one.id, reason=VoiceRefusal.NOT_SHORTER)
    facts = {"from": str(one.proposal.closes), "to": str(closes)}
    return one.took(ConsultationAction.EXTEND, step, facts, proposal=replace(one.proposal, closes=closes))


def record(one: Consultation, step: Step, *, evidence: ConsultationEvidence, rules: VoiceRules) -> Consultation:
    """Write down who was asked and what they said, in the time of this project.

    Once the answers were considered, what is added has to be considered, too.
    """
    one.after(ConsultationAction.RECORD)
    if evidence.day > step.today:
        raise Refused(one.id, reason=VoiceRefusal.HEARD_IN_THE_FUTURE)
    if evidence.day < months_after(one.proposal.opens, -rules.evidence_months):
        raise Refused(one.id, reason=VoiceRefusal.HEARD_TOO_EARLY)
    _has_room(one, one.evidence)
    for words in (evidence.who, evidence.said, evidence.changed):
        checked(one.id, words)
    heard = (*one.evidence, evidence)
    if sum(len((each.who + each.said + each.changed).encode()) for each in heard) > MOST_HEARD:
        raise Refused(one.id, reason=VoiceRefusal.TOO_MUCH_HEARD)
    facts: dict[str, Fact] = {"heard_in": evidence.heard_in.value, "how_many": evidence.how_many}
    return one.took(ConsultationAction.RECORD, step, facts, evidence=heard)


def attach(one: Consultation, step: Step, *, questionnaire: str) -> Consultation:
    """A questionnaire asks people about it: its record names it, and sums up what came of it."""
    one.after(ConsultationAction.ATTACH)
    _has_room(one, one.questionnaires)
    named = tuple(dict.fromkeys((*one.questionnaires, questionnaire)))
    return one.took(ConsultationAction.ATTACH, step, {"questionnaire": questionnaire}, questionnaires=named)


def consider(one: Consultation, step: Step, *, words: str, rules: VoiceRules) -> Consultation:
    """Say how the answers were considered: once everyone had the time they were promised, and they are written down.

    That nobody answered is written down as well, as a record of none.
    """
    one.after(ConsultationAction.CONSIDER)
    if step.today <= one.proposal.closes:
        raise Refused(one.id, reason=VoiceRefusal.STILL_OPEN)
    if not one.counts(rules):
        raise Refused(one.id, reason=VoiceRefusal.NO_EVIDENCE)
    return one.took(ConsultationAction.CONSIDER, step, _digest(words, step), considered=checked(one.id, words))


def approve(one: Consultation, step: Step, *, why: str, rules: VoiceRules) -> Consultation:
    """The gate. Somebody who did not write it approves it, with evidence; a new service needs its focus group too."""
    if missing := one.missing(rules):
        raise Refused(one.id, reason=missing[0])
    one.after(ConsultationAction.APPROVE)
    if one.wrote(step.staff):
        raise Refused(one.id, reason=VoiceRefusal.WROTE_IT)
    return _decided(one, ConsultationAction.APPROVE, step, why)


def drop(one: Consultation, step: Step, *, why: str) -> Consultation:
    """Do not go on with it, and say why."""
    one.after(ConsultationAction.DROP)
    return _decided(one, ConsultationAction.DROP, step, why)


def _decided(one: Consultation, action: ConsultationAction, step: Step, why: str) -> Consultation:
    return one.took(action, step, _digest(why, step), why=checked(one.id, why), decided_on=step.today)


def _has_room(one: Consultation, listed: Sized) -> None:
    if len(listed) >= MOST_EVIDENCE:
        raise Refused(one.id, reason=VoiceRefusal.TOO_MUCH)


def _fit(id: ConsultationId, proposal: Proposal) -> Proposal:
    for words in (proposal.title, proposal.what, proposal.why, proposal.open_points):
        checked(id, words)
    if (proposal.closes - proposal.opens).days < LEAST_DAYS:
        raise Refused(id, reason=VoiceRefusal.TOO_SHORT_A_TIME)
    return proposal


def _digest(words: str, step: Step) -> dict[str, Fact]:
    return {"words": journals.digest_of(words, step=step.press)}
