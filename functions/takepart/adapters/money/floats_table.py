"""Cash floats in DynamoDB, and what each person got on each day: one item each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.claims.claims_table import stored_claim
from takepart.adapters.rows import without_nothing
from takepart.domain.claims.claim import Claim
from takepart.domain.floats.cash_float import CashFloat, FloatState
from takepart.domain.floats.day_cash import DayCash
from takepart.domain.ids import FloatId, PersonId, StaffId
from takepart.use_cases.stores import Found

_FLOAT: Final = "FLOAT"


class FloatsTable:
    """The port ``Floats`` on DynamoDB."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, float_id: FloatId) -> CashFloat | None:
        """The float as it is now."""
        stored = self._aggregates.get(_pk(float_id), _FLOAT)
        return read_one(read_float, stored)

    def add(self, cash: CashFloat) -> None:
        """Keep a new float."""
        self._aggregates.add(stored_float(cash))

    def save(self, cash: CashFloat) -> None:
        """Keep its next step."""
        self._aggregates.save(stored_float(cash))

    def all(self) -> Sequence[CashFloat]:
        """Every float, the open ones first."""
        found, _ = self._aggregates.on_board("float", limit=100)
        floats = read_each(read_float, found)
        in_order = sorted(floats, key=lambda cash: (cash.state is FloatState.CLOSED, cash.id))
        return Found(in_order, damaged=floats.damaged)

    def day_cash(self, person: PersonId, day: date) -> DayCash | None:
        """What one person got in cash on one day."""
        stored = self._aggregates.get(_day_pk(person), day.isoformat())
        return DayCash(person=person, day=day, journal=stored.journal) if stored else None

    def save_with(self, claim: Claim, cash: CashFloat, day_cash: DayCash | None = None) -> None:
        """Keep the next step of a claim, a float and a person's day, or of none."""
        day = [_stored_day(day_cash)] if day_cash else []
        self._aggregates.save_together([stored_claim(claim), stored_float(cash), *day])


def stored_float(cash: CashFloat) -> Stored:
    """The float as it is kept."""
    body = {"keeper": cash.keeper, "notes": {str(seq): text for seq, text in cash.notes.items()}}
    return Stored(
        pk=_pk(cash.id),
        sk=_FLOAT,
        state=cash.state.value,
        journal=cash.journal,
        body=without_nothing(body),
        keys={"board": "float", "board_at": f"{cash.state.value}#{cash.id}"},
    )


def read_float(stored: Stored) -> CashFloat:
    """The float that was kept."""
    notes = stored.body.get("notes", {})
    return CashFloat(
        id=FloatId(stored.pk.removeprefix("FLOAT#")),
        keeper=StaffId(stored.body["keeper"]),
        state=FloatState(stored.state),
        notes=MappingProxyType({int(seq): text for seq, text in notes.items()}),
        journal=stored.journal,
    )


def _stored_day(day_cash: DayCash) -> Stored:
    return Stored(
        pk=_day_pk(day_cash.person),
        sk=day_cash.day.isoformat(),
        state="open",
        journal=day_cash.journal,
        body={"pence": day_cash.total.pence},
    )


def _pk(float_id: FloatId) -> str:
    return f"FLOAT#{float_id}"


def _day_pk(person: PersonId) -> str:
    return f"CASH#{person}"
