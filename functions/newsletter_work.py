"""What follows for the newsletter: mailboxes are asked whether they want it, and each one goes out page by page."""

from __future__ import annotations

from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkMaker, KmsMailboxMarks
from takepart.adapters.mail_log import MailTable
from takepart.adapters.messages import Messages
from takepart.adapters.newsletter.newsletters_table import NewslettersTable, SqsPages, SubscribersTable, read_page
from takepart.adapters.ses_mail import SesMail
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.domain.newsletter.newsletter import NewsletterId
from takepart.letters.newsletter import NewsletterWriter
from takepart.use_cases.newsletter.ports import PageToSend
from takepart.use_cases.newsletter.send_out import SendingOut
from takepart.use_cases.outbox import Outbox
from takepart.use_cases.ports import EventKind

_ENOUGH_FOR_ONE: Final = 15_000
"""Milliseconds: a letter whose every request is tried again still ends in time."""

settings = Settings()
policy = settings.policy()
logger = Logger()
aggregates = Aggregates(settings["NEWSLETTER_TABLE"])
newsletters, subscribers = NewslettersTable(aggregates), SubscribersTable(aggregates)
pages = SqsPages(client("sqs"), settings["NEWSLETTER_QUEUE"])
links = KmsLinkMaker(client("kms"), settings["LINK_KEY"])
marks = KmsMailboxMarks(client("kms"), settings["MAILBOX_KEY"])
outbox = Outbox(
    links=links,
    writer=NewsletterWriter(policy=policy, site=settings.site),
    mail=SesMail(
        client("sesv2"),
        settings["SENDER"],
        organisation=policy.organisation,
        told_by=settings["LETTERS_SET"],
        sqs=later("sqs"),
        reports=settings["BOUNCES_QUEUE"],
    ),
    log=MailTable(settings["MAIL_TABLE"], retention=policy.retention, mark=marks),
    limits=policy.letters,
)


def one(record: SQSRecord, lambda_context: Any = None) -> None:
    """Follow up one message. What it raises puts the message back on its queue."""
    sending = SendingOut(
        newsletters=newsletters,
        subscribers=subscribers,
        pages=pages,
        outbox=outbox,
        now=clock.now(),
        hurry=lambda: lambda_context is not None and lambda_context.get_remaining_time_in_millis() < _ENOUGH_FOR_ONE,
    )
    page = read_page(record.body)
    try:
        if page is None:
            event = read_event(record.body)
            if event.kind is EventKind.SUBSCRIBER:
                sending.follow(event)
                return
            page = PageToSend(newsletter=NewsletterId(event.about))
        done = sending.page(page)
    except Exception as error:
        logger.error("not sent", error=type(error).__name__)
        raise
    logger.info("page sent", newsletter=done.newsletter, letters=done.letters, refused=done.refused)


messages = Messages(one, reasons=settings["TRANSIENT_TABLE"])


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch; only the messages that failed come again."""
    settings.renew()
    return messages.work_off(event, context)
