"""The worker's office for taking part: opportunities, sessions and who came, put together from their parts."""

from __future__ import annotations

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client
from takepart.adapters.kms_identities import KmsIdentities, NamesTable
from takepart.adapters.programme.group_tables import LooksTable, MembershipsTable, MessagesTable
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.sessions_table import SessionsTable as SignedIn
from takepart.adapters.settings import Settings
from takepart.use_cases.programme.ports import ProgrammeStores
from takepart.web.office.programme.app import programme_office_app
from takepart.web.office.programme.desk import ProgrammeDesk

settings = Settings()
policy = settings.policy()
programme = Aggregates(settings["PROGRAMME_TABLE"])
people = Aggregates(settings["PEOPLE_TABLE"])
names = NamesTable(settings["PROGRAMME_TABLE"])

handler = programme_office_app(
    ProgrammeDesk(
        sessions=SignedIn(settings["TRANSIENT_TABLE"]),
        **settings.frame(),
        kept=ProgrammeStores(
            people=PeopleTable(people, names=names),
            opportunities=OpportunitiesTable(programme),
            memberships=MembershipsTable(programme),
            sessions=ProgrammeSessionsTable(programme),
            sign_ups=SignUpsTable(programme),
            policy=policy,
            holidays=bank_holidays.england(),
            pause=clock.pause,
        ),
        looks=LooksTable(people),
        messages=MessagesTable(programme),
        identities=KmsIdentities(client("kms"), settings["IDENTITY_KEY"], names=names),
        names=names,
    )
)
