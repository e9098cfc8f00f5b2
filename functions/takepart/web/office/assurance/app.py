"""The office's pages about promises and their reports behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.assurance import map_pages, promises, reports, review_pages, review_tasks
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception


def assurance_office_app(office: Reception, desk: PromisesOffice) -> App:
    """Every route, ready to be called."""
    return office.app(
        [
            promises.router(office, desk),
            reports.router(office, desk),
            map_pages.router(office, desk),
            review_pages.router(office, desk),
            review_tasks.router(office, desk),
        ]
    )
