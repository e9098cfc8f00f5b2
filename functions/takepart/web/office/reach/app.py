"""The pages about who is reached behind one door: the office's, and the short one for everyone."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.reach import action_pages, figures_pages
from takepart.web.office.reach.desk import ReachDesk, ReachOffice
from takepart.web.office.reception import Reception

PARTS = (figures_pages, action_pages)


def reach_app(office: Reception, desk: ReachDesk) -> App:
    """Every route, ready to be called."""
    site = ReachOffice(office, desk)
    return office.app([part.routes.serve(site) for part in PARTS])
