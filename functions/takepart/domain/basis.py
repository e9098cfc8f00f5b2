"""How an amount was worked out, in words that a nine-year-old can read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.policy.rates import PaidAs, Rate, Travel, Unit
from takepart.domain.words import counted, how_long

_BY = {
    LineKind.CAR: "by car",
    LineKind.MOTORCYCLE: "by motorbike",
    LineKind.BICYCLE: "by bicycle",
    LineKind.PASSENGER: "with a passenger",
}
_FARE = {LineKind.BUS: "Bus fare", LineKind.TRAIN: "Train fare", LineKind.TAXI: "Taxi fare"}
_TRAVEL = {
    Travel.INCLUDED: ", travel included",
    Travel.ON_TOP: ", and your travel on top",
    Travel.NOT_STATED: "",
}


def fee_basis(rate: Rate, *, units: int, agreed: bool) -> str:
    """``1 session of up to 2 hours at £20, travel included``; ``3 hours at £15 an hour``."""
    if rate.unit is Unit.HOUR:
        words = f"{counted(units, 'hour')} at {rate.fee} an hour"
    else:
        length = f" of up to {how_long(rate.limit_minutes)}" if rate.limit_minutes else ""
        words = f"{counted(units, rate.unit.plain)}{length} at {rate.fee}{' each' if units > 1 else ''}"
    vouchers = " in shopping vouchers" if rate.paid_as is PaidAs.VOUCHER else ""
    return f"{words}{vouchers}{', as agreed before' if agreed else ''}{_TRAVEL[rate.travel]}"


def mileage_basis(kind: LineKind, parts: Sequence[tuple[Decimal, Money]]) -> str:
    """``12 miles by car at 55p a mile``; past the threshold, ``... 10 at 55p a mile and 2 at 25p a mile``."""
    if len(parts) == 1:
        (miles, per_mile) = parts[0]
        return f"{miles_in_words(miles)} {_BY[kind]} at {pence(per_mile)} a mile"
    whole = sum((miles for miles, _ in parts), Decimal(0))
    split = " and ".join(f"{plain_number(miles)} at {pence(per_mile)} a mile" for miles, per_mile in parts)
    return f"{miles_in_words(whole)} {_BY[kind]}: {split}"


def cost_basis(kind: LineKind) -> str:
    """``Bus fare, as paid``, for whoever reads it: the amount is beside it already."""
    return f"{_FARE.get(kind, kind.plain)}, as paid"


def miles_in_words(miles: Decimal) -> str:
    """``1 mile``, ``12.5 miles``."""
    return f"{plain_number(miles)} mile{'' if miles == 1 else 's'}"


def plain_number(number: Decimal) -> str:
    """``12`` and ``12.5``, never ``12.0`` or ``1E+1``."""
    return f"{number:.1f}".removesuffix(".0")


def pence(amount: Money) -> str:
    """``55p`` under a pound, ``£1.20`` above."""
    return f"{amount.pence}p" if 0 <= amount.pence < 100 else str(amount)
