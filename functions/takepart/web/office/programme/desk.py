"""What the worker's pages about opportunities and sessions need, beside the office itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from takepart.domain.ids import PersonId
from takepart.domain.names import in_order
from takepart.domain.people.person import Person
from takepart.domain.policy import StaffMember
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp
from takepart.domain.working_days import Holidays
from takepart.use_cases.office import Right
from takepart.use_cases.ports import Identities
from takepart.use_cases.programme.ports import Opportunities, People, Sessions, SignUps
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed


class _Pause(Protocol):
    def __call__(self, attempt: int, /) -> None: ...


@dataclass(frozen=True, kw_only=True)
class ProgrammeDesk:
    """The office, with the stores of the programme."""

    office: Reception
    people: People
    opportunities: Opportunities
    sessions: Sessions
    sign_ups: SignUps
    identities: Identities
    holidays: Holidays
    pause: _Pause

    def worker(self, request: Request) -> StaffMember:
        """Who is signed in, if they run sessions: finance has no need to see who comes. Raises Problem 403."""
        return self.office.allowed(request, Right.RUN_SESSIONS)

    def opportunity(self, id: str) -> Opportunity:
        """One opportunity. Raises Problem 404."""
        found = self.opportunities.get(OpportunityId(id))
        if found is None:
            raise Problem.not_found()
        return found

    def session(self, id: str) -> tuple[Session, Opportunity]:
        """One session and what it belongs to. Raises Problem 404."""
        found = self.sessions.get(SessionId(id))
        if found is None:
            raise Problem.not_found()
        return found, self.opportunity(found.opportunity)

    def sign_up(self, session: Session, person: str) -> SignUp:
        """One sign-up. Raises Problem 404."""
        found = self.sign_ups.get((session.id, PersonId(person)))
        if found is None:
            raise Problem.not_found()
        return found

    @staticmethod
    def seen(typed: Typed) -> str:
        """The version that the page showed: pressed twice, it is one step. Raises Problem 400."""
        text = typed.get("seen", "")
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise Problem.bad("Part of the form is missing. Go back, load the page again and send it once more.")
        return text

    def with_people(self, sign_ups: Sequence[SignUp]) -> list[tuple[SignUp, Person | None]]:
        """Sign-ups with who they are, in the order of their names; without a name once they are erased."""
        pairs = [(sign_up, self.people.get(sign_up.person)) for sign_up in sign_ups]
        return sorted(pairs, key=lambda pair: _by_name(pair[1]))


def _by_name(person: Person | None) -> tuple[bool, tuple[str, str]]:
    details = person.details if person else None
    return details is None, in_order(details.name if details else "")
