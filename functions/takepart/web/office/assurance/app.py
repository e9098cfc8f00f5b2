"""The office's pages about promises and their reports behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.assurance import map_pages, promises, reports, review_pages, review_tasks
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception
from takepart.web.office.reports import pages, recommending
from takepart.web.office.reports.desk import ReportsOffice


def assurance_office_app(office: Reception, desk: PromisesOffice, counted: ReportsOffice | None = None) -> App:
    """Every route, ready to be called; without ``counted`` there are no reports of figures."""
    figures = [pages.router(office, counted), recommending.router(office, counted)] if counted else []
    return office.app(
        [
            *figures,
            promises.router(office, desk),
            reports.router(office, desk),
            map_pages.router(office, desk),
            review_pages.router(office, desk),
            review_tasks.router(office, desk),
        ]
    )
