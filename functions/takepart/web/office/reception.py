"""What every part of the office needs: who is signed in, what they may do, and the frame of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from takepart.domain.policy import StaffMember
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.sign_in import Sessions, signed_in
from takepart.web import session_cookie
from takepart.web.forms.base import Rules
from takepart.web.frame import Frame
from takepart.web.problems import Elsewhere, Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import Press
from takepart.web.security import SAFE_METHODS
from takepart.web.steps import press_of


class BeforeSignIn(Enum):
    """A page before anybody is signed in."""

    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Reception(Frame):
    """One organisation's staff and their pages, whatever these are about."""

    sessions: Sessions
    new_id: Callable[[], str]
    """A long random name: each form has one, so that it is sent once; and the secret of a session."""

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=self.today)

    def member(self, request: Request) -> StaffMember:
        """Who is signed in. Anyone else is led to the sign-in page; what they sent is refused. Raises Problem 403."""
        secret = session_cookie.secret_of(request, site_url=self.url)
        member = signed_in(secret, sessions=self.sessions, policy=self.policy)
        if member is None and request.method in SAFE_METHODS:
            raise Elsewhere("/office/sign-in")
        if member is None:
            raise Problem(403, "You are not signed in any more", "Nothing was changed. Sign in, then send it again.")
        return member

    def allowed(self, request: Request, right: Right) -> StaffMember:
        """Who is signed in, if they may do this. Raises Problem 403."""
        member = self.member(request)
        if right not in rights_of(member):
            raise not_your_role()
        return member

    def who(self, request: Request, right: Right | BeforeSignIn | None, /) -> StaffMember | None:
        """Who is signed in, if they may; where no right is named, whoever has a part in these pages."""
        if right is BeforeSignIn.OPEN:
            return None
        return self.allowed(request, right) if isinstance(right, Right) else self.member(request)

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press it was: a page gives each of its buttons a name once. Raises Problem for one that it did not."""
        press = press_of(typed, before=f"office-{what}")
        if press is None:
            raise Problem.bad("Nothing was changed. Go back, load the page again and send it from there.")
        return press

    def page(self, template: str, /, member: StaffMember, *, section: str = "", **values: object) -> str:
        """One of the office's pages, with what its frame needs."""
        hears = self.policy.voice is not None and member.id in self.policy.voice.staff
        return self.render(template, member=member, rights=rights_of(member), hears=hears, section=section, **values)


def not_your_role() -> Problem:
    """What somebody reads who is signed in and has no part in this page."""
    return Problem(403, "This page is not for your role", "Ask the office if you think that it should be.")
