"""The complaints desk gives complaints to handlers; they acknowledge, move a date with a reason, and answer.

Who may what: the desk and whoever has it in hand take its steps; those who are to sign its answer, and managers who
were told that it is late, read it; the owner of what we learnt from it sees that alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.refused import Refused
from takepart.domain.sent_files import WRONG_KIND, SentFile, look_at
from takepart.domain.voice import complaint as steps
from takepart.domain.voice import complaint_end, complaint_file
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Attached, CameBy, Complainant, ComplaintId, Learning
from takepart.domain.voice.complaint_report import TrackReport, report, year_ending
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.working_days import Holidays
from takepart.use_cases.doing import Change, do, make, read
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Complaints, track_of

NOT_A_PAPER: Final = "This file is not a photo or a PDF. Send a photo of the paper, or a PDF."


class Lesson(NamedTuple):
    """What was learnt from a complaint, with its number there."""

    complaint: ComplaintId
    number: int
    learning: Learning


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

    @property
    def sees_all(self) -> bool:
        """Whether they answer for all complaints: the desk and the managers."""
        return self.is_desk or self.by in self.rules.complaints_managers

    def may_touch(self, complaint: Complaint) -> bool:
        """Its handler and the desk do, and nobody else."""
        return self.is_desk or self.by == complaint.handler

    def may_read(self, complaint: Complaint) -> bool:
        """Whether they may see it."""
        rules = self.rules
        return complaint.may_be_read_by(self.by, desk=rules.complaints_desk, managers=rules.complaints_managers)

    def read(self, id: ComplaintId) -> Complaint:
        """One that they may see. Raises Closed."""
        return read(self.store, id, may=self.may_read)

    def board(self) -> Sequence[Complaint]:
        """The open complaints that they may read, the next date first."""
        found = self._all_open() if self.sees_all else self.store.held_by(self.by)
        return sorted(filter(self.may_read, found), key=lambda each: (each.next_date, each.id))

    def found(self, *, first: date, last: date) -> Sequence[Complaint]:
        """All that reached us in these days, open or done, and that they may read; the last one first."""
        return [one for one in self._between(first, last) if self.may_read(one)]

    def _between(self, first: date, last: date) -> Sequence[Complaint]:
        done = [one for year in range(first.year, last.year + 1) for one in self.store.closed(year)]
        known = {one.id: one for one in (*done, *self._all_open()) if first <= one.received_on <= last}
        return sorted(known.values(), key=lambda one: (one.received_on, one.id), reverse=True)

    def report(self, year: int) -> Sequence[TrackReport]:
        """The yearly report, for those who answer for all complaints. Raises Closed."""
        self.must(self.sees_all)
        first, last = year_ending(year)
        return report(self._between(first, last), self.rules, self.policy.organisation, year=year)

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

    def by_track(self, id: ComplaintId, change: Any, **typed: Any) -> Complaint:
        """A step that goes by the rules of its track; ``change`` takes them as ``track``."""
        return self.do(id, lambda one, step: change(one, step, track=track_of(one, self.policy), **typed))

    def by_clock(self, id: ComplaintId, change: Any, **typed: Any) -> Complaint:
        """A step that gives it dates by the rules of its track."""
        return self.by_track(id, change, holidays=self.holidays, **typed)

    def assign(self, id: ComplaintId, to: StaffId) -> Complaint:
        """Give it to a handler; only the desk does."""
        self.must(self.is_desk)
        return self.by_track(id, steps.assign, to=to)

    def as_desk(self, id: ComplaintId, change: Change[Complaint]) -> Complaint:
        """A step that only the desk takes."""
        self.must(self.is_desk)
        return self.do(id, change)

    def as_reader(self, id: ComplaintId, change: Change[Complaint]) -> Complaint:
        """A step of anybody who may read it: a note, a signature."""
        return do(self.store, id, self.taking, change, may=self.may_read, seen=self.seen)

    def change_track(self, id: ComplaintId, to: str, words: str) -> Complaint:
        """It is of another kind. Raises UnknownTrack."""
        other = self.rules.track(to)
        return self.as_desk(id, partial(complaint_end.change_track, to=other, words=words, holidays=self.holidays))

    def merge(self, id: ComplaintId, into: ComplaintId) -> Complaint:
        """It goes on as a part of another one; both steps are kept, or neither."""
        self.must(self.is_desk)
        other = self.store.get(into)
        if other is None:
            raise Refused(id, reason=VoiceRefusal.NOT_THE_SAME_KIND)

        def keep(before: Complaint, after: Complaint) -> None:
            self.store.save_together(after, complaint_end.take_in(other, self.taking, other=before))

        return self.do(id, partial(complaint_end.merge, into=other), keep=keep)

    def sent(self, id: ComplaintId, file: str) -> SentFile:
        """A file that was sent for it, looked at: what is wrong with it stands in ``problem``."""
        sent = look_at(self.stores.photos.uploaded(id, file))
        return replace(sent, problem=NOT_A_PAPER) if sent.problem == WRONG_KIND else sent

    def attach(self, id: ComplaintId, file: str, what: str) -> Complaint:
        """Keep the file with it, without what a photo hides."""
        sent, key = self.sent(id, file), f"{id}/{file}"
        if sent.problem:
            raise Refused(id, reason=VoiceRefusal.UNUSABLE_FILE)
        paper = Attached(
            key=key, what=what, content_type=sent.content_type, sha256=hashlib.sha256(sent.content).hexdigest()
        )

        def change(one: Complaint, step: Step) -> Complaint:
            after = complaint_file.attach(one, step, file=paper)
            self.stores.photos.keep_paper(key, sent)
            return after

        return self.do(id, change)

    def detach(self, id: ComplaintId, key: str) -> Complaint:
        """Take a file away again. Pressed again, it is gone as well."""
        after = self.do(id, partial(complaint_file.detach, key=key))
        self.stores.photos.drop_paper(key)
        return after

    def learn(self, id: ComplaintId, *, what: str, owner: StaffId, by: date) -> Complaint:
        """What we change because of it, and who sees to it."""
        if owner not in self.rules.staff:
            raise Refused(id, reason=VoiceRefusal.NOT_AN_OWNER)
        return self.do(id, partial(complaint_file.learn, what=what, owner=owner, by=by))

    def lesson(self, id: ComplaintId, number: int) -> tuple[Complaint, Learning]:
        """One thing that was learnt: its owner sees that of a complaint and no more; and the complaint's version."""
        found = read(self.store, id, may=partial(self._owns, number))
        return found, found.learning[number]

    def learnt(self, id: ComplaintId, number: int, did: str) -> Complaint:
        """It is done: its owner says so, or the desk."""
        change = partial(complaint_file.learnt, number=number, did=did)
        return do(self.store, id, self.taking, change, may=partial(self._owns, number), seen=self.seen)

    def _owns(self, number: int, one: Complaint) -> bool:
        return any(
            self.sees_all or self.policy.is_theirs(each.owner, self.by) for each in one.learning[number : number + 1]
        )

    def lessons(self) -> Sequence[Lesson]:
        """What is still to be done of what was learnt: their own, or everybody's for the desk; the next day first."""
        found = [
            Lesson(one.id, number, each)
            for one in self.store.unfinished()
            for number, each in enumerate(one.learning)
            if each.done_on is None and (self.sees_all or self.policy.is_theirs(each.owner, self.by))
        ]
        return sorted(found, key=lambda each: (each.learning.by, each.complaint))

    def _all_open(self) -> Sequence[Complaint]:
        return [one for one in self.store.unfinished() if one.is_open]
