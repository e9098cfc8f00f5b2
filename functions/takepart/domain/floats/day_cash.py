"""What one person was handed at sessions on one day, over all floats: the policy sets the most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled
from takepart.domain.ids import ClaimId, FloatId, PersonId, StaffId, StepId
from takepart.domain.journal import Fact
from takepart.domain.money import NOTHING, Money
from takepart.domain.money_refusals import CannotDo, MoneyRefusal


@dataclass(frozen=True, kw_only=True)
class DayCash(Journalled):
    """One person's day."""

    KEY: ClassVar = ("person", "day")

    person: PersonId
    day: date

    @property
    def total(self) -> Money:
        """How much that was."""
        return Money(sum(int(entry.facts["pence"]) for entry in self.journal))


def hand_out(
    day_cash: DayCash,
    *,
    amount: Money,
    most: Money,
    claim: ClaimId,
    float_id: FloatId,
    by: StaffId,
    at: datetime,
    step: StepId,
) -> DayCash:
    """Cash for one claim. Raises CannotDo when it is nothing, or takes the day over the most."""
    if amount <= NOTHING:
        raise CannotDo(claim, reason=MoneyRefusal.NO_AMOUNT)
    if day_cash.total + amount > most:
        raise CannotDo(claim, reason=MoneyRefusal.OVER_CASH_LIMIT, detail=str(most - day_cash.total))
    facts: dict[str, Fact] = {"pence": amount.pence, "claim": claim, "float": float_id}
    journal = journals.append(
        day_cash.journal, at=at, by=journals.staff(by), action="handed-out", step=step, facts=facts
    )
    return replace(day_cash, journal=journal)
