"""The office's pages of being heard behind one door, with a role of their own."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.voice import (
    alert_pages,
    answer_pages,
    complaint_pages,
    consultation_pages,
    feedback_pages,
    question_pages,
    questionnaire_pages,
    result_pages,
    you_said_pages,
    you_said_shown,
)
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.voice.forms import MOST_BYTES


def voice_office_app(office: VoiceOffice, *, files_origin: str = "") -> App:
    """Every route, ready to be called. ``files_origin`` is where photos are posted to and come from."""
    return office.app(
        [
            feedback_pages.router(office),
            you_said_shown.router(office),
            you_said_pages.router(office),  # after it: its <what> would take its addresses
            alert_pages.routes.serve(office),
            complaint_pages.routes.serve(office),
            consultation_pages.router(office),
            result_pages.router(office),
            question_pages.router(office),
            questionnaire_pages.router(office),
            answer_pages.router(office),
        ],
        upload_origin=files_origin,
        image_origin=files_origin,
        most_bytes=MOST_BYTES,
    )
