"""The complaints desk gives complaints to handlers; a handler acknowledges, moves a date with a reason, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from takepart.domain import journal as journals
from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice.complaint import Complaint, ComplaintId
from takepart.domain.voice.refusals import CannotDo, Refusal
from takepart.domain.voice.rules import Track, VoiceRules
from takepart.domain.working_days import Holidays
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

    @property
    def is_desk(self) -> bool:
        """Whether they give complaints to handlers."""
        return self.by in self._rules.complaints_desk

    def read(self, id: ComplaintId) -> Complaint:
        """One complaint. Raises CannotDo for anybody but its handler and the desk, or when there is none."""
        found = self.complaints.get(id)
        if found is None or not found.may_be_read_by(self.by, desk=self._rules.complaints_desk):
            raise CannotDo(id, reason=Refusal.NOT_OPEN_TO_YOU)
        return found

    def board(self) -> Sequence[Complaint]:
        """The open complaints that they may read, the next date first. One list each, none by a scan."""
        lists = [self.complaints.with_handler(self.by)]
        if self.is_desk:
            handlers = {each for track in self._rules.tracks for stage in track.stages for each in stage.handlers}
            lists += [self.complaints.with_handler(each) for each in (None, *sorted(handlers - {self.by}))]
        return sorted((each for found in lists for each in found), key=lambda each: (each.next_date, each.id))

    def assign(self, id: ComplaintId, to: StaffId) -> Complaint:
        """Give it to a handler; only the desk does. Raises CannotDo, ChangedMeanwhile."""
        complaint = self.read(id)
        if not self.is_desk:
            raise CannotDo(id, reason=Refusal.NOT_OPEN_TO_YOU)
        return self._keep(
            complaint,
            lambda: complaints_domain.assign(
                complaint, to=to, track=self._track(complaint), by=self.by, at=self.now, step=self.step
            ),
        )

    def acknowledge(self, id: ComplaintId) -> Complaint:
        """Say that we have it. Raises CannotDo, ChangedMeanwhile."""
        complaint = self.read(id)
        return self._keep(
            complaint,
            lambda: complaints_domain.acknowledge(
                complaint,
                track=self._track(complaint),
                by=self.by,
                holidays=self.holidays,
                at=self.now,
                step=self.step,
            ),
        )

    def extend(self, id: ComplaintId, *, to: date, why: str) -> Complaint:
        """Move the date. Raises CannotDo, ChangedMeanwhile."""
        complaint = self.read(id)
        return self._keep(
            complaint,
            lambda: complaints_domain.extend(complaint, to=to, why=why, by=self.by, at=self.now, step=self.step),
        )

    def answer(self, id: ComplaintId, words: str) -> Complaint:
        """Answer it; only its handler does. Raises CannotDo, ChangedMeanwhile."""
        complaint = self.read(id)
        return self._keep(
            complaint,
            lambda: complaints_domain.answer(complaint, words=words, by=self.by, at=self.now, step=self.step),
        )

    @property
    def _rules(self) -> VoiceRules:
        return rules_of(self.policy)

    def _track(self, complaint: Complaint) -> Track:
        return self._rules.track(complaint.track)

    def _keep(self, complaint: Complaint, make: complaints_domain.Make) -> Complaint:
        if journals.has_step(complaint.journal, self.step):
            return complaint
        after = make()
        self.complaints.save(after)
        return after
