"""Who is reached: the figures and the actions for the office, and a short table for everyone, put together."""

from __future__ import annotations

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.outreach_table import OutreachTable
from takepart.adapters.programme.equality_table import EqualityFiguresTable
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.web.office.reach.app import reach_app
from takepart.web.office.reach.desk import ReachOffice

settings = Settings()

handler = reach_app(
    ReachOffice(
        sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
        **settings.frame(questions_too=True),
        figures=EqualityFiguresTable(settings["EQUALITY_TABLE"]),
        outreaches=OutreachTable(Aggregates(settings["ASSURANCE_TABLE"])),
    )
)
