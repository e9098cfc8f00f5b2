"""The office: the staff's own pages about claims and money, put together from their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from takepart.adapters import bank_holidays
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.claims.receipts_table import ReceiptsTable, S3ReceiptFiles
from takepart.adapters.clients import client, later
from takepart.adapters.kms_identities import KmsIdentities, NamesTable
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.money.vouchers_table import FloatsTable, StocksTable, VouchersTable
from takepart.adapters.returned_table import ReturnedTable, SqsBounces
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.voice.counts import VoiceCountsTable
from takepart.use_cases.ports import Queue
from takepart.web.office.app import office_app
from takepart.web.office.desk import Office

if TYPE_CHECKING:
    from takepart.adapters.failures import SqsFailures

settings = Settings()
aggregates = Aggregates(settings["CLAIMS_TABLE"])


def failures() -> SqsFailures:
    """What could not be done: hardly any page shows it, and no other waits for it."""
    from takepart.adapters.failures import SqsFailures
    from takepart.use_cases.stuck import Work

    return SqsFailures(
        later("sqs"),
        {
            Work.MAIL: (settings["MAIL_FAILURES"], settings["MAIL_QUEUE"]),
            Work.PAYMENTS: (settings["PAYMENTS_FAILURES"], settings["PAYMENTS_QUEUE"]),
            Work.RECORDS: (settings["RECORDS_FAILURES"], settings["RECORDS_QUEUE"]),
            Work.BOUNCES: (settings["BOUNCES_FAILURES"], settings["BOUNCES_QUEUE"]),
            Work.NEWSLETTER: (settings["NEWSLETTER_FAILURES"], settings["NEWSLETTER_QUEUE"]),
            Work.JOBS: (settings["JOBS_FAILURES"], ""),
            Work.RECEIPTS: (settings["RECEIPTS_FAILURES"], ""),
            Work.RELAY: (settings["RELAY_FAILURES"], ""),
        },
        reasons=settings["TRANSIENT_TABLE"],
    )


office = Office(
    claims=ClaimsTable(aggregates),
    receipts=ReceiptsTable(settings["CLAIMS_TABLE"]),
    files=S3ReceiptFiles(later("s3"), settings["RECEIPTS_BUCKET"], files_url=settings.get("FILES_URL")),
    links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
    sessions=SessionsTable(settings["TRANSIENT_TABLE"]),
    queues=SqsQueues(client("sqs"), {Queue.MAIL: settings["MAIL_QUEUE"]}),
    batches=BatchesTable(aggregates, settings["CLAIMS_TABLE"]),
    vouchers=VouchersTable(aggregates),
    stocks=StocksTable(aggregates),
    floats=FloatsTable(aggregates),
    approvals=KmsApprovals(client("kms"), settings["APPROVAL_KEY"]),
    identities=KmsIdentities(client("kms"), settings["IDENTITY_KEY"], names=NamesTable(settings["PROGRAMME_TABLE"])),
    voice_counts=VoiceCountsTable(Aggregates(settings["VOICE_TABLE"])),
    returned=ReturnedTable(Aggregates(settings["MAIL_TABLE"])),
    bounces=SqsBounces(later("sqs"), settings["BOUNCES_QUEUE"]),
    failures=failures,
    holidays=bank_holidays.england(),
    staff=settings.staff,
    teams=settings.teams,
    rulebook=settings.editions,
    **settings.frame(),
)
handler = office_app(office)
