"""A voucher: bought beforehand, given to one claim, handed over. Each has a journal of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.journal import Actor, Fact, Job
from takepart.domain.money import Money
from takepart.domain.money_refusals import CannotDo, MoneyRefusal

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

    provider: str
    serial: Serial
    value: Money
    bought_on: date
    state: VoucherState
    claim: ClaimId | None = None

    def step(
        self,
        action: VoucherAction,
        *,
        by: Actor,
        at: datetime,
        step: StepId,
        facts: Mapping[str, Fact],
        claim: ClaimId | None = None,
    ) -> Voucher:
        """The voucher after one allowed step. Raises CannotDo when the table refuses."""
        state = TRANSITIONS.get((self.state, action))
        if state is None:
            raise CannotDo(self.serial, reason=MoneyRefusal.NOT_IN_STOCK, detail=self.state.value)
        journal = journals.append(self.journal, at=at, by=by, action=action.value, step=step, facts=facts)
        return replace(self, state=state, journal=journal, claim=claim or self.claim)


def buy(
    *, provider: str, serial: Serial, value: Money, bought_on: date, by: StaffId, at: datetime, step: StepId
) -> Voucher:
    """A voucher comes into stock."""
    facts: dict[str, Fact] = {"pence": value.pence, "bought on": bought_on.isoformat()}
    journal = journals.append((), at=at, by=journals.staff(by), action=VoucherAction.BUY.value, step=step, facts=facts)
    return Voucher(
        provider=provider,
        serial=serial,
        value=value,
        bought_on=bought_on,
        state=VoucherState.IN_STOCK,
        journal=journal,
    )


def issue(voucher: Voucher, *, claim: ClaimId, at: datetime, step: StepId) -> Voucher:
    """Give it to a claim."""
    facts: dict[str, Fact] = {"claim": claim, "pence": voucher.value.pence}
    return voucher.step(VoucherAction.ISSUE, by=Job.PAYMENTS.actor, at=at, step=step, facts=facts, claim=claim)


def hand_over(
    voucher: Voucher, *, claim: ClaimId, by: StaffId, witness: StaffId | None, at: datetime, step: StepId
) -> Voucher:
    """Somebody gives it to the participant in person, and perhaps a colleague sees it."""
    if voucher.claim != claim:
        raise CannotDo(voucher.serial, reason=MoneyRefusal.NOT_ISSUED)
    facts: dict[str, Fact] = {"claim": claim}
    if witness:
        facts["witness"] = witness
    return voucher.step(VoucherAction.HAND_OVER, by=journals.staff(by), at=at, step=step, facts=facts)


def cancel(voucher: Voucher, *, by: StaffId, reason: str, at: datetime, step: StepId) -> Voucher:
    """Take a lost, damaged or expired voucher out of stock. The journal keeps the reason's digest."""
    if not reason.strip():
        raise CannotDo(voucher.serial, reason=MoneyRefusal.NO_REASON)
    facts: dict[str, Fact] = {"pence": voucher.value.pence, "why": journals.digest_of(reason, step=step)}
    return voucher.step(VoucherAction.CANCEL, by=journals.staff(by), at=at, step=step, facts=facts)
