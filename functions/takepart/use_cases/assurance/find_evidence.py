"""What an event says was done, as records that may keep a promise: one reader for each kind of event.

The events hold ids only. Each reader reads the thing as it is now, so that an event that comes late or twice tells no
more than is still so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from takepart.domain.assurance.finding import NEW_SERVICE, Record, RecordId, RecordKind
from takepart.domain.assurance.rules import Assurance
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter.newsletter import NewsletterId
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.opportunity import OpportunityAction
from takepart.domain.programme.session import SessionState
from takepart.domain.uk_time import local_date
from takepart.domain.voice import consultation as consultations_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.figures import HeardId
from takepart.domain.voice.questionnaire import QuestionnaireAction, QuestionnaireId, QuestionnairePurpose
from takepart.domain.voice.rules import Venue
from takepart.domain.voice.you_said import YouSaidId
from takepart.use_cases.assurance.ports import PromiseStore
from takepart.use_cases.assurance.record_evidence import record_evidence
from takepart.use_cases.newsletter.ports import Newsletters
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.programme.ports import Opportunities, ProgrammeSessions
from takepart.use_cases.voice.ports import Consultations, HeardAt, Questionnaires, YouSaids


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
    venues: Sequence[Venue]
    """The places with a feedback address of their own, and whose they are."""
    promises: PromiseStore
    rules: Assurance
    clock: Callable[[], datetime]

    def __call__(self, event: Event) -> None:
        """Fill what this event keeps. Raises ChangedMeanwhile or StoreUnavailable, to be tried again."""
        read = READERS.get(event.kind)
        for record in read(self, event) if read else ():
            record_evidence(record, store=self.promises, rules=self.rules, now=self.clock())

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
        entries = opportunity.journal if opportunity else ()
        first = next((each for each in entries if each.action == OpportunityAction.PUBLISH.value), None)
        if opportunity is None or first is None:
            return
        about, day = opportunity.about, local_date(first.at)
        yield _record(
            RecordKind.OPPORTUNITY_PUBLISHED,
            opportunity.id,
            day,
            team=about.team,
            kind=about.kind.value,
            title=about.title,
        )

    def you_said(self, event: Event) -> Iterable[Record]:
        """ "You said, we did" that is public."""
        found = self.you_saids.get(YouSaidId(event.about))
        if found is None or found.state is not you_saids_domain.YouSaidState.PUBLISHED or found.published_on is None:
            return
        yield _record(RecordKind.YOU_SAID_PUBLISHED, found.id, found.published_on, team=found.words.team)

    def consultation(self, event: Event) -> Iterable[Record]:
        """A consultation whose answers were considered, with what was said written down."""
        found = self.consultations.get(ConsultationId(event.about))
        if found is None or not found.evidence:
            return
        considered = (
            each for each in found.journal if each.action == consultations_domain.ConsultationAction.CONSIDER.value
        )
        entry = next(considered, None)
        if entry is None:
            return
        kind = NEW_SERVICE if found.proposal.new_service else ""
        day, title = local_date(entry.at), found.proposal.title
        yield _record(RecordKind.CONSULTATION_CLOSED, found.id, day, kind=kind, title=title)

    def questionnaire(self, event: Event) -> Iterable[Record]:
        """A questionnaire that people could answer to its last day; one for people who left is an exit interview."""
        found = self.questionnaires.get(QuestionnaireId(event.about))
        closed = (
            (each for each in found.journal if each.action == QuestionnaireAction.CLOSE.value) if found else iter(())
        )
        entry = next(closed, None)
        if found is None or entry is None:
            return
        about, day = found.about, local_date(entry.at)
        yield _record(RecordKind.QUESTIONNAIRE_CLOSED, found.id, day, team=about.team, title=about.title)
        if about.purpose is QuestionnairePurpose.EXIT:
            yield _record(RecordKind.EXIT_INTERVIEW, found.id, day, team=about.team, title=about.title)

    def venue(self, event: Event) -> Iterable[Record]:
        """A place of a team's where somebody said something."""
        heard = self.heard_at.get(HeardId(event.about))
        team = next((each.team for each in self.venues if heard and each.id == heard.venue), None)
        if heard and team:
            yield _record(RecordKind.FEEDBACK_AT_VENUE, heard.id, heard.day, team=team)

    def newsletter(self, event: Event) -> Iterable[Record]:
        """A newsletter of which the last letter is out."""
        found = self.newsletters.get(NewsletterId(event.about))
        if found is None or found.state is not newsletters_domain.NewsletterState.SENT:
            return
        yield _record(RecordKind.NEWSLETTER_SENT, found.id, found.day, title=found.words.title)


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
