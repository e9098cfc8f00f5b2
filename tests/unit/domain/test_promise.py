"""The day money is promised for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.bank_holidays import england
from takepart.domain.money import PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.policy.rules import PaymentPromise
from takepart.domain.promise import is_run_day, next_run_day, promised_day
from takepart.domain.working_days import bacs_entry_date, is_working_day
from tests.policies import a_policy

EVERY_DAY = frozenset(range(5))
TUESDAYS = frozenset({1})


def promising(*, bank: int = 5, run_days: frozenset[int] = EVERY_DAY) -> Policy:
    return a_policy(promise=PaymentPromise(bank=bank, voucher=3, cash=0, run_days=run_days))


@pytest.mark.parametrize(
    ("method", "sent_on", "promised"),
    [
        (PaymentMethod.BANK, date(2026, 11, 23), date(2026, 11, 30)),
        (PaymentMethod.BANK, date(2026, 11, 21), date(2026, 11, 30)),  # Saturday counts as Monday
        (PaymentMethod.BANK, date(2026, 11, 22), date(2026, 11, 30)),
        (PaymentMethod.BANK, date(2026, 12, 22), date(2026, 12, 31)),  # over Christmas
        (PaymentMethod.BANK, date(2026, 4, 2), date(2026, 4, 13)),  # over Easter
        (PaymentMethod.VOUCHER, date(2026, 11, 23), date(2026, 11, 26)),
        (PaymentMethod.VOUCHER, date(2026, 12, 24), date(2026, 12, 31)),
        (PaymentMethod.CASH, date(2026, 11, 23), date(2026, 11, 23)),
        (PaymentMethod.CASH, date(2026, 11, 22), date(2026, 11, 23)),
        (PaymentMethod.CASH, date(2026, 12, 25), date(2026, 12, 29)),
    ],
)
def test_working_days_are_counted_from_the_day_it_was_sent(
    method: PaymentMethod, sent_on: date, promised: date
) -> None:
    """By method, and never through a weekend or a bank holiday."""
    assert promised_day(method, sent_on=sent_on, policy=promising(), holidays=england()) == promised


def test_a_transfer_is_not_promised_before_a_run_and_bacs_can_bring_it() -> None:
    """With runs on Tuesdays alone, Wednesday's claim waits for the next one."""
    policy = promising(bank=2, run_days=TUESDAYS)

    assert promised_day(PaymentMethod.BANK, sent_on=date(2026, 11, 25), policy=policy, holidays=england()) == date(
        2026, 12, 3
    )


def test_a_run_on_a_bank_holiday_is_no_run() -> None:
    """Boxing Day's substitute is a Monday in 2026, so Monday's run is a week later."""
    policy = promising(run_days=frozenset({0}))

    assert not is_run_day(date(2026, 12, 28), policy=policy, holidays=england())
    assert next_run_day(date(2026, 12, 28), policy=policy, holidays=england()) == date(2027, 1, 4)


@given(
    st.sampled_from(PaymentMethod),
    st.dates(date(2024, 1, 1), date(2034, 1, 1)),
    st.integers(0, 20),
    st.frozensets(st.integers(0, 4), min_size=1),
)
def test_a_promise_is_a_working_day_that_can_be_kept(
    method: PaymentMethod, sent_on: date, bank: int, run_days: frozenset[int]
) -> None:
    """Never before the claim, never on a closed day, never before the bank could."""
    policy = replace(promising(bank=bank, run_days=run_days))

    promised = promised_day(method, sent_on=sent_on, policy=policy, holidays=england())

    assert promised >= sent_on
    assert is_working_day(promised, england())
    if method is PaymentMethod.BANK:
        assert promised >= bacs_entry_date(sent_on, england())
