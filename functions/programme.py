"""Taking part: opportunities, registering, and everybody's own pages, put together from their parts."""

from __future__ import annotations

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.alert_box import alert_box
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.drafts_table import DraftsTable
from takepart.adapters.clients import client, later
from takepart.adapters.kms_identities import KmsIdentities, NamesTable
from takepart.adapters.kms_links import KmsLinkMaker, KmsLinkReader
from takepart.adapters.newsletter.newsletters_table import SubscribersTable
from takepart.adapters.programme.calendar_files import CalendarFiles
from takepart.adapters.programme.group_tables import MembershipsTable
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.use_cases.ports import Queue
from takepart.use_cases.programme.ports import Naming, ProgrammeStores
from takepart.web.programme.app import programme_app
from takepart.web.programme.desk import Programme

settings = Settings()
policy = settings.policy(questions_too=True)
programme = Aggregates(settings["PROGRAMME_TABLE"])
names = NamesTable(settings["PROGRAMME_TABLE"])

handler = programme_app(
    Programme(
        kept=ProgrammeStores(
            people=PeopleTable(Aggregates(settings["PEOPLE_TABLE"]), names=names),
            opportunities=OpportunitiesTable(programme),
            memberships=MembershipsTable(programme),
            sessions=ProgrammeSessionsTable(programme),
            sign_ups=SignUpsTable(programme),
            policy=policy,
            holidays=bank_holidays.england(),
            pause=clock.pause,
        ),
        naming=Naming(names=names, identities=KmsIdentities(client("kms"), settings["IDENTITY_KEY"], names=names)),
        drafts=DraftsTable(settings["TRANSIENT_TABLE"], retention=policy.retention, clock=clock.now),
        claims=ClaimsTable(Aggregates(settings["CLAIMS_TABLE"])),
        subscribers=SubscribersTable(Aggregates(settings["NEWSLETTER_TABLE"])),
        links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
        queues=SqsQueues(later("sqs"), {Queue.MAIL: settings["MAIL_QUEUE"]}),
        calendar=CalendarFiles(site=settings.site, policy=policy),
        raise_alert=alert_box(settings["VOICE_TABLE"]),
        tickets=KmsLinkMaker(client("kms"), settings["EQUALITY_KEY"]) if policy.equality else None,
        **settings.frame(questions_too=True),
    )
)
