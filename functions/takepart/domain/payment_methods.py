"""How money reaches a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class PaymentMethod(StrEnum):
    """One way out for money. A claim may need two: a voucher for the fee and a transfer for the bus."""

    BANK = "bank"
    VOUCHER = "voucher"
    CASH = "cash"

    @property
    def plain(self) -> str:
        """The words that a participant reads."""
        return _PLAIN[self]


_PLAIN: Final = {
    PaymentMethod.BANK: "Into your bank account",
    PaymentMethod.VOUCHER: "As a shopping voucher",
    PaymentMethod.CASH: "In cash",
}
