"""What was approved is sealed by a MAC under a KMS key: `decisions` alone makes one, what pays can only check it."""

from __future__ import annotations

from typing import Any, Final

from botocore.exceptions import ClientError

from takepart.adapters.aggregates import met
from takepart.adapters.answering import answering
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.told import sealed_words
from takepart.domain.journal import BrokenJournal
from takepart.use_cases.stores import DamagedRecord

_ALGORITHM: Final = "HMAC_SHA_256"
_MOST_KNOWN: Final = 5_000


class KmsApprovals:
    """The port ``Approvals``. A seal that was found good is not asked for again: it stays so."""

    def __init__(self, kms: Any, key: str) -> None:
        self._kms, self._key = kms, key
        self._good: set[tuple[bytes, str]] = set()

    @answering()
    def seal(self, claim: Claim) -> str:
        """The MAC over its approval, in hexadecimal."""
        answer = self._kms.generate_mac(KeyId=self._key, MacAlgorithm=_ALGORITHM, Message=sealed_words(claim))
        return bytes(answer["Mac"]).hex()

    def check(self, claim: Claim) -> None:
        """Raises DamagedRecord, which is logged as what cannot be read is."""
        words = sealed_words(claim)
        if (words, claim.approval) in self._good:
            return
        if not self._is_good(words, claim.approval):
            error = BrokenJournal("it is not as it was approved")
            raise DamagedRecord(met(f"CLAIM#{claim.id}", "CLAIM", error)) from error
        if len(self._good) >= _MOST_KNOWN:
            self._good.clear()
        self._good.add((words, claim.approval))

    @answering()
    def _is_good(self, words: bytes, seal: str) -> bool:
        try:
            mac = bytes.fromhex(seal)
        except ValueError:
            return False
        if not words or not mac:
            return False
        try:
            self._kms.verify_mac(KeyId=self._key, MacAlgorithm=_ALGORITHM, Message=words, Mac=mac)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("KMSInvalidMacException", "ValidationException"):
                return False
            raise
        return True
