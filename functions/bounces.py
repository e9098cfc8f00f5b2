"""Letters that come back: their mailboxes get nothing more, and whoever can do something about it is told."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.kms_links import KmsMailboxMarks
from takepart.adapters.mail_log import MailTable
from takepart.adapters.messages import Messages
from takepart.adapters.returned_table import ReturnedTable, read_report
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.use_cases.came_back import CameBack, SentAgain
from takepart.use_cases.ports import Queue

settings = Settings()
policy = settings.policy()
logger = Logger()
letters = ReturnedTable(Aggregates(settings["MAIL_TABLE"]))
mailboxes = MailTable(
    settings["MAIL_TABLE"],
    retention=policy.retention,
    mark=KmsMailboxMarks(client("kms"), settings["MAILBOX_KEY"]),
)
claims = ClaimsTable(Aggregates(settings["CLAIMS_TABLE"]))
queues = SqsQueues(
    client("sqs"),
    {
        Queue.MAIL: settings["MAIL_QUEUE"],
        Queue.VOICE: settings["VOICE_QUEUE"],
        Queue.NEWSLETTER: settings["NEWSLETTER_QUEUE"],
    },
)


def one(record: SQSRecord) -> None:
    """Follow one report. What it raises puts the message back on its queue. No address is logged."""
    came_back = CameBack(
        letters=letters,
        mailboxes=mailboxes,
        claims=claims,
        queues=queues,
        policy=policy,
        now=clock.now(),
    )
    try:
        told = read_report(record.body)
        if isinstance(told, SentAgain):
            came_back.send_again(told.id)
        elif told is not None:
            came_back.follow(told)
    except Exception as error:
        logger.error("report not followed", error=type(error).__name__)
        raise


messages = Messages(one, reasons=settings["TRANSIENT_TABLE"])


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch; only the messages that failed come again."""
    settings.renew()
    return messages.work_off(event, context)
