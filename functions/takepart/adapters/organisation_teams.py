"""The records of teams in DynamoDB, under the one key of the organisation's records."""

from __future__ import annotations

from takepart.adapters.aggregates import read_each
from takepart.adapters.organisation import ORGANISATION, TEAM, only
from takepart.adapters.store import Shape, Store
from takepart.domain.organisation.team_record import TeamRecord
from takepart.use_cases.stores import Found


class TeamsTable(Store[TeamRecord]):
    """The port ``TeamRecords``."""

    shape = Shape(TeamRecord, pk=ORGANISATION, sk=f"{TEAM}{{id}}")

    def all(self) -> Found[TeamRecord]:
        """All of them as they are now; one that cannot be read is set apart."""
        return read_each(self.shape.read, only(self.aggregates.of_key(ORGANISATION), TEAM))
