"""A receipt arrived: what it is, by its own bytes, is written down, and what a photo hides is taken out."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import participating
from takepart.domain.claims.claim import UNDECIDED, Claim
from takepart.domain.ids import DraftId, ReceiptId, StepId
from takepart.domain.sent_files import look_at
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.drafts import find_claim
from takepart.use_cases.claims.ports import Claims, Receipt, ReceiptFiles, Receipts
from takepart.use_cases.doing import do

REPLACED: Final = "Another file was sent in place of this one. Add your receipt once more."


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

    What a photo hides is taken out where it lies. Run twice, it writes the same. Raises StoreUnavailable, or
    ChangedMeanwhile while others keep changing the claim.
    """
    content = files.read(key)
    sent = look_at(content)
    if sent.content != content:
        files.replace(key, sent.content, content_type=sent.content_type)
    found = Receipt(
        id=receipt,
        draft=draft,
        key=key,
        content_type=sent.content_type,
        size=len(sent.content),
        sha256=hashlib.sha256(sent.content).hexdigest(),
        received_on=local_date(now),
        problem=sent.problem,
    )
    receipts.add(found)
    if found.usable:
        _tell_claim(found, claims=claims, now=now)
    return found


def _tell_claim(receipt: Receipt, *, claims: Claims, now: datetime) -> None:
    def change(claim: Claim, step: Step) -> Claim:
        if claim.state not in UNDECIDED:
            return claim
        return participating.add_receipt(claim, step, sha256=receipt.sha256)

    claim = find_claim(receipt.draft, claims=claims)
    if claim is not None:
        do(claims, claim.id, Step(journals.person(claim.person), now, StepId(f"receipt-{receipt.id}")), change)
