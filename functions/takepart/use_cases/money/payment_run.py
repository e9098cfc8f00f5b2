"""The daily payment run, and what the payments queue asks for between two runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from takepart.domain.batches.batch import BatchAction
from takepart.domain.claims.claim import ClaimAction
from takepart.domain.ids import BatchId, ClaimId
from takepart.domain.money import Money, PaymentMethod
from takepart.use_cases.money.bank_run import BankRun, BankWorld, run_bank_payments, settle_batch
from takepart.use_cases.money.issue_vouchers import Issued, VoucherWorld, issue_all_due, issue_vouchers, watch_stock
from takepart.use_cases.ports import Event, EventKind


@dataclass(frozen=True, kw_only=True)
class PaymentRun:
    """What a run did and saw."""

    bank: BankRun
    vouchers: Mapping[Issued, int]
    late: Mapping[PaymentMethod, int]
    """Claims whose money is still due after the promised day, by the way it goes out."""

    def plain(self) -> dict[str, Any]:
        """In words that a log and a person can read: ids, counts and pence, nobody's name."""
        return {
            "day": self.bank.day.isoformat(),
            "bank": "no run today" if not self.bank.is_run_day else ("done" if self.bank.batches else "nothing due"),
            "batches": [
                {
                    "id": batch.id,
                    "state": batch.state.value,
                    "payments": len(batch.rows),
                    "pence": batch.total.pence,
                    "sha256": batch.sha256,
                }
                for batch in self.bank.batches
            ],
            "vouchers": {what.value: count for what, count in self.vouchers.items()},
            "late": {way.value: count for way, count in self.late.items()},
        }


def run_payments(
    day: date, *, bank: BankWorld, vouchers: VoucherWorld, now: datetime, hurry: Callable[[], bool] = lambda: False
) -> PaymentRun:
    """Vouchers first, since they need nobody; then the bank; then a look at what is late.

    Run twice, or at once, it does everything once. Raises StoreUnavailable: run it again, and it goes on.
    """
    issued = issue_all_due(world=vouchers, now=now, hurry=hurry)
    for stock in vouchers.stocks.all():
        watch_stock(stock.value, world=vouchers, now=now)
    ran = run_bank_payments(day, world=bank, now=now, hurry=hurry)
    late = {
        method: sum(1 for _ in takewhile(lambda claim: claim.promised < day, bank.due.due_by(method)))
        for method in PaymentMethod
    }
    return PaymentRun(bank=ran, vouchers=issued, late=late)


def on_payment_event(event: Event, *, bank: BankWorld, vouchers: VoucherWorld, now: datetime) -> str:
    """Do what one event calls for; a word for the log. Safe twice, late and out of order. Raises StoreUnavailable."""
    match event.kind, event.action:
        case EventKind.CLAIM, ClaimAction.APPROVE.value:
            return issue_vouchers(ClaimId(event.about), world=vouchers, now=now).value
        case EventKind.BATCH, BatchAction.SEND.value | BatchAction.CAME_BACK.value:
            settled = settle_batch(BatchId(event.about), claims=bank.claims, batches=bank.batches, now=now)
            return "settled" if settled else "settled before"
        case EventKind.VOUCHERS, _:
            watch_stock(Money(int(event.about)), world=vouchers, now=now)
            issue_all_due(world=vouchers, now=now)
            return "stock used"
    return "nothing to do"
