"""What the office's pages about who is reached need more than the reception has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from takepart.domain.people.equality import Equality
from takepart.use_cases.reach.figures import Figures, Outreaches
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ReachOffice(Reception):
    """The pages about who is reached: the figures, and the actions that follow from them."""

    section: ClassVar[str] = "reach"
    figures: Figures
    outreaches: Outreaches

    @property
    def asked(self) -> Equality:
        """What is asked. Raises Problem 404 where nothing is."""
        if self.policy.equality is None:
            raise Problem.not_found("The policy asks no equality questions. Add [equality] to its file first.")
        return self.policy.equality
