"""The office's pages about who is reached behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.reach import action_pages, figures_pages
from takepart.web.office.reach.desk import ReachDesk
from takepart.web.office.reception import Reception


def reach_office_app(office: Reception, desk: ReachDesk) -> App:
    """Every route, ready to be called."""
    return office.app([figures_pages.router(office, desk), action_pages.router(office, desk)])
