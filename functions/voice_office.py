"""The office for what people say: its readers' and handlers' pages, put together from their parts."""

from __future__ import annotations

from takepart.adapters import bank_holidays
from takepart.adapters.alert_box import alert_box
from takepart.adapters.clients import later
from takepart.adapters.failures import SqsFailures
from takepart.adapters.posted_files import origin
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.questionnaire_templates import templates
from takepart.adapters.voice.stores import voice_tables
from takepart.use_cases.stuck import Work
from takepart.web.office.voice.app import voice_office_app
from takepart.web.office.voice.desk import VoiceOffice

settings = Settings()
photos = S3PhotoFiles(later("s3"), settings["PHOTOS_BUCKET"], files_url=settings.get("FILES_URL"))

handler = voice_office_app(
    VoiceOffice(
        raise_alert=alert_box(settings["VOICE_TABLE"]),
        failures=SqsFailures(
            later("sqs"),
            {
                Work.VOICE: (settings["VOICE_FAILURES"], settings["VOICE_QUEUE"]),
                Work.VOICE_RELAY: (settings["VOICE_RELAY_FAILURES"], ""),
            },
            reasons=settings["TRANSIENT_TABLE"],
        ),
        holidays=bank_holidays.england(),
        stores=voice_tables(settings["VOICE_TABLE"], photos),
        templates=templates,
        sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
        **settings.frame(),
    ),
    files_origin=origin(files_url=settings.get("FILES_URL"), region=settings["AWS_REGION"]),
)
