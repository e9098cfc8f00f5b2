"""Payments: vouchers for what was approved, what became of a batch, and the daily payment run."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.bank_holidays import england
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.clients import client, later
from takepart.adapters.messages import Messages
from takepart.adapters.money.bank_file import write_bank_file
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.money.kms_bank_safe import KmsBankSafe
from takepart.adapters.money.payment_files import S3PaymentFiles
from takepart.adapters.money.vouchers_table import StocksTable, VouchersTable
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.domain.journal import instant
from takepart.domain.uk_time import LONDON, local_date
from takepart.use_cases.jobs import Jobs, Run
from takepart.use_cases.money.bank_run import BankWorld
from takepart.use_cases.money.issue_vouchers import VoucherWorld
from takepart.use_cases.money.payment_run import on_payment_event, run_payments

settings = Settings()
policy = settings.policy()
logger = Logger()
aggregates = Aggregates(settings["CLAIMS_TABLE"])
jobs = Jobs(runs=RunsTable(settings["TRANSIENT_TABLE"]), log=logger, clock=clock.now, begin=settings.renew)
claims = ClaimsTable(aggregates)
approvals = KmsApprovals(client("kms"), settings["APPROVAL_KEY"])
bank = BankWorld(
    claims=claims,
    due=claims,
    batches=BatchesTable(aggregates, settings["CLAIMS_TABLE"]),
    safe=KmsBankSafe(client("kms"), settings["BANK_KEY"]),
    approvals=approvals,
    files=S3PaymentFiles(later("s3"), settings["PAYMENTS_BUCKET"]),
    write_file=write_bank_file,
    policy=policy,
    holidays=england(),
)
vouchers = VoucherWorld(
    claims=claims,
    due=claims,
    vouchers=VouchersTable(aggregates),
    stocks=StocksTable(aggregates),
    approvals=approvals,
    policy=policy,
)


def one(record: SQSRecord) -> None:
    """Do what one message calls for. What it raises puts the message back on its queue."""
    event = read_event(record.body)
    try:
        done = on_payment_event(event, bank=bank, vouchers=vouchers, now=clock.now())
    except Exception as error:
        logger.error("payment event not handled", event_id=event.id, action=event.action, error=type(error).__name__)
        raise
    logger.info("payment event handled", event_id=event.id, action=event.action, done=done)


messages = Messages(one, reasons=settings["TRANSIENT_TABLE"])


@jobs.job("payment-run")
def pay(run: Run) -> dict[str, object]:
    """The run of the day in London that it was due on."""
    return run_payments(local_date(run.now), bank=bank, vouchers=vouchers, now=clock.now(), hurry=run.hurry).plain()


def handler(event: dict[str, Any], context: Any) -> Any:
    """Messages of the payments queue, or the scheduled run: which day it is for, the schedule says.

    Whoever plays a day again may say ``today`` in place of a moment.
    """
    if "Records" in event:
        settings.renew()
        return messages.work_off(event, context)
    if "today" in event:
        noon = datetime.combine(date.fromisoformat(event["today"]), time(12), tzinfo=LONDON)
        event = {**event, "at": instant(noon)}
    return jobs.run(event, context)
