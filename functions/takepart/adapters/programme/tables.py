"""Opportunities and sessions in DynamoDB. What belongs to one session shares its partition: see ``sign_ups_table``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from takepart.adapters.aggregates import read_each
from takepart.adapters.programme.sign_ups_table import places_row
from takepart.adapters.rows import put_new
from takepart.adapters.store import Shape, Store
from takepart.domain.journal import instant
from takepart.domain.programme.ids import OpportunityId
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session, SessionState


def _board(state: OpportunityState) -> str:
    return f"opportunity:{state.value}"


def _keys_of_opportunity(opportunity: Opportunity) -> dict[str, str]:
    return {"board": _board(opportunity.state), "board_at": instant(opportunity.journal[0].at)}


def _keys(session: Session) -> dict[str, str]:
    starts = instant(session.starts)
    return {
        "board": f"session:{session.state.value}",
        "board_at": starts,
        "mailbox": f"opportunity:{session.opportunity}",
        "day": starts,
    }


class OpportunitiesTable(Store[Opportunity]):
    """The port ``Opportunities``."""

    shape = Shape(Opportunity, pk="OPPORTUNITY#{id}", sk="OPPORTUNITY", keys=_keys_of_opportunity)

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        """One page of those in one state, the newest first."""
        return self.page(_board(state), start=start, limit=limit, newest=True)


class ProgrammeSessionsTable(Store[Session]):
    """The port ``Sessions``."""

    shape = Shape(Session, pk="SESSION#{id}", sk="SESSION", keys=_keys)

    def plan(self, session: Session, places: int) -> None:
        """Keep a new one. Its places are written first: a session that people can find always has some."""
        put_new(places_row(self.aggregates, Places(session=session.id, total=places)))
        self.aggregates.add(self.shape.stored(session))

    def of_opportunity(self, opportunity: OpportunityId) -> Sequence[Session]:
        """All sessions of one opportunity, the earliest first."""
        return read_each(self.shape.read, self.aggregates.of_mailbox(f"opportunity:{opportunity}"))

    def planned(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that are to happen between two moments, all of them, the earliest first."""
        return self._between(SessionState.PLANNED, since, until)

    def held(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that took place between two moments, all of them, the earliest first."""
        return self._between(SessionState.HELD, since, until)

    def _between(self, state: SessionState, since: datetime, until: datetime) -> Sequence[Session]:
        found = self.aggregates.between(f"session:{state.value}", instant(since), instant(until))
        return read_each(self.shape.read, found)
