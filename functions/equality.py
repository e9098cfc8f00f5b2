"""The equality questions: answers are counted by what knows nobody and reads nothing, put together from its parts."""

from __future__ import annotations

from takepart.adapters import clock
from takepart.adapters.clients import client
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.programme.equality_table import TallyTable
from takepart.adapters.settings import Settings
from takepart.web.equality.pages import EqualitySite, equality_app

settings = Settings()

handler = equality_app(
    EqualitySite(
        tally=TallyTable(settings["EQUALITY_TABLE"], pause=clock.pause),
        tickets=KmsLinkReader(client("kms"), settings["EQUALITY_KEY"]),
        **settings.frame(questions_too=True),
    )
)
