"""Everything about taking part behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.programme import browse, my, my_address, my_details, my_sessions, register
from takepart.web.programme.desk import Programme


def programme_app(desk: Programme) -> App:
    """The pages, ready to be called."""
    pages = (browse, register, my, my_details, my_address, my_sessions)
    return desk.app([page.routes.serve(desk) for page in pages])
