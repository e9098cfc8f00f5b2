"""A voucher: bought beforehand, given to one claim, handed over. Each has a journal of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import ClaimId
from takepart.domain.journal import Fact
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.refused import Refused

Serial = NewType("Serial", str)
"""What is printed on a voucher, in capitals, without spaces."""


class VoucherState(StrEnum):
    """Where a voucher is."""

    IN_STOCK = "in-stock"
    ISSUED = "issued"
    HANDED_OVER = "handed-over"
    CANCELLED = "cancelled"


class VoucherAction(StrEnum):
    """What can be done to a voucher. The value is what the journal calls it."""

    BUY = "bought"
    ISSUE = "issued"
    HAND_OVER = "handed-over"
    CANCEL = "cancelled"


TRANSITIONS: Final[Mapping[tuple[VoucherState, VoucherAction], VoucherState]] = MappingProxyType(
    {
        (VoucherState.IN_STOCK, VoucherAction.ISSUE): VoucherState.ISSUED,
        (VoucherState.IN_STOCK, VoucherAction.CANCEL): VoucherState.CANCELLED,
        (VoucherState.ISSUED, VoucherAction.HAND_OVER): VoucherState.HANDED_OVER,
    }
)
"""Every pair that is not here is refused. BUY is not here: it makes the voucher."""


@dataclass(frozen=True, kw_only=True)
class Voucher(Aggregate):
    """One voucher. It is given to one claim, once."""

    KEY: ClassVar = ("provider", "serial")
    TRANSITIONS: ClassVar = TRANSITIONS
    NOT_NOW: ClassVar = MoneyRefusal.NOT_IN_STOCK

    provider: str
    serial: Serial
    value: Money
    bought_on: date
    state: VoucherState
    claim: ClaimId | None = None


def buy(step: Step, *, provider: str, serial: Serial, value: Money, bought_on: date) -> Voucher:
    """A voucher comes into stock."""
    blank = Voucher(provider=provider, serial=serial, value=value, bought_on=bought_on, state=VoucherState.IN_STOCK)
    return blank.written(VoucherAction.BUY, step, {"pence": value.pence, "bought on": bought_on.isoformat()})


def issue(voucher: Voucher, step: Step, *, claim: ClaimId) -> Voucher:
    """Give it to a claim."""
    return voucher.took(VoucherAction.ISSUE, step, {"claim": claim, "pence": voucher.value.pence}, claim=claim)


def hand_over(voucher: Voucher, step: Step, *, claim: ClaimId) -> Voucher:
    """Somebody gives it to the participant in person."""
    if voucher.claim != claim:
        raise Refused(voucher.serial, reason=MoneyRefusal.NOT_ISSUED)
    return voucher.took(VoucherAction.HAND_OVER, step, {"claim": claim})


def cancel(voucher: Voucher, step: Step, *, reason: str) -> Voucher:
    """Take a lost, damaged or expired voucher out of stock. The journal keeps the reason's digest."""
    if not reason.strip():
        raise Refused(voucher.serial, reason=MoneyRefusal.NO_REASON)
    facts: dict[str, Fact] = {"pence": voucher.value.pence, "why": journals.digest_of(reason, step=step.press)}
    return voucher.took(VoucherAction.CANCEL, step, facts)
