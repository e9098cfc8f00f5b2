"""Somebody who is signed in to a part of the office, over fakes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from takepart.domain.ids import StaffId
from takepart.web.app import App
from takepart.web.office.reception import Reception
from takepart.web.static import Static
from tests.fakes import FakeSessions
from tests.policies import WIRRAL
from tests.unit.web.calls import SITE, Answer, call

_COOKIE = "__Host-takepart-office=secret"


def a_reception(staff: str, *, now: Callable[[], datetime], kind: Any = Reception, **more: object) -> Any:
    """A reception that knows one member of staff; of a ``kind``, with what that has ``more``."""
    sessions, numbers = FakeSessions(), count(1)
    sessions.start("secret", staff=StaffId(staff), until=now() + timedelta(days=99))
    return kind(
        policy=more.pop("policy", WIRRAL),
        sessions=sessions,
        now=now,
        new_id=lambda: f"{next(numbers):032x}",
        url=SITE,
        static=Static(),
        **more,
    )


class Pages:
    """Pages as somebody who is signed in sees them; ``anyone`` is not."""

    def __init__(self, app: App) -> None:
        self.app = app

    def get(self, address: str) -> Answer:
        return call(self.app, "GET", address, cookie=_COOKIE)

    def post(self, address: str, form: dict[str, Any] | None = None, *, origin: str | None = SITE) -> Answer:
        return call(self.app, "POST", address, form=form, cookie=_COOKIE, origin=origin)

    def anyone(self, address: str) -> Answer:
        return call(self.app, "GET", address)
