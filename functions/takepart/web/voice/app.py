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
            feedback_pages.routes.serve(site),
            coming_back.routes.serve(site),  # after it: its <code> would take its addresses
            complaint_pages.routes.serve(site),
            you_said_pages.routes.serve(site),
            consultation_pages.routes.serve(site),
            asked.routes.serve(site),
            questionnaire_pages.routes.serve(site),
        ],
        image_origin=image_origin,
        most_bytes=MOST_BYTES,
    )
