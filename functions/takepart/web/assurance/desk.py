"""What the pages about promises need from the rest, handed over by ``assurance.py``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Assurance, Keeper, KeeperId, Team, TeamId, UnknownTeam
from takepart.domain.assurance.years import year_name
from takepart.domain.ids import StepId
from takepart.domain.links import BadLink, LinkProblem, Purpose
from takepart.use_cases.assurance.keep_promises import keeper_actor
from takepart.use_cases.assurance.ports import AskedStore, EvidenceFiles, Promises, PromiseStore
from takepart.use_cases.ports import LinkReader
from takepart.web import responses
from takepart.web.frame import PublicFrame
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed, number_in
from takepart.web.route import Answer, Call, Instead, Press


class Door(Enum):
    """A page that needs no link."""

    OPEN = "open"


class ClosedLink(Exception):
    """The link opens nothing; ``keeper`` is whose it was, when it was a real one whose time is up."""

    def __init__(self, keeper: Keeper | None) -> None:
        super().__init__("expired" if keeper else "forged")
        self.keeper = keeper


@dataclass(frozen=True, kw_only=True)
class PromisesDesk(PublicFrame):
    """One organisation's promises, behind links and for the public."""

    assurance: Assurance
    store: PromiseStore
    asked: AskedStore
    files: EvidenceFiles
    links: LinkReader

    @property
    def promises(self) -> Promises:
        """What is promised, and where it is kept."""
        return Promises(self.assurance, self.store)

    def who(self, request: Request, right: Door | None, /) -> Keeper | None:
        """Whose link opens the page. Raises Instead: why it opens nothing, and how to get a fresh one."""
        if right is Door.OPEN:
            return None
        try:
            return self.keeper(request)
        except ClosedLink as closed:
            page = self.page(
                "assurance/closed.html",
                keeper=closed.keeper,
                fresh=request.carried_on("/assurance/fresh-link"),
                posted=request.method == "POST",
            )
            raise Instead(responses.html(page, status=410 if closed.keeper else 404)) from closed

    def html(self, call: Call[Any, Any], template: str, /, **values: object) -> Answer:
        """A page behind a link, with what most of them need. The way back is to what its holder looks after."""
        usual = {
            "sent": call.request.query.get("sent", ""),
            "back": call.request.carried_on("/assurance"),
            "step": self.new_id(),
            "today": self.today,
            "year_name": year_name,
            "name_of": self.promises.name_of,
        }
        return super().html(call, template, **(usual | values))

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press it was, and the version that its page showed. Raises Problem for a form that is not ours."""
        seen = typed.get("version", "")
        return Press(step_in(typed, what.strip("<>")), number_in(seen))

    def keeper(self, request: Request) -> Keeper:
        """Whose link this is. Raises ClosedLink."""
        try:
            link = self.links.read(request.token)
            link.check(purpose=Purpose.PROMISES, now=self.now())
        except BadLink as bad:
            late = bad.link if bad.problem is LinkProblem.EXPIRED else None
            ours = late is not None and late.purpose is Purpose.PROMISES
            raise ClosedLink(self.assurance.keeper(KeeperId(late.who)) if late and ours else None) from bad
        keeper = self.assurance.keeper(KeeperId(link.who))
        if keeper is None:
            raise ClosedLink(None)
        return keeper

    def team(self, id: str) -> Team:
        """A team by its address. Raises Problem 404."""
        try:
            return self.assurance.team(TeamId(id))
        except UnknownTeam as error:
            raise Problem.not_found("Open the link from your email again.") from error


def step_of(call: Call[PromisesDesk, Any]) -> Step:
    """The press as a step of the link's holder."""
    return Step(keeper_actor(call.who.id), call.site.now(), call.step)


def step_in(typed: Typed, what: str) -> StepId:
    """The step that a form names, the same for a double click. Raises Problem 400 when it names none."""
    name = typed.get("step", "")
    if not (name.isascii() and name.replace("-", "").isalnum() and 8 <= len(name) <= 80):
        raise Problem.bad("Nothing was saved. Go back, load the page again and send it once more.")
    return StepId(f"{what}-{name}")
