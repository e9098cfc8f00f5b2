"""What every page shares, whoever it is for: the organisation, its wording and colour, the day, one guarded door."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.use_cases.listening import Listener, in_danger
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.stores import noticed
from takepart.web.app import App
from takepart.web.forms.base import Rules
from takepart.web.problems import Problem
from takepart.web.rendering import Renderer
from takepart.web.requests import MOST_BYTES, Request, Typed
from takepart.web.route import Answer, Call, Press
from takepart.web.security import Security, brand_style
from takepart.web.static import FILES, Static

if TYPE_CHECKING:
    from takepart.use_cases.listening import RaiseAlert


def _nothing() -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One organisation's pages of one kind; each function hands the rest to a class of its own."""

    is_open: ClassVar = False
    """Whether anybody can write there: then all that is sent is listened to."""
    policy: Policy
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """A long random name: each form has one, so that it is sent once; and the secret of a session."""
    url: str
    edge: str = ""
    """What the edge in front of us says with each request; empty when there is none."""
    raise_alert: RaiseAlert | None = None
    """What tells those on duty; none where nobody types what people outside the staff say."""
    renew: Callable[[], None] = _nothing
    """Brings the policy up to date with who works here now. Raises StoreUnavailable."""
    static: Static = field(default_factory=Static)

    @cached_property
    def render(self) -> Renderer:
        """Renders the templates."""
        return Renderer(shared(self.policy, static=self.static))

    @property
    def today(self) -> date:
        """The day in the UK."""
        return local_date(self.now())

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=self.today)

    def begin(self, _request: Request, /) -> None:
        """What each call begins with: nobody who has left is let in. Raises StoreUnavailable."""
        self.renew()

    def error_page(self, problem: Problem, reference: str) -> str:
        """What went wrong, what to do now, and the reference to quote."""
        return self.render("pages/problem.html", problem=problem, reference=reference)

    def app(
        self,
        routers: Iterable[Router],
        *,
        upload_origin: str = "",
        image_origin: str = "",
        mail_paths: Iterable[str] = (),
        most_bytes: int = MOST_BYTES,
    ) -> App:
        """The pages behind one door, ready to be called.

        ``upload_origin`` is where forms may post files to, ``image_origin`` where pictures come from, ``mail_paths``
        where mail programs post for their reader.
        """
        return App(
            routers=routers,
            security=Security(
                site_url=self.url,
                edge=self.edge,
                upload_origin=upload_origin,
                image_origin=image_origin,
                policy=self.policy,
                mail_paths=frozenset(mail_paths),
            ),
            error_page=self.error_page,
            begin=self.begin,
            most_bytes=most_bytes,
            listener=self.listener,
        )

    @property
    def listener(self) -> Listener | None:
        """What hears words that may mean harm: on a page of staff, where they type what somebody else says."""
        if self.raise_alert is None:
            return None
        return Listener(policy=self.policy, raise_alert=self.raise_alert, now=self.now, everything=self.is_open)


@dataclass(frozen=True, kw_only=True)
class PublicFrame(Frame):
    """Pages for people who are not signed in."""

    def begin(self, request: Request, /) -> None:
        """The rules of the day, and who works here: all that is not a file of ours goes by them."""
        if not request.path.startswith(FILES):
            with suppress(StoreUnavailable):  # what held at the start will do: nobody is let in by it
                self.renew()

    @property
    def page(self) -> Renderer:
        """Renders a page from a template."""
        return self.render

    def html(self, call: Call[Any, Any], template: str, /, **values: object) -> Answer:
        """A page as the answer to a call, with what needs another try."""
        return call.html(self.page(template, **{"errors": call.errors, **values}))

    def who(self, _request: Request, _right: Any, /) -> Any:
        """Nobody has to sign in, where no more is said."""
        return None

    def press(self, _typed: Typed, what: str, /) -> Press:
        """Which button it was. Pressed twice each does the same, unless a part of the site names its presses."""
        return Press(StepId(what))


@dataclass(frozen=True, kw_only=True)
class OpenFrame(PublicFrame):
    """Public pages with boxes in which anybody can write: all that is sent is listened to."""

    is_open: ClassVar = True
    raise_alert: RaiseAlert


def shared(policy: Policy, *, static: Static) -> dict[str, object]:
    """What every page can use: who the organisation is, its wording, and where the styles are."""
    return {
        "organisation": policy.organisation,
        "wording": policy.wording,
        "brand_style": brand_style,
        "asset": static.address,
        "unreadable": noticed,
        "in_danger": in_danger,
    }
