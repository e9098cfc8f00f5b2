"""What the pages about taking part need from the rest, handed over by ``programme.py``."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from takepart.domain.aggregate import Step
from takepart.domain.ids import SessionId, StepId
from takepart.domain.people.equality import EqualityStage
from takepart.domain.people.person import Person
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.refused import Closed as NotOpen
from takepart.use_cases.claims.drafts import Drafts
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.listening import said_at
from takepart.use_cases.newsletter.ports import Subscribers
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from takepart.use_cases.ports import LinkMaker, LinkReader, Queues
from takepart.use_cases.programme import registration, take_part
from takepart.use_cases.programme.ports import CalendarWriter, Naming, ProgrammeStores
from takepart.use_cases.programme.registration import Beside
from takepart.use_cases.reach.figures import ticket
from takepart.web import responses
from takepart.web.frame import OpenFrame
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed, number_in
from takepart.web.route import Answer, Call, Press, Routes

T = TypeVar("T")
_LONGEST: Final = 60


class MyRight(StrEnum):
    """Who may: whoever has a personal link; of them, for whom no parent or carer is asked; of them, who takes part.

    Where none is named, anyone. A child who waits may look, take back, be forgotten, and have what we keep of them.
    """

    LINK = "link"
    NOBODY_ASKED = "nobody-asked"
    TAKING_PART = "taking-part"


class Programme(OpenFrame):
    """One organisation's opportunities, and everybody's own pages."""

    def __init__(
        self,
        *,
        kept: ProgrammeStores,
        naming: Naming,
        drafts: Drafts,
        claims: Claims,
        subscribers: Subscribers,
        links: LinkReader,
        queues: Queues,
        calendar: CalendarWriter,
        tickets: LinkMaker | None = None,
        **frame: Any,
    ) -> None:
        """``queues`` is where a letter is asked for that belongs to no step of anybody's; ``new_id`` a long random
        name, safe in an address; ``tickets`` makes those for the equality questions, where any are asked.
        """
        super().__init__(**{"policy": kept.policy, **frame})
        self.kept, self.naming, self.drafts, self.claims, self.subscribers = kept, naming, drafts, claims, subscribers
        self.links, self.queues, self.calendar, self.tickets = links, queues, calendar, tickets

    @property
    def beside(self) -> Beside:
        """What else is kept of somebody."""
        return Beside(drafts=self.drafts, subscribers=self.subscribers)

    def who(self, request: Request, right: MyRight | None, /) -> Person | None:
        """Whose personal link it is, if these pages need one. Raises Problem for any other link."""
        if right is None:
            return None
        person = self.me(token_of(request))
        if right is MyRight.NOBODY_ASKED and person.waits_for_parent:
            raise Problem(409, "That cannot be done yet", ProgrammeRefusal.AWAITS_CONSENT.plain)
        if right is MyRight.TAKING_PART and not person.is_registered:
            raise Problem(409, "That cannot be done", ProgrammeRefusal.NOT_REGISTERED.plain)
        return person

    def html(self, call: Call[Any, Any], template: str, /, **values: object) -> Answer:
        """A page as the answer to a call: what needs another try, and the token of a personal link, are in it."""
        return super().html(call, template, **{"token": token_of(call.request), **values})

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press it was: by the version that the page showed, or by the name that it gave its form.

        A form that has neither does what is done once, however often it is sent. Raises Problem for a version that is
        none.
        """
        seen = typed.get("seen", "0")
        if number_in(seen) is None:
            raise Problem.bad("Part of the form is missing. Go back, load the page again and send it once more.")
        return Press(StepId(f"{what}-{typed.get('nonce', '')[:_LONGEST] or seen}"))

    def opened(self, token: str, opens: Callable[..., T], /) -> T:
        """What a letter's link opens. Raises Problem for one that opens nothing."""
        try:
            return opens(token, links=self.links, people=self.kept.people, now=self.now())
        except NothingToDecide as closed:
            raise closed_link(closed) from closed

    def me(self, token: str) -> Person:
        """Whose personal link it is. Raises Problem for any other link."""
        person = self.opened(token, registration.open_my_part)
        said_at(f"/office/people/{person.id}")
        return person

    def money_of(self, person: Person) -> dict[str, Any]:
        """What is still to come to somebody, what they have not claimed, and whether a parent or carer is asked."""
        owed = registration.owed_to(person, claims=self.claims, now=self.now())
        left = registration.not_claimed(person, kept=self.kept, claims=self.claims, now=self.now())
        return {"owed": owed, "not_claimed": left, "waits": person.waits_for_parent}

    def look(self, session: str, person: Person) -> take_part.Open:
        """One session as a person sees it. Raises Problem 404."""
        try:
            return take_part.look(SessionId(session), person, kept=self.kept)
        except NotOpen as closed:
            raise Problem.not_found("It may be over, or called off. Look at what else there is.") from closed


def my_routes(right: MyRight | None = None) -> Routes[Programme]:
    """The routes of one module."""
    return Routes("programme", right=right)


def token_of(request: Request) -> str:
    """The personal link's token, from the address of a page or from what a button sent."""
    return (request.form() if request.method == "POST" else request.query).get("t", "")


def pressed(call: Call[Programme, Any]) -> Step:
    """The step that somebody takes with this press."""
    if call.pressed is None:
        raise LookupError("a page presses nothing")
    return take_part.theirs(call.who.id, call.site.now(), call.pressed.id)


def to_my_part(call: Call[Programme, Any], done: str = "") -> Answer:
    """Lead back to the first page of somebody's own."""
    query = {"t": token_of(call.request), **({"done": done} if done else {})}
    return responses.see_other(f"/my?{urlencode(query)}")


def closed_link(closed: NothingToDecide) -> Problem:
    """Why a personal link opens nothing, and how to get another."""
    if closed.why is LinkClosed.EXPIRED:
        return Problem.gone("This link is too old", "Go to “My part” and ask for a new link.")
    if closed.why is LinkClosed.DECIDED:
        return Problem.gone("This was answered already", "Nothing is left to do here. Thank you.")
    if closed.why is LinkClosed.GONE:
        return Problem.gone("We no longer have this", "The details behind this link were deleted.")
    return Problem(403, "This link does not work", "Open the link in our email again, or ask for a new one.")


_INVITED: Final = frozenset({SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.DECLINED})
"""Who was made an offer and has answered it, with yes or with no."""


def questions_for(desk: Programme, stage: EqualityStage) -> str:
    """Where the questions are, for one answer at this stage; nothing when the policy asks none."""
    if desk.policy.equality is None or desk.tickets is None:
        return ""
    made = ticket(stage, name=desk.new_id(), links=desk.tickets, now=desk.now())
    return f"/equality?{urlencode({'t': made})}"


def stage_of(state: SignUpState | None) -> EqualityStage | None:
    """At which stage somebody with a sign-up in this state is asked; None when they are not."""
    if state in _INVITED:
        return EqualityStage.INVITED
    return EqualityStage.TAKING_PART if state is SignUpState.ATTENDED else None


def stage_for(desk: Programme, person: Person, session: str) -> EqualityStage:
    """At which stage somebody is asked, about a session or none. Raises Problem 404 when they are not."""
    if not session:
        return EqualityStage.REGISTERED
    sign_up = desk.look(session, person).sign_up
    found = stage_of(sign_up.state if sign_up else None)
    if found is None:
        raise Problem.not_found()
    return found
