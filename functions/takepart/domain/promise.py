"""The day we promise that money arrives. What is promised is kept on the claim, and measured."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from takepart.domain.money import PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.policy.rules import PaymentRuns
from takepart.domain.working_days import DAYS_AFTER_INPUT, Holidays, add_working_days, bacs_entry_date, is_working_day


def promised_day(method: PaymentMethod, *, sent_on: date, policy: Policy, holidays: Holidays) -> date:
    """The policy's working days after a claim was sent; one sent on a weekend counts from the next working day.

    A bank transfer is promised for the first payment run that the working days before it allow, and for what BACS takes
    from there: where runs are rare, that is later than the policy's days alone.
    """
    promise = policy.promise
    if method is PaymentMethod.VOUCHER:
        return add_working_days(sent_on, promise.voucher, holidays)
    if method is PaymentMethod.CASH:
        return add_working_days(sent_on, promise.cash, holidays)
    ready = add_working_days(sent_on, max(promise.bank - DAYS_AFTER_INPUT, 0), holidays)
    return bacs_entry_date(next_run_day(ready, policy=policy, holidays=holidays), holidays)


def is_run_day(day: date, *, policy: Policy, holidays: Holidays) -> bool:
    """Whether a payment run leaves for the bank: on working days that the policy names, or one a month or quarter.

    A run that could not leave on that day, for a fault say, is run again as of that day.
    """
    promise = policy.promise

    def may(one: date) -> bool:
        return one.weekday() in promise.run_days and is_working_day(one, holidays)

    if promise.runs is PaymentRuns.EACH or not may(day):
        return may(day)
    if promise.runs is PaymentRuns.QUARTER and day.month not in _QUARTERS:
        return False
    first = day.replace(day=promise.run_from_day)
    return first <= day and not any(may(first + timedelta(days=each)) for each in range((day - first).days))


_QUARTERS: Final = frozenset({1, 4, 7, 10})


def next_run_day(day: date, *, policy: Policy, holidays: Holidays) -> date:
    """The day itself if a payment run may leave on it, or else the next day on which one may."""
    while not is_run_day(day, policy=policy, holidays=holidays):
        day += timedelta(days=1)
    return day
