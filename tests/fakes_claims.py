"""Hand-written fakes of what claims need. Each keeps the promises of its protocol, and writes down what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from takepart.domain.bank_details import BankDetails
from takepart.domain.claims.claim import NOBODY, Claim, ClaimAction, ClaimState, kinds_allowed
from takepart.domain.claims.parts import SealedBankDetails
from takepart.domain.claims.paying import Holder, PaidBefore, joined
from takepart.domain.claims.told import sealed_words
from takepart.domain.ids import ClaimId, DraftId, PersonId, ReceiptId
from takepart.domain.lines import LineKind
from takepart.domain.part_of_day import id_in, without_id
from takepart.use_cases.claims.drafts import Draft, DraftChanged
from takepart.use_cases.claims.ports import AlreadyPaidFor, Page, Receipt
from takepart.use_cases.ports import ChangedMeanwhile, UploadForm
from takepart.use_cases.stores import Damaged, DamagedRecord
from tests.fake_store import FakeStore, is_kept
from tests.fakes import FakeIdentities
from tests.page_marks import place_of


class FakeClaims(FakeStore[Claim]):
    """Claims in memory, with the same conditions on a write as the table has. ``writes`` counts them."""

    def __init__(self, *claims: Claim) -> None:
        super().__init__(*claims)
        self.guards: dict[tuple[str, str, LineKind], str] = {}
        self.drafts: FakeDrafts | None = None
        """Where claims come from, when a new one must have a draft that did not end."""

    def add(self, claim: Claim) -> None:
        if claim.id not in self.kept and self.drafts is not None and claim.draft in self.drafts.ended:
            raise ChangedMeanwhile(claim.id)
        super().add(claim)

    def save(self, claim: Claim) -> None:
        if is_kept(self.kept.get(claim.id), claim):
            return
        if claim.journal[-1].action in (ClaimAction.APPROVE.value, ClaimAction.APPROVE_ALREADY_PAID.value):
            mine = Holder(claim=claim.id, session=id_in(claim.session))
            taken: dict[tuple[str, str, LineKind], str] = {}
            for name in claim.names:
                for kind in sorted(kinds_allowed(claim)):
                    key = (name, without_id(claim.session), kind)
                    try:
                        taken[key] = joined(self.guards.get(key, ""), mine, was_withdrawn=self._was_withdrawn)
                    except PaidBefore as before:
                        raise AlreadyPaidFor(kind, before.claim) from before
            self.guards |= taken
        self._keep(claim)

    def in_state(self, state: ClaimState, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        found = sorted(
            (c for c in self.kept.values() if c.state is state and (who is None or c.turn.who == who)),
            key=lambda claim: (claim.turn.who, claim.turn.since, claim.id),
        )
        first = place_of(start)
        after = str(first + limit) if first + limit < len(found) else None
        return Page(claims=tuple(found[first : first + limit]), next=after)

    def count(self, state: ClaimState, *, who: str | None = None, most: int = 500) -> int:
        return min(most, sum(c.state is state and who in (None, c.turn.who) for c in self.kept.values()))

    def of_mailbox(self, person: PersonId, *, since: date, until: date) -> Sequence[Claim]:
        mailbox = person.partition(".")[0]
        return [c for c in self.kept.values() if c.person.partition(".")[0] == mailbox and since <= c.day <= until]

    def over_between(self, since: date, until: date, *, state: ClaimState) -> Iterator[Claim]:
        found = sorted(self.in_state(state, who=NOBODY, limit=10_000).claims, key=lambda c: (c.turn.since, c.id))
        return (c for c in found if since <= c.turn.since.date() <= until)

    def same_account(self, fingerprint: str) -> Sequence[ClaimId]:
        return [c.id for c in self.kept.values() if c.bank and c.bank.fingerprint == fingerprint]

    def _was_withdrawn(self, claim_id: ClaimId) -> bool:
        claim = self.kept.get(claim_id)
        return claim is not None and claim.state is ClaimState.WITHDRAWN


class FakeApprovals:
    """Seals that anybody could make; the port ``Approvals``."""

    def seal(self, claim: Claim) -> str:
        return hashlib.sha256(sealed_words(claim)).hexdigest()

    def check(self, claim: Claim) -> None:
        if not sealed_words(claim) or claim.approval != self.seal(claim):
            raise DamagedRecord(Damaged(about=f"CLAIM#{claim.id}", why="it is not as it was approved"))


class FakeReceipts:
    """Receipts in memory."""

    def __init__(self, *receipts: Receipt) -> None:
        self.kept = {receipt.id: receipt for receipt in receipts}
        self.writes = 0

    def add(self, receipt: Receipt) -> None:
        self.kept.setdefault(receipt.id, receipt)
        self.writes += 1

    def of_draft(self, draft: DraftId) -> Sequence[Receipt]:
        return [receipt for receipt in self.kept.values() if receipt.draft == draft]

    def same_picture(self, sha256: str) -> Sequence[DraftId]:
        return [receipt.draft for receipt in self.kept.values() if receipt.sha256 == sha256]


class FakeFiles:
    """Files in memory, by their key."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = files or {}

    def upload_form(self, *, draft: DraftId, receipt: ReceiptId, back_to: str) -> UploadForm:
        return UploadForm(url="https://files.example/", fields={"key": f"receipts/{draft}/{receipt}", "back": back_to})

    def read(self, key: str) -> bytes:
        return self.files[key]

    def replace(self, key: str, content: bytes, *, content_type: str) -> None:
        self.files[key] = content

    def link(self, key: str, *, content_type: str) -> str:
        return f"https://files.example/{key}?short-lived"


class FakeDrafts:
    """Drafts in memory."""

    def __init__(self) -> None:
        self.kept: dict[DraftId, Draft] = {}
        self.ended: set[DraftId] = set()
        self.writes = 0

    def load(self, draft_id: DraftId) -> Draft | None:
        return self.kept.get(draft_id)

    def end(self, draft_id: DraftId) -> None:
        kept = self.kept.get(draft_id)
        if kept is None or kept.sent is None:
            self.kept.pop(draft_id, None)
            self.ended.add(draft_id)

    def save(self, draft: Draft) -> Draft:
        before = self.kept.get(draft.id)
        if draft.id in self.ended or (before.version if before else 0) != draft.version:
            raise DraftChanged(draft.id)
        self.kept[draft.id] = replace(draft, version=draft.version + 1)
        self.writes += 1
        return self.kept[draft.id]


class FakeSafe:
    """Seals nothing; the ports ``BankSafe`` and ``OpenBankSafe``."""

    def __init__(self) -> None:
        self.sealed: dict[bytes, tuple[BankDetails, ClaimId]] = {}

    def seal(self, bank: BankDetails, *, owner: ClaimId) -> SealedBankDetails:
        ciphertext = f"sealed-{len(self.sealed)}".encode()
        self.sealed[ciphertext] = (bank, owner)
        return SealedBankDetails(
            ciphertext=ciphertext,
            last_digits=bank.last_digits,
            fingerprint=FakeIdentities().account(bank),
            name=bank.name,
            whose=bank.whose,
        )

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:
        bank, sealed_for = self.sealed[sealed.ciphertext]
        assert sealed_for == owner, "sealed for somebody else"
        return bank
