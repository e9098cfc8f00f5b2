"""Everything about taking part behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.programme import (
    asked,
    browse,
    my,
    my_address,
    my_agenda,
    my_newsletter,
    my_sessions,
    register,
)
from takepart.web.programme.desk import Programme


def programme_app(desk: Programme) -> App:
    """The pages, ready to be called."""
    pages = (browse, register, my, my_address, my_newsletter, my_sessions, my_agenda, asked)
    return desk.app([page.router(desk) for page in pages])
