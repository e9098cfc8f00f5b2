"""The office for promises: how each team keeps them, and the reports, put together from their parts."""

from __future__ import annotations

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.asked_tables import RecommendationsTable
from takepart.adapters.assurance.evidence_files import S3EvidenceFiles
from takepart.adapters.assurance.figures_table import FiguresTable
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.clients import client, later
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.adapters.voice import figures as voice_figures
from takepart.web.office.assurance.app import assurance_office_app
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception
from takepart.web.office.reports.reports import ReportsOffice

settings = Settings()
policy = settings.policy()
aggregates = Aggregates(settings["ASSURANCE_TABLE"])

promises = PromisesOffice(
    rules=settings.assurance(),
    store=AssuranceTable(aggregates),
    files=S3EvidenceFiles(later("s3"), settings["EVIDENCE_BUCKET"]),
)
handler = assurance_office_app(
    Reception(
        sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
        **settings.frame(),
    ),
    promises,
    ReportsOffice(
        promises=promises,
        recommendations=RecommendationsTable(aggregates),
        figures=FiguresTable(client("dynamodb"), settings["ASSURANCE_TABLE"]),
        voice=voice_figures.VoiceFiguresTable(settings["VOICE_TABLE"]) if policy.voice else None,
    ),
)
