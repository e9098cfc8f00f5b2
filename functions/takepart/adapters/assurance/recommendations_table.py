"""What annual reports recommend, in DynamoDB: an item a year, one write a step."""

from __future__ import annotations

from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored
from takepart.adapters.rows import without_nothing
from takepart.domain.assurance.recommendations import Recommendations

_SK: Final = "RECOMMENDATIONS"


class RecommendationsTable:
    """The port ``RecommendationStore``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def of_year(self, year: int) -> Recommendations:
        """A year's as they are now."""
        stored = self._aggregates.get(_pk(year), _SK)
        if stored is None:
            return Recommendations(year=year)
        return Recommendations(year=year, texts=tuple(stored.body.get("texts", ())), journal=stored.journal)

    def save(self, recommendations: Recommendations) -> None:
        """Keep the next step."""
        stored = Stored(
            pk=_pk(recommendations.year),
            sk=_SK,
            state="written",
            journal=recommendations.journal,
            body=without_nothing({"texts": list(recommendations.texts)}),
        )
        if stored.version == 1:
            self._aggregates.add(stored)
        else:
            self._aggregates.save(stored)


def _pk(year: int) -> str:
    return f"RECOMMENDATIONS#{year}"
