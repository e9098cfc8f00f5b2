"""Outreach actions in DynamoDB: one item an action; those to be done on one board, those closed on their year's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from takepart.adapters.store import Shape, Store
from takepart.domain.people.outreach import Outreach

_OPEN: Final = "outreach:open"


def _closed(year: int) -> str:
    return f"outreach:closed:{year}"


def _keys(action: Outreach) -> dict[str, str]:
    board = _OPEN if action.is_open else _closed(action.year)
    return {"board": board, "board_at": f"{action.due.isoformat()}#{action.id}"}


class OutreachTable(Store[Outreach]):
    """The port ``Outreaches``."""

    shape = Shape(Outreach, pk="OUTREACH#{id}", sk="OUTREACH", keys=_keys)

    def still_open(self, *, start: str | None = None, limit: int = 50) -> tuple[Sequence[Outreach], str | None]:
        """What is to be done, the earliest first."""
        return self.page(_OPEN, start=start, limit=limit)

    def closed_of(
        self, year: int, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Outreach], str | None]:
        """What was done or dropped, the latest first."""
        return self.page(_closed(year), start=start, limit=limit, newest=True)
