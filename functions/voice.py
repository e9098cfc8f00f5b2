"""Being heard: the public pages for feedback, complaints and what came of it, put together from their parts."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.alert_box import alert_box
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.posted_files import origin
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.adapters.voice.answers import AnswersTable
from takepart.adapters.voice.complaints import ComplaintsTable
from takepart.adapters.voice.consultations import ConsultationsTable
from takepart.adapters.voice.feedback import FeedbackTable
from takepart.adapters.voice.figures import VoiceFiguresTable
from takepart.adapters.voice.kms_forms import KmsForms
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.questionnaires import InvitationsTable, QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.web.static import Static
from takepart.web.voice.app import voice_app
from takepart.web.voice.desk import VoiceSite

if TYPE_CHECKING:
    from takepart.web.voice.asking import Asking

settings = Settings()
aggregates = Aggregates(settings["VOICE_TABLE"])
photos = S3PhotoFiles(later("s3"), settings["PHOTOS_BUCKET"], files_url=settings.get("FILES_URL"))


@cache
def asking() -> Asking:
    """What answers to audits need, made ready when the first invitation comes."""
    from takepart.adapters.assurance.asked_table import AskedTable
    from takepart.web.voice.asking import Asking

    return Asking(store=AskedTable(Aggregates(settings["ASSURANCE_TABLE"])), rules=settings.assurance())


handler = voice_app(
    VoiceSite(
        policy=settings.policy(),
        holidays=bank_holidays.england(),
        feedbacks=FeedbackTable(aggregates),
        complaints=ComplaintsTable(aggregates),
        you_saids=YouSaidTable(aggregates),
        photos=photos,
        consultations=ConsultationsTable(aggregates),
        figures=VoiceFiguresTable(settings["VOICE_TABLE"]),
        questionnaires=QuestionnairesTable(aggregates),
        answers=AnswersTable(aggregates, settings["VOICE_TABLE"], pause=clock.pause),
        invitations=InvitationsTable(aggregates),
        forms=KmsForms(client("kms"), settings["FORM_KEY"], new_name=clock.random_name),
        sessions=SessionsTable(settings["TRANSIENT_TABLE"], clock=clock.now),
        links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
        raise_alert=alert_box(settings["VOICE_TABLE"]),
        now=clock.now,
        pause=time.sleep,
        url=settings.site,
        static=Static(),
        asking=asking,
    ),
    image_origin=origin(files_url=settings.get("FILES_URL"), region=settings["AWS_REGION"]),
)
