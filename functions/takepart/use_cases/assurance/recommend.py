"""Staff write what the annual report recommends; two who write at once do not overwrite each other."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from takepart.domain import journal as journals
from takepart.domain.assurance import recommendations as domain
from takepart.domain.assurance.recommendations import Recommendations
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor
from takepart.use_cases.ports import ChangedMeanwhile


class RecommendationStore(Protocol):
    """Where they are kept."""

    def of_year(self, year: int) -> Recommendations:
        """A year's as they are now (a consistent read); none when nobody wrote any. Raises StoreUnavailable."""

    def save(self, recommendations: Recommendations) -> None:
        """Keep the next step. Quiet when it was kept before. Raises ChangedMeanwhile or StoreUnavailable."""


def recommend(
    year: int,
    texts: tuple[str, ...],
    *,
    seen: int,
    by: Actor,
    store: RecommendationStore,
    step: StepId,
    now: datetime,
) -> None:
    """Write a year's recommendations, as whoever saw version ``seen`` of them wants them.

    Quiet when this very step was kept before. Raises ChangedMeanwhile when somebody else wrote since.
    """
    before = store.of_year(year)
    if journals.has_step(before.journal, step):
        return
    if before.version != seen:
        raise ChangedMeanwhile(str(year))
    store.save(domain.write(before, texts, by=by, at=now, step=step))
