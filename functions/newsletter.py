"""The newsletter for everyone: reading it, asking for it and leaving it, put together from their parts."""

from __future__ import annotations

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.alert_box import alert_box
from takepart.adapters.clients import client
from takepart.adapters.kms_identities import KmsIdentities
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.newsletter.newsletters_table import NewslettersTable, SubscribersTable
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.web.newsletter.pages import NewsletterSite, newsletter_app

settings = Settings()
aggregates = Aggregates(settings["NEWSLETTER_TABLE"])

handler = newsletter_app(
    NewsletterSite(
        newsletters=NewslettersTable(aggregates),
        subscribers=SubscribersTable(aggregates),
        identities=KmsIdentities(client("kms"), settings["IDENTITY_KEY"]),
        sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
        links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
        raise_alert=alert_box(settings["VOICE_TABLE"]),
        **settings.frame(),
    )
)
