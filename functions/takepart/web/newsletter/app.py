"""The public pages of the newsletter behind one door."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.newsletter import pages
from takepart.web.newsletter.desk import NewsletterSite


def newsletter_app(site: NewsletterSite) -> App:
    """Every route, ready to be called."""
    return site.app([pages.routes.serve(site)], mail_paths=[pages.STOP])
