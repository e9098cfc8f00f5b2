"""The office's pages about promises and their reports behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.assurance import promises, reports
from takepart.web.office.reception import Reception
from takepart.web.office.reports import pages, recommending
from takepart.web.office.reports.desk import ReportsOffice


def assurance_office_app(office: Reception, desk: ReportsOffice) -> App:
    """Every route, ready to be called."""
    kept = desk.promises
    return office.app(
        [
            promises.router(office, kept),
            pages.router(office, desk),
            recommending.router(office, desk),
            reports.router(office, kept),
        ]
    )
