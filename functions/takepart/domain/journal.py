"""The journal: what happened to one thing, who did it, when and why, in a chain that shows any later edit.

It holds ids, amounts, times and digests, never a name, a contact or free text. Those lie beside it, so that a person
or a text can be erased and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NewType

from takepart.domain.ids import PersonId, StaffId, StepId

Fact = str | int
Actor = NewType("Actor", str)
"""Who did it: ``person:<id>``, ``staff:<id>`` or ``system:<job>``."""

FIRST_HASH: Final = "0" * 64


class BrokenJournal(Exception):
    """An entry is missing, out of order or was changed after it was written."""


def person(person_id: PersonId) -> Actor:
    """The participant as an actor."""
    return Actor(f"person:{person_id}")


def staff(staff_id: StaffId) -> Actor:
    """A member of staff as an actor."""
    return Actor(f"staff:{staff_id}")


class Job(StrEnum):
    """What acts when no person does."""

    PAYMENTS = "system:payments"
    REMINDERS = "system:reminders"
    RECEIPTS = "system:receipts"
    MAILER = "system:mailer"
    OFFICE = "system:office"
    RECORDS = "system:records"
    RETENTION = "system:retention"

    @property
    def actor(self) -> Actor:
        """The job as an actor."""
        return Actor(self.value)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened. ``before`` is the hash of the entry before it."""

    seq: int
    at: datetime
    by: Actor
    action: str
    step: StepId
    before: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def hash(self) -> str:
        """SHA-256 over everything in the entry, in one fixed spelling."""
        spelling = json.dumps(
            [
                self.seq,
                instant(self.at),
                self.by,
                self.action,
                self.step,
                self.before,
                dict(sorted(self.facts.items())),
            ],
            ensure_ascii=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(spelling.encode()).hexdigest()


Journal = tuple[Entry, ...]


def append(
    journal: Journal, *, at: datetime, by: Actor, action: str, step: StepId, facts: Mapping[str, Fact] | None = None
) -> Journal:
    """The journal with one more entry, chained to the last."""
    entry = Entry(
        seq=len(journal) + 1,
        at=at.astimezone(UTC),
        by=by,
        action=action,
        step=step,
        before=journal[-1].hash if journal else FIRST_HASH,
        facts=MappingProxyType(dict(facts or {})),
    )
    return (*journal, entry)


def has_step(journal: Sequence[Entry], step: StepId) -> bool:
    """Whether this attempt is already written down: then it happened, whatever the reply said."""
    return any(entry.step == step for entry in journal)


def verify(journal: Sequence[Entry], *, hashes: Sequence[str] | None = None) -> None:
    """Check the chain. ``hashes``, as stored beside the entries, shows an edit of the last entry too.

    Raises BrokenJournal, naming the first entry that does not fit.
    """
    before = FIRST_HASH
    for place, entry in enumerate(journal, start=1):
        if entry.seq != place:
            raise BrokenJournal(f"entry {place} has number {entry.seq}")
        if entry.before != before:
            raise BrokenJournal(f"entry {place} does not follow entry {place - 1}")
        before = entry.hash
        if hashes is not None and hashes[place - 1] != before:
            raise BrokenJournal(f"entry {place} was changed")


def same(what: str, is_now: object, told: object) -> None:
    """Hold what something says against what its journal tells. Raises BrokenJournal, which repeats neither."""
    if is_now != told:
        raise BrokenJournal(f"its journal tells of another {what}")


def digest_of(text: str, *, step: StepId) -> str:
    """What the journal keeps of a free text. The step is the salt, so that short words cannot be guessed back."""
    return hashlib.sha256(f"{step}\n{text}".encode()).hexdigest()


def instant(at: datetime) -> str:
    """An instant as it is stored: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_instant(stored: str) -> datetime:
    """The instant that ``instant`` spelled."""
    return datetime.fromisoformat(stored.replace("Z", "+00:00"))
