"""The office's pages of being heard behind one door, with a role of their own."""

from __future__ import annotations

from takepart.web.app import App
from takepart.web.office.stuck import stuck_pages
from takepart.web.office.voice import (
    answer_pages,
    complaint_file_pages,
    complaint_pages,
    complaint_report_pages,
    consultation_pages,
    feedback_pages,
    question_picture_pages,
    questionnaire_pages,
    result_pages,
    you_said_pages,
    you_said_shown,
)
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.route import Routes
from takepart.web.voice.forms import MOST_BYTES

STUCK = stuck_pages(Routes[VoiceOffice]("voice-office"), "/office/voice/stuck", section="voice", days_only=True)


def voice_office_app(office: VoiceOffice, *, files_origin: str = "") -> App:
    """Every route, ready to be called. ``files_origin`` is where photos are posted to and come from."""
    return office.app(
        [
            feedback_pages.routes.serve(office),
            you_said_shown.routes.serve(office),
            you_said_pages.routes.serve(office),
            complaint_pages.routes.serve(office),
            complaint_file_pages.routes.serve(office),
            complaint_report_pages.routes.serve(office),
            consultation_pages.routes.serve(office),
            result_pages.routes.serve(office),
            questionnaire_pages.routes.serve(office),
            question_picture_pages.routes.serve(office),
            answer_pages.routes.serve(office),
            STUCK.serve(office),
        ],
        upload_origin=files_origin,
        image_origin=files_origin,
        most_bytes=MOST_BYTES,
    )
