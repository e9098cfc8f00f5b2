"""Who was asked to answer an audit, and what it recommends: few functions need them."""

from __future__ import annotations

from collections.abc import Sequence

from takepart.adapters.aggregates import read_each
from takepart.adapters.store import Shape, Store
from takepart.domain.assurance.asked import AuditInvitation
from takepart.domain.assurance.recommendations import Recommendations
from takepart.domain.assurance.rules import TeamId


class AskedTable(Store[AuditInvitation]):
    """The port ``AskedStore``."""

    shape = Shape(AuditInvitation, pk="ASKED#{team}#{year}", sk="{id}")

    def of_team(self, team: TeamId, year: int) -> Sequence[AuditInvitation]:
        """All of a team's year (one consistent query). Raises StoreUnavailable."""
        pk, _ = self.shape.key((team, year, ""))
        return read_each(self.shape.read, self.aggregates.of_key(pk))


class RecommendationsTable(Store[Recommendations]):
    """The port ``RecommendationStore``."""

    shape = Shape(Recommendations, pk="RECOMMENDATIONS#{year}", sk="RECOMMENDATIONS")

    def of_year(self, year: int) -> Recommendations:
        """A year's as they are now."""
        return self.get(year) or Recommendations(year=year)
