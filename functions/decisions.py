"""The decisions: the pages behind one-time links, put together from their parts."""

from __future__ import annotations

from takepart.adapters import bank_holidays
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.claims.receipts_table import ReceiptsTable, S3ReceiptFiles
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.domain.ids import StaffId
from takepart.use_cases import sign_in
from takepart.web import session_cookie
from takepart.web.decisions import batch_link, routes
from takepart.web.decisions.desk import Desk
from takepart.web.requests import Request

settings = Settings()
policy = settings.policy()
aggregates = Aggregates(settings["CLAIMS_TABLE"])
sessions = SessionsTable(settings["TRANSIENT_TABLE"])


def signed_in(request: Request) -> StaffId | None:
    """Who is signed in to the office in this browser."""
    secret = session_cookie.secret_of(request, site_url=settings.site)
    member = sign_in.signed_in(secret, sessions=sessions, policy=policy)
    return member.id if member else None


desk = Desk(
    claims=ClaimsTable(aggregates),
    receipts=ReceiptsTable(settings["CLAIMS_TABLE"]),
    files=S3ReceiptFiles(later("s3"), settings["RECEIPTS_BUCKET"], files_url=settings.get("FILES_URL")),
    links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
    batches=BatchesTable(aggregates, settings["CLAIMS_TABLE"]),
    approvals=KmsApprovals(client("kms"), settings["APPROVAL_KEY"]),
    holidays=bank_holidays.england(),
    signed_in=signed_in,
    **settings.frame(),
)

handler = desk.app([routes.routes.serve(desk), batch_link.routes.serve(desk)])
