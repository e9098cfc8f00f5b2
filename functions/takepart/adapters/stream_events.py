"""A table's stream records as events, relayed: the journal entries that the new image has and the old one had not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import clock
from takepart.domain.journal import from_instant
from takepart.use_cases.ports import Event, EventKind, Queues
from takepart.use_cases.relay_events import relay_events

logger = Logger()

_ASKED_FOR = {EventKind.PERSON_LINK, EventKind.PROMISES}
"""What is put on a queue by whoever asks for it, and stands in no journal."""
_KINDS = {kind.value.upper(): kind for kind in EventKind if kind not in _ASKED_FOR}
"""An aggregate's key begins with the name of its events. One that nobody listens to has no kind of event."""
_SIGN_UP = "SIGN-UP#"
_DUTY, _AUDIT = "#DUTY#", "#AUDIT"


def relay(records: Sequence[Mapping[str, Any]], *, queues: Queues, quiet: bool = False) -> dict[str, Any]:
    """Relay a batch of records; from the first one that could not be relayed on, they come again, in order.

    Nothing is logged when all is well and it is ``quiet``: no line says when somebody was heard.
    """
    of_record: dict[str, list[Event]] = {}
    again = None
    for record in records:
        number = record["dynamodb"]["SequenceNumber"]
        try:
            of_record[number] = events_in(record)
        except (KeyError, TypeError, ValueError) as error:
            # Those before it are not held up; it comes again until it is put aside for somebody to look at.
            logger.error("a record that cannot be read", record=number, error=type(error).__name__)
            again = number
            break
    every = [event for events in of_record.values() for event in events]
    left = {event.id for event in relay_events(every, queues=queues, now=clock.now())}
    again = next((number for number, events in of_record.items() if any(e.id in left for e in events)), again)
    if again and quiet:
        logger.warning("not all relayed", left=len(left))
    if not quiet:
        logger.info("relayed", records=len(of_record), left=len(left))
    return {"batchItemFailures": [{"itemIdentifier": again}] if again else []}


def events_in(record: Mapping[str, Any]) -> list[Event]:
    """The events of one stream record; none for an item that has no journal, or for one that was removed."""
    change = record.get("dynamodb", {})
    new = change.get("NewImage", {})
    before = len(change.get("OldImage", {}).get("journal", {}).get("L", ()))
    entries = new.get("journal", {}).get("L", ())
    return events_of(
        new.get("pk", {}).get("S", ""),
        entries[before:],
        sk=new.get("sk", {}).get("S", ""),
    )


def events_of(pk: str, entries: Sequence[Mapping[str, Any]], *, sk: str = "") -> list[Event]:
    """Journal entries, as DynamoDB gives them, as events of the aggregate with this key.

    A sign-up shares the partition of its session: its event is about ``<session>/<person>``. A team's duties and audits
    share one, too: theirs are about ``<team>/<year>/<commitment>`` and ``<team>/<year>``.
    """
    prefix, _, about = pk.partition("#")
    kind = _KINDS.get(prefix)
    if sk.startswith(_SIGN_UP):
        kind, about = EventKind.SIGN_UP, f"{about}/{sk.removeprefix(_SIGN_UP)}"
    elif prefix == "PROMISES" and _DUTY in sk:
        kind, about = EventKind.DUTY, f"{about}/{sk.replace(_DUTY, '/')}"
    elif prefix == "PROMISES" and sk.endswith(_AUDIT):
        kind, about = EventKind.AUDIT, f"{about}/{sk.removesuffix(_AUDIT)}"
    return [_event(kind, about, entry["M"]) for entry in entries] if kind else []


def _event(kind: EventKind, about: str, entry: Mapping[str, Any]) -> Event:
    at = entry.get("at", {}).get("S")
    return Event(
        kind=kind,
        about=about,
        seq=int(entry["seq"]["N"]),
        action=entry["action"]["S"],
        at=from_instant(at) if at else None,
    )
