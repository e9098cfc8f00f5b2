"""All of the office behind one door."""

from __future__ import annotations

from collections.abc import Iterable

from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.web.app import App
from takepart.web.office import batches, cash, floats, routes, signing_in, vouchers
from takepart.web.office.assurance import promises as promise_pages
from takepart.web.office.assurance import reports as promise_reports
from takepart.web.office.desk import Office
from takepart.web.pages import public
from takepart.web.security import Security
from takepart.web.site import brand_style


def office_app(office: Office, *, more: Iterable[Router] = ()) -> App:
    """The office's pages, ready to be called; ``more`` are those of other parts of the service."""
    promises = (
        [promise_pages.router(office, office.promises), promise_reports.router(office, office.promises)]
        if office.promises
        else []
    )
    return App(
        routers=[
            signing_in.router(office),
            routes.router(office),
            batches.router(office),
            vouchers.router(office),
            floats.router(office),
            cash.router(office),
            *promises,
            *more,
        ],
        security=Security(site_url=office.url, inline_style=brand_style(office.policy)),
        error_page=lambda problem, reference: public.error_page(office.render, problem, reference),
    )
