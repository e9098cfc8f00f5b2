"""What the office's pages about claims and money need from the rest, handed over by ``office.py``."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.domain.working_days import Holidays
from takepart.use_cases.claims.ports import Claims, ReceiptFiles, Receipts
from takepart.use_cases.money.ports import Batches, Floats, PaymentFiles, Stocks, Vouchers
from takepart.use_cases.ports import Identities, LinkReader, Queues
from takepart.use_cases.what_waits import VoiceCounts
from takepart.web.office.reception import Reception


@dataclass(frozen=True, kw_only=True)
class Office(Reception):
    """One organisation's office."""

    claims: Claims
    receipts: Receipts
    files: ReceiptFiles
    links: LinkReader
    queues: Queues
    batches: Batches
    payment_files: PaymentFiles
    vouchers: Vouchers
    stocks: Stocks
    floats: Floats
    identities: Identities
    voice_counts: VoiceCounts
    """Numbers of what people say, and nothing of it."""
    holidays: Holidays
