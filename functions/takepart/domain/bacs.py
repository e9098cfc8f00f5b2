"""BACS: a bank transfer takes three working days, input, processing and entry."""

from __future__ import annotations

from datetime import date

from takepart.domain.working_days import Holidays, add_working_days

DAYS_AFTER_INPUT = 2
"""Processing is one working day after input, and entry one after that."""


def bacs_entry_date(input_day: date, holidays: Holidays) -> date:
    """The day money is in the account. A file handed over on a weekend or bank holiday is input the next working day.

    Handed over on 23 December 2026 it is there on the 29th: the 25th and the 28th are bank holidays.
    """
    return add_working_days(input_day, DAYS_AFTER_INPUT, holidays)
