"""The day money is promised for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.bank_holidays import england
from takepart.domain.money import PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.policy.rules import PaymentPromise, PaymentRuns
from takepart.domain.working_days import bacs_entry_date, is_run_day, is_working_day, next_run_day, promised_day
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


@pytest.mark.parametrize("bank", [0, 1, 2])
def test_a_promise_shorter_than_bacs_is_for_what_bacs_can_do(bank: int) -> None:
    """A run on the day itself, and two working days."""
    promised = promised_day(
        PaymentMethod.BANK, sent_on=date(2026, 11, 23), policy=promising(bank=bank), holidays=england()
    )

    assert promised == date(2026, 11, 25)


def test_a_quarter_begins_in_january_april_july_and_october() -> None:
    """One run in each."""
    policy = runs(PaymentRuns.QUARTER)
    year = [date(2027, 1, 1) + timedelta(days=each) for each in range(365)]

    assert [day.month for day in year if is_run_day(day, policy=policy, holidays=england())] == [1, 4, 7, 10]


def runs(often: PaymentRuns, *, run_days: frozenset[int] = EVERY_DAY, first: int = 1, bank: int = 5) -> Policy:
    promise = PaymentPromise(bank=bank, voucher=3, cash=0, run_days=run_days, runs=often, run_from_day=first)
    return a_policy(promise=promise)


@pytest.mark.parametrize(
    ("policy", "days"),
    [
        (runs(PaymentRuns.MONTH), ["2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01"]),
        (runs(PaymentRuns.MONTH, first=25, run_days=TUESDAYS), ["2026-01-27", "2026-03-31", "2026-04-28"]),
        (runs(PaymentRuns.MONTH, first=20), ["2026-01-20", "2026-02-20", "2026-03-20", "2026-04-20"]),
        (runs(PaymentRuns.QUARTER), ["2026-01-02", "2026-04-01"]),
        (runs(PaymentRuns.QUARTER, run_days=TUESDAYS, first=3), ["2026-01-06", "2026-04-07"]),
    ],
)
def test_a_run_a_month_or_a_quarter_leaves_on_the_first_day_that_it_can(policy: Policy, days: list[str]) -> None:
    """A working day of the policy's weekdays, from its day of the month on; New Year's Day is none."""
    year = [date(2026, 1, 1) + timedelta(days=each) for each in range(120)]

    left = [day.isoformat() for day in year if is_run_day(day, policy=policy, holidays=england())]

    assert left == days


def test_where_runs_are_rare_the_promise_is_for_the_run_that_can_still_be_reached() -> None:
    """Sent a day before the month's run, and three working days to be approved: it comes with the next month's."""
    policy = runs(PaymentRuns.MONTH, first=20)

    def promised(day: int) -> date:
        return promised_day(PaymentMethod.BANK, sent_on=date(2026, 10, day), policy=policy, holidays=england())

    assert promised(15) == date(2026, 10, 22)
    assert promised(19) == date(2026, 11, 24)


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
