"""Who is signed in, which sign-in links were used, and how often something was asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from takepart.adapters.sessions_table import SessionsTable
from takepart.domain.ids import StaffId

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=8)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(transient_table: str, clock: Clock) -> SessionsTable:
    return SessionsTable(transient_table, clock=clock)


def test_a_session_is_found_by_its_secret_until_it_ends(sessions: SessionsTable, clock: Clock) -> None:
    """And not a moment longer, cleared away or not."""
    sessions.start("secret", staff=StaffId("finance-1"), until=LATER)

    assert sessions.find("secret") == "finance-1"
    assert sessions.find("another") is None
    clock.now = LATER
    assert sessions.find("secret") is None


def test_signing_out_ends_it_at_once(sessions: SessionsTable) -> None:
    """Twice is as good as once."""
    sessions.start("secret", staff=StaffId("finance-1"), until=LATER)

    sessions.end("secret")
    sessions.end("secret")

    assert sessions.find("secret") is None


def test_a_sign_in_link_is_spent_once(sessions: SessionsTable) -> None:
    """The second press finds it used."""
    assert sessions.spend("link-1", until=LATER)
    assert not sessions.spend("link-1", until=LATER)
    assert sessions.spend("link-2", until=LATER)


def test_what_is_counted_starts_at_one(sessions: SessionsTable) -> None:
    """Each name has its own count."""
    assert [sessions.count("asked", until=LATER) for _ in range(3)] == [1, 2, 3]
    assert sessions.count("other", until=LATER) == 1
