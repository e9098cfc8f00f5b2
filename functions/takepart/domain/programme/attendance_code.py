"""The code that people scan at a session. It changes every few minutes, so that a photo of it is soon worth nothing."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Final

from takepart.domain.programme.session import Session

LASTS_SECONDS: Final = 300
"""A code is taken while it is shown, and for as long again."""


def current_code(session: Session, *, now: datetime) -> str:
    """The code of this moment. It comes from the session's journal, which is never shown to anyone."""
    return _code(session, _turn(now))


def is_current(session: Session, code: str, *, now: datetime) -> bool:
    """Whether a code is this moment's, or that of the moment before, while the doors are open."""
    turn = _turn(now)
    known = (_code(session, turn), _code(session, turn - 1))
    return session.doors_open(now) and any(hmac.compare_digest(code.encode(), each.encode()) for each in known)


def _turn(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp()) // LASTS_SECONDS


def _code(session: Session, turn: int) -> str:
    return hashlib.sha256(f"{session.journal[0].hash}:{session.id}:{turn}".encode()).hexdigest()[:10]
