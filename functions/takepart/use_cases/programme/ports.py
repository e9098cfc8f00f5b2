"""Where people, opportunities, sessions and sign-ups are kept. Every write is one conditional request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from takepart.domain.ids import PersonId
from takepart.domain.people.person import Person
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp


class People(Protocol):
    """Participants."""

    def get(self, person: PersonId) -> Person | None:
        """The person as they are now."""

    def add(self, person: Person) -> None:
        """Keep a new person. Quiet when this step was kept before. Raises ChangedMeanwhile when the id is taken."""

    def save(self, person: Person) -> None:
        """Keep the next step. Raises ChangedMeanwhile."""

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        """Everyone who shares the mailbox of this id: brothers and sisters, or a family."""


class Opportunities(Protocol):
    """What there is to take part in."""

    def get(self, opportunity: OpportunityId) -> Opportunity | None:
        """The opportunity as it is now."""

    def many(self, opportunities: Sequence[OpportunityId]) -> Sequence[Opportunity]:
        """Several of them, in one request."""

    def add(self, opportunity: Opportunity) -> None:
        """Keep a new one. Quiet when this step was kept before. Raises ChangedMeanwhile."""

    def save(self, opportunity: Opportunity) -> None:
        """Keep the next step. Raises ChangedMeanwhile."""

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        """One page of those in one state, the newest first, and where the next page starts."""


class Sessions(Protocol):
    """Their dated meetings."""

    def get(self, session: SessionId) -> Session | None:
        """The session as it is now."""

    def plan(self, session: Session, places: int) -> None:
        """Keep a new one with so many places. Quiet when this step was kept before. Raises ChangedMeanwhile."""

    def save(self, session: Session) -> None:
        """Keep the next step. Raises ChangedMeanwhile."""

    def of_opportunity(self, opportunity: OpportunityId) -> Sequence[Session]:
        """All sessions of one opportunity, the earliest first."""

    def planned(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that are to happen between two moments, all of them, the earliest first."""


class SignUps(Protocol):
    """Who takes part in which session, and the places of it."""

    def get(self, key: tuple[SessionId, PersonId]) -> SignUp | None:
        """The sign-up as it is now."""

    def save(self, sign_up: SignUp) -> None:
        """Keep the next step, or a new sign-up. Raises ChangedMeanwhile."""

    def save_with_places(self, sign_up: SignUp, places: Places) -> None:
        """Keep the next step of a sign-up together with the places it changes: both, or neither.

        Quiet when this step was kept before. Raises ChangedMeanwhile.
        """

    def places(self, session: SessionId) -> Places:
        """The places of a session (a consistent read)."""

    def save_places(self, places: Places) -> None:
        """Keep the places alone: more or fewer of them. Raises ChangedMeanwhile."""

    def of_session(self, session: SessionId) -> Sequence[SignUp]:
        """Everyone who signed up for a session (a consistent read), in no order that matters."""

    def of_person(self, person: PersonId, *, since: datetime | None = None) -> Sequence[SignUp]:
        """Everything one person signed up for, the earliest session first."""
