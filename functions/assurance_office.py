"""The office for promises: how each team keeps them, and the reports, put together from their parts."""

from __future__ import annotations

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance_table import AssuranceTable
from takepart.adapters.clients import later
from takepart.adapters.evidence_files import S3EvidenceFiles
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.web.office.assurance.app import assurance_office_app
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception
from takepart.web.static import Static

settings = Settings()

handler = assurance_office_app(
    Reception(
        policy=settings.policy(),
        sessions=SessionsTable(settings["TRANSIENT_TABLE"], clock=clock.now),
        now=clock.now,
        new_id=clock.random_name,
        url=settings.site,
        static=Static(),
    ),
    PromisesOffice(
        rules=settings.assurance(),
        store=AssuranceTable(Aggregates(settings["ASSURANCE_TABLE"])),
        files=S3EvidenceFiles(later("s3"), settings["EVIDENCE_BUCKET"]),
    ),
)
