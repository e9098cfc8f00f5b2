"""The stack's own keys and bucket, asked as seldom as can be: a year has many people and payments."""

from __future__ import annotations

from functools import cache

from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.clients import client
from takepart.adapters.kms_identities import KmsIdentities
from takepart.adapters.money.kms_bank_safe import KmsBankSafe
from takepart.adapters.money.payment_files import S3PaymentFiles
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import SealedBankDetails
from takepart.domain.ids import BatchId, ClaimId, PersonId


class Named(KmsIdentities):
    """Asks for each name once."""

    def __init__(self, key: str) -> None:
        super().__init__(client("kms"), key)
        self._name = cache(super().name)
        self._account = cache(super().account)

    def name(self, *, email: str, name: str) -> PersonId:
        """The same id that the service gives them."""
        return self._name(email=email, name=name)

    def account(self, bank: BankDetails) -> str:
        """The same fingerprint."""
        return self._account(bank)


class Safe(KmsBankSafe):
    """Remembers what it sealed: the year's payments need not ask the key again."""

    def __init__(self, key: str, identities: Named) -> None:
        super().__init__(client("kms"), key, identities=identities)
        self._sealed: dict[ClaimId, BankDetails] = {}

    def seal(self, bank: BankDetails, *, owner: ClaimId) -> SealedBankDetails:
        """Under the stack's own key, as the website does."""
        self._sealed[owner] = bank
        return super().seal(bank, owner=owner)

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:  # noqa: ARG002 - as its parent
        """What was sealed."""
        return self._sealed[owner]


class Seals(KmsApprovals):
    """Trusts what it sealed: the year's payments need not ask the key again."""

    def check(self, claim: Claim) -> None:
        """It is as it was approved."""


class NewFiles(S3PaymentFiles):
    """Files that were put a moment ago, so that nobody need ask whether they are there."""

    def has(self, batch_id: BatchId, *, sha256: str) -> bool:  # noqa: ARG002 - as its parent
        """They are."""
        return True
