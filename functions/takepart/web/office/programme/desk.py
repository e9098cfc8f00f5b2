"""What the worker's pages about opportunities and sessions need, beside the office itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from takepart.domain.ids import OpportunityId, PersonId, SessionId
from takepart.domain.names import in_order
from takepart.domain.people.look import Looks
from takepart.domain.people.person import Person
from takepart.domain.programme.message import Message
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp
from takepart.use_cases.doing import Store
from takepart.use_cases.office import Right
from takepart.use_cases.ports import Identities, Names
from takepart.use_cases.programme.ports import Naming, ProgrammeStores
from takepart.use_cases.programme.run_sessions import Running
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.route import Call, Routes


def office_routes() -> Routes[ProgrammeDesk]:
    """The routes of one module: finance has no need to see who comes."""
    return Routes("programme-office", right=Right.RUN_SESSIONS)


@dataclass(frozen=True, kw_only=True)
class ProgrammeDesk(Reception):
    """The office, with the stores of the programme."""

    section: ClassVar[str] = "opportunities"
    kept: ProgrammeStores
    looks: Store[Looks]
    messages: Store[Message]
    identities: Identities
    names: Names

    @property
    def naming(self) -> Naming:
        """Whose a mailbox and name are."""
        return Naming(names=self.names, identities=self.identities)

    def running(self, call: Call[Any, Any]) -> Running:
        """What they do with the programme."""
        return Running(self.kept, self.step(call), seen=call.pressed.seen if call.pressed else None)

    def opportunity(self, id: str) -> Opportunity:
        """One opportunity. Raises Problem 404."""
        found = self.kept.opportunities.get(OpportunityId(id))
        if found is None:
            raise Problem.not_found()
        return found

    def session(self, id: str) -> tuple[Session, Opportunity]:
        """One session and what it belongs to. Raises Problem 404."""
        found = self.kept.sessions.get(SessionId(id))
        if found is None:
            raise Problem.not_found()
        return found, self.opportunity(found.opportunity)

    def other_days(self, session: Session) -> list[Session]:
        """The other sessions to come of what a session belongs to."""
        others = self.kept.sessions.of_opportunity(session.opportunity)
        return [each for each in others if each.id != session.id and each.is_to_come(self.now())]

    def person(self, id: str) -> Person:
        """One person who is not forgotten. Raises Problem 404."""
        found = self.kept.people.get(PersonId(id))
        if found is None or found.details is None:
            raise Problem.not_found()
        return found

    def sign_up(self, session: Session, person: str) -> SignUp:
        """One sign-up. Raises Problem 404."""
        found = self.kept.sign_ups.get((session.id, PersonId(person)))
        if found is None:
            raise Problem.not_found()
        return found

    def with_people(self, sign_ups: Sequence[SignUp]) -> list[tuple[SignUp, Person | None]]:
        """Sign-ups with who they are, in the order of their names; without a name once they are erased.

        Without a person where the record cannot be read: the others are there all the same.
        """
        people = self.people_of(sign_ups)
        pairs = [(sign_up, people.get(sign_up.person)) for sign_up in sign_ups]
        return sorted(pairs, key=lambda pair: _by_name(pair[1]))

    def people_of(self, sign_ups: Sequence[SignUp]) -> Mapping[PersonId, Person]:
        """Who signed up, all that can be read, in one request for a hundred."""
        return {each.id: each for each in self.kept.people.many([sign_up.person for sign_up in sign_ups])}


def _by_name(person: Person | None) -> tuple[bool, tuple[str, str]]:
    details = person.details if person else None
    return details is None, in_order(details.name if details else "")
