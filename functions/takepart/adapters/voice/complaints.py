"""Complaints in DynamoDB: one item each, listed for their handler, the next date first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from takepart.adapters.store import Shape, Store
from takepart.domain.ids import StaffId
from takepart.domain.voice.complaint import Complaint, ComplaintState


def _board(handler: StaffId | None, *, is_open: bool) -> str:
    return f"complaint:{'open' if is_open else 'done'}:{handler or 'nobody'}"


def _keys(complaint: Complaint) -> dict[str, str]:
    if complaint.state is ComplaintState.ERASED:
        return {}
    keys = {
        "board": _board(complaint.handler, is_open=complaint.is_open),
        "board_at": f"{complaint.next_date}#{complaint.id}",
    }
    if complaint.is_open:
        keys |= {"due": "complaint", "due_on": complaint.warn_on.isoformat()}
    elif complaint.rests_since:
        keys |= {"due": "complaint-rests", "due_on": complaint.rests_since.isoformat()}
    return keys


class ComplaintsTable(Store[Complaint]):
    """The port ``Complaints``."""

    shape = Shape(Complaint, pk="COMPLAINT#{id}", sk="COMPLAINT", keys=_keys)

    def with_handler(self, handler: StaffId | None, *, is_open: bool = True) -> Sequence[Complaint]:
        """All of one handler, or all that nobody handles yet."""
        return self.every(_board(handler, is_open=is_open))

    def to_warn(self, today: date) -> Iterator[Complaint]:
        """Those of which staff are to be told today: ``Complaint.warn_on``."""
        return self.due("complaint", until=today.isoformat())

    def resting(self, since: date) -> Iterator[Complaint]:
        """Those that have been done since that day or longer."""
        return self.due("complaint-rests", until=since.isoformat())
