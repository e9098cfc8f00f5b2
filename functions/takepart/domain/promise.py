"""The day we promise that money arrives. What is promised is kept on the claim, and measured."""

from __future__ import annotations

from datetime import date, timedelta

from takepart.domain.money import PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.working_days import Holidays, add_working_days, bacs_entry_date, is_working_day


def promised_day(method: PaymentMethod, *, sent_on: date, policy: Policy, holidays: Holidays) -> date:
    """The policy's working days after a claim was sent; one sent on a weekend counts from the next working day.

    A bank transfer is never promised before a payment run and BACS could bring it.
    """
    promise = policy.promise
    if method is PaymentMethod.VOUCHER:
        return add_working_days(sent_on, promise.voucher, holidays)
    if method is PaymentMethod.CASH:
        return add_working_days(sent_on, promise.cash, holidays)
    earliest = bacs_entry_date(next_run_day(sent_on, policy=policy, holidays=holidays), holidays)
    return max(add_working_days(sent_on, promise.bank, holidays), earliest)


def is_run_day(day: date, *, policy: Policy, holidays: Holidays) -> bool:
    """Whether a payment run may leave for the bank: one of the policy's weekdays, and a working day."""
    return day.weekday() in policy.promise.run_days and is_working_day(day, holidays)


def next_run_day(day: date, *, policy: Policy, holidays: Holidays) -> date:
    """The day itself if a payment run may leave on it, or else the next day on which one may."""
    while not is_run_day(day, policy=policy, holidays=holidays):
        day += timedelta(days=1)
    return day
