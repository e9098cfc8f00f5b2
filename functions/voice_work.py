"""What follows from what people say: letters, figures, and the jobs that the clock starts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client, later
from takepart.adapters.kms_links import KmsLinkMaker, KmsMailboxMarks
from takepart.adapters.mail_log import MailTable
from takepart.adapters.ses_mail import SesMail
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.adapters.voice.alerts import AlertsTable
from takepart.adapters.voice.answers import AnswersTable
from takepart.adapters.voice.complaints import ComplaintsTable
from takepart.adapters.voice.feedback import FeedbackTable
from takepart.adapters.voice.figures import FiguresTable
from takepart.adapters.voice.heard import HeardTable
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.questionnaires import InvitationsTable, QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain.journal import from_instant
from takepart.letters.voice import VoiceLetters
from takepart.use_cases.voice.after_events import Following
from takepart.use_cases.voice.answer_letters import AnswerLetters
from takepart.use_cases.voice.erase_old import ErasingOld
from takepart.use_cases.voice.jobs import Jobs
from takepart.use_cases.voice.letters_due import LettersDue
from takepart.use_cases.voice.questionnaire_jobs import QuestionnaireJobs
from takepart.use_cases.voice.send_letters import send_voice_letters

_ENOUGH_FOR_ONE: Final = 15_000
"""Milliseconds: a step whose every request is tried again still ends in time."""

settings = Settings()
policy = settings.policy()
logger = Logger()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
aggregates = Aggregates(settings["VOICE_TABLE"])
feedbacks, complaints, you_saids = FeedbackTable(aggregates), ComplaintsTable(aggregates), YouSaidTable(aggregates)
stores: dict[str, Any] = {
    "feedbacks": feedbacks,
    "alerts": AlertsTable(aggregates),
    "complaints": complaints,
    "you_saids": you_saids,
}
questionnaires, invitations = QuestionnairesTable(aggregates), InvitationsTable(aggregates)
answers = AnswersTable(aggregates, settings["VOICE_TABLE"], pause=clock.pause)
figures, heard_at = FiguresTable(settings["VOICE_TABLE"]), HeardTable(aggregates)
links = KmsLinkMaker(client("kms"), settings["LINK_KEY"])
writer = VoiceLetters(policy=policy, site=settings.site)
mail = SesMail(client("sesv2"), settings["SENDER"])
photos = S3PhotoFiles(later("s3"), settings["PHOTOS_BUCKET"])
marks = KmsMailboxMarks(client("kms"), settings["LINK_KEY"])
log = MailTable(settings["MAIL_TABLE"], kept_days=policy.retention.mail_days, mark=marks)


def one(record: SQSRecord) -> None:
    """Follow up one event. What it raises puts the message back on its queue. Nothing is logged when all is well."""
    event = read_event(record.body)
    now = clock.now()
    try:
        due = LettersDue(**stores, policy=policy, now=now)
        of_answers = AnswerLetters(
            questionnaires=questionnaires, answers=answers, invitations=invitations, policy=policy, now=now
        )
        letters = (*due.of(event), *of_answers.of(event))
        send_voice_letters(letters, links=links, writer=writer, mail=mail, log=log, limits=policy.letters, now=now)
        Following(
            feedbacks=feedbacks, you_saids=you_saids, figures=figures, heard_at=heard_at, policy=policy, now=now
        ).follow(event)
    except Exception as error:
        logger.error("not followed up", kind=event.kind.value, action=event.action, error=type(error).__name__)
        raise


def run(job: str, at: str, context: Any) -> dict[str, Any]:
    """Run a job as of when it was due, as far as the function's time allows."""
    now = from_instant(at)

    def hurry() -> bool:
        return bool(context.get_remaining_time_in_millis() < _ENOUGH_FOR_ONE)

    jobs = Jobs(**stores, policy=policy, now=now, hurry=hurry)
    asking = QuestionnaireJobs(questionnaires=questionnaires, answers=answers, policy=policy, now=now)
    if job == "escalate-alerts":
        return {"job": job, "escalated": jobs.escalate_alerts() + asking.escalate_alerts()}
    if job == "close-questionnaires":
        return {"job": job, "closed": asking.close_questionnaires()}
    if job == "tell-overdue":
        return {"job": job, "overdue": jobs.tell_overdue()}
    if job == "ask-what-changed":
        return {"job": job, "asked": jobs.ask_what_changed()}
    if job == "tell-reader":
        (waiting, review), (unread, suspected) = jobs.waiting(), asking.waiting()
        due = LettersDue(**stores, policy=policy, now=now)
        letters = due.to_read(waiting=waiting + unread, review=review + suspected, name=f"{now:%Y-%m-%dT%H}")
        sent = send_voice_letters(
            letters, links=links, writer=writer, mail=mail, log=log, limits=policy.letters, now=now
        )
        return {"job": job, "letters": sent}
    if job == "erase-old":
        erased = ErasingOld(**stores, photos=photos, policy=policy, now=now, hurry=hurry).run()
        return {"job": job, **asdict(erased)}
    raise ValueError(f"no such job: {job}")


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch of events, of which only those that failed come again; or run a job."""
    if "job" in event:
        done = run(event["job"], event["at"], context)
        logger.info("job done", **done)
        return done
    return process_partial_response(event=event, record_handler=one, processor=processor, context=context)
