"""The public pages of being heard behind one door, apart from everything that knows of money."""

from __future__ import annotations

from functools import partial

from takepart.web.app import App
from takepart.web.pages import public
from takepart.web.security import Security
from takepart.web.site import brand_style
from takepart.web.voice import (
    asked_pages,
    coming_back,
    complaint_pages,
    consultation_pages,
    feedback_pages,
    you_said_pages,
)
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.forms import MOST_BYTES


def voice_app(site: VoiceSite) -> App:
    """Every route, ready to be called."""
    return App(
        routers=[
            feedback_pages.router(site),
            coming_back.router(site),  # after it: its <code> would take its addresses
            complaint_pages.router(site),
            you_said_pages.router(site),
            consultation_pages.router(site),
            *([asked_pages.router(site, site.asking)] if site.asking else ()),
        ],
        security=Security(site_url=site.url, inline_style=brand_style(site.policy)),
        error_page=partial(public.error_page, site.page),
        most_bytes=MOST_BYTES,
    )
