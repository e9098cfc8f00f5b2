"""The office for what people say: its readers' and handlers' pages, put together from their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from takepart.adapters import bank_holidays
from takepart.adapters.alert_box import alert_box
from takepart.adapters.clients import later
from takepart.adapters.posted_files import origin
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.questionnaire_templates import templates
from takepart.adapters.voice.stores import voice_tables
from takepart.web.office.voice.app import voice_office_app
from takepart.web.office.voice.desk import VoiceOffice

if TYPE_CHECKING:
    from takepart.adapters.failures import SqsFailures

settings = Settings()
photos = S3PhotoFiles(later("s3"), settings["PHOTOS_BUCKET"], files_url=settings.get("FILES_URL"))


def failures() -> SqsFailures:
    """What could not be done of it: hardly any page shows it, and no other waits for it."""
    from takepart.adapters.failures import SqsFailures
    from takepart.use_cases.stuck import Work

    return SqsFailures(
        later("sqs"),
        {
            Work.VOICE: (settings["VOICE_FAILURES"], settings["VOICE_QUEUE"]),
            Work.VOICE_RELAY: (settings["VOICE_RELAY_FAILURES"], ""),
        },
        reasons=settings["TRANSIENT_TABLE"],
    )


handler = voice_office_app(
    VoiceOffice(
        raise_alert=alert_box(settings["VOICE_TABLE"]),
        failures=failures,
        holidays=bank_holidays.england(),
        stores=voice_tables(settings["VOICE_TABLE"], photos),
        templates=templates,
        sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
        **settings.frame(),
    ),
    files_origin=origin(files_url=settings.get("FILES_URL"), region=settings["AWS_REGION"]),
)
