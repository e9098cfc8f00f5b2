"""A cash float: a tin with money in it. What is in it is always the sum of what its journal says.

Source: community-care and Wirral policy, appendix 1 (travel is paid in cash on the day wherever possible).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import ClaimId, FloatId, StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.money import NOTHING, Money
from takepart.domain.money_refusals import CannotDo, MoneyRefusal

MOST_ENTRIES: Final = 800
"""Lines in one book: then it is counted and closed, and a new one opened. It keeps the record small."""


class FloatState(StrEnum):
    """Whether a float is in use."""

    OPEN = "open"
    CLOSED = "closed"


class FloatAction(StrEnum):
    """What happens to a float. The value is what the journal calls it; ``pence`` is what it adds or takes."""

    TOP_UP = "topped-up"
    PAY_OUT = "paid-out"
    COUNT = "counted"
    CLOSE = "closed"


@dataclass(frozen=True, kw_only=True)
class CashFloat(Aggregate):
    """One float and who keeps it."""

    id: FloatId
    keeper: StaffId
    state: FloatState = FloatState.OPEN
    notes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """Reasons in free text, by the number of the journal entry that holds their digest."""

    @property
    def balance(self) -> Money:
        """What is in it: the sum of its journal, and nothing else."""
        return Money(sum(int(entry.facts["pence"]) for entry in self.journal))

    @property
    def paid_out(self) -> Money:
        """What was handed to participants."""
        return -Money(sum(int(e.facts["pence"]) for e in self.journal if e.action == FloatAction.PAY_OUT.value))

    def step(
        self,
        action: FloatAction,
        *,
        pence: int,
        by: Actor,
        at: datetime,
        step: StepId,
        facts: Mapping[str, Fact] | None = None,
        note: str = "",
        closes: bool = False,
    ) -> CashFloat:
        """The float after one step. Raises CannotDo when it is closed, full, or would hold less than nothing."""
        if self.state is FloatState.CLOSED:
            raise CannotDo(self.id, reason=MoneyRefusal.FLOAT_CLOSED)
        if self.version >= MOST_ENTRIES and action in (FloatAction.TOP_UP, FloatAction.PAY_OUT):
            raise CannotDo(self.id, reason=MoneyRefusal.FLOAT_FULL)
        if self.balance.pence + pence < 0:
            raise CannotDo(self.id, reason=MoneyRefusal.NOT_ENOUGH_CASH)
        told: dict[str, Fact] = {"pence": pence, **(facts or {})}
        notes = self.notes
        if note:
            told["note"] = journals.digest_of(note, step=step)
            notes = MappingProxyType({**notes, self.version + 1: note})
        journal = journals.append(self.journal, at=at, by=by, action=action.value, step=step, facts=told)
        return replace(self, journal=journal, notes=notes, state=FloatState.CLOSED if closes else self.state)


def open_float(*, id: FloatId, keeper: StaffId, amount: Money, by: StaffId, at: datetime, step: StepId) -> CashFloat:
    """A new float with its first money."""
    return top_up(CashFloat(id=id, keeper=keeper), amount=amount, by=by, at=at, step=step)


def top_up(cash: CashFloat, *, amount: Money, by: StaffId, at: datetime, step: StepId) -> CashFloat:
    """Money is put in."""
    if amount <= NOTHING:
        raise CannotDo(cash.id, reason=MoneyRefusal.NO_AMOUNT)
    return cash.step(FloatAction.TOP_UP, pence=amount.pence, by=journals.staff(by), at=at, step=step)


def pay_out(cash: CashFloat, *, amount: Money, claim: ClaimId, by: StaffId, at: datetime, step: StepId) -> CashFloat:
    """Money is handed to a participant, for one claim."""
    if amount <= NOTHING:
        raise CannotDo(cash.id, reason=MoneyRefusal.NO_AMOUNT)
    facts: dict[str, Fact] = {"claim": claim}
    return cash.step(FloatAction.PAY_OUT, pence=-amount.pence, by=journals.staff(by), at=at, step=step, facts=facts)


def count(cash: CashFloat, *, found: Money, reason: str, by: StaffId, at: datetime, step: StepId) -> CashFloat:
    """Somebody counts it. A difference is written down with a reason, and the float goes on from what was found."""
    difference = found - cash.balance
    if found < NOTHING:
        raise CannotDo(cash.id, reason=MoneyRefusal.NO_AMOUNT)
    if difference and not reason.strip():
        raise CannotDo(cash.id, reason=MoneyRefusal.NO_REASON)
    facts: dict[str, Fact] = {"found": found.pence, "expected": cash.balance.pence}
    return cash.step(
        FloatAction.COUNT,
        pence=difference.pence,
        by=journals.staff(by),
        at=at,
        step=step,
        facts=facts,
        note=reason.strip() if difference else "",
    )


def close(cash: CashFloat, *, by: StaffId, at: datetime, step: StepId) -> CashFloat:
    """What is left goes back to finance, and nothing more is paid from it."""
    pence = -cash.balance.pence
    return cash.step(FloatAction.CLOSE, pence=pence, by=journals.staff(by), at=at, step=step, closes=True)
