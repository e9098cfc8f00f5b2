"""What the office's pages about who is reached need more than the reception has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.people.equality import Equality
from takepart.use_cases.reach.figures import Figures, Outreaches
from takepart.web.forms.base import Rules
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import Call, Press


@dataclass(frozen=True, kw_only=True)
class ReachDesk:
    """The figures, and the actions that follow from them."""

    figures: Figures
    outreaches: Outreaches


class ReachOffice:
    """The pages about who is reached, behind the office's reception."""

    def __init__(self, office: Reception, desk: ReachDesk) -> None:
        self.office, self.figures, self.outreaches = office, desk.figures, desk.outreaches

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return self.office.rules

    @property
    def asked(self) -> Equality:
        """What is asked. Raises Problem 404 where nothing is."""
        if self.office.policy.equality is None:
            raise Problem.not_found("The policy asks no equality questions. Add [equality] to its file first.")
        return self.office.policy.equality

    def who(self, request: Request, right: Any, /) -> Any:
        """Who is signed in, if they may see who is reached; nobody on a page for everyone."""
        return self.office.who(request, right)

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press it was."""
        return self.office.press(typed, what)


def step_of(call: Call[ReachOffice, Any]) -> Step:
    """Who does something to an action, in which attempt."""
    return Step(journals.staff(call.who.id), call.site.office.now(), call.step)
