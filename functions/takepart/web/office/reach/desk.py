"""What the office's pages about who is reached need more than the reception has."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.domain.people.equality import Equality
from takepart.use_cases.reach.figures import Figures, Outreaches
from takepart.web.office.reception import OfficePart, Reception
from takepart.web.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ReachDesk:
    """The figures, and the actions that follow from them."""

    figures: Figures
    outreaches: Outreaches


class ReachOffice(OfficePart):
    """The pages about who is reached, behind the office's reception."""

    section = "reach"

    def __init__(self, office: Reception, desk: ReachDesk) -> None:
        super().__init__(office)
        self.figures, self.outreaches = desk.figures, desk.outreaches

    @property
    def asked(self) -> Equality:
        """What is asked. Raises Problem 404 where nothing is."""
        if self.office.policy.equality is None:
            raise Problem.not_found("The policy asks no equality questions. Add [equality] to its file first.")
        return self.office.policy.equality
