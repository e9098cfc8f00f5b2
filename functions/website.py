"""The website: every public page and the API, put together from their parts."""

from __future__ import annotations

from functools import partial

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.alert_box import alert_box
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.drafts_table import DraftsTable
from takepart.adapters.claims.receipts_table import ReceiptsTable, S3ReceiptFiles
from takepart.adapters.clients import client, later
from takepart.adapters.kms_identities import KmsIdentities, NamesTable
from takepart.adapters.kms_links import KmsLinkReader
from takepart.adapters.money.kms_bank_safe import KmsBankSafe
from takepart.adapters.posted_files import origin
from takepart.adapters.settings import Settings
from takepart.use_cases.claims.submit_claim import ClaimForm, ClaimWorld, Sent, known_facts, submit_claim
from takepart.web.site import Site
from takepart.web.website import website

settings = Settings()
policy = settings.policy()
holidays = bank_holidays.england()
receipts = ReceiptsTable(settings["CLAIMS_TABLE"])
names = NamesTable(settings["PROGRAMME_TABLE"])
identities = KmsIdentities(client("kms"), settings["IDENTITY_KEY"], names=names)
safe = KmsBankSafe(client("kms"), settings["BANK_KEY"], identities=identities)
files = S3ReceiptFiles(later("s3"), settings["RECEIPTS_BUCKET"], files_url=settings.get("FILES_URL"))

drafts = DraftsTable(settings["TRANSIENT_TABLE"], retention=policy.retention, clock=clock.now)
claims = ClaimsTable(Aggregates(settings["CLAIMS_TABLE"]), drafts=drafts)
world = ClaimWorld(claims=claims, receipts=receipts, identities=identities, safe=safe, policy=policy, holidays=holidays)


def send(form: ClaimForm) -> Sent:
    """Keep the claim of a form, once for a draft however often it is sent. Attendance can confirm it."""
    # Most visits send nothing: what only a claim that is sent needs is loaded here.
    from takepart.adapters.programme.tables import SignUpsTable
    from takepart.adapters.sessions_table import SessionsTable
    from takepart.use_cases.claims.claim_limit import count_claim
    from takepart.use_cases.programme.prepared_claim import attendance_of, confirmed_by_attendance, recorded, recorder

    counters = SessionsTable(settings["TRANSIENT_TABLE"])
    sign_ups = SignUpsTable(Aggregates(settings["PROGRAMME_TABLE"]))
    attendance = attendance_of(drafts.load(form.draft_id), sign_ups=sign_ups)
    return submit_claim(
        form,
        world=world,
        now=clock.now(),
        recorded=recorded(attendance) if attendance else None,
        recorded_by=recorder(attendance, policy=policy, claimant_email=form.claimant.email) if attendance else None,
        count=lambda person: count_claim(person, counters=counters, now=clock.now()),
        confirmed=lambda claim: confirmed_by_attendance(claim, attendance, policy=policy) if attendance else claim,
    )


site = Site(
    holidays=holidays,
    drafts=drafts,
    claims=claims,
    receipts=receipts,
    files=files,
    links=KmsLinkReader(client("kms"), settings["LINK_KEY"]),
    safe=safe,
    send=send,
    known=partial(known_facts, world=world),
    raise_alert=alert_box(settings["VOICE_TABLE"]),
    name_form=identities.form,
    **settings.frame(),
    version=settings["VERSION"],
)

handler = website(site, upload_origin=origin(files_url=settings.get("FILES_URL"), region=settings["AWS_REGION"]))
