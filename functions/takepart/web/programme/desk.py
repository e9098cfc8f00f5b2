"""What the pages about taking part need from the rest, handed over by ``programme.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from takepart.adapters.programme.calendar_files import CalendarFiles
from takepart.domain.people.person import Details, Person
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.use_cases.claims.drafts import Drafts
from takepart.use_cases.claims.open_decision import LinkClosed, NothingToDecide
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.listening import said_at
from takepart.use_cases.newsletter.ports import Subscribers
from takepart.use_cases.ports import Identities, LinkMaker, LinkReader, Names, Queues
from takepart.use_cases.programme import registration, take_part
from takepart.use_cases.programme.ports import Opportunities, People, Sessions, SignUps
from takepart.web.forms.base import Rules
from takepart.web.frame import OpenFrame
from takepart.web.problems import Problem


class _Pause(Protocol):
    def __call__(self, attempt: int, /) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Programme(OpenFrame):
    """One organisation's opportunities, and everybody's own pages."""

    people: People
    opportunities: Opportunities
    sessions: Sessions
    sign_ups: SignUps
    drafts: Drafts
    claims: Claims
    subscribers: Subscribers
    links: LinkReader
    names: Names
    identities: Identities
    queues: Queues
    """Where a letter is asked for that belongs to no step of anybody's."""
    calendar: CalendarFiles
    new_id: Callable[[], str]
    """A long random name, safe in an address."""
    pause: _Pause
    tickets: LinkMaker | None = None
    """Makes tickets for the equality questions; None where nothing is asked."""

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=self.today)

    def me(self, token: str) -> Person:
        """Whose personal link it is. Raises Problem for any other link."""
        try:
            person = registration.open_my_part(token, links=self.links, people=self.people, now=self.now())
        except NothingToDecide as closed:
            raise closed_link(closed) from closed
        said_at(f"/office/people/{person.id}")
        return person

    def registered(self, token: str) -> Person:
        """Whose personal link it is, while they take part. Raises Problem."""
        person = self.me(token)
        if not person.is_registered:
            raise Problem(409, "We could not do that", Refusal.NOT_REGISTERED.plain)
        return person

    def details(self, token: str) -> tuple[Person, Details]:
        """Whose personal link it is, and what they told us. Raises Problem."""
        person = self.registered(token)
        if person.details is None:
            raise Problem.gone("We no longer have this", "The details behind this link were deleted.")
        return person, person.details

    def look(self, session: str, person: Person) -> take_part.Open:
        """One session as a person sees it. Raises Problem 404."""
        try:
            return take_part.look(
                SessionId(session),
                person,
                sessions=self.sessions,
                opportunities=self.opportunities,
                sign_ups=self.sign_ups,
            )
        except CannotDo as refused:
            raise Problem.not_found("It may be over, or called off. Look at what else there is.") from refused


def stores_of(desk: Programme) -> dict[str, Any]:
    """What the steps of a registration need, by the names of their arguments."""
    return {
        "people": desk.people,
        "sign_ups": desk.sign_ups,
        "sessions": desk.sessions,
        "policy": desk.policy,
        "now": desk.now(),
        "pause": desk.pause,
    }


def closed_link(closed: NothingToDecide) -> Problem:
    """Why a personal link opens nothing, and how to get another."""
    if closed.why is LinkClosed.EXPIRED:
        return Problem.gone("This link is too old", "Go to “My part” and ask for a new link. It comes by email.")
    if closed.why is LinkClosed.DECIDED:
        return Problem.gone("This was answered already", "Nothing is left to do here. Thank you.")
    if closed.why is LinkClosed.GONE:
        return Problem.gone("We no longer have this", "The details behind this link were deleted.")
    return Problem(403, "This link does not work", "Open the link in our email again, or ask for a new one.")


@contextmanager
def refusals_as_pages() -> Iterator[None]:
    """Say in plain words why something cannot be done."""
    try:
        yield
    except CannotDo as refused:
        if refused.reason is Refusal.NOT_THERE:
            raise Problem.not_found() from refused
        raise Problem(409, "We could not do that", refused.reason.plain) from refused
