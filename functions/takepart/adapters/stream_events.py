"""A table's stream records as events: the journal entries that the new image has and the old one had not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from takepart.use_cases.ports import Event, EventKind

_KINDS = {
    "CLAIM": EventKind.CLAIM,
    "BATCH": EventKind.BATCH,
    "VOUCHERS": EventKind.VOUCHERS,
    "FLOAT": EventKind.FLOAT,
    "SIGN-IN": EventKind.SIGN_IN,
    "NOTICE": EventKind.NOTICE,
    "PERSON": EventKind.PERSON,
    "OPPORTUNITY": EventKind.OPPORTUNITY,
    "SESSION": EventKind.SESSION,
    "FEEDBACK": EventKind.FEEDBACK,
    "COMPLAINT": EventKind.COMPLAINT,
    "YOU-SAID": EventKind.YOU_SAID,
    "NEWSLETTER": EventKind.NEWSLETTER,
    "SUBSCRIBER": EventKind.SUBSCRIBER,
}
_SIGN_UP = "SIGN-UP#"


def events_in(record: Mapping[str, Any]) -> list[Event]:
    """The events of one stream record; none for an item that has no journal, or for one that was removed."""
    change = record.get("dynamodb", {})
    new = change.get("NewImage", {})
    before = len(change.get("OldImage", {}).get("journal", {}).get("L", ()))
    entries = new.get("journal", {}).get("L", ())
    return events_of(
        new.get("pk", {}).get("S", ""),
        [(int(e["M"]["seq"]["N"]), e["M"]["action"]["S"]) for e in entries[before:]],
        sk=new.get("sk", {}).get("S", ""),
    )


def events_of(pk: str, entries: list[tuple[int, str]], *, sk: str = "") -> list[Event]:
    """Journal entries, as (number, action), as events of the aggregate with this key.

    A sign-up shares the partition of its session: its event is about ``<session>/<person>``.
    """
    prefix, _, about = pk.partition("#")
    kind = _KINDS.get(prefix)
    if sk.startswith(_SIGN_UP):
        kind, about = EventKind.SIGN_UP, f"{about}/{sk.removeprefix(_SIGN_UP)}"
    return [Event(kind=kind, about=about, seq=seq, action=action) for seq, action in entries] if kind else []
