"""The complaints desk gives complaints to handlers; a handler acknowledges, moves a date with a reason, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from takepart.domain.ids import StaffId
from takepart.domain.voice import complaint as steps
from takepart.domain.voice.complaint import CameBy, Complainant, Complaint, ComplaintId
from takepart.domain.voice.rules import Track
from takepart.domain.working_days import Holidays
from takepart.use_cases.doing import make
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Complaints


class Handling(Acting[Complaint]):
    """What they do with complaints."""

    def __init__(self, act: Act, *, holidays: Holidays) -> None:
        super().__init__(act)
        self.holidays = holidays

    @property
    def store(self) -> Complaints:
        """All of them."""
        return self.stores.complaints

    @property
    def is_desk(self) -> bool:
        """Whether they give complaints to handlers."""
        return self.by in self.rules.complaints_desk

    def may_touch(self, complaint: Complaint) -> bool:
        """Its handler and the desk do, and nobody else."""
        return complaint.may_be_read_by(self.by, desk=self.rules.complaints_desk)

    def board(self) -> Sequence[Complaint]:
        """The open complaints that they may read, the next date first. One list each, none by a scan."""
        lists = [self.store.with_handler(self.by)]
        if self.is_desk:
            handlers = {each for track in self.rules.tracks for stage in track.stages for each in stage.handlers}
            lists += [self.store.with_handler(each) for each in (None, *sorted(handlers - {self.by}))]
        return sorted((each for found in lists for each in found), key=lambda each: (each.next_date, each.id))

    def enter(
        self,
        *,
        track: str,
        complainant: Complainant,
        words: str,
        happened: date | None,
        received: date,
        came_by: CameBy,
    ) -> Complaint:
        """Write down the complaint of somebody who called, wrote or came. Whoever has a part in being heard may."""
        rules = self.rules.track(track)
        id = ComplaintId(self.reference)
        return make(
            self.store,
            id,
            self.taking,
            lambda step: steps.send(
                step,
                id=id,
                track=rules,
                complainant=complainant,
                words=words,
                happened=happened,
                received=received,
                came_by=came_by,
                holidays=self.holidays,
            ),
        )

    def next_stage(self, id: ComplaintId, words: str, *, received: date) -> Complaint:
        """They told us that they do not agree, and on which day."""
        return self.do(
            id,
            lambda one, step: steps.next_stage(
                one, step, track=self._track(one), words=words, holidays=self.holidays, received=received
            ),
        )

    def assign(self, id: ComplaintId, to: StaffId) -> Complaint:
        """Give it to a handler; only the desk does."""
        self.must(self.is_desk)
        return self.do(id, lambda one, step: steps.assign(one, step, to=to, track=self._track(one)))

    def acknowledge(self, id: ComplaintId) -> Complaint:
        """Say that we have it."""
        return self.do(
            id, lambda one, step: steps.acknowledge(one, step, track=self._track(one), holidays=self.holidays)
        )

    def _track(self, complaint: Complaint) -> Track:
        return self.rules.track(complaint.track)
