"""What every part of the office needs: who is signed in, what they may do, and the frame of a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.policy import StaffMember
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.sign_in import Sessions, signed_in
from takepart.web import session_cookie
from takepart.web.frame import Frame
from takepart.web.problems import Elsewhere, Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import STEP, Answer, Call, Press, press_of
from takepart.web.security import SAFE_METHODS


class BeforeSignIn(Enum):
    """A page before anybody is signed in."""

    OPEN = "open"


Needs = Right | tuple[Right, ...] | BeforeSignIn | None
"""What a route of the office declares: a right, or several of which one is enough."""


def lets_in(needed: Needs, member: StaffMember, *, changing: bool = False) -> bool:
    """Whether somebody's roles are enough for a page, or for a button, as far as it says."""
    rights = rights_of(member, changing=changing)
    if isinstance(needed, tuple):
        return not rights.isdisjoint(needed)
    return needed in rights if isinstance(needed, Right) else True


@dataclass(frozen=True, kw_only=True)
class Reception(Frame):
    """One organisation's staff and their pages, whatever these are about."""

    section: ClassVar[str] = ""
    """Which part of the menu its pages belong to."""
    sessions: Sessions

    def member(self, request: Request) -> StaffMember:
        """Who is signed in. Anyone else is led to the sign-in page; what they sent is refused. Raises Problem 403."""
        secret = session_cookie.secret_of(request, site_url=self.url)
        member = signed_in(secret, sessions=self.sessions, policy=self.policy)
        if member is None and request.method in SAFE_METHODS:
            raise Elsewhere("/office/sign-in")
        if member is None:
            raise Problem(403, "You are not signed in any more", "Nothing was changed. Sign in, then send it again.")
        return member

    def who(self, request: Request, right: Needs, /) -> StaffMember | None:
        """Who is signed in, if they may; where no right is named, whoever has a part in these pages.

        Raises Elsewhere or Problem 403.
        """
        if right is BeforeSignIn.OPEN:
            return None
        member = self.member(request)
        if not lets_in(right, member, changing=request.method not in SAFE_METHODS):
            raise not_your_role()
        return member

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press it was: a page gives each of its buttons a name once. Raises Problem for one that it did not."""
        press = press_of(typed, before=f"office-{what}")
        if press is None:
            raise Problem.bad("Nothing was changed. Go back, load the page again and send it from there.")
        return press

    def step(self, call: Call[Any, Any]) -> Step:
        """The step that a press takes."""
        return Step(journals.staff(call.who.id), self.now(), call.step)

    def page(self, template: str, /, member: StaffMember, **values: object) -> str:
        """One of the office's pages, with what its frame needs. ``step`` is the name of its next press.

        ``seen`` is the version that the page shows: a press on it says so. ``rights`` are what they may look at, and
        ``may`` what they may change: a page offers no button that would refuse them.
        """
        seen = values.get("seen")
        step = f"{self.new_id()}-{seen}" if isinstance(seen, int) else self.new_id()
        frame = {
            "member": member,
            "rights": rights_of(member),
            "may": rights_of(member, changing=True),
            "hears": self.policy.voice is not None and member.id in self.policy.voice.staff,
            "section": self.section,
            "today": self.today,
            "step": step,
            "step_name": STEP,
        }
        return self.render(template, **(frame | values))

    def html(self, call: Call[Any, Any], template: str, /, **values: object) -> Answer:
        """One of them as the answer to a call, with what needs another try."""
        return call.html(self.page(template, call.who, **{"errors": call.errors, **values}))


def not_your_role() -> Problem:
    """What somebody reads who is signed in and has no part in this page."""
    return Problem(403, "You do not have access to this page", "Ask your team's lead if you need it.")
