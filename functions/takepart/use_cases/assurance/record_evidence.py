"""Evidence that the service finds by itself: a session was held, "You said, we did" published, every payment in time.

Whoever keeps such records tells of each once, or as often as it likes: the record's own name is the step, so that one
record fills one slot of a promise and no more. An event holds ids only, and there is one reader for each kind of event.
It reads the thing as it is now, so that an event that comes late or twice tells no more than is still so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Evidence
from takepart.domain.assurance.finding import NEW_SERVICE, Record, RecordId, RecordKind
from takepart.domain.assurance.rules import (
    ORGANISATION,
    Assurance,
    Cadence,
    Commitment,
    CommitmentId,
    Team,
    TeamId,
)
from takepart.domain.assurance.slots import Occasion, Slot, SlotId, part_starts
from takepart.domain.assurance.standing import open_slots
from takepart.domain.assurance.years import year_of
from takepart.domain.ids import OpportunityId, SessionId, StepId
from takepart.domain.journal import Job
from takepart.domain.newsletter.newsletter import NewsletterId, NewsletterState
from takepart.domain.programme.opportunity import OpportunityAction
from takepart.domain.programme.session import SessionState
from takepart.domain.uk_time import local_date
from takepart.domain.voice.consultation import ConsultationAction, ConsultationId
from takepart.domain.voice.figures import HeardId
from takepart.domain.voice.questionnaire import QuestionnaireId, QuestionnairePurpose
from takepart.domain.voice.questionnaire_states import QuestionnaireAction
from takepart.domain.voice.rules import VoiceRules
from takepart.domain.voice.you_said import YouSaidId, YouSaidState
from takepart.use_cases.assurance.ports import Promises, PromiseStore, Records
from takepart.use_cases.newsletter.ports import Newsletters
from takepart.use_cases.ports import ChangedMeanwhile, Event, EventKind
from takepart.use_cases.stores import past_damage

if TYPE_CHECKING:  # all of complaints comes with them
    from takepart.use_cases.programme.ports import Opportunities, ProgrammeSessions
    from takepart.use_cases.voice.ports import Consultations, HeardAt, Questionnaires, YouSaids

_TRIES: Final = 5


class Filled(NamedTuple):
    """What a record filled."""

    team: TeamId
    commitment: CommitmentId
    slot: SlotId


def record_evidence(record: Record, *, promises: Promises, now: datetime) -> tuple[Filled, ...]:
    """Fill, of each promise that this record keeps, one slot of its team's, and one of the organisation's.

    Nothing where no slot is open. Raises ChangedMeanwhile or StoreUnavailable, to be tried again; DamagedRecord, after
    all others that it keeps.
    """
    kept = [
        (team, commitment)
        for team in promises.rules.owners
        if team.id in (record.team, ORGANISATION)
        for commitment in promises.rules.owed_by(team)
        if record.keeps(commitment.found_by) and _in_force(commitment, record.day)
    ]

    def fill(each: tuple[Team, Commitment]) -> Filled | None:
        team, commitment = each
        slot = _fill(record, team, commitment, promises=promises, now=now)
        return None if slot is None else Filled(team=team.id, commitment=commitment.id, slot=slot)

    return tuple(each for each in past_damage(kept, fill) if each is not None)


def _fill(record: Record, team: Team, commitment: Commitment, *, promises: Promises, now: datetime) -> SlotId | None:
    step = StepId(f"record-{record.id}")
    for attempt in range(1, _TRIES + 1):
        records = promises.records(team, record.day)
        before = _filled_before(commitment.id, records, step)
        if before is not None:
            return before
        slots = [
            each
            for each in open_slots(team, records.duties, rules=promises.rules, today=record.day)
            if each.commitment.id == commitment.id and _is_empty(each, records)
        ]
        slot = _first_fitting(slots, record, commitment)
        try:
            if slot is not None:
                return _show(record, slot, records, step=step, store=promises.store, now=now)
            if commitment.cadence is not Cadence.EACH_TIME:
                return None
            _start(record, team, commitment, records, promises=promises, now=now)
        except ChangedMeanwhile:
            if attempt == _TRIES:
                raise
    return None


def _show(record: Record, slot: Slot, records: Records, *, step: StepId, store: PromiseStore, now: datetime) -> SlotId:
    duty = records.duty(slot.team, slot.commitment.id, slot.year)
    shown = Evidence(slot=slot.id, day=record.day, by=Job.RECORDS.actor, note=record.note, record=record.id)
    store.save(duties.show(duty, Step(shown.by, now, step), slot, shown))
    return slot.id


def _start(
    record: Record, team: Team, commitment: Commitment, records: Records, *, promises: Promises, now: datetime
) -> None:
    """A promise that is owed each time, and nobody wrote down that it was: the record itself says so."""
    id = SlotId(hashlib.sha256(record.id.encode()).hexdigest()[:8])
    occasion = Occasion(id=id, name=record.title or record.of.plain, day=record.day)
    duty = records.duty(team.id, commitment.id, year_of(record.day, promises.rules.year_starts))
    step = Step(Job.RECORDS.actor, now, StepId(f"start-{record.id}"))
    promises.store.save(duties.start(duty, step, commitment.cadence, occasion))


def _first_fitting(slots: list[Slot], record: Record, commitment: Commitment) -> Slot | None:
    """The slot that a record fills: the earliest due, but for promises that want one in each part of the year."""
    if record.month_to is not None:
        return next((each for each in slots if each.id == record.month_to.isoformat()), None)
    fitting = sorted((each for each in slots if each.opens <= record.day <= each.closes), key=lambda each: each.due)
    if commitment.found_by is None or commitment.found_by.ahead:
        return next(iter(fitting), None)
    begun = [each for each in fitting if part_starts(each) <= record.day]
    return next((each for each in begun if record.day <= each.due), next(iter(begun), None))


def _filled_before(commitment: CommitmentId, records: Records, step: StepId) -> SlotId | None:
    """The slot that this very record filled before."""
    entries = (entry for (of, _), duty in records.duties.items() if of == commitment for entry in duty.journal)
    return next((SlotId(str(entry.facts["slot"])) for entry in entries if entry.step == step), None)


def _is_empty(slot: Slot, records: Records) -> bool:
    return records.duty(slot.team, slot.commitment.id, slot.year).kept(slot.id) is None


def _in_force(commitment: Commitment, day: date) -> bool:
    return not commitment.is_audit and commitment.in_force(day)


@dataclass(frozen=True, kw_only=True)
class FindEvidence:
    """What finding needs. Called with an event, it fills what that keeps."""

    opportunities: Opportunities
    sessions: ProgrammeSessions
    you_saids: YouSaids
    consultations: Consultations
    questionnaires: Questionnaires
    heard_at: HeardAt
    newsletters: Newsletters
    voice: VoiceRules | None
    """The places with a feedback address of their own, and whose they are, are in it."""
    promises: PromiseStore
    rules: Assurance
    clock: Callable[[], datetime]

    def __call__(self, event: Event) -> None:
        """Fill what this event keeps. Raises ChangedMeanwhile or StoreUnavailable, to be tried again."""
        read = READERS.get(event.kind)
        for record in read(self, event) if read else ():
            record_evidence(record, promises=Promises(self.rules, self.promises), now=self.clock())

    def session(self, event: Event) -> Iterable[Record]:
        """A session that was held, and the course that it gave."""
        session = self.sessions.get(SessionId(event.about))
        if session is None or session.state is not SessionState.HELD:
            return
        opportunity = self.opportunities.get(session.opportunity)
        if opportunity is None:
            return
        about, team, day = opportunity.about, opportunity.about.team, session.day
        yield _record(RecordKind.SESSION_HELD, session.id, day, team=team, kind=about.kind.value, title=about.title)
        if about.gives:
            yield _record(RecordKind.TRAINING_HELD, session.id, day, team=team, kind=about.gives, title=about.title)

    def opportunity(self, event: Event) -> Iterable[Record]:
        """An opportunity that everyone could find, on the day that it was published first."""
        opportunity = self.opportunities.get(OpportunityId(event.about))
        day = _day_of(opportunity, OpportunityAction.PUBLISH)
        if opportunity is None or day is None:
            return
        about, of = opportunity.about, RecordKind.OPPORTUNITY_PUBLISHED
        yield _record(of, opportunity.id, day, team=about.team, kind=about.kind.value, title=about.title)

    def you_said(self, event: Event) -> Iterable[Record]:
        """ "You said, we did" that is public."""
        found = self.you_saids.get(YouSaidId(event.about))
        if found is None or found.state is not YouSaidState.PUBLISHED or found.published_on is None:
            return
        yield _record(RecordKind.YOU_SAID_PUBLISHED, found.id, found.published_on, team=found.words.team)

    def consultation(self, event: Event) -> Iterable[Record]:
        """A consultation whose answers were considered, with what was said written down."""
        found = self.consultations.get(ConsultationId(event.about))
        day = _day_of(found, ConsultationAction.CONSIDER)
        if found is None or not found.evidence or day is None:
            return
        kind = NEW_SERVICE if found.proposal.new_service else ""
        yield _record(RecordKind.CONSULTATION_CLOSED, found.id, day, kind=kind, title=found.proposal.title)

    def questionnaire(self, event: Event) -> Iterable[Record]:
        """A questionnaire that people could answer to its last day; one for people who left is an exit interview."""
        found = self.questionnaires.get(QuestionnaireId(event.about))
        day = _day_of(found, QuestionnaireAction.CLOSE)
        if found is None or day is None:
            return
        about = found.about
        yield _record(RecordKind.QUESTIONNAIRE_CLOSED, found.id, day, team=about.team, title=about.title)
        if about.purpose is QuestionnairePurpose.EXIT:
            yield _record(RecordKind.EXIT_INTERVIEW, found.id, day, team=about.team, title=about.title)

    def venue(self, event: Event) -> Iterable[Record]:
        """A place of a team's where somebody said something."""
        heard = self.heard_at.get(HeardId(event.about))
        venues = self.voice.venues if self.voice and heard else ()
        team = next((each.team for each in venues if heard and each.id == heard.venue), None)
        if heard and team:
            yield _record(RecordKind.FEEDBACK_AT_VENUE, heard.id, heard.day, team=team)

    def newsletter(self, event: Event) -> Iterable[Record]:
        """A newsletter of which the last letter is out."""
        found = self.newsletters.get(NewsletterId(event.about))
        if found is None or found.state is not NewsletterState.SENT:
            return
        yield _record(RecordKind.NEWSLETTER_SENT, found.id, found.day, title=found.words.title)


def _day_of(found: Journalled | None, action: StrEnum) -> date | None:
    """The day on which something was first done to it."""
    entries = found.journal if found else ()
    return next((local_date(each.at) for each in entries if each.action == action), None)


def _record(of: RecordKind, id: str, day: date, *, team: str = "", kind: str = "", title: str = "") -> Record:
    return Record(id=RecordId(f"{of.value} {id}"), of=of, day=day, team=team, kind=kind, title=title)


Reader = Callable[[FindEvidence, Event], Iterable[Record]]
READERS: Final[Mapping[EventKind, Reader]] = MappingProxyType(
    {
        EventKind.SESSION: FindEvidence.session,
        EventKind.OPPORTUNITY: FindEvidence.opportunity,
        EventKind.YOU_SAID: FindEvidence.you_said,
        EventKind.CONSULTATION: FindEvidence.consultation,
        EventKind.QUESTIONNAIRE: FindEvidence.questionnaire,
        EventKind.VENUE: FindEvidence.venue,
        EventKind.NEWSLETTER: FindEvidence.newsletter,
    }
)
"""Who reads which kind of event. A new kind is one line more."""
