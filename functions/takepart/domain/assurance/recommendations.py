"""What an annual report recommends: written by the staff who make the report, for a year (Somerset, "Plan of action").

The texts lie beside the journal, which holds a digest of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor

WRITE: Final = "written"


@dataclass(frozen=True, kw_only=True)
class Recommendations(Journalled):
    """One year's, in the order in which they stand in the report."""

    KEY: ClassVar = ("year",)

    year: int
    texts: tuple[str, ...] = ()


def write(before: Recommendations, texts: tuple[str, ...], *, by: Actor, at: datetime, step: StepId) -> Recommendations:
    """They are these now; none at all is allowed."""
    facts: dict[str, journals.Fact] = {"texts": journals.digest_of("\n".join(texts), step=step), "how-many": len(texts)}
    journal = journals.append(before.journal, at=at, by=by, action=WRITE, step=step, facts=facts)
    return replace(before, texts=texts, journal=journal)
