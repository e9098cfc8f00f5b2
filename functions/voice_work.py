"""What follows from what people say: letters, figures, and the jobs that the clock starts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkMaker, KmsMailboxMarks
from takepart.adapters.mail_log import MailTable
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.ses_mail import SesMail
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.adapters.voice.alerts import AlertsTable
from takepart.adapters.voice.answers import AnswersTable
from takepart.adapters.voice.complaints import ComplaintsTable
from takepart.adapters.voice.feedback import FeedbackTable
from takepart.adapters.voice.figures import HeardTable, VoiceFiguresTable
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.questionnaires import InvitationsTable, QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.letters.writer import Writer
from takepart.use_cases.jobs import Jobs, Run
from takepart.use_cases.outbox import Outbox
from takepart.use_cases.voice.after_events import Following
from takepart.use_cases.voice.answer_letters import AnswerLetters
from takepart.use_cases.voice.erase_old import ErasingOld
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import LettersDue
from takepart.use_cases.voice.questionnaire_jobs import QuestionnaireJobs

settings = Settings()
policy = settings.policy()
logger = Logger()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
aggregates = Aggregates(settings["VOICE_TABLE"])
jobs = Jobs(runs=RunsTable(settings["TRANSIENT_TABLE"]), log=logger, clock=clock.now)
feedbacks, complaints, you_saids = FeedbackTable(aggregates), ComplaintsTable(aggregates), YouSaidTable(aggregates)
stores: dict[str, Any] = {
    "feedbacks": feedbacks,
    "alerts": AlertsTable(aggregates),
    "complaints": complaints,
    "you_saids": you_saids,
}
questionnaires, invitations = QuestionnairesTable(aggregates), InvitationsTable(aggregates)
answers = AnswersTable(aggregates, settings["VOICE_TABLE"], pause=clock.pause)
figures, heard_at = VoiceFiguresTable(settings["VOICE_TABLE"]), HeardTable(aggregates)
links = KmsLinkMaker(client("kms"), settings["LINK_KEY"])
photos = S3PhotoFiles(later("s3"), settings["PHOTOS_BUCKET"])
marks = KmsMailboxMarks(client("kms"), settings["LINK_KEY"])
outbox = Outbox(
    links=links,
    writer=Writer(policy=policy, site=settings.site),
    mail=SesMail(client("sesv2"), settings["SENDER"]),
    log=MailTable(settings["MAIL_TABLE"], kept_days=policy.retention.mail_days, mark=marks),
    limits=policy.letters,
    days_only=True,
)


def one(record: SQSRecord) -> None:
    """Follow up one event. What it raises puts the message back on its queue. Nothing is logged when all is well."""
    event = read_event(record.body)
    now = clock.now()
    try:
        due = LettersDue(**stores, policy=policy, now=now)
        of_answers = AnswerLetters(
            questionnaires=questionnaires, answers=answers, invitations=invitations, policy=policy, now=now
        )
        outbox.send((*due.of(event), *of_answers.of(event)), now=now)
        Following(
            feedbacks=feedbacks, you_saids=you_saids, figures=figures, heard_at=heard_at, policy=policy, now=now
        ).follow(event)
    except Exception as error:
        logger.error("not followed up", kind=event.kind.value, action=event.action, error=type(error).__name__)
        raise


def of_what_people_say(run: Run) -> VoiceJobs:
    """What goes through feedback, complaints and “You said, we did”, as far as the function's time allows."""
    return VoiceJobs(**stores, policy=policy, now=run.now, hurry=run.hurry)


def of_questionnaires(run: Run) -> QuestionnaireJobs:
    """What goes through questionnaires and their answers."""
    return QuestionnaireJobs(questionnaires=questionnaires, answers=answers, policy=policy, now=run.now)


@jobs.job("escalate-alerts")
def escalate_alerts(run: Run) -> dict[str, object]:
    """Tell the next person of each alert that nobody took."""
    return {"escalated": of_what_people_say(run).escalate_alerts() + of_questionnaires(run).escalate_alerts()}


@jobs.job("close-questionnaires")
def close_questionnaires(run: Run) -> dict[str, object]:
    """Close those whose last day is over."""
    return {"closed": of_questionnaires(run).close_questionnaires()}


@jobs.job("tell-overdue")
def tell_overdue(run: Run) -> dict[str, object]:
    """Tell of complaints that are past their date."""
    return {"overdue": of_what_people_say(run).tell_overdue()}


@jobs.job("ask-what-changed")
def ask_what_changed(run: Run) -> dict[str, object]:
    """Ask whether what was published changed anything."""
    return {"asked": of_what_people_say(run).ask_what_changed()}


@jobs.job("tell-reader")
def tell_reader(run: Run) -> dict[str, object]:
    """Write to the named reader how much waits."""
    (waiting, review), (unread, suspected) = of_what_people_say(run).waiting(), of_questionnaires(run).waiting()
    due = LettersDue(**stores, policy=policy, now=run.now)
    letters = due.to_read(waiting=waiting + unread, review=review + suspected, name=f"{run.now:%Y-%m-%dT%H}")
    return {"letters": outbox.send(letters, now=run.now)}


@jobs.job("erase-old")
def erase_old(run: Run) -> dict[str, object]:
    """Delete what people said once its time is over."""
    erased = ErasingOld(
        **stores,
        photos=photos,
        policy=policy,
        now=run.now,
        hurry=run.hurry,
    ).run()
    return asdict(erased)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch of events, of which only those that failed come again; or run a job."""
    if "Records" in event:
        return process_partial_response(event=event, record_handler=one, processor=processor, context=context)
    return jobs.run(event, context)
