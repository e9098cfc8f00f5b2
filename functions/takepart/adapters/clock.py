"""The clock, and names that nobody can guess: the two things that are different each time."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def random_name() -> str:
    """128 random bits, as letters that are safe in an address."""
    return secrets.token_hex(16)


def pause(attempt: int) -> None:
    """Wait a little before another try, up to half a second, so that those who collided do not collide again."""
    time.sleep(secrets.SystemRandom().uniform(0, min(0.5, 0.01 * 2**attempt)))
