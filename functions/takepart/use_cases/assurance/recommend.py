"""Staff write what the annual report recommends; two who write at once do not overwrite each other."""

from __future__ import annotations

from typing import Protocol

from takepart.domain.aggregate import Step
from takepart.domain.assurance import recommendations as domain
from takepart.domain.assurance.recommendations import Recommendations
from takepart.use_cases.ports import ChangedMeanwhile


class RecommendationStore(Protocol):
    """Where they are kept."""

    def of_year(self, year: int) -> Recommendations:
        """A year's as they are now (a consistent read); none when nobody wrote any. Raises StoreUnavailable."""

    def save(self, recommendations: Recommendations) -> None:
        """Keep the next step. Quiet when it was kept before. Raises ChangedMeanwhile or StoreUnavailable."""


def recommend(year: int, texts: tuple[str, ...], *, seen: int, store: RecommendationStore, step: Step) -> None:
    """Write a year's recommendations, as whoever saw version ``seen`` of them wants them.

    Quiet when this very step was kept before. Raises ChangedMeanwhile when somebody else wrote since.
    """
    before = store.of_year(year)
    if before.has(step):
        return
    if before.version != seen:
        raise ChangedMeanwhile(str(year))
    store.save(domain.write(before, step, texts))
