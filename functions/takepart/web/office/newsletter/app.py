"""The office's pages of the newsletter behind one door, with a role of their own."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.newsletter import pages
from takepart.web.office.newsletter.desk import NewsletterOffice
from takepart.web.office.newsletter.forms import MOST_BYTES


def newsletter_office_app(office: NewsletterOffice) -> App:
    """Every route, ready to be called."""
    return office.app([pages.routes.serve(office)], most_bytes=MOST_BYTES)
