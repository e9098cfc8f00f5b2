"""A table's stream records as events: the journal entries that the new image has and the old one had not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from aws_lambda_powertools import Logger

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


class Relayed(NamedTuple):
    """What became of a batch of records: how many events no queue took, and from which record on they come again."""

    left: int
    again: str | None

    @property
    def answer(self) -> dict[str, list[dict[str, str]]]:
        """What Lambda is told: from this record on, all of them again, in their order."""
        return {"batchItemFailures": [{"itemIdentifier": self.again}] if self.again else []}


def relay_records(records: Sequence[Mapping[str, Any]], *, queues: Queues, now: datetime) -> Relayed:
    """Put what a stream's records tell on the queues of whoever cares.

    One that cannot be read holds up none before it; it comes again until it is put aside for somebody to look at.
    """
    of_record: dict[str, list[Event]] = {}
    again = None
    for record in records:
        number = record["dynamodb"]["SequenceNumber"]
        try:
            of_record[number] = events_in(record)
        except (KeyError, TypeError, ValueError) as error:
            logger.error("a record that cannot be read", record=number, error=type(error).__name__)
            again = number
            break
    every = [event for events in of_record.values() for event in events]
    left = {event.id for event in relay_events(every, queues=queues, now=now)}
    first = next((number for number, events in of_record.items() if any(e.id in left for e in events)), again)
    return Relayed(left=len(left), again=first)


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
