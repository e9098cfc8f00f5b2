"""What one person was handed at sessions on one day, over all floats: the policy sets the most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import ClaimId, FloatId, PersonId
from takepart.domain.journal import Fact
from takepart.domain.money import NOTHING, Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.refused import Refused


class DayCashAction(StrEnum):
    """What happens on a day. The value is what the journal calls it."""

    HAND_OUT = "handed-out"


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
    day_cash: DayCash, step: Step, *, amount: Money, most: Money, claim: ClaimId, float_id: FloatId
) -> DayCash:
    """Cash for one claim. Raises Refused when it is nothing, or takes the day over the most."""
    if amount <= NOTHING:
        raise Refused(claim, reason=MoneyRefusal.NO_AMOUNT)
    if day_cash.total + amount > most:
        raise Refused(claim, reason=MoneyRefusal.OVER_CASH_LIMIT, detail=str(most - day_cash.total))
    facts: dict[str, Fact] = {"pence": amount.pence, "claim": claim, "float": float_id}
    return day_cash.written(DayCashAction.HAND_OUT, step, facts)
