"""What claims need from the world outside. Adapters provide it on AWS; tests provide fakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from takepart.domain.ids import ClaimId, DraftId, PersonId, ReceiptId
from takepart.domain.lines import LineKind
from takepart.use_cases.doing import Store
from takepart.use_cases.ports import UploadForm

if TYPE_CHECKING:
    from takepart.domain.bank_details import BankDetails
    from takepart.domain.claims.claim import Claim, ClaimState
    from takepart.domain.claims.parts import SealedBankDetails

MOST_RECEIPTS: Final = 200
"""Of one claim; pages that show so many say that there may be more."""
MOST_ALIKE: Final = 1_000
"""Years of claims of one person into one account are fewer: it bounds what strangers can make a page read."""


class AlreadyPaidFor(Exception):
    """Another claim was approved for the same person, session and kind of line. Nothing was written."""

    def __init__(self, kind: LineKind, claim: ClaimId) -> None:
        super().__init__(f"{kind.value} is paid for by {claim}")
        self.kind = kind
        self.claim = claim


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A photo or PDF that was checked: what it is by its own bytes, not by its name."""

    id: ReceiptId
    draft: DraftId
    key: str
    content_type: str
    size: int
    sha256: str
    received_on: date
    problem: str = ""
    """Why it cannot be used, in plain words; empty when it can."""

    @property
    def usable(self) -> bool:
        """Whether a decider can look at it."""
        return not self.problem


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some claims and where the next ones start."""

    claims: tuple[Claim, ...]
    next: str | None = None


class Claims(Store["Claim"], Protocol):
    """Where claims are kept. Every write is one conditional request.

    ``save`` raises AlreadyPaidFor as well, when the step approves a kind of line that another claim was approved for.
    """

    def in_state(self, state: ClaimState, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        """Claims in one state, the longest waiting first; of one person's turn when ``who`` is given."""

    def count(self, state: ClaimState, *, who: str | None = None, most: int = 500) -> int:
        """How many claims are in one state, of one person's turn when ``who`` is given; at most ``most``."""

    def of_mailbox(self, person: PersonId, *, since: date, until: date) -> Sequence[Claim]:
        """The claims of a person, and of anyone who shares their mailbox, for sessions between two days."""

    def over_between(self, since: date, until: date, *, state: ClaimState) -> Iterator[Claim]:
        """Claims that came into a state in which nobody must act between two days, the earliest first."""

    def same_account(self, fingerprint: str, /) -> Sequence[ClaimId]:
        """The claims that are paid into one bank account; of more than ``MOST_ALIKE``, so many."""


class DraftReceipts(Protocol):
    """Which receipts there are of a draft."""

    def of_draft(self, draft: DraftId) -> Sequence[Receipt]:
        """The receipts sent with a draft or its claim, the first day first; of more than ``MOST_RECEIPTS``, so many."""


class Receipts(DraftReceipts, Protocol):
    """Where receipts are kept."""

    def add(self, receipt: Receipt) -> None:
        """Keep what the check found. Quiet when it was kept before."""

    def same_picture(self, sha256: str) -> Sequence[DraftId]:
        """The drafts and claims that hold this very file; of more than ``MOST_ALIKE``, so many."""


class ReceiptFiles(Protocol):
    """The files themselves."""

    def upload_form(self, *, draft: DraftId, receipt: ReceiptId, back_to: str) -> UploadForm:
        """A form that sends one file straight to the store, and comes back to a page of ours."""

    def read(self, key: str) -> bytes:
        """The bytes of a file."""

    def replace(self, key: str, content: bytes, *, content_type: str) -> None:
        """Keep other bytes in its place."""

    def link(self, key: str, *, content_type: str) -> str:
        """A short-lived address that downloads the file and never shows it inside our pages."""


class BankSafe(Protocol):
    """Seals bank details. What seals cannot open."""

    def seal(self, bank: BankDetails, *, owner: ClaimId) -> SealedBankDetails:
        """Details that only the payment run can open, and only for this owner."""


class Approvals(Protocol):
    """Seals what was approved. Only whoever decides can make a seal; whatever pays looks at it first."""

    def seal(self, claim: Claim) -> str:
        """The seal over a claim's approval."""

    def check(self, claim: Claim) -> None:
        """Hold a claim that is to be paid against its seal. Raises DamagedRecord, or StoreUnavailable for now."""


class CannotOpen(Exception):
    """These bank details will never open: they were damaged, or sealed for another owner."""


class OpenBankSafe(Protocol):
    """Opens bank details. Only the payment run holds one."""

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:
        """The details that were sealed for this owner. Raises CannotOpen, or StoreUnavailable for now."""


def claims_beside(names: Sequence[PersonId], *, since: date, until: date, claims: Claims) -> Iterator[Claim]:
    """What everyone at somebody's mailboxes claimed between two days: two registrations may be one person."""
    for name in {name.partition(".")[0]: name for name in names}.values():
        yield from claims.of_mailbox(name, since=since, until=until)


def claims_under(names: Sequence[PersonId], *, since: date, until: date, claims: Claims) -> Iterator[Claim]:
    """What somebody claimed between two days, under whatever they are called."""
    return (each for each in claims_beside(names, since=since, until=until, claims=claims) if each.person in names)
