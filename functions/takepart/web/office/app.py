"""The office's pages about claims and money behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office import batches, cash, floats, routes, signing_in, vouchers
from takepart.web.office.desk import Office


def office_app(office: Office) -> App:
    """Every route, ready to be called."""
    return office.app(
        [
            signing_in.router(office),
            routes.router(office),
            batches.router(office),
            vouchers.router(office),
            floats.router(office),
            cash.router(office),
        ]
    )
