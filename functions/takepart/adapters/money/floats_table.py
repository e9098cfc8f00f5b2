"""Cash floats in DynamoDB, and what each person got on each day: one item each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.store import Shape, Store
from takepart.domain.claims.claim import Claim
from takepart.domain.floats.cash_float import CashFloat, DayCash, FloatState
from takepart.domain.ids import PersonId
from takepart.use_cases.stores import Found

_ALL: Final = "float"


def _keys(cash: CashFloat) -> dict[str, str]:
    return {"board": _ALL, "board_at": f"{cash.state.value}#{cash.id}"}


class DaysTable(Store[DayCash]):
    """What one person got in cash on one day."""

    shape = Shape(DayCash, pk="CASH#{person}", sk="{day}")


class FloatsTable(Store[CashFloat]):
    """The port ``Floats`` on DynamoDB."""

    shape = Shape(CashFloat, pk="FLOAT#{id}", sk="FLOAT", keys=_keys)

    def __init__(self, aggregates: Aggregates) -> None:
        super().__init__(aggregates)
        self._days = DaysTable(aggregates)

    def all(self) -> Sequence[CashFloat]:
        """Every float, the open ones first."""
        floats = self.every(_ALL)
        in_order = sorted(floats, key=lambda cash: (cash.state is FloatState.CLOSED, cash.id))
        return Found(in_order, damaged=floats.damaged)

    def day_cash(self, person: PersonId, day: date) -> DayCash | None:
        """What one person got in cash on one day."""
        return self._days.get((person, day))

    def save_with(self, claim: Claim, cash: CashFloat, day_cash: DayCash | None = None) -> None:
        """Keep the next step of a claim, a float and a person's day, or of none."""
        day = [self._days.shape.stored(day_cash)] if day_cash else []
        self.aggregates.save_together([ClaimsTable.shape.stored(claim), self.shape.stored(cash), *day])
