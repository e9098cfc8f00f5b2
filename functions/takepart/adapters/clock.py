"""The clock, and names that nobody can guess: the two things that are different each time."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def random_name() -> str:
    """128 random bits, as letters that are safe in an address."""
    return secrets.token_hex(16)
