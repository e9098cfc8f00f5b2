"""The equality questions behind a door of their own, apart from everything that knows who somebody is."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.equality import pages
from takepart.web.equality.desk import EqualitySite


def equality_app(site: EqualitySite) -> App:
    """Every route, ready to be called."""
    return site.app([pages.routes.serve(site)])
