"""When things without a name are cleared away says the day they came, and nothing finer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.uk_time import local_date
from takepart.domain.voice.days import gone_after

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(INSTANTS, INSTANTS, st.integers(0, 400))
def test_one_uk_day_has_one_expiry(one: datetime, other: datetime, days: int) -> None:
    """In summer, too, when its first hour is still the day before in UTC; never sooner than was asked for."""
    gone = gone_after(one, days)

    assert (gone.hour, gone.minute, gone.second, gone.microsecond) == (0, 0, 0, 0)
    assert gone > one + timedelta(days=days) - timedelta(hours=1)
    assert (gone == gone_after(other, days)) is (local_date(one) == local_date(other))


def test_the_first_hour_of_a_summer_day_belongs_to_that_day() -> None:
    """Half past midnight in London is half past eleven of the day before in UTC."""
    just_begun, afternoon = datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 7, 2, 14, 8, 5, tzinfo=UTC)

    assert gone_after(just_begun, 1) == gone_after(afternoon, 1)
