"""The complaints desk gives complaints to handlers; a handler acknowledges, moves a date with a reason, and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.voice import complaint as steps
from takepart.domain.voice.complaint import Complaint, ComplaintId
from takepart.domain.voice.rules import Track, VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.doing import Change, do, read
from takepart.use_cases.voice.ports import Complaints
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class Handling:
    """One member of staff at one time, with what a step on a complaint needs."""

    complaints: Complaints
    policy: Policy
    holidays: Holidays
    by: StaffId
    now: datetime
    step: StepId
    seen: int | None = None
    """The version that the page showed, if it said so."""

    @property
    def is_desk(self) -> bool:
        """Whether they give complaints to handlers."""
        return self.by in self._rules.complaints_desk

    def read(self, id: ComplaintId) -> Complaint:
        """One complaint. Raises Closed for anybody but its handler and the desk, or when there is none."""
        return read(self.complaints, id, may=self._may_read)

    def board(self) -> Sequence[Complaint]:
        """The open complaints that they may read, the next date first. One list each, none by a scan."""
        lists = [self.complaints.with_handler(self.by)]
        if self.is_desk:
            handlers = {each for track in self._rules.tracks for stage in track.stages for each in stage.handlers}
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

    @property
    def _rules(self) -> VoiceRules:
        return rules_of(self.policy)

    def _track(self, complaint: Complaint) -> Track:
        return self._rules.track(complaint.track)

    def _may_read(self, complaint: Complaint) -> bool:
        return complaint.may_be_read_by(self.by, desk=self._rules.complaints_desk)

    def _do(
        self, id: ComplaintId, change: Change[Complaint], *, may: Callable[[Complaint], bool] | None = None
    ) -> Complaint:
        step = Step(journals.staff(self.by), self.now, self.step)
        return do(self.complaints, id, step, change, may=may or self._may_read, seen=self.seen)
