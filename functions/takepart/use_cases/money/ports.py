"""What paying needs from the world outside, beside the claims themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from takepart.domain.batches.bank_line import BankLine
from takepart.domain.batches.batch import Batch
from takepart.domain.claims.claim import Claim
from takepart.domain.floats.cash_float import CashFloat
from takepart.domain.floats.day_cash import DayCash
from takepart.domain.ids import BatchId, FloatId, PersonId
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import BankFileProfile
from takepart.domain.vouchers.stock import Stock
from takepart.domain.vouchers.voucher import Serial, Voucher


class DuePayments(Protocol):
    """Finds claims with money due, without looking at any other."""

    def due_by(self, method: PaymentMethod, *, limit: int) -> Sequence[Claim]:
        """Claims with a payment due in this way, the earliest promise first, each as it is now."""


class Batches(Protocol):
    """Where batches are kept. Every step is one conditional request.

    Steps have the same names in every run, so after a write another run's equal step may be the one that was kept:
    read the batch again before you go on.
    """

    def get(self, batch_id: BatchId) -> Batch | None:
        """The batch as it is now, with its rows."""

    def add(self, batch: Batch) -> None:
        """Keep a new batch. Quiet when this step was kept before. Raises ChangedMeanwhile when the id is taken."""

    def save(self, batch: Batch) -> None:
        """Keep a batch's next step. Quiet when this step was kept before. Raises ChangedMeanwhile."""

    def unfinished(self) -> Sequence[BatchId]:
        """The batches that a run still has to look after, the oldest first."""

    def recent(self, *, limit: int = 30) -> Sequence[Batch]:
        """The latest batches, without their rows, the newest first."""


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

    def __call__(self, lines: Sequence[BankLine], *, profile: BankFileProfile, pay_date: date) -> bytes:
        """The same bytes for the same lines, always."""


class Vouchers(Protocol):
    """Where the vouchers are kept."""

    def get(self, key: tuple[str, Serial]) -> Voucher | None:
        """The voucher as it is now."""

    def add(self, voucher: Voucher) -> None:
        """Keep a new voucher. Quiet when this step was kept before. Raises ChangedMeanwhile when it is known."""

    def in_stock(self, value: Money, *, limit: int) -> Sequence[Voucher]:
        """Vouchers of one value that can be given, the oldest first."""

    def save_with(self, claim: Claim, vouchers: Sequence[Voucher]) -> None:
        """Keep the next step of a claim and of its vouchers, or of none. Raises ChangedMeanwhile."""


class Stocks(Protocol):
    """Where it is written down what was bought and when stock ran low, one record a value."""

    def get(self, value: Money) -> Stock | None:
        """The stock of one value."""

    def add(self, stock: Stock) -> None:
        """Keep a new one. Quiet when this step was kept before. Raises ChangedMeanwhile."""

    def save(self, stock: Stock) -> None:
        """Keep its next step. Raises ChangedMeanwhile."""

    def all(self) -> Sequence[Stock]:
        """Every value that was ever stocked or asked for, the smallest first."""


class Floats(Protocol):
    """Where cash floats are kept."""

    def get(self, float_id: FloatId) -> CashFloat | None:
        """The float as it is now."""

    def add(self, cash: CashFloat) -> None:
        """Keep a new float. Raises ChangedMeanwhile when the name is taken."""

    def save(self, cash: CashFloat) -> None:
        """Keep its next step. Raises ChangedMeanwhile."""

    def all(self) -> Sequence[CashFloat]:
        """Every float, the open ones first."""

    def day_cash(self, person: PersonId, day: date) -> DayCash | None:
        """What one person got in cash on one day."""

    def save_with(self, claim: Claim, cash: CashFloat, day_cash: DayCash | None = None) -> None:
        """Keep the next step of a claim, a float and a person's day, or of none. Raises ChangedMeanwhile."""
