"""A table's stream records as events: the journal entries that the new image has and the old one had not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from takepart.domain.journal import from_instant
from takepart.use_cases.ports import Event, EventKind

_ASKED_FOR = {EventKind.PERSON_LINK, EventKind.PROMISES}
"""What is put on a queue by whoever asks for it, and stands in no journal."""
_KINDS = {kind.value.upper(): kind for kind in EventKind if kind not in _ASKED_FOR}
"""An aggregate's key begins with the name of its events. One that nobody listens to has no kind of event."""
_SIGN_UP = "SIGN-UP#"
_DUTY, _AUDIT = "#DUTY#", "#AUDIT"


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
