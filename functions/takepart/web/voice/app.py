"""The public pages of being heard behind one door, apart from everything that knows of money."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.voice import (
    asked,
    coming_back,
    complaint_pages,
    consultation_pages,
    feedback_pages,
    questionnaire_pages,
    you_said_pages,
)
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.forms import MOST_BYTES


def voice_app(site: VoiceSite, *, image_origin: str = "") -> App:
    """Every route, ready to be called. ``image_origin`` is where photos come from."""
    return site.app(
        [
            feedback_pages.router(site),
            coming_back.router(site),  # after it: its <code> would take its addresses
            complaint_pages.router(site),
            you_said_pages.router(site),
            consultation_pages.router(site),
            *([asked.router(site, site.asking)] if site.asking else ()),
            questionnaire_pages.router(site),
        ],
        image_origin=image_origin,
        most_bytes=MOST_BYTES,
    )
