"""How much of what people say waits for one member of staff: numbers alone, for the first page of the office.

The office of claims and money shows them, and may not read what anybody said. It counts keys of an index, and the pages
that the numbers lead to belong to another function.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple, Protocol

from takepart.domain.ids import StaffId
from takepart.domain.policy import Policy

MOST_COUNTED: Final = 100
"""Counting stops there: the page says "100 or more"."""


class VoiceCounts(Protocol):
    """How much stands in each list of what people say."""

    def alerts(self) -> int:
        """Alerts that nobody has taken, of every kind."""

    def alerts_taken(self) -> int:
        """Alerts from the door that somebody has, and has not said are dealt with."""

    def feedback(self) -> int:
        """What was said and waits for an answer of ours, or for a person to say whether it is spam."""

    def answers(self) -> int:
        """Answers to questionnaires that nobody has read."""

    def drafts(self) -> int:
        """Drafts of "You said, we did" that somebody else must check."""

    def complaints(self, handler: StaffId | None) -> int:
        """Open complaints of one handler, or those that nobody has."""

    def overdue(self, handler: StaffId | None, today: date) -> int:
        """Those of them whose next date has passed."""


class Waiting(NamedTuple):
    """One line of the page."""

    number: int
    one: str
    many: str
    page: str
    urgent: bool = False


def what_waits(staff: StaffId, *, counts: VoiceCounts, policy: Policy, today: date) -> tuple[Waiting, ...]:
    """What waits for them, the most urgent first. Raises StoreUnavailable."""
    lines = sorted(_lines(staff, counts, policy, today), key=lambda line: not line.urgent)
    return tuple(line for line in lines if line.number)


def _lines(staff: StaffId, counts: VoiceCounts, policy: Policy, today: date) -> Iterator[Waiting]:
    rules = policy.voice
    if rules is None:
        return
    voice, complaints = "/office/voice", "/office/voice/complaints"
    if staff in rules.duty:
        yield Waiting(
            number=counts.alerts(),
            one="alert that somebody may be at risk. Nobody has taken it",
            many="alerts that somebody may be at risk. Nobody has taken them",
            page=voice,
            urgent=True,
        )
        yield Waiting(
            number=counts.alerts_taken(),
            one="alert that somebody has and that is not dealt with",
            many="alerts that somebody has and that are not dealt with",
            page=voice,
        )
    handlers = {each for track in rules.tracks for stage in track.stages for each in stage.handlers}
    is_desk = staff in rules.complaints_desk
    mine: list[StaffId | None] = [None, *sorted(handlers | {staff})] if is_desk else [staff]
    if is_desk or staff in handlers:
        late = sum(counts.overdue(each, today) for each in mine)
        yield Waiting(
            number=late,
            one="complaint that is past its date",
            many="complaints that are past their date",
            page=complaints,
            urgent=True,
        )
        yield Waiting(
            number=counts.complaints(staff),
            one="complaint that you have",
            many="complaints that you have",
            page=complaints,
        )
    if is_desk:
        yield Waiting(
            number=counts.complaints(None),
            one="complaint that nobody has yet: give it to a handler",
            many="complaints that nobody has yet: give them to a handler",
            page=complaints,
        )
    if staff in rules.readers or staff in rules.duty:
        yield Waiting(
            number=counts.feedback(), one="thing that people said", many="things that people said", page=voice
        )
        yield Waiting(
            number=counts.answers(), one="answer to read", many="answers to read", page="/office/voice/answers"
        )
    if staff in rules.checkers:
        yield Waiting(
            number=counts.drafts(),
            one="draft of “You said, we did” to check",
            many="drafts of “You said, we did” to check",
            page="/office/voice/you-said",
        )
