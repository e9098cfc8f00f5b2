"""Send the events of every journal to the queues again: after a restore, or a stop in which a stream was lost.

Every table with a stream, each to the queues of the function that reads it: both are read from template.yaml, so that a
new table is never left out. Consumers are safe to run twice, so nothing happens that had happened before; letters about
what is older than a month are not asked for again. It reads whole tables, with the rights of whoever runs it; no
function of the service may.

    python -m infra.replay --stack takepart            a stack in the AWS account that you are signed in to
    python -m infra.replay                             the copy that runs at PORT
    … --since 2026-11-22T09:00:00Z                     leave out what happened before
"""

import argparse
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.aws_stack import names_of
from infra.local.translate import parse
from infra.places import TEMPLATE
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.stream_events import events_of
from takepart.domain.journal import from_instant
from takepart.use_cases.ports import Event, Queue
from takepart.use_cases.relay_events import relay_events

_QUEUE = "_QUEUE"
"""How the setting of a relay ends that names a queue: ``MAIL_QUEUE``."""


class Journals(NamedTuple):
    """A table whose stream is read, and the queues to which its events go: both by their names in the template."""

    table: str
    queues: Mapping[Queue, str]


class Sent(NamedTuple):
    """How many events of a table there were, and how many of them a queue did not take."""

    table: str
    events: int
    left: int


def journals() -> tuple[Journals, ...]:
    """Every table with a stream that a function reads."""
    found = []
    resources = parse(TEMPLATE)["Resources"]
    for mapping in resources.values():
        if mapping["Type"] != "AWS::Lambda::EventSourceMapping":
            continue
        table, attribute = mapping["Properties"]["EventSourceArn"]["Fn::GetAtt"]
        if attribute != "StreamArn":
            continue
        function = resources[mapping["Properties"]["FunctionName"]["Ref"]]["Properties"]
        variables: Mapping[str, Any] = function.get("Environment", {}).get("Variables", {})
        queues = {Queue[n.removesuffix(_QUEUE)]: v["Ref"] for n, v in variables.items() if n.endswith(_QUEUE)}
        found.append(Journals(table, queues))
    return tuple(found)


def events_in_table(dynamodb: Any, table: str) -> list[Event]:
    """Every event there has ever been, journal by journal."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        ProjectionExpression="pk, sk, journal",
        FilterExpression="attribute_exists(journal)",
    )
    return [
        event
        for page in pages
        for item in page["Items"]
        for event in events_of(
            item["pk"]["S"],
            item["journal"]["L"],
            sk=item["sk"]["S"],
        )
    ]


def replay(
    dynamodb: Any, sqs: Any, names: Mapping[str, str], *, now: datetime, since: datetime | None = None
) -> Iterator[Sent]:
    """Put the events of each table on their queues; what became of them, table by table.

    ``names`` are those of the stack's resources, by the template's. ``since`` leaves out what happened before. What has
    no time of its own is never left out.
    """
    for table, queues in journals():
        every = events_in_table(dynamodb, names[table])
        events = [event for event in every if since is None or event.at is None or event.at >= since]
        addresses = {queue: names[name] for queue, name in queues.items()}
        left = relay_events(events, queues=SqsQueues(sqs, addresses), now=now)
        yield Sent(table, len(events), len(left))


def main() -> None:
    """Replay, and end with 1 when a queue did not take everything."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stack", help="a stack on AWS; left out, the copy that runs at PORT")
    parser.add_argument("--since", type=_moment, help="leave out what happened before, such as 2026-11-22T09:00:00Z")
    chosen = parser.parse_args()
    dynamodb, sqs, names = _on_aws(chosen.stack) if chosen.stack else _on_this_machine()
    left = 0
    for sent in replay(dynamodb, sqs, names, now=datetime.now(UTC), since=chosen.since):
        print(f"{sent.table}: {sent.events - sent.left} of {sent.events} events sent again")
        left += sent.left
    if left:
        raise SystemExit(f"takepart: {left} events were not taken; run it again")


def _moment(text: str) -> datetime:
    at = from_instant(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _on_aws(stack: str) -> tuple[Any, Any, Mapping[str, str]]:
    import boto3

    return boto3.client("dynamodb"), boto3.client("sqs"), names_of(stack)


def _on_this_machine() -> tuple[Any, Any, Mapping[str, str]]:
    from botocore.exceptions import EndpointConnectionError

    from infra.local.clients import client
    from infra.local.deploy import deployed
    from infra.local.instance import on_port

    instance = on_port(int(os.environ.get("PORT") or "8000"))
    try:
        return client("dynamodb", instance), client("sqs", instance), deployed(instance).names
    except EndpointConnectionError as error:
        raise SystemExit(f"takepart: nothing runs at {instance.url}; start it with: make run") from error


if __name__ == "__main__":
    main()
