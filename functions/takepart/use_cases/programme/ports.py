"""Where people, opportunities, sessions and sign-ups are kept. Every write is one conditional request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from takepart.domain.ids import OpportunityId, PersonId, SessionId
from takepart.domain.people.finding import Wanted
from takepart.domain.people.person import Person
from takepart.domain.policy import Policy
from takepart.domain.programme.membership import Membership
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp
from takepart.domain.working_days import Holidays
from takepart.use_cases.doing import Store, no_pause
from takepart.use_cases.ports import Identities, Names


class People(Store[Person], Protocol):
    """Participants."""

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        """Everyone who shares the mailbox of this id: brothers and sisters, or a family."""

    def found(self, wanted: Wanted, *, today: date) -> Sequence[PersonId]:
        """Whom a worker looks for, in the order of their names."""


class Opportunities(Store[Opportunity], Protocol):
    """What there is to take part in."""

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        """One page of those in one state, the newest first, and where the next page starts."""


class ProgrammeSessions(Store[Session], Protocol):
    """Their dated meetings."""

    def plan(self, session: Session, places: int) -> None:
        """Keep a new one with so many places. Quiet when this step was kept before. Raises ChangedMeanwhile."""

    def of_opportunity(self, opportunity: OpportunityId) -> Sequence[Session]:
        """All sessions of one opportunity, the earliest first."""

    def held(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that took place between two moments, all of them, the earliest first."""

    def planned(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that are to happen between two moments, all of them, the earliest first."""


class Memberships(Store[Membership], Protocol):
    """Who is a member of which standing group."""

    def of_group(self, group: OpportunityId) -> Sequence[Membership]:
        """Everybody who is or was a member, in the order in which they came."""

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """The groups that somebody is or was a member of."""


class SignUps(Store[SignUp], Protocol):
    """Who takes part in which session, and the places of it."""

    def save_with_places(self, sign_up: SignUp, places: Places) -> None:
        """Keep the next step of a sign-up together with the places it changes: both, or neither.

        Quiet when this step was kept before. Raises ChangedMeanwhile.
        """

    def places(self, session: SessionId) -> Places:
        """The places of a session (a consistent read)."""

    def places_of(self, sessions: Sequence[SessionId]) -> Mapping[SessionId, Places]:
        """Those of several sessions, in one request for a hundred; one without is left out."""

    def save_places(self, places: Places) -> None:
        """Keep the places alone: more or fewer of them. Raises ChangedMeanwhile."""

    def of_session(self, session: SessionId) -> Sequence[SignUp]:
        """Everyone who signed up for a session (a consistent read), in no order that matters."""

    def of_person(self, person: PersonId, *, since: datetime | None = None) -> Sequence[SignUp]:
        """Everything one person signed up for, the earliest session first."""


class SessionStores:
    """Sessions with who takes part in them, and the rules and days that places and offers are made by.

    ``pause`` waits a little before a write is tried again, longer with each try; tests do not wait.
    """

    def __init__(
        self,
        *,
        sessions: ProgrammeSessions,
        sign_ups: SignUps,
        policy: Policy,
        holidays: Holidays,
        pause: Callable[[int], None] = no_pause,
    ) -> None:
        self.sessions, self.sign_ups, self.policy = sessions, sign_ups, policy
        self.holidays, self.pause = holidays, pause


class ProgrammeStores(SessionStores):
    """The same, with what the sessions are of and the people."""

    def __init__(
        self,
        *,
        people: People,
        opportunities: Opportunities,
        memberships: Memberships,
        **of_sessions: Any,
    ) -> None:
        super().__init__(**of_sessions)
        self.people, self.opportunities, self.memberships = people, opportunities, memberships


class Naming(NamedTuple):
    """Whose a mailbox and name are."""

    names: Names
    identities: Identities


class CalendarWriter(Protocol):
    """Writes calendar files (RFC 5545), of the type ``text/calendar``."""

    def one(self, session: Session, opportunity: Opportunity, *, now: datetime, gone: bool = False) -> bytes:
        """One session. ``gone`` takes it out of a calendar that has it."""

    def feed(self, sessions: Iterable[tuple[Session, Opportunity]], *, now: datetime) -> bytes:
        """Many sessions, for a phone that follows them."""
