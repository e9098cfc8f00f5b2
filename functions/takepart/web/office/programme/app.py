"""The worker's pages about taking part behind one door, apart from claims and money."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.programme import acting, merging, messages, opportunities, people, sessions
from takepart.web.office.programme.desk import ProgrammeDesk


def programme_office_app(desk: ProgrammeDesk) -> App:
    """Every route, ready to be called."""
    pages = (opportunities, sessions, messages, merging, acting, people)
    return desk.app([page.routes.serve(desk) for page in pages])
