"""Bank details as a person types them, and as a payment needs them. Never shown whole again once typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from takepart.domain.plain_reason import PlainWord
from takepart.domain.typed_words import without_gaps

_SORT_CODE: Final = re.compile(r"\d{6}", re.ASCII)
_ACCOUNT: Final = re.compile(r"\d{6,8}", re.ASCII)
_ROLL: Final = re.compile(r"[A-Z0-9/. -]{1,18}")
MOST_NAME: Final = 100


class Whose(PlainWord):
    """Whose account it is, as the person says; the words are those for who decides."""

    OWN = "own", "Their own, they say"
    PARENT = "parent-or-carer", "Their parent's or carer's, they say"
    FOSTER_CARER = "foster-carer", "Their foster carer's, they say"
    APPOINTEE = "appointee", "Their appointee's, they say"


class NameCheck(PlainWord):
    """What the bank says of the name on an account (Confirmation of Payee). Nobody asks it until an operator does."""

    NOT_CHECKED = "not-checked", "The name was not checked with the bank"
    MATCH = "match", "The bank says that the name is right"
    CLOSE = "close-match", "The bank says that the name is nearly right"
    OTHER = "no-match", "The bank says that this is another name"


class WrongBankDetails(ValueError):
    """Some fields cannot be right. ``errors`` has words for each field, and never repeats what was typed."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {words}" for field, words in errors.items()))
        self.errors = errors


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class BankDetails:
    """An account in the UK. Printing it shows only the last digits, so that no log can hold more."""

    name: str
    """The account holder's full name; a bank's file gets a shorter one."""
    sort_code: str
    """Six digits."""
    account_number: str
    """Eight digits."""
    roll_number: str
    """A building society's own number, or nothing."""
    whose: Whose | None = None
    """Whose it is. None where nobody said."""

    @classmethod
    def parse(cls, *, name: str, sort_code: str, account_number: str, roll_number: str = "") -> BankDetails:
        """Read what a person typed: what sets digits apart is passed over, and short accounts get zeros in front.

        Raises WrongBankDetails with words for every field that is wrong. Nothing is checked against a modulus
        table: operators bring their own, since its licence does not let anyone pass it on.
        """
        errors: dict[str, str] = {}
        full_name = " ".join(name.split())
        sort = without_gaps(sort_code)
        account = without_gaps(account_number)
        roll = " ".join(roll_number.upper().split())
        if not full_name:
            errors["name"] = "Enter the name on the account"
        elif len(full_name) > MOST_NAME:
            errors["name"] = f"The name must have {MOST_NAME} letters or fewer"
        elif not full_name.isprintable() or not any(letter.isalpha() for letter in full_name):
            errors["name"] = "Enter the name as it is on your bank card"
        if not sort:
            errors["sort_code"] = "Enter the sort code"
        elif not _SORT_CODE.fullmatch(sort):
            errors["sort_code"] = "The sort code must have 6 digits, like 12-34-56"
        if not account:
            errors["account_number"] = "Enter the account number"
        elif not _ACCOUNT.fullmatch(account):
            errors["account_number"] = "The account number must have 6, 7 or 8 digits, like 01234567"
        if roll and not _ROLL.fullmatch(roll):
            errors["roll_number"] = (
                "The roll number must have 18 letters, digits, spaces, dots, slashes or hyphens at most"
            )
        if errors:
            raise WrongBankDetails(errors)
        return cls(name=full_name, sort_code=sort, account_number=account.zfill(8), roll_number=roll)

    @property
    def last_digits(self) -> str:
        """The last four digits of the account: enough to know one's own."""
        return self.account_number[-4:]

    def __repr__(self) -> str:
        return f"BankDetails(account ending {self.last_digits})"

    __str__ = __repr__
