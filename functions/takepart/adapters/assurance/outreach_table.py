"""Outreach actions in DynamoDB: one item an action; those to be done on one board, those closed on their year's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.rows import without_nothing
from takepart.domain.ids import StaffId
from takepart.domain.people.outreach import Outreach, OutreachId, OutreachState

_SK: Final = "OUTREACH"
_OPEN: Final = "outreach:open"


class OutreachTable:
    """The port ``Outreaches``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: OutreachId) -> Outreach | None:
        """The action as it is now."""
        found = self._aggregates.get(_pk(id), _SK)
        return read_one(_read, found)

    def save(self, action: Outreach) -> None:
        """Keep the next step, or a new action."""
        stored = _stored(action)
        if stored.version == 1:
            self._aggregates.add(stored)
        else:
            self._aggregates.save(stored)

    def still_open(self, *, start: str | None = None, limit: int = 50) -> tuple[Sequence[Outreach], str | None]:
        """What is to be done, the earliest first."""
        found, after = self._aggregates.on_board(_OPEN, start=start, limit=limit)
        return read_each(_read, found), after

    def closed_of(
        self, year: int, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Outreach], str | None]:
        """What was done or dropped, the latest first."""
        found, after = self._aggregates.on_board(_closed(year), start=start, limit=limit, newest=True)
        return read_each(_read, found), after


def _pk(id: OutreachId) -> str:
    return f"OUTREACH#{id}"


def _closed(year: int) -> str:
    return f"outreach:closed:{year}"


def _stored(action: Outreach) -> Stored:
    board = _OPEN if action.is_open else _closed(action.year)
    return Stored(
        pk=_pk(action.id),
        sk=_SK,
        state=action.state.value,
        journal=action.journal,
        body=without_nothing(
            {
                "question": action.question,
                "answer": action.answer,
                "year": action.year,
                "what": action.what,
                "owner": action.owner,
                "due": action.due.isoformat(),
                "outcome": action.outcome,
                "closed_on": action.closed_on.isoformat() if action.closed_on else "",
            }
        ),
        keys={"board": board, "board_at": f"{action.due.isoformat()}#{action.id}"},
    )


def _read(stored: Stored) -> Outreach:
    body = stored.body
    return Outreach(
        id=OutreachId(stored.pk.removeprefix("OUTREACH#")),
        question=body["question"],
        answer=body["answer"],
        year=int(body["year"]),
        what=body["what"],
        owner=StaffId(body["owner"]),
        due=date.fromisoformat(body["due"]),
        state=OutreachState(stored.state),
        outcome=body.get("outcome", ""),
        closed_on=date.fromisoformat(body["closed_on"]) if "closed_on" in body else None,
        journal=stored.journal,
    )
