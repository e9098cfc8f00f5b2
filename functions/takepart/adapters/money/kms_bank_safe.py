"""Bank details under KMS: sealed by the website for one owner, opened by the payment run for that owner alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from takepart.adapters.answering import answering
from takepart.domain.bank_details import BankDetails, NameCheck
from takepart.domain.claims.parts import SealedBankDetails
from takepart.domain.ids import ClaimId
from takepart.use_cases.claims.ports import CannotOpen
from takepart.use_cases.ports import Identities, StoreUnavailable

_NEVER: Final = {"InvalidCiphertextException", "IncorrectKeyException"}


class KmsBankSafe:
    """The ports ``BankSafe`` and ``OpenBankSafe``: which of the two works is up to the function's role.

    ``check_name`` asks the bank whose account it is, where an operator has a service that does.
    """

    def __init__(
        self,
        kms: Any,
        key: str,
        *,
        identities: Identities | None = None,
        check_name: Callable[[BankDetails], NameCheck] = lambda _: NameCheck.NOT_CHECKED,
    ) -> None:
        self._kms, self._key, self._identities, self._check_name = kms, key, identities, check_name

    def seal(self, bank: BankDetails, *, owner: ClaimId) -> SealedBankDetails:
        """Details that only the payment run can open, and only for this owner."""
        assert self._identities is not None, "what seals bank details also names accounts"  # noqa: S101 - a wiring slip, not a state
        words = json.dumps([bank.name, bank.sort_code, bank.account_number, bank.roll_number])
        with answering():
            answer = self._kms.encrypt(KeyId=self._key, Plaintext=words.encode(), EncryptionContext={"owner": owner})
        return SealedBankDetails(
            ciphertext=answer["CiphertextBlob"],
            last_digits=bank.last_digits,
            fingerprint=self._identities.account(bank),
            name=bank.name,
            whose=bank.whose,
            checked=self._check_name(bank),
        )

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:
        """The details that were sealed for this owner. Raises CannotOpen or StoreUnavailable."""
        try:
            answer = self._kms.decrypt(
                KeyId=self._key, CiphertextBlob=sealed.ciphertext, EncryptionContext={"owner": owner}
            )
        except ClientError as error:
            never = error.response["Error"]["Code"] in _NEVER
            raise (CannotOpen if never else StoreUnavailable)(owner) from error
        except BotoCoreError as error:
            raise StoreUnavailable from error
        name, sort_code, account_number, roll_number = json.loads(answer["Plaintext"])
        return BankDetails(name=name, sort_code=sort_code, account_number=account_number, roll_number=roll_number)
