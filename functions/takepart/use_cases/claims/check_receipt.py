"""A receipt arrived: what is it really? A file is known by its own bytes, never by its name or what it calls itself."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import participating
from takepart.domain.claims.claim import UNDECIDED, Claim
from takepart.domain.ids import DraftId, ReceiptId, StepId
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.drafts import find_claim
from takepart.use_cases.claims.ports import Claims, Receipt, ReceiptFiles, Receipts
from takepart.use_cases.doing import do

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest file that is taken. A photo from a phone has 2 to 6 MB."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
TOO_BIG: Final = "This file is larger than 10 MB. Take the photo again at a smaller size."
EMPTY: Final = "This file is empty. Choose it again."
REPLACED: Final = "Another file was sent in place of this one. Add your receipt once more."
WRONG_KIND: Final = "This file is not a photo or a PDF. Send a photo of the receipt, or a PDF."


def check_receipt(
    *,
    draft: DraftId,
    receipt: ReceiptId,
    key: str,
    files: ReceiptFiles,
    receipts: Receipts,
    claims: Claims,
    now: datetime,
) -> Receipt:
    """Look at the file and write down what it is; a claim that was sent already gets it in its journal.

    Run twice, it writes the same. Raises StoreUnavailable, or ChangedMeanwhile while others keep changing the claim.
    """
    content = files.read(key)
    kind = kind_of(content)
    found = Receipt(
        id=receipt,
        draft=draft,
        key=key,
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        received_on=local_date(now),
        problem=_problem(content, kind),
    )
    receipts.add(found)
    if found.usable:
        _tell_claim(found, claims=claims, now=now)
    return found


def kind_of(content: bytes) -> str:
    """The content type that the first bytes show; empty for anything that is no photo and no PDF."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"msf1"):
        return "image/heic"
    if content.removeprefix(_BYTE_ORDER_MARK).lstrip()[:5] == b"%PDF-":
        return "application/pdf"  # readers also take one that starts later, but so could a program or a page
    return ""


def _tell_claim(receipt: Receipt, *, claims: Claims, now: datetime) -> None:
    def change(claim: Claim, step: Step) -> Claim:
        if claim.state not in UNDECIDED:
            return claim
        return participating.add_receipt(claim, step, sha256=receipt.sha256)

    claim = find_claim(receipt.draft, claims=claims)
    if claim is not None:
        do(claims, claim.id, Step(journals.person(claim.person), now, StepId(f"receipt-{receipt.id}")), change)


def _problem(content: bytes, kind: str) -> str:
    if len(content) > MOST_BYTES:
        return TOO_BIG
    if not content:
        return EMPTY
    return "" if kind else WRONG_KIND
