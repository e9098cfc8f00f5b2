"""Taking the fee, less of it, none of it, or giving it away."""

from __future__ import annotations

from datetime import date

import pytest

from takepart.domain.fee_choice import FeeChoice, FeeWish, Gift, ImpossibleChoice, Quote, apply_choice
from takepart.domain.ids import ActivityTypeId, CharityId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.pricing import Cost, Facts, price
from tests.policies import WIRRAL, a_policy, a_rate


def a_quote(activity: str = "meeting", *, minutes: int = 60) -> Quote:
    facts = Facts(
        activity_type=ActivityTypeId(activity),
        day=date(2026, 5, 14),
        part_of_day=PartOfDay.MORNING,
        minutes=minutes,
        costs=(Cost(kind=LineKind.MEALS, amount=Money(4_00)),),
    )
    return price(facts, policy=WIRRAL)


def test_less_is_recorded_as_the_amount_chosen_and_not_as_what_was_offered() -> None:
    """For benefits, what someone could have had is not what they had."""
    line = apply_choice(a_quote(), FeeChoice.less(Money(5_00))).lines[0]

    assert (line.amount, line.basis) == (Money(5_00), "£5, the fee that you chose")


def test_all_of_the_fee_may_be_chosen_as_an_amount() -> None:
    """Who types what was offered is not told that it is too much."""
    assert apply_choice(a_quote(), FeeChoice.less(Money(20_00))).lines[0].amount == Money(20_00)


def test_less_of_a_voucher_fee_is_still_vouchers() -> None:
    """The choice is about how much, never about how."""
    line = apply_choice(a_quote("focus-group"), FeeChoice.less(Money(10_00))).lines[0]

    assert (line.amount, line.basis) == (Money(10_00), "£10 in shopping vouchers, the fee that you chose")


def test_a_gift_goes_to_the_charity_and_leaves_no_fee() -> None:
    """The person gets their costs; finance pays the charity, and still sees what the fee was flagged with."""
    chosen = apply_choice(a_quote(minutes=150), FeeChoice.to_charity(CharityId("hospice")))

    assert chosen.gift == Gift(charity=CharityId("hospice"), amount=Money(20_00))
    assert [line.kind for line in chosen.lines] == [LineKind.MEALS]
    assert chosen.flags == {Flag.OVER_LIMIT}


def test_a_declined_fee_leaves_no_line_no_gift_and_no_flag() -> None:
    """There is nothing left to look at twice."""
    chosen = apply_choice(a_quote(minutes=150), FeeChoice.decline())

    assert (chosen.fee, chosen.gift, chosen.flags) == (Money(0), None, frozenset())
    assert chosen.total == Money(4_00)


def test_unpaid_work_given_to_charity_is_no_gift() -> None:
    """There is no fee to give."""
    facts = Facts(
        activity_type=ActivityTypeId("talk"), day=date(2026, 5, 14), part_of_day=PartOfDay.MORNING, minutes=60
    )
    quote = price(facts, policy=a_policy(a_rate(fee=Money(0))))

    assert apply_choice(quote, FeeChoice.to_charity(CharityId("hospice"))).gift is None


@pytest.mark.parametrize(
    ("choice", "field", "words"),
    [
        (FeeChoice.less(Money(20_01)), "amount", "£20 or less"),
        (FeeChoice.less(Money(0)), "amount", "more than £0"),
        (FeeChoice.less(Money(-1)), "amount", "more than £0"),
        (FeeChoice(wish=FeeWish.LESS), "amount", "Enter how much"),
        (FeeChoice(wish=FeeWish.CHARITY), "charity", "Choose a charity"),
    ],
)
def test_a_choice_that_does_not_fit_the_fee_is_refused(choice: FeeChoice, field: str, words: str) -> None:
    """With the field and what to do."""
    with pytest.raises(ImpossibleChoice) as refused:
        apply_choice(a_quote(), choice)

    assert refused.value.field == field
    assert words in refused.value.reason
