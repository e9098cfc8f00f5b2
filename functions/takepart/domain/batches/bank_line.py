"""One line of a bank's file, with the account open. It lives for as long as the file is being written."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.domain.bank_details import BankDetails
from takepart.domain.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class BankLine:
    """Who gets how much, and the words on their statement."""

    account: BankDetails
    amount: Money
    reference: str
