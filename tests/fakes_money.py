"""A hand-written fake for every port of paying. Each keeps the promises of its protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from takepart.domain.batches.batch import UNFINISHED, Batch
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import PaymentState
from takepart.domain.floats.cash_float import CashFloat, DayCash
from takepart.domain.ids import BatchId, PersonId
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.vouchers.voucher import Serial, Stock, Voucher, VoucherState
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import Found
from tests.fake_store import FakeStore, is_kept, name_of
from tests.fakes_claims import FakeClaims


class FakeDue:
    """Finds due claims by looking at all of them."""

    def __init__(self, claims: FakeClaims) -> None:
        self._claims = claims

    def due_by(self, method: PaymentMethod) -> Sequence[Claim]:
        due = [
            claim
            for claim in self._claims.kept.values()
            if any(p.method is method and p.state is PaymentState.DUE for p in claim.payments)
        ]
        return sorted(due, key=lambda claim: (claim.promised, claim.id))


class FakeBatches(FakeStore[Batch]):
    """Batches in memory."""

    def unfinished(self) -> Sequence[BatchId]:
        return sorted(batch.id for batch in self.kept.values() if batch.state in UNFINISHED)

    def recent(self, *, before: BatchId | None = None, limit: int = 30) -> Found[Batch]:
        ids = sorted((id for id in self.kept if before is None or id < before), reverse=True)
        after = ids[limit - 1] if len(ids) > limit else None
        return Found([replace(self.kept[id], rows=()) for id in ids[:limit]], after=after)

    def with_rows(self, batch: Batch) -> Batch:
        return replace(batch, rows=self.kept[batch.id].rows)


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


class FakeVouchers(FakeStore[Voucher]):
    """Vouchers in memory; claims change with them."""

    def __init__(self, claims: FakeClaims) -> None:
        super().__init__()
        self._claims = claims

    def many(self, keys: Sequence[tuple[str, Serial]], *, consistent: bool = False) -> Found[Voucher]:
        return Found(super().many(keys))

    def in_stock(self, value: Money, *, limit: int) -> Sequence[Voucher]:
        found = [v for v in self.kept.values() if v.state is VoucherState.IN_STOCK and v.value == value]
        return sorted(found, key=lambda voucher: (voucher.bought_on, voucher.serial))[:limit]

    def save_with(self, claim: Claim, vouchers: Sequence[Voucher]) -> None:
        done = [is_kept(self._claims.get(claim.id), claim)]
        done += [is_kept(self.get(name_of(voucher)), voucher) for voucher in vouchers]
        if all(done):
            return
        if any(done):
            raise ChangedMeanwhile(claim.id)
        self._claims.save(claim)
        for voucher in vouchers:
            self._keep(voucher)


class FakeStocks(FakeStore[Stock]):
    """Stocks in memory."""

    def all(self) -> Sequence[Stock]:
        return sorted(self.kept.values(), key=lambda stock: stock.value)


class FakeFloats(FakeStore[CashFloat]):
    """Floats in memory; claims and people's days change with them."""

    def __init__(self, claims: FakeClaims) -> None:
        super().__init__()
        self._claims = claims
        self.days: dict[tuple[PersonId, date], DayCash] = {}

    def all(self) -> Sequence[CashFloat]:
        return sorted(self.kept.values(), key=lambda cash: (cash.state.value, cash.id), reverse=True)

    def day_cash(self, person: PersonId, day: date) -> DayCash | None:
        return self.days.get((person, day))

    def save_with(self, claim: Claim, cash: CashFloat, day_cash: DayCash | None = None) -> None:
        kept = self._claims.get(claim.id)
        done = [is_kept(kept, claim), is_kept(self.get(cash.id), cash)]
        if day_cash:
            done.append(is_kept(self.days.get((day_cash.person, day_cash.day)), day_cash))
        if all(done):
            return
        if any(done):
            raise ChangedMeanwhile(claim.id)
        (self._claims.save if kept else self._claims.add)(claim)
        self._keep(cash)
        if day_cash:
            self.days[day_cash.person, day_cash.day] = day_cash
