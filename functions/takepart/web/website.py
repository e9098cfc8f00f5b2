"""The public website: which pages it has, and what guards them."""

from __future__ import annotations

from takepart.web import static
from takepart.web.api import claims as api_claims
from takepart.web.api import description
from takepart.web.app import App
from takepart.web.pages import claim_form, claim_lists, claim_sending, public, tracking
from takepart.web.site import Site

PARTS = (public, claim_lists, claim_sending, claim_form, tracking, api_claims, description, static)


def website(site: Site, *, upload_origin: str) -> App:
    """Every route of the public site. ``upload_origin`` is where receipts are posted to."""
    return site.app(
        [part.routes.serve(site) for part in PARTS],
        upload_origin=upload_origin,
    )
