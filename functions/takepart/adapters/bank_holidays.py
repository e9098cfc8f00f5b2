"""England's bank holidays, from a package that knows them without a network."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from takepart.domain.working_days import Holidays


class _England:
    """Loads the calendar only when a weekday is asked about: most requests never count days."""

    def __contains__(self, day: date, /) -> bool:
        return day in _calendar()


def england() -> Holidays:
    """Bank holidays in England, substitute days and royal occasions included. No other part of the UK's."""
    return _ENGLAND


_ENGLAND = _England()


@cache
def _calendar() -> Any:
    from holidays import country_holidays  # slow to load, and only date arithmetic needs it

    return country_holidays("GB", subdiv="ENG")
