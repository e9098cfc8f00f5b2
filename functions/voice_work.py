"""What follows from what people say: letters, figures, and the jobs that the clock starts."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkMaker, KmsMailboxMarks
from takepart.adapters.mail_log import MailTable
from takepart.adapters.messages import Messages
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.ses_mail import SesMail
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.adapters.voice.counts import VoiceCountsTable
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.stores import voice_tables
from takepart.letters.writer import Writer
from takepart.use_cases.jobs import Jobs, Run
from takepart.use_cases.outbox import Outbox
from takepart.use_cases.voice.after_events import Following
from takepart.use_cases.voice.letters_due import LettersDue

if TYPE_CHECKING:
    from takepart.use_cases.voice.jobs import VoiceJobs

settings = Settings()
policy = settings.policy()
logger = Logger()
jobs = Jobs(runs=RunsTable(settings["TRANSIENT_TABLE"]), log=logger, clock=clock.now, begin=settings.renew)
stores = voice_tables(settings["VOICE_TABLE"], S3PhotoFiles(later("s3"), settings["PHOTOS_BUCKET"]))
counts = VoiceCountsTable(Aggregates(settings["VOICE_TABLE"]))
links = KmsLinkMaker(client("kms"), settings["LINK_KEY"])
marks = KmsMailboxMarks(client("kms"), settings["MAILBOX_KEY"])
outbox = Outbox(
    links=links,
    writer=Writer(policy=policy, site=settings.site),
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
    days_only=True,
)


def one(record: SQSRecord) -> None:
    """Follow up one event. What it raises puts the message back on its queue. Nothing is logged when all is well."""
    event = read_event(record.body)
    now = clock.now()
    try:
        complaints = partial(counts.complaints, None)
        due = LettersDue(stores=stores, policy=policy, now=now, alerts=counts.alerts, complaints=complaints)
        outbox.send(due.of(event), now=now, event=event)
        Following(stores=stores, policy=policy, now=now).follow(event)
    except Exception as error:
        logger.error("not followed up", kind=event.kind.value, action=event.action, error=type(error).__name__)
        raise


messages = Messages(one, reasons=settings["TRANSIENT_TABLE"])


def going_through(run: Run) -> VoiceJobs:
    """What goes through all that people say, as far as the function's time allows."""
    from takepart.use_cases.voice.jobs import VoiceJobs  # the clock's alone: no letter waits for it

    return VoiceJobs(stores=stores, policy=policy, now=run.now, hurry=run.hurry)


@jobs.job("escalate-alerts")
def escalate_alerts(run: Run) -> dict[str, object]:
    """Give what somebody has who is not here to whoever acts, and tell the next of each alert that nobody took."""
    return {"handed_on": going_through(run).hand_on(), "escalated": going_through(run).escalate_alerts()}


@jobs.job("close-questionnaires")
def close_questionnaires(run: Run) -> dict[str, object]:
    """Close those whose last day is over."""
    return {"closed": going_through(run).close_questionnaires()}


@jobs.job("tell-overdue")
def tell_overdue(run: Run) -> dict[str, object]:
    """Tell of complaints whose date comes near or has passed."""
    return {"told": going_through(run).tell_overdue()}


@jobs.job("ask-what-changed")
def ask_what_changed(run: Run) -> dict[str, object]:
    """Ask whether what was published changed anything."""
    return {"asked": going_through(run).ask_what_changed()}


@jobs.job("tell-reader")
def tell_reader(run: Run) -> dict[str, object]:
    """Write to the named reader how much waits."""
    waiting, review = going_through(run).waiting()
    due = LettersDue(stores=stores, policy=policy, now=run.now)
    letters = due.to_read(waiting=waiting, review=review, name=f"{run.now:%Y-%m-%dT%H}")
    return {"letters": outbox.send(letters, now=run.now)}


@jobs.job("erase-old")
def erase_old(run: Run) -> dict[str, object]:
    """Delete what people said once its time is over."""
    from takepart.use_cases.voice.erase_old import ErasingOld  # once a day: no letter waits for it

    return asdict(ErasingOld(stores=stores, policy=policy, now=run.now, hurry=run.hurry).run())


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch of events, of which only those that failed come again; or run a job."""
    if "Records" in event:
        settings.renew()
        return messages.work_off(event, context)
    return jobs.run(event, context)
