"""Stand-ins for what the public site needs: everything in memory, and the real use cases on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from takepart.domain.bank_details import BankDetails
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import SealedBankDetails
from takepart.domain.claims.states import State
from takepart.domain.ids import ClaimId, DraftId, PersonId, ReceiptId
from takepart.use_cases.claim_form import ClaimForm
from takepart.use_cases.drafts import Draft, DraftChanged
from takepart.use_cases.ports import ChangedMeanwhile, Page, Receipt, UploadForm
from takepart.use_cases.submit_claim import Sent, submit_claim
from takepart.web.site import Site
from takepart.web.static import Static
from tests.policies import WIRRAL

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""A Sunday."""


class FakeDrafts:
    """Drafts in memory, saved on condition of their version."""

    def __init__(self) -> None:
        self.kept: dict[DraftId, Draft] = {}

    def load(self, draft_id: DraftId) -> Draft | None:
        return self.kept.get(draft_id)

    def save(self, draft: Draft) -> Draft:
        before = self.kept.get(draft.id)
        if (before.version if before else 0) != draft.version:
            raise DraftChanged(draft.id)
        self.kept[draft.id] = replace(draft, version=draft.version + 1)
        return self.kept[draft.id]


class FakeClaims:
    """Claims in memory, with the conditions of the real store."""

    def __init__(self) -> None:
        self.kept: dict[ClaimId, Claim] = {}

    def get(self, claim_id: ClaimId) -> Claim | None:
        return self.kept.get(claim_id)

    def add(self, claim: Claim) -> None:
        before = self.kept.get(claim.id)
        if before is not None:
            if before.journal[0].step == claim.journal[0].step:
                return
            raise ChangedMeanwhile(claim.id)
        self.kept[claim.id] = claim

    def save(self, claim: Claim) -> None:
        before = self.kept[claim.id]
        if before.version == claim.version - 1:
            self.kept[claim.id] = claim
        elif claim.journal[-1].step not in {entry.step for entry in before.journal}:
            raise ChangedMeanwhile(claim.id)

    def in_state(self, state: State, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        found = tuple(c for c in self.kept.values() if c.state is state and (who is None or c.turn.who == who))
        return Page(claims=found[:limit])

    def of_mailbox(self, person: PersonId, *, since: date, until: date) -> Sequence[Claim]:
        return [c for c in self.kept.values() if c.person == person and since <= c.day <= until]

    def same_account(self, fingerprint: str) -> Sequence[ClaimId]:
        return [c.id for c in self.kept.values() if c.bank and c.bank.fingerprint == fingerprint]


class FakeReceipts:
    """Receipts in memory."""

    def __init__(self) -> None:
        self.kept: list[Receipt] = []

    def add(self, receipt: Receipt) -> None:
        self.kept.append(receipt)

    def of_draft(self, draft: DraftId) -> Sequence[Receipt]:
        return [receipt for receipt in self.kept if receipt.draft == draft]

    def same_picture(self, sha256: str) -> Sequence[DraftId]:
        return [receipt.draft for receipt in self.kept if receipt.sha256 == sha256]


class FakeFiles:
    """A store for files that nobody uploads to."""

    def upload_form(self, *, draft: DraftId, receipt: ReceiptId, back_to: str) -> UploadForm:
        fields = {"key": f"receipts/{draft}/{receipt}", "success_action_redirect": back_to, "policy": "made-up"}
        return UploadForm(url="https://receipts.example.org/", fields=fields)

    def read(self, key: str) -> bytes:
        return b""

    def link(self, key: str, *, content_type: str) -> str:
        return f"https://receipts.example.org/{key}"


class FakeIdentities:
    """Names people by what they typed."""

    def person(self, *, email: str, name: str) -> PersonId:
        return PersonId(f"person-of-{len(email)}-{len(name)}")

    def account(self, bank: BankDetails) -> str:
        return f"account-{bank.last_digits}"


class FakeSafe:
    """Seals without a key."""

    def seal(self, bank: BankDetails, *, owner: ClaimId) -> SealedBankDetails:
        return SealedBankDetails(
            ciphertext=b"sealed", last_digits=bank.last_digits, fingerprint=f"account-{bank.last_digits}"
        )


def a_site(**changes: Any) -> Site:
    """The council's site on a Sunday in November 2026. ``changes`` replace parts of it."""
    claims, receipts, numbers = FakeClaims(), FakeReceipts(), count(1)
    now = changes.get("now", lambda: NOON)

    def send(form: ClaimForm) -> Sent:
        return submit_claim(
            form,
            claims=changes.get("claims", claims),
            receipts=receipts,
            identities=FakeIdentities(),
            safe=FakeSafe(),
            policy=changes.get("policy", WIRRAL),
            holidays=frozenset(),
            now=now(),
        )

    parts: dict[str, Any] = {
        "policy": WIRRAL,
        "holidays": frozenset(),
        "drafts": FakeDrafts(),
        "claims": claims,
        "receipts": receipts,
        "files": FakeFiles(),
        "send": send,
        "now": now,
        "new_id": lambda: f"a-draft-that-nobody-guesses-{next(numbers)}",
        "url": "https://takepart.example.org",
        "version": "test",
        "static": Static(),
    }
    return Site(**{**parts, **changes})
