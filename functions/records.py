"""The records: what was done, from its queue, becomes evidence of promises and figures for reports.

It reads what is public or about work: claims, sessions, "You said, we did". What people say it cannot read.
"""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance_table import AssuranceTable
from takepart.adapters.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.figures_table import FiguresTable
from takepart.adapters.people_table import PeopleTable
from takepart.adapters.programme_sign_ups import SignUpsTable
from takepart.adapters.programme_table import OpportunitiesTable, SessionsTable
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.adapters.voice_consultations import ConsultationsTable
from takepart.adapters.voice_you_said import YouSaidTable
from takepart.use_cases.assurance.find_evidence import FindEvidence
from takepart.use_cases.figures.counting import Counting, Teller
from takepart.use_cases.figures.keep import KeepFigures
from takepart.use_cases.records import Consumer, tell

settings = Settings()
logger = Logger()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
programme, voice = Aggregates(settings["PROGRAMME_TABLE"]), Aggregates(settings["VOICE_TABLE"])
evidence = FindEvidence(
    opportunities=OpportunitiesTable(programme),
    sessions=SessionsTable(programme),
    you_saids=YouSaidTable(voice),
    consultations=ConsultationsTable(voice),
    promises=AssuranceTable(Aggregates(settings["ASSURANCE_TABLE"])),
    rules=settings.assurance(),
    clock=clock.now,
)

figures = KeepFigures(
    counting=Counting(
        teller=Teller(policy=settings.policy(), rules=evidence.rules),
        claims=ClaimsTable(Aggregates(settings["CLAIMS_TABLE"])),
        people=PeopleTable(Aggregates(settings["PEOPLE_TABLE"])),
        opportunities=evidence.opportunities,
        sessions=evidence.sessions,
        sign_ups=SignUpsTable(programme),
        you_saids=evidence.you_saids,
    ),
    store=FiguresTable(client("dynamodb"), settings["ASSURANCE_TABLE"]),
)

consumers: tuple[Consumer, ...] = (evidence, figures)
"""Each gets every event of the queue. Another one is one line here."""


def one(record: SQSRecord) -> None:
    """Tell all consumers of one event. What they raise puts it back on its queue. Nothing is logged when all is well:

    no line says when somebody was heard.
    """
    event = read_event(record.body)
    try:
        tell(event, consumers)
    except Exception as error:
        logger.error("not recorded", kind=event.kind.value, action=event.action, error=type(error).__name__)
        raise


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch; only the messages that failed come again."""
    return process_partial_response(event=event, record_handler=one, processor=processor, context=context)
