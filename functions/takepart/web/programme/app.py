"""Everything about taking part behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.programme import browse, my, my_newsletter, my_sessions, register
from takepart.web.programme.desk import Programme


def programme_app(desk: Programme) -> App:
    """The pages, ready to be called."""
    return desk.app(
        [
            browse.router(desk),
            register.router(desk),
            my.router(desk),
            my_newsletter.router(desk),
            my_sessions.router(desk),
        ]
    )
