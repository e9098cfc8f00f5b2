"""What the office's pages about who is reached need more than the reception has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.people.equality import Equality
from takepart.use_cases.reach.figures import Figures, Outreaches
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.route import Call


@dataclass(frozen=True, kw_only=True)
class ReachOffice(Reception):
    """The pages about who is reached: the figures, and the actions that follow from them."""

    figures: Figures
    outreaches: Outreaches

    @property
    def asked(self) -> Equality:
        """What is asked. Raises Problem 404 where nothing is."""
        if self.policy.equality is None:
            raise Problem.not_found("The policy asks no equality questions. Add [equality] to its file first.")
        return self.policy.equality


def step_of(call: Call[ReachOffice, Any]) -> Step:
    """Who does something to an action, in which attempt."""
    return Step(journals.staff(call.who.id), call.site.now(), call.step)
