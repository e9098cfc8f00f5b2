"""The office's pages about promises and their reports behind one door."""

from __future__ import annotations

from dataclasses import fields

from takepart.web.app import App
from takepart.web.office.assurance import promises, reports, review_pages
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.office.reception import Reception
from takepart.web.office.reports import pages
from takepart.web.office.reports.reports import ReportsOffice, ReportsSite


def assurance_office_app(office: Reception, desk: PromisesOffice, counted: ReportsOffice | None = None) -> App:
    """Every route, ready to be called; without ``counted`` there are no reports of figures."""
    reception = {each.name: getattr(office, each.name) for each in fields(office)}
    site, figures = PromisesSite(desk, **reception), []
    if counted:
        with_figures = ReportsSite(counted, **reception)
        figures = [pages.routes.serve(with_figures)]
    kept = (promises, reports, review_pages)
    return site.app([*figures, *(each.routes.serve(site) for each in kept)])
