"""Everything about taking part behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.programme import asked, browse, my, my_newsletter, my_sessions, register
from takepart.web.programme.desk import Programme


def programme_app(desk: Programme) -> App:
    """The pages, ready to be called."""
    parts = (browse, register, my, my_newsletter, my_sessions, asked)
    return desk.app([part.router(desk) for part in parts])
