"""Days on which banks and offices work, and the day that a payment is promised for by them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Protocol

from takepart.domain.money import PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.policy.rules import PaymentRuns

_SATURDAY = 5
_DAY = timedelta(days=1)


class Holidays(Protocol):
    """The bank holidays, substitute days included. A plain set of days will do."""

    def __contains__(self, day: date, /) -> bool:
        """Whether banks are closed on this weekday."""


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether banks and offices work on a day."""
    return day.weekday() < _SATURDAY and day not in holidays


def on_or_after(day: date, holidays: Holidays) -> date:
    """The day itself if it is a working day, or else the next one."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def next_working_day(day: date, holidays: Holidays) -> date:
    """The first working day after a day."""
    return on_or_after(day + _DAY, holidays)


def add_working_days(day: date, n: int, holidays: Holidays) -> date:
    """The nth working day after a day. A day that is no working day counts as the working day after it.

    So what was sent on a Saturday counts from the Monday after it. Raises ValueError for n < 0.
    """
    if n < 0:
        raise ValueError("working days are counted forwards")
    day = on_or_after(day, holidays)
    for _ in range(n):
        day = next_working_day(day, holidays)
    return day


def working_days_since(day: date, today: date, holidays: Holidays) -> int:
    """How many working days somebody had since a day: the most that ``add_working_days`` takes to get to ``today``."""
    passed, day = 0, next_working_day(on_or_after(day, holidays), holidays)
    while day <= today:
        passed, day = passed + 1, next_working_day(day, holidays)
    return passed


def working_days_before(day: date, n: int, holidays: Holidays) -> date:
    """The nth working day before a day; what has to be done by then leaves so many working days."""
    for _ in range(n):
        day -= _DAY
        while not is_working_day(day, holidays):
            day -= _DAY
    return day


DAYS_AFTER_INPUT = 2
"""Processing is one working day after input, and entry one after that."""


def bacs_entry_date(input_day: date, holidays: Holidays) -> date:
    """The day money is in the account. A file handed over on a weekend or bank holiday is input the next working day.

    Handed over on 23 December 2026 it is there on the 29th: the 25th and the 28th are bank holidays.
    """
    return add_working_days(input_day, DAYS_AFTER_INPUT, holidays)


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
