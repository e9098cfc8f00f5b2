"""The office for the newsletter: making one of what is new, and sending it, put together from its parts."""

from __future__ import annotations

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.newsletter.newsletters_table import NewslettersTable, SubscribersTable
from takepart.adapters.programme.tables import OpportunitiesTable, ProgrammeSessionsTable
from takepart.adapters.sessions_table import SessionsTable as SignedIn
from takepart.adapters.settings import Settings
from takepart.adapters.voice.figures import VoiceFiguresTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.web.office.newsletter.pages import NewsletterOffice, newsletter_office_app

settings = Settings()
aggregates = Aggregates(settings["NEWSLETTER_TABLE"])
programme = Aggregates(settings["PROGRAMME_TABLE"])

handler = newsletter_office_app(
    NewsletterOffice(
        sessions=SignedIn(settings["TRANSIENT_TABLE"]),
        newsletters=NewslettersTable(aggregates),
        audience=SubscribersTable(aggregates),
        opportunities=OpportunitiesTable(programme),
        meetings=ProgrammeSessionsTable(programme),
        you_saids=YouSaidTable(Aggregates(settings["VOICE_TABLE"])),
        figures=VoiceFiguresTable(settings["VOICE_TABLE"]),
        **settings.frame(),
    )
)
