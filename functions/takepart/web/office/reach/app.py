"""The pages about who is reached behind one door: the office's, and the short one for everyone."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.reach import action_pages, figures_pages
from takepart.web.office.reach.desk import ReachOffice


def reach_app(office: ReachOffice) -> App:
    """Every route, ready to be called."""
    return office.app([part.routes.serve(office) for part in (figures_pages, action_pages)])
