"""Complaints in DynamoDB: one item each, listed while open for whoever has them in hand, then by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from takepart.adapters.store import Shape, Store
from takepart.domain.ids import StaffId
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import ComplaintState


def _open(holder: StaffId | None) -> str:
    return f"complaint:open:{holder or 'nobody'}"


def _closed(year: int) -> str:
    return f"complaint:done:{year}"


def _keys(complaint: Complaint) -> dict[str, str]:
    if complaint.state is ComplaintState.ERASED:
        return {}
    if complaint.is_open:
        keys = {"board": _open(complaint.holder), "board_at": f"{complaint.next_date}#{complaint.id}"}
    else:
        day = complaint.received_on
        keys = {"board": _closed(day.year), "board_at": f"{day}#{complaint.id}"}
    if complaint.waits_for:
        keys |= {"due": "complaint", "due_on": complaint.warn_on.isoformat()}
    elif complaint.rests_since:
        keys |= {"due": "complaint-rests", "due_on": complaint.rests_since.isoformat()}
    return keys


class ComplaintsTable(Store[Complaint]):
    """The port ``Complaints``."""

    shape = Shape(Complaint, pk="COMPLAINT#{id}", sk="COMPLAINT", keys=_keys)

    def held_by(self, staff: StaffId | None) -> Sequence[Complaint]:
        """The open ones that one person has in hand, or that nobody has yet."""
        return self.every(_open(staff))

    def closed(self, received: int) -> Sequence[Complaint]:
        """Those of a calendar year that are done, the last one first."""
        return self.every(_closed(received), newest=True)

    def unfinished(self) -> Iterator[Complaint]:
        """All of which something is still to be done: open ones, and those from which something was learnt."""
        return self.due("complaint")

    def to_warn(self, today: date) -> Iterator[Complaint]:
        """Those of which staff are to be told today: ``Complaint.warn_on``."""
        return self.due("complaint", until=today.isoformat())

    def resting(self, since: date) -> Iterator[Complaint]:
        """Those that have been done since that day or longer."""
        return self.due("complaint-rests", until=since.isoformat())
