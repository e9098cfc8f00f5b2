"""What paying needs from the world outside, beside the claims themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from takepart.domain.batches.batch import BankLine, Batch
from takepart.domain.claims.claim import Claim
from takepart.domain.floats.cash_float import CashFloat, DayCash
from takepart.domain.ids import BatchId, PersonId
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy.paying import BankFileProfile
from takepart.domain.vouchers.voucher import Serial, Stock, Voucher
from takepart.use_cases.doing import Store
from takepart.use_cases.stores import Found


class DuePayments(Protocol):
    """Finds claims with money due, without looking at any other."""

    def due_by(self, method: PaymentMethod) -> Iterable[Claim]:
        """All claims with a payment due in this way, the earliest promise first, each as it is now.

        They are read while they are worked off: whoever stops early has read no more than a hundred too many.
        """


class Batches(Store[Batch], Protocol):
    """Where batches are kept. Every step is one conditional request.

    Steps have the same names in every run, so after a write another run's equal step may be the one that was kept:
    read the batch again before you go on.
    """

    def unfinished(self) -> Sequence[BatchId]:
        """The batches that a run still has to look after, the oldest first."""

    def recent(self, *, before: BatchId | None = None, limit: int = 30) -> Found[Batch]:
        """The latest batches before one, without their rows, the newest first; ``after`` is the last if more follow."""

    def with_rows(self, batch: Batch, /) -> Batch:
        """One of these with its rows. Raises DamagedRecord."""


class PaymentFiles(Protocol):
    """Where the bank's files are kept. A file is named by its batch and its bytes, so it never changes."""

    def put(self, batch_id: BatchId, content: bytes, *, sha256: str) -> None:
        """Keep a file; again is the same."""

    def has(self, batch_id: BatchId, *, sha256: str) -> bool:
        """Whether it is kept."""

    def link(self, batch_id: BatchId, *, sha256: str) -> str:
        """A short-lived address that downloads it."""


class BankFileWriter(Protocol):
    """Writes a file as one bank wants it."""

    def __call__(self, lines: Sequence[BankLine], *, profile: BankFileProfile, pay_date: date, batch: BatchId) -> bytes:
        """The same bytes for the same lines, always."""


class Vouchers(Store[Voucher], Protocol):
    """Where the vouchers are kept, each by its provider and serial."""

    def many(self, keys: Sequence[tuple[str, Serial]], /, *, consistent: bool = False) -> Found[Voucher]:
        """Several, those that are there; ``consistent``: as they are now, also when they were issued just before."""

    def in_stock(self, value: Money, *, limit: int) -> Sequence[Voucher]:
        """Vouchers of one value that can be given, the oldest first."""

    def save_with(self, claim: Claim, vouchers: Sequence[Voucher]) -> None:
        """Keep the next step of a claim and of its vouchers, or of none. Raises ChangedMeanwhile."""


class Stocks(Store[Stock], Protocol):
    """Where it is written down what was bought and when stock ran low, one record a value."""

    def all(self) -> Sequence[Stock]:
        """Every value that was ever stocked or asked for, the smallest first."""


class Floats(Store[CashFloat], Protocol):
    """Where cash floats are kept."""

    def all(self) -> Sequence[CashFloat]:
        """Every float, the open ones first."""

    def day_cash(self, person: PersonId, day: date) -> DayCash | None:
        """What one person got in cash on one day."""

    def save_with(self, claim: Claim, cash: CashFloat, day_cash: DayCash | None = None) -> None:
        """Keep the next step of a claim, a float and a person's day, or of none. Raises ChangedMeanwhile."""
