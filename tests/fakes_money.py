"""A hand-written fake for every port of paying. Each keeps the promises of its protocol."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from takepart.domain.batches.batch import UNFINISHED, Batch
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import PaymentState
from takepart.domain.floats.cash_float import CashFloat
from takepart.domain.floats.day_cash import DayCash
from takepart.domain.ids import BatchId, FloatId, PersonId
from takepart.domain.journal import Journal
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.vouchers.stock import Stock
from takepart.domain.vouchers.voucher import Serial, Voucher, VoucherState
from takepart.use_cases.ports import ChangedMeanwhile
from tests.fakes_claims import FakeClaims


def is_kept(before: Journal | None, after: Journal) -> bool:
    """Whether a step was kept before; raises ChangedMeanwhile when it is not the next one."""
    kept = before or ()
    if len(kept) == len(after) - 1:
        return False
    if any(entry.step == after[-1].step and entry.seq == after[-1].seq for entry in kept):
        return True
    raise ChangedMeanwhile(after[-1].step)


class FakeDue:
    """Finds due claims by looking at all of them."""

    def __init__(self, claims: FakeClaims) -> None:
        self._claims = claims

    def due_by(self, method: PaymentMethod, *, limit: int) -> Sequence[Claim]:
        due = [
            claim
            for claim in self._claims.kept.values()
            if any(p.method is method and p.state is PaymentState.DUE for p in claim.payments)
        ]
        return sorted(due, key=lambda claim: (claim.promised, claim.id))[:limit]


class FakeBatches:
    """Batches in memory."""

    def __init__(self) -> None:
        self.kept: dict[BatchId, Batch] = {}

    def get(self, batch_id: BatchId) -> Batch | None:
        return self.kept.get(batch_id)

    def add(self, batch: Batch) -> None:
        self.save(batch)

    def save(self, batch: Batch) -> None:
        before = self.kept.get(batch.id)
        if not is_kept(before.journal if before else None, batch.journal):
            self.kept[batch.id] = batch

    def unfinished(self) -> Sequence[BatchId]:
        return sorted(batch.id for batch in self.kept.values() if batch.state in UNFINISHED)

    def recent(self, *, limit: int = 30) -> Sequence[Batch]:
        return sorted(self.kept.values(), key=lambda batch: batch.id, reverse=True)[:limit]


class FakePaymentFiles:
    """Files in memory, by batch and SHA-256."""

    def __init__(self) -> None:
        self.kept: dict[tuple[BatchId, str], bytes] = {}

    def put(self, batch_id: BatchId, content: bytes, *, sha256: str) -> None:
        self.kept[batch_id, sha256] = content

    def has(self, batch_id: BatchId, *, sha256: str) -> bool:
        return (batch_id, sha256) in self.kept

    def link(self, batch_id: BatchId, *, sha256: str) -> str:
        return f"https://files.example/{batch_id}-{sha256[:12]}.csv?short-lived"


class FakeVouchers:
    """Vouchers in memory; claims change with them."""

    def __init__(self, claims: FakeClaims) -> None:
        self._claims = claims
        self.kept: dict[tuple[str, Serial], Voucher] = {}

    def get(self, key: tuple[str, Serial]) -> Voucher | None:
        return self.kept.get(key)

    def add(self, voucher: Voucher) -> None:
        before = self.kept.get((voucher.provider, voucher.serial))
        if not is_kept(before.journal if before else None, voucher.journal):
            self.kept[voucher.provider, voucher.serial] = voucher

    def in_stock(self, value: Money, *, limit: int) -> Sequence[Voucher]:
        found = [v for v in self.kept.values() if v.state is VoucherState.IN_STOCK and v.value == value]
        return sorted(found, key=lambda voucher: (voucher.bought_on, voucher.serial))[:limit]

    def save_with(self, claim: Claim, vouchers: Sequence[Voucher]) -> None:
        before = [self.kept.get((v.provider, v.serial)) for v in vouchers]
        kept = self._claims.kept.get(claim.id)
        done = [is_kept(kept.journal if kept else None, claim.journal)]
        done += [is_kept(b.journal if b else None, v.journal) for b, v in zip(before, vouchers, strict=True)]
        if all(done):
            return
        if any(done):
            raise ChangedMeanwhile(claim.id)
        self._claims.save(claim)
        self.kept |= {(v.provider, v.serial): v for v in vouchers}


class FakeStocks:
    """Stocks in memory."""

    def __init__(self) -> None:
        self.kept: dict[Money, Stock] = {}

    def get(self, value: Money) -> Stock | None:
        return self.kept.get(value)

    def add(self, stock: Stock) -> None:
        self.save(stock)

    def save(self, stock: Stock) -> None:
        before = self.kept.get(stock.value)
        if not is_kept(before.journal if before else None, stock.journal):
            self.kept[stock.value] = stock

    def all(self) -> Sequence[Stock]:
        return sorted(self.kept.values(), key=lambda stock: stock.value)


class FakeFloats:
    """Floats in memory; claims and people's days change with them."""

    def __init__(self, claims: FakeClaims) -> None:
        self._claims = claims
        self.kept: dict[FloatId, CashFloat] = {}
        self.days: dict[tuple[PersonId, date], DayCash] = {}

    def get(self, float_id: FloatId) -> CashFloat | None:
        return self.kept.get(float_id)

    def add(self, cash: CashFloat) -> None:
        self.save(cash)

    def save(self, cash: CashFloat) -> None:
        before = self.kept.get(cash.id)
        if not is_kept(before.journal if before else None, cash.journal):
            self.kept[cash.id] = cash

    def all(self) -> Sequence[CashFloat]:
        return sorted(self.kept.values(), key=lambda cash: (cash.state.value, cash.id), reverse=True)

    def day_cash(self, person: PersonId, day: date) -> DayCash | None:
        return self.days.get((person, day))

    def save_with(self, claim: Claim, cash: CashFloat, day_cash: DayCash | None = None) -> None:
        kept = self._claims.kept.get(claim.id)
        done = [
            is_kept(kept.journal if kept else None, claim.journal),
            is_kept(self.kept[cash.id].journal, cash.journal),
        ]
        if day_cash:
            day = self.days.get((day_cash.person, day_cash.day))
            done.append(is_kept(day.journal if day else None, day_cash.journal))
        if all(done):
            return
        if any(done):
            raise ChangedMeanwhile(claim.id)
        (self._claims.save if kept else self._claims.add)(claim)
        self.kept[cash.id] = cash
        if day_cash:
            self.days[day_cash.person, day_cash.day] = day_cash
