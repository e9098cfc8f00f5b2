"""A cash float: a tin with money in it. What is in it is always the sum of what its journal says.

Source: community-care and Wirral policy, appendix 1 (travel is paid in cash on the day wherever possible).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Journalled, Step
from takepart.domain.ids import ClaimId, FloatId, PersonId, StaffId
from takepart.domain.journal import Fact
from takepart.domain.money import NOTHING, Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused

MOST_ENTRIES: Final = 800
"""Lines in one book: then it is counted and closed, and a new one opened. It keeps the record small."""


class FloatState(StrEnum):
    """Whether a float is in use."""

    OPEN = "open"
    CLOSED = "closed"


class FloatAction(PlainWord):
    """What happens to a float: what the journal calls it, how a history says it. ``pence`` is what it adds or takes."""

    TOP_UP = "topped-up", "put {money} in"
    PAY_OUT = "paid-out", "gave {money} out for claim {claim}"
    COUNT = "counted", "counted {found}; {expected} was expected"
    CLOSE = "closed", "closed it and gave {money} back to finance"


@dataclass(frozen=True, kw_only=True)
class CashFloat(Aggregate):
    """One float and who keeps it."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (FloatState.OPEN, FloatAction.TOP_UP): FloatState.OPEN,
            (FloatState.OPEN, FloatAction.PAY_OUT): FloatState.OPEN,
            (FloatState.OPEN, FloatAction.COUNT): FloatState.OPEN,
            (FloatState.OPEN, FloatAction.CLOSE): FloatState.CLOSED,
        }
    )
    """Every pair that is not here is refused."""
    NOT_NOW: ClassVar = MoneyRefusal.FLOAT_CLOSED

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


def open_float(step: Step, *, id: FloatId, keeper: StaffId, amount: Money) -> CashFloat:
    """A new float with its first money."""
    return top_up(CashFloat(id=id, keeper=keeper), step, amount=amount)


def top_up(cash: CashFloat, step: Step, *, amount: Money) -> CashFloat:
    """Money is put in."""
    if amount <= NOTHING:
        raise Refused(cash.id, reason=MoneyRefusal.NO_AMOUNT)
    return _moved(cash, FloatAction.TOP_UP, step, amount.pence)


def pay_out(cash: CashFloat, step: Step, *, amount: Money, claim: ClaimId) -> CashFloat:
    """Money is handed to a participant, for one claim."""
    if amount <= NOTHING:
        raise Refused(cash.id, reason=MoneyRefusal.NO_AMOUNT)
    return _moved(cash, FloatAction.PAY_OUT, step, -amount.pence, {"claim": claim})


def count(cash: CashFloat, step: Step, *, found: Money, reason: str) -> CashFloat:
    """Somebody counts it. A difference is written down with a reason, and the float goes on from what was found."""
    difference = found - cash.balance
    if found < NOTHING:
        raise Refused(cash.id, reason=MoneyRefusal.NO_AMOUNT)
    if difference and not reason.strip():
        raise Refused(cash.id, reason=MoneyRefusal.NO_REASON)
    facts: dict[str, Fact] = {"found": found.pence, "expected": cash.balance.pence}
    if not difference:
        return _moved(cash, FloatAction.COUNT, step, 0, facts)
    note = reason.strip()
    facts["note"] = journals.digest_of(note, step=step.press)
    notes = MappingProxyType({**cash.notes, cash.version + 1: note})
    return _moved(cash, FloatAction.COUNT, step, difference.pence, facts, notes=notes)


def close(cash: CashFloat, step: Step) -> CashFloat:
    """What is left goes back to finance, and nothing more is paid from it."""
    return _moved(cash, FloatAction.CLOSE, step, -cash.balance.pence)


def _moved(
    cash: CashFloat,
    action: FloatAction,
    step: Step,
    pence: int,
    facts: Mapping[str, Fact] | None = None,
    **changes: Any,
) -> CashFloat:
    """The float after one step. Raises Refused when it is closed, full, or would hold less than nothing."""
    cash.after(action)
    if cash.version >= MOST_ENTRIES and action in (FloatAction.TOP_UP, FloatAction.PAY_OUT):
        raise Refused(cash.id, reason=MoneyRefusal.FLOAT_FULL)
    if cash.balance.pence + pence < 0:
        raise Refused(cash.id, reason=MoneyRefusal.NOT_ENOUGH_CASH)
    return cash.took(action, step, {"pence": pence, **(facts or {})}, **changes)


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
