"""The records: what was done, from its queue, becomes evidence of promises and figures for reports.

It reads what is public or about work: claims, sessions, "You said, we did", and as whom somebody takes part. What
people say it cannot read.
"""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.figures_table import FiguresTable
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.messages import Messages
from takepart.adapters.newsletter.newsletters_table import NewslettersTable
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.adapters.voice.figures import HeardTable
from takepart.adapters.voice.questionnaires import ConsultationsTable, QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.use_cases.assurance.record_evidence import FindEvidence
from takepart.use_cases.figures.counting import Counting, KeepFigures, Teller
from takepart.use_cases.jobs import Jobs, Run
from takepart.use_cases.records import Consumer, tell

settings = Settings()
policy = settings.policy()
logger = Logger()
claims = ClaimsTable(Aggregates(settings["CLAIMS_TABLE"]))
jobs = Jobs(runs=RunsTable(settings["TRANSIENT_TABLE"]), log=logger, clock=clock.now, begin=settings.renew)
promises, rules = AssuranceTable(Aggregates(settings["ASSURANCE_TABLE"])), settings.assurance()
programme, voice = Aggregates(settings["PROGRAMME_TABLE"]), Aggregates(settings["VOICE_TABLE"])
evidence = FindEvidence(
    opportunities=OpportunitiesTable(programme),
    sessions=ProgrammeSessionsTable(programme),
    you_saids=YouSaidTable(voice),
    consultations=ConsultationsTable(voice),
    questionnaires=QuestionnairesTable(voice),
    heard_at=HeardTable(voice),
    newsletters=NewslettersTable(Aggregates(settings["NEWSLETTER_TABLE"])),
    voice=policy.voice,
    promises=promises,
    rules=rules,
    clock=clock.now,
)

figures = KeepFigures(
    counting=Counting(
        teller=Teller(policy=policy, rules=rules),
        claims=claims,
        people=PeopleTable(Aggregates(settings["PEOPLE_TABLE"])),
        opportunities=evidence.opportunities,
        sessions=evidence.sessions,
        sign_ups=SignUpsTable(programme),
        you_saids=evidence.you_saids,
        questionnaires=evidence.questionnaires,
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


messages = Messages(one, reasons=settings["TRANSIENT_TABLE"])


@jobs.job("check-pay-promises")
def check_pay_promises(run: Run) -> dict[str, object]:
    """Whether each month that is over was paid as promised."""
    from takepart.use_cases.assurance.pay_month import check_months  # once a month: no event waits for it
    from takepart.use_cases.assurance.ports import Promises

    months = check_months(claims=claims, promises=Promises(rules, promises), now=run.now)
    return {"months": {f"{each.last:%Y-%m}": "late" if each.late else "kept" for each in months}}


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch, of which only the messages that failed come again; or run a job."""
    if "Records" in event:
        settings.renew()
        return messages.work_off(event, context)
    return jobs.run(event, context)
