"""The complaints desk gives complaints to handlers; a handler acknowledges, moves a date with a reason, and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from takepart.domain.ids import StaffId
from takepart.domain.voice import complaint as steps
from takepart.domain.voice.complaint import Complaint, ComplaintId
from takepart.domain.voice.rules import Track
from takepart.domain.working_days import Holidays
from takepart.use_cases.doing import Change, do, read
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Complaints


class Handling(Acting):
    """What they do with complaints."""

    def __init__(self, act: Act, *, complaints: Complaints, holidays: Holidays) -> None:
        super().__init__(act)
        self.complaints, self.holidays = complaints, holidays

    @property
    def is_desk(self) -> bool:
        """Whether they give complaints to handlers."""
        return self.by in self.rules.complaints_desk

    def read(self, id: ComplaintId) -> Complaint:
        """One complaint. Raises Closed for anybody but its handler and the desk, or when there is none."""
        return read(self.complaints, id, may=self._may_read)

    def board(self) -> Sequence[Complaint]:
        """The open complaints that they may read, the next date first. One list each, none by a scan."""
        lists = [self.complaints.with_handler(self.by)]
        if self.is_desk:
            handlers = {each for track in self.rules.tracks for stage in track.stages for each in stage.handlers}
            lists += [self.complaints.with_handler(each) for each in (None, *sorted(handlers - {self.by}))]
        return sorted((each for found in lists for each in found), key=lambda each: (each.next_date, each.id))

    def assign(self, id: ComplaintId, to: StaffId) -> Complaint:
        """Give it to a handler; only the desk does. Raises Refused, ChangedMeanwhile."""
        return self._do(
            id,
            lambda one, step: steps.assign(one, step, to=to, track=self._track(one)),
            may=lambda _: self.is_desk,
        )

    def acknowledge(self, id: ComplaintId) -> Complaint:
        """Say that we have it. Raises Refused, ChangedMeanwhile."""
        return self._do(
            id, lambda one, step: steps.acknowledge(one, step, track=self._track(one), holidays=self.holidays)
        )

    def extend(self, id: ComplaintId, *, to: date, why: str) -> Complaint:
        """Move the date. Raises Refused, ChangedMeanwhile."""
        return self._do(id, lambda one, step: steps.extend(one, step, to=to, why=why))

    def answer(self, id: ComplaintId, words: str) -> Complaint:
        """Answer it; only its handler does. Raises Refused, ChangedMeanwhile."""
        return self._do(id, lambda one, step: steps.answer(one, step, words=words))

    def _track(self, complaint: Complaint) -> Track:
        return self.rules.track(complaint.track)

    def _may_read(self, complaint: Complaint) -> bool:
        return complaint.may_be_read_by(self.by, desk=self.rules.complaints_desk)

    def _do(
        self, id: ComplaintId, change: Change[Complaint], *, may: Callable[[Complaint], bool] | None = None
    ) -> Complaint:
        return do(self.complaints, id, self.taking, change, may=may or self._may_read, seen=self.seen)
