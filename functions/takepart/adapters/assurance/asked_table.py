"""Invitations to answer an audit, in DynamoDB: a team's year under one key, each under the hash of its code.

They lie apart from the team's own records, so that nothing that is read every month grows with them, and so that the
function that serves whoever is invited can be kept from everything else in the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from takepart.adapters.aggregates import read_each
from takepart.adapters.store import Shape, Store
from takepart.domain.assurance.asked import AuditInvitation
from takepart.domain.assurance.rules import TeamId


class AskedTable(Store[AuditInvitation]):
    """The port ``AskedStore``."""

    shape = Shape(AuditInvitation, pk="ASKED#{team}#{year}", sk="{id}")

    def of_team(self, team: TeamId, year: int) -> Sequence[AuditInvitation]:
        """All of a team's year (one consistent query). Raises StoreUnavailable."""
        pk, _ = self.shape.key((team, year, ""))
        return read_each(self.shape.read, self.aggregates.of_key(pk))
