"""Being heard: the public pages for feedback, complaints and what came of it, put together from their parts."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

from takepart.adapters import bank_holidays, clock
from takepart.adapters.alert_box import alert_box
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.posted_files import origin
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.adapters.voice.kms_forms import KmsForms
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.stores import voice_tables
from takepart.web.voice.app import voice_app
from takepart.web.voice.desk import VoiceSite

if TYPE_CHECKING:
    from takepart.web.voice.asked_pages import Asking

settings = Settings()
photos = S3PhotoFiles(later("s3"), settings["PHOTOS_BUCKET"], files_url=settings.get("FILES_URL"))


@cache
def asking() -> Asking:
    """What answers to audits need, made ready when the first invitation comes."""
    from takepart.adapters.aggregates import Aggregates
    from takepart.adapters.assurance.asked_tables import AskedTable
    from takepart.web.voice.asked_pages import Asking

    return Asking(store=AskedTable(Aggregates(settings["ASSURANCE_TABLE"])), rules=settings.assurance())


handler = voice_app(
    VoiceSite(
        holidays=bank_holidays.england(),
        stores=voice_tables(settings["VOICE_TABLE"], photos),
        forms=KmsForms(client("kms"), settings["FORM_KEY"], new_name=clock.random_name),
        sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
        links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
        raise_alert=alert_box(settings["VOICE_TABLE"]),
        pause=time.sleep,
        **settings.frame(),
        asking=asking,
    ),
    image_origin=origin(files_url=settings.get("FILES_URL"), region=settings["AWS_REGION"]),
)
