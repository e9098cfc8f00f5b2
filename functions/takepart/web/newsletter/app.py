"""The public pages of the newsletter behind one door."""

from __future__ import annotations

from functools import partial

from takepart.web.app import App
from takepart.web.newsletter import pages
from takepart.web.newsletter.desk import NewsletterSite
from takepart.web.pages import public
from takepart.web.security import Security
from takepart.web.site import brand_style


def newsletter_app(site: NewsletterSite) -> App:
    """Every route, ready to be called."""
    return App(
        routers=[pages.router(site)],
        security=Security(
            site_url=site.url, inline_style=brand_style(site.policy), mail_paths=frozenset({pages.STOP})
        ),
        error_page=partial(public.error_page, site.page),
    )
