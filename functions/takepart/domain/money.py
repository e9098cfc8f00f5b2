"""Money: whole pence, and no other way to hold an amount; and the ways in which it reaches a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from takepart.domain.plain_reason import PlainWord

_TYPED: Final = re.compile(
    r"(?:£|gbp)?\s*(?=\.?\d)(\d{1,3}(?:,\d{3})+|\d{0,99})(?:\.(\d{0,2})p?)?\s*(?:gbp|pounds?)?",
    re.ASCII | re.IGNORECASE,
)
_PENCE: Final = re.compile(r"(\d{1,99})\s*(?:p|pence|penny)", re.ASCII | re.IGNORECASE)
_DECIMAL_COMMA: Final = re.compile(r"£?\s*\d+,\d{1,2}\s*", re.ASCII)
MOST_PENCE_TYPED: Final = 1_000_000_00


class NotMoney(ValueError):
    """What was typed is not an amount of money. The message tells the person what to type instead."""


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in pence. It may be negative: an overpayment to take back is."""

    pence: int

    @classmethod
    def parse(cls, typed: str) -> Money:
        """Read what a person typed: ``12``, ``12.5``, ``£12.50``, ``.50``, ``50p``, ``12 GBP``, ``1,200``.

        ``12,50`` is refused, not guessed at: it is £12.50 to some people and a slip to others.
        Raises NotMoney, with words to show beside the field.
        """
        text = typed.strip()
        if not text:
            raise NotMoney("Enter an amount of money")
        if text.startswith("-"):
            raise NotMoney("The amount must be £0 or more")
        if _DECIMAL_COMMA.fullmatch(text):
            raise NotMoney("Enter the amount in pounds and pence with a full stop, not a comma, like 4.50")
        if pennies := _PENCE.fullmatch(text):
            pence = int(pennies[1])
        elif pounds := _TYPED.fullmatch(text):
            pence = int(pounds[1].replace(",", "") or 0) * 100 + int((pounds[2] or "").ljust(2, "0"))
        else:
            raise NotMoney("Enter the amount in pounds and pence, like 4.50")
        if pence > MOST_PENCE_TYPED:
            raise NotMoney("The amount is too large. Check it and type it again")
        return cls(pence)

    @classmethod
    def round_half_up(cls, pence: Decimal) -> Money:
        """Round a calculated amount once, half up (the rule for a line of mileage)."""
        return cls(int(pence.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """Add amounts up; nothing adds up to £0."""
        return cls(sum(amount.pence for amount in amounts))

    def __add__(self, other: Money) -> Money:
        return Money(self.pence + other.pence)

    def __sub__(self, other: Money) -> Money:
        return Money(self.pence - other.pence)

    def __mul__(self, times: int) -> Money:
        return Money(self.pence * times)

    def __neg__(self) -> Money:
        return Money(-self.pence)

    def __bool__(self) -> bool:
        return self.pence != 0

    def __str__(self) -> str:
        """``£12`` and ``£12.50``: as people write it."""
        sign, pence = ("-" if self.pence < 0 else ""), abs(self.pence)
        return f"{sign}£{pence // 100:,}" if pence % 100 == 0 else f"{sign}£{pence // 100:,}.{pence % 100:02}"


NOTHING: Final = Money(0)


class PaymentMethod(PlainWord):
    """One way out for money. A claim may need two: a voucher for the fee and a transfer for the bus."""

    BANK = "bank", "Into your bank account"
    VOUCHER = "voucher", "As a shopping voucher"
    CASH = "cash", "In cash"
