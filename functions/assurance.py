"""The promises' pages: in public, and behind a link for whoever keeps them; put together from their parts."""

from __future__ import annotations

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.asked_tables import AskedTable
from takepart.adapters.assurance.evidence_files import S3EvidenceFiles
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.posted_files import origin
from takepart.adapters.settings import Settings
from takepart.web.assurance.app import promises_app
from takepart.web.assurance.desk import PromisesDesk

settings = Settings()
files = S3EvidenceFiles(later("s3"), settings["EVIDENCE_BUCKET"], files_url=settings.get("FILES_URL"))
aggregates = Aggregates(settings["ASSURANCE_TABLE"])
desk = PromisesDesk(
    assurance=settings.assurance(),
    store=AssuranceTable(aggregates),
    asked=AskedTable(aggregates),
    files=files,
    links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
    **settings.frame(),
)

handler = promises_app(desk, upload_origin=origin(files_url=settings.get("FILES_URL"), region=settings["AWS_REGION"]))
