"""A step is taken once, on what was seen, and by who may; one that cannot be taken stops none of the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import Closed
from takepart.domain.voice import complaint as complaints
from takepart.use_cases.doing import do, do_each, read
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import Damaged, DamagedRecord
from tests.integration.adapters.test_voice_tables import a_complaint
from tests.voices import NOON, FakeComplaints

ID = "K7M4-9QXR"


def more(press: str) -> Step:
    return Step(complaints.COMPLAINANT, NOON, StepId(press))


def add(one: complaints.Complaint, step: Step) -> complaints.Complaint:
    return complaints.add(one, step, words="And again.")


def test_the_same_press_happens_once() -> None:
    """Whatever the reply said, and also from a page that is old by its own doing."""
    store = FakeComplaints(a_complaint())

    first = do(store, ID, more("a"), add, seen=1)

    assert do(store, ID, more("a"), add, seen=1) == first
    assert store.kept[ID].version == 2
    assert store.writes == 1


def test_a_page_that_is_old_is_refused_when_it_says_what_it_showed() -> None:
    """One that does not say takes its step on what is there now."""
    store = FakeComplaints(a_complaint())
    do(store, ID, more("a"), add)

    with pytest.raises(ChangedMeanwhile):
        do(store, ID, more("b"), add, seen=1)

    assert do(store, ID, more("c"), add).version == 3


def test_who_is_overtaken_looks_again_and_is_not_lost() -> None:
    """Somebody writes between the reading and the keeping."""
    store = FakeComplaints(a_complaint())
    late = [more("they")]

    def slowly(one: complaints.Complaint, step: Step) -> complaints.Complaint:
        if late:
            store.save(add(one, late.pop()))
        return add(one, step)

    assert [entry.step for entry in do(store, ID, more("we"), slowly).journal[1:]] == ["they", "we"]


class Counted(FakeComplaints):
    """How often it was read."""

    reads = 0

    def get(self, key: str, /) -> complaints.Complaint | None:
        self.reads += 1
        return super().get(key)


def test_what_this_press_has_read_is_read_again_only_where_somebody_was_quicker() -> None:
    """What was handed over is as good as what is there: the write has its version for a condition."""
    store = Counted(found := a_complaint())

    after = do(store, ID, more("we"), add, found=found)
    assert (after.version, store.reads) == (2, 0)

    late = do(store, ID, more("they"), add, found=found)
    assert [entry.step for entry in late.journal[1:]] == ["we", "they"]
    assert store.reads == 1

    with pytest.raises(ChangedMeanwhile):
        do(store, ID, more("late"), add, seen=1, found=found)
    assert do(store, ID, more("we"), add, found=after) == after


def test_more_can_go_into_the_same_write_and_goes_once() -> None:
    """How it was, and how it is: a press that was taken writes nothing again."""
    store = FakeComplaints(a_complaint())
    written: list[tuple[int, int]] = []

    def keep(before: complaints.Complaint, after: complaints.Complaint) -> None:
        written.append((before.version, after.version))
        store.save(after)

    for _ in range(2):
        do(store, ID, more("with"), add, keep=keep)

    assert written == [(1, 2)]


def test_what_is_not_there_and_what_is_not_theirs_are_the_same() -> None:
    """So that nobody learns what there is."""
    store = FakeComplaints(a_complaint())
    with pytest.raises(Closed) as theirs:
        read(store, ID, may=lambda _: False)
    with pytest.raises(Closed) as nothing:
        read(store, "GGGG-GGGG")
    assert theirs.value.reason is nothing.value.reason


def test_a_job_passes_over_what_it_cannot_do_and_stops_when_time_is_short() -> None:
    """Two are overdue, one is not; a second run does none again."""
    names = ["AAAA-1111", "BBBB-2222", "CCCC-3333"]
    store = FakeComplaints(*map(a_complaint, names))
    done = complaints.withdraw(store.kept[names[0]], more("back"))
    store.save(done)
    late = NOON + timedelta(days=60)

    def run(*, hurry: bool = False) -> int:
        things = list(store.kept.values())
        by = journals.Job.REMINDERS.actor
        return do_each(
            store,
            things,
            lambda one: Step(by, late, StepId(f"overdue-{one.next_date}")),
            complaints.warn,
            hurry=lambda: hurry,
        )

    assert run(hurry=True) == 0
    assert run() == 2
    assert run() == 0


def test_a_jobs_step_is_taken_once_also_where_it_could_be_taken_again() -> None:
    """The clock started it twice."""
    store = FakeComplaints(a_complaint())

    def run() -> int:
        return do_each(store, list(store.kept.values()), lambda _: more("of-the-clock"), add)

    assert [run(), run()] == [1, 0]
    assert store.kept[ID].version == 2


def test_what_was_damaged_since_it_was_listed_stops_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its write finds a record that cannot be read."""
    first, second = "AAAA-1111", "BBBB-2222"
    store, save = FakeComplaints(a_complaint(first), a_complaint(second)), FakeComplaints.save

    def damaged_first(self: FakeComplaints, one: complaints.Complaint) -> None:
        if one.id == first:
            raise DamagedRecord(Damaged(about=first, why="entry 1"))
        save(self, one)

    monkeypatch.setattr(FakeComplaints, "save", damaged_first)

    assert do_each(store, list(store.kept.values()), lambda _: more("of-the-clock"), add) == 1
    assert store.kept[second].version == 2


def test_a_step_knows_its_day_in_the_uk_and_its_member_of_staff() -> None:
    """A job and a person are no member of staff."""
    assert Step(journals.staff(StaffId("reader")), NOON, StepId("x")).staff == "reader"
    assert more("x").staff == Step(journals.Job.OFFICE.actor, NOON, StepId("x")).staff == ""
    assert more("x").today == NOON.date()
