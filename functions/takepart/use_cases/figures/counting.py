"""Which records an event touches, and what each adds: read again and counted as it is now.

An event says only what to look at, so it may come twice, late or out of order. What makes that safe is the order within
one attempt: first how the record was counted, then the record itself, then one write on condition that nobody counted
it in between. So a count is never replaced by an older one, and the last event of a record always leaves it right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from takepart.domain.assurance.rules import Assurance, TeamId
from takepart.domain.claims.claim import Claim, ClaimAction
from takepart.domain.figures.figure import NOTHING, Contribution
from takepart.domain.figures.records import of_claim, of_questionnaire, of_session, of_sign_up, of_you_said, team_of
from takepart.domain.ids import ClaimId, OpportunityId, PersonId, SessionId, StaffId
from takepart.domain.part_of_day import id_in
from takepart.domain.people.details import PersonRole
from takepart.domain.people.person import Person, PersonAction
from takepart.domain.policy import Policy, UnknownActivityType
from takepart.domain.programme.opportunity import Opportunity, OpportunityAction
from takepart.domain.programme.session import Session, SessionAction
from takepart.domain.programme.sign_up import SignUp, SignUpAction
from takepart.domain.references import claim_reference
from takepart.domain.uk_time import local_date
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import QuestionnaireAction
from takepart.domain.voice.you_said import YouSaid, YouSaidAction, YouSaidId
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import until_kept
from takepart.use_cases.figures.ports import FigureStore, Subject
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.stores import past_damage

if TYPE_CHECKING:  # all of complaints comes with them
    from takepart.use_cases.programme.ports import Opportunities, People, ProgrammeSessions, SignUps
    from takepart.use_cases.voice.ports import Questionnaires, YouSaids

TOUCHES: Final[Mapping[EventKind, frozenset[str]]] = MappingProxyType(
    {
        EventKind.CLAIM: frozenset(
            {
                ClaimAction.SEND,
                ClaimAction.CONFIRM,
                ClaimAction.CONFIRM_WITHOUT_PAY,
                ClaimAction.APPROVE,
                ClaimAction.APPROVE_ALREADY_PAID,
                ClaimAction.REFUSE,
                ClaimAction.WITHDRAW,
                ClaimAction.PAY,
                ClaimAction.PAY_LAST,
                ClaimAction.BOUNCE,
                ClaimAction.BOUNCE_GIFT,
                ClaimAction.REOPEN,
            }
        ),
        EventKind.SIGN_UP: frozenset({SignUpAction.ATTEND, SignUpAction.WALK_IN, SignUpAction.CORRECT}),
        EventKind.SESSION: frozenset({SessionAction.HOLD}),
        EventKind.OPPORTUNITY: frozenset({OpportunityAction.EDIT}),
        EventKind.PERSON: frozenset(
            {
                PersonAction.REGISTER,
                PersonAction.REGISTER_CHILD,
                PersonAction.REFUSE_CONSENT,
                PersonAction.CHANGE,
                PersonAction.ASK_CONSENT,
                PersonAction.OUTGROW,
                PersonAction.ERASE,
            }
        ),
        EventKind.YOU_SAID: frozenset({YouSaidAction.PUBLISH, YouSaidAction.UPDATE, YouSaidAction.TAKE_DOWN}),
        EventKind.QUESTIONNAIRE: frozenset({QuestionnaireAction.CLOSE}),
    }
)
"""The events after which a figure can be another. Whatever is not here changes none."""


@dataclass(frozen=True, kw_only=True)
class Teller:
    """What a record adds, told from the record and from what it belongs to: pure, so that a rebuild tells the same."""

    policy: Policy
    rules: Assurance

    def claim(self, claim: Claim, opportunity: Opportunity | None, person: Person | None) -> Contribution:
        """Of a claim: its team is that of its session; of one that was typed, of whoever confirms it."""
        member = claim.confirmed_by.id if claim.confirmed_by else self._asked(claim)
        team = self._team(
            opportunity.worker if opportunity else member,
            claim.day,
            named=opportunity.about.team if opportunity else "",
        )
        return of_claim(claim, role=role_of(person), team=team, starts=self.rules.year_starts)

    def session(self, session: Session, opportunity: Opportunity | None) -> Contribution:
        """Of a session: its team is the opportunity's, or else that of whoever runs it."""
        if opportunity is None:
            return NOTHING
        team = self._team(opportunity.worker, session.day, named=opportunity.about.team)
        return of_session(session, opportunity.about, team=team, starts=self.rules.year_starts)

    def sign_up(self, sign_up: SignUp, opportunity: Opportunity | None, person: Person | None) -> Contribution:
        """Of a sign-up."""
        if opportunity is None:
            return NOTHING
        team = self._team(opportunity.worker, local_date(sign_up.starts), named=opportunity.about.team)
        return of_sign_up(sign_up, opportunity.about, role=role_of(person), team=team, starts=self.rules.year_starts)

    def you_said(self, you_said: YouSaid) -> Contribution:
        """Of a "You said, we did": its team is the one that did it, or else that of whoever wrote it."""
        team = self._team(you_said.writer, you_said.published_on or date.min, named=you_said.words.team)
        return of_you_said(you_said, team=team, starts=self.rules.year_starts)

    def questionnaire(self, asked: Questionnaire) -> Contribution:
        """Of a questionnaire: its team is the one it is for, or else that of whoever wrote it."""
        team = self._team(asked.writer, asked.about.closes, named=asked.about.team)
        return of_questionnaire(asked, team=team, starts=self.rules.year_starts)

    def _asked(self, claim: Claim) -> StaffId | None:
        try:
            return self.policy.activity_type(claim.activity_type).confirmers[0]
        except (UnknownActivityType, IndexError):
            return None

    def _team(self, member: StaffId | None, day: date, *, named: str = "") -> TeamId:
        return TeamId(named) if named else team_of(member, day=day, rules=self.rules)


def role_of(person: Person | None) -> PersonRole | None:
    """How somebody is registered; None when they are not, or were forgotten."""
    return person.details.role if person and person.details else None


@dataclass(frozen=True, kw_only=True)
class Counting:
    """The records as they are now, and what each adds."""

    teller: Teller
    claims: Claims
    people: People
    opportunities: Opportunities
    sessions: ProgrammeSessions
    sign_ups: SignUps
    you_saids: YouSaids
    questionnaires: Questionnaires

    def touched_by(self, event: Event) -> Iterator[Subject]:
        """The records to count again after an event."""
        if event.action not in TOUCHES.get(event.kind, ()):
            return
        if event.kind is EventKind.OPPORTUNITY:
            yield from self._of_opportunity(OpportunityId(event.about))
        elif event.kind is EventKind.PERSON:
            yield from self._of_person(PersonId(event.about))
        else:
            yield Subject(event.kind, event.about)

    def read(self, subject: Subject) -> Contribution:
        """What a record adds as it is now. Raises StoreUnavailable."""
        return _READERS[subject.kind](self, subject.about)

    def _of_opportunity(self, id: OpportunityId) -> Iterator[Subject]:
        """An edit can change the kind, the level and the team of everything that was held of it."""
        for session in self.sessions.of_opportunity(id):
            yield Subject(EventKind.SESSION, session.id)
            for sign_up in self.sign_ups.of_session(session.id):
                if sign_up.draft is not None:
                    yield _subject_of(sign_up)
                    yield Subject(EventKind.CLAIM, claim_reference(sign_up.draft))

    def _of_person(self, id: PersonId) -> Iterator[Subject]:
        """Another role, or none any more, changes as whom they took part."""
        for sign_up in self.sign_ups.of_person(id):
            if sign_up.draft is not None:
                yield _subject_of(sign_up)
        for claim in self.claims.of_mailbox(id, since=date.min, until=date.max):
            if claim.person == id:
                yield Subject(EventKind.CLAIM, claim.id)

    def _claim(self, about: str) -> Contribution:
        claim = self.claims.get(ClaimId(about))
        if claim is None:
            return NOTHING
        session_id = session_of(claim)
        session = self.sessions.get(session_id) if session_id else None
        opportunity = self.opportunities.get(session.opportunity) if session else None
        return self.teller.claim(claim, opportunity, self.people.get(claim.person) if claim.confirmed_by else None)

    def _session(self, about: str) -> Contribution:
        session = self.sessions.get(SessionId(about))
        return self.teller.session(session, self.opportunities.get(session.opportunity)) if session else NOTHING

    def _sign_up(self, about: str) -> Contribution:
        session_id, _, person = about.partition("/")
        sign_up, session = self.sign_ups.get((SessionId(session_id), PersonId(person))), None
        if sign_up is not None and sign_up.draft is not None:
            session = self.sessions.get(sign_up.session)
        if sign_up is None or session is None:
            return NOTHING
        return self.teller.sign_up(
            sign_up, self.opportunities.get(session.opportunity), self.people.get(sign_up.person)
        )

    def _you_said(self, about: str) -> Contribution:
        found = self.you_saids.get(YouSaidId(about))
        return self.teller.you_said(found) if found else NOTHING

    def _questionnaire(self, about: str) -> Contribution:
        found = self.questionnaires.get(QuestionnaireId(about))
        return self.teller.questionnaire(found) if found else NOTHING


def session_of(claim: Claim) -> SessionId | None:
    """The session that a claim names by its id: one that comes from a record of attendance does, a typed one cannot."""
    return SessionId(id_in(claim.session)) if id_in(claim.session) else None


def _subject_of(sign_up: SignUp) -> Subject:
    return Subject(EventKind.SIGN_UP, f"{sign_up.session}/{sign_up.person}")


_READERS: Final[Mapping[EventKind, Callable[[Counting, str], Contribution]]] = MappingProxyType(
    {
        EventKind.CLAIM: Counting._claim,
        EventKind.SESSION: Counting._session,
        EventKind.SIGN_UP: Counting._sign_up,
        EventKind.YOU_SAID: Counting._you_said,
        EventKind.QUESTIONNAIRE: Counting._questionnaire,
    }
)
"""The records that are counted."""


Read = Callable[[Subject], Contribution]
"""What a record adds as it is now, by consistent reads."""

_TRIES: Final = 5
"""Two that count at once get out of each other's way; after this the message comes again later."""


@dataclass(frozen=True, kw_only=True)
class KeepFigures:
    """A consumer of events: called with one, it counts again what that touches."""

    counting: Counting
    store: FigureStore

    def __call__(self, event: Event) -> None:
        """Keep the figures. Raises ChangedMeanwhile or StoreUnavailable: tell it again."""
        keep(list(self.counting.touched_by(event)), read=self.counting.read, store=self.store)


def keep(subjects: Iterable[Subject], *, read: Read, store: FigureStore) -> int:
    """Count these records as they are now; how many of them were counted otherwise before.

    Raises ChangedMeanwhile or StoreUnavailable: run it again, as often as needed; DamagedRecord after all the others.
    """
    return sum(past_damage(subjects, lambda subject: _keep_one(subject, read=read, store=store)))


def _keep_one(subject: Subject, *, read: Read, store: FigureStore) -> bool:
    def attempt() -> bool:
        last = store.last(subject)
        new = read(subject)
        if new.same_as(last.contribution):
            return False
        store.replace(subject, last, new)
        return True

    return until_kept(attempt, tries=_TRIES)
