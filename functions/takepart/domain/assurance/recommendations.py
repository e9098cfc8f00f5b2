"""What an annual report recommends: written by the staff who make the report, for a year (Somerset, "Plan of action").

The texts lie beside the journal, which holds a digest of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.journal import Fact


class RecommendationsAction(StrEnum):
    """What can be done with them. The value is what the journal calls it."""

    WRITE = "written"


@dataclass(frozen=True, kw_only=True)
class Recommendations(Journalled):
    """One year's, in the order in which they stand in the report."""

    KEY: ClassVar = ("year",)

    year: int
    texts: tuple[str, ...] = ()


def write(before: Recommendations, step: Step, texts: tuple[str, ...]) -> Recommendations:
    """They are these now; none at all is allowed."""
    facts: dict[str, Fact] = {
        "texts": journals.digest_of("\n".join(texts), step=step.press),
        "how-many": len(texts),
    }
    return before.written(RecommendationsAction.WRITE, step, facts, texts=texts)
