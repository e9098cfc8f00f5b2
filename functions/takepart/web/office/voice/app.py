"""The office's pages of being heard behind one door, with a role of their own."""

from __future__ import annotations

from functools import partial

from takepart.web.app import App
from takepart.web.office.voice import complaint_pages, consultation_pages, feedback_pages, you_said_pages
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.pages import public
from takepart.web.security import Security
from takepart.web.site import brand_style
from takepart.web.voice.forms import MOST_BYTES


def voice_office_app(office: VoiceOffice) -> App:
    """Every route, ready to be called."""
    return App(
        routers=[
            feedback_pages.router(office),
            you_said_pages.router(office),
            complaint_pages.router(office),
            consultation_pages.router(office),
        ],
        security=Security(site_url=office.url, inline_style=brand_style(office.policy)),
        error_page=partial(public.error_page, office.render),
        most_bytes=MOST_BYTES,
    )
