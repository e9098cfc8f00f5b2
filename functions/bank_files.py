"""The bank's files: what alone hands them out, to finance by a link or signed in, put together from its parts."""

from __future__ import annotations

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.money.payment_files import S3PaymentFiles
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.web.office.bank_files import BankFiles, routes

settings = Settings()
desk = BankFiles(
    links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
    sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
    batches=BatchesTable(Aggregates(settings["CLAIMS_TABLE"]), settings["CLAIMS_TABLE"]),
    files=S3PaymentFiles(later("s3"), settings["PAYMENTS_BUCKET"]),
    **settings.frame(),
)
handler = desk.app([routes.serve(desk)])
