"""Send again what was on its way when the emulator stopped.

Tables and queues survive a stop; records of a table's stream that no function had read yet do not. Every journal
names its events, and consumers are safe to run twice, so all events are sent again: what a restore needs on
AWS, too.
"""

from datetime import UTC, datetime

from infra.local.clients import client
from infra.local.deploy import Stack
from infra.local.instance import Instance
from infra.replay import replay as send_again
from infra.replay import replay_voice

RELAYED = ("ClaimsTable", "PeopleTable", "ProgrammeTable", "AssuranceTable", "NewsletterTable")
"""The tables whose streams the relay reads."""


def replay(instance: Instance, stack: Stack) -> None:
    """Send every journal's events again."""
    now = datetime.now(UTC)
    for table in RELAYED:
        send_again(
            client("dynamodb", instance),
            client("sqs", instance),
            table=stack.outputs[f"{table}Name"],
            mail_queue=stack.outputs["MailQueueUrl"],
            payments_queue=stack.outputs["PaymentsQueueUrl"],
            newsletter_queue=stack.outputs["NewsletterQueueUrl"],
            records_queue=stack.outputs["RecordsQueueUrl"],
            now=now,
        )
    replay_voice(
        client("dynamodb", instance),
        client("sqs", instance),
        table=stack.outputs["VoiceTableName"],
        queue=stack.outputs["VoiceQueueUrl"],
        records_queue=stack.outputs["RecordsQueueUrl"],
        now=now,
    )
