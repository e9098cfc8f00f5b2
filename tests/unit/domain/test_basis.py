"""The words that say how an amount came about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from takepart.domain.lines import MILEAGE, LineKind
from takepart.domain.money import Money
from takepart.domain.policy.rates import PaidAs, Travel, Unit
from takepart.domain.pricing import fee_basis, mileage_basis, mileage_words, miles_in_words, pence, plain_number
from takepart.domain.words import how_long
from tests.policies import WIRRAL, a_rate


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (120, "2 hours"),
        (121, "2 hours 1 minute"),
        (720, "12 hours"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(minutes: int, words: str) -> None:
    """Never 1.5 hours."""
    assert how_long(minutes) == words


@pytest.mark.parametrize(
    ("number", "written"), [("12", "12"), ("12.0", "12"), ("12.5", "12.5"), ("1E+2", "100"), ("0.1", "0.1")]
)
def test_a_number_is_written_without_idle_zeros(number: str, written: str) -> None:
    """12.0 and 1E+2 are for machines."""
    assert plain_number(Decimal(number)) == written


def test_one_mile_is_not_one_miles() -> None:
    """Also when it was typed as 1.0."""
    assert miles_in_words(Decimal("1.0")) == "1 mile"
    assert mileage_basis(LineKind.CAR, [(Decimal(1), Decimal(55))]) == "1 mile by car at 55p a mile"


def test_less_than_a_pound_is_pence() -> None:
    """And a pound or more is pounds."""
    assert [pence(Money(each)) for each in (0, 5, 99, 100, 120)] == ["0p", "5p", "99p", "£1", "£1.20"]
    assert [pence(Decimal(each)) for each in ("5", "37.4", "100", "104.5")] == ["5p", "37.4p", "£1.00", "£1.045"]


def test_a_fee_says_its_length_price_vouchers_agreement_and_travel() -> None:
    """In that order, and only what there is to say."""
    rate = a_rate(paid_as=PaidAs.VOUCHER, limit_minutes=90)

    assert fee_basis(rate, units=2, agreed=True) == (
        "2 sessions of up to 1 hour 30 minutes at £20 each in shopping vouchers, as agreed before, travel included"
    )
    assert fee_basis(
        a_rate(unit=Unit.HALF_DAY, limit_minutes=None, travel=Travel.NOT_STATED), units=1, agreed=False
    ) == ("1 half day at £20")
    assert fee_basis(a_rate(unit=Unit.HOUR, travel=Travel.ON_TOP), units=1, agreed=False) == (
        "1 hour at £20 an hour, and your travel on top"
    )


def test_only_a_car_has_another_rate_after_so_many_miles() -> None:
    """A bicycle has one, whatever the car's does."""
    rate = WIRRAL.mileage.rate_on(date(2026, 11, 23))
    told = {kind: mileage_words(kind, rate, today=date(2026, 11, 23)) for kind in LineKind if kind in MILEAGE}

    assert [kind for kind, words in told.items() if "after the first" in words] == [LineKind.CAR]
