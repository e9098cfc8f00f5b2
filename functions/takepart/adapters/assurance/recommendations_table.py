"""What annual reports recommend, in DynamoDB: an item a year, one write a step."""

from __future__ import annotations

from takepart.adapters.store import Shape, Store
from takepart.domain.assurance.recommendations import Recommendations


class RecommendationsTable(Store[Recommendations]):
    """The port ``RecommendationStore``."""

    shape = Shape(Recommendations, pk="RECOMMENDATIONS#{year}", sk="RECOMMENDATIONS")

    def of_year(self, year: int) -> Recommendations:
        """A year's as they are now."""
        return self.get(year) or Recommendations(year=year)
