"""Keeping the figures up to date, one record at a time."""

from __future__ import annotations

import pytest

from takepart.domain.assurance.rules import TeamId
from takepart.domain.claims.claim import ClaimAction
from takepart.domain.figures.figure import EVERYONE, NOTHING, Contribution, Figure, Period, contribution, key
from takepart.use_cases.figures.counting import TOUCHES, keep
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import ChangedMeanwhile, Event, EventKind
from takepart.use_cases.relay_events import ROUTES
from takepart.use_cases.stores import Damaged, DamagedRecord
from tests.fakes_figures import FakeFigureStore
from tests.figures_history import History

AUTUMN = Period(2026, 3)
ONE = Subject(EventKind.CLAIM, "one")
SENT, MONEY = key(Figure.CLAIMS_SENT), key(Figure.MONEY)


def adds(pence: int) -> Contribution:
    return contribution(TeamId("youth"), [(AUTUMN, SENT, 1), (AUTUMN, MONEY, pence)])


def test_an_event_that_comes_twice_counts_once() -> None:
    """And the second one writes nothing at all."""
    store = FakeFigureStore()

    assert [keep([ONE], read=lambda _: adds(5), store=store) for _ in range(3)] == [1, 0, 0]
    assert store.sums[AUTUMN, EVERYONE] == {SENT: 1, MONEY: 5}
    assert store.writes == 1


def test_a_damaged_record_keeps_no_other_from_being_counted() -> None:
    """And is told, so that the event comes again."""
    store, damaged = FakeFigureStore(), Subject(EventKind.CLAIM, "damaged")

    def read(subject: Subject) -> Contribution:
        if subject == damaged:
            raise DamagedRecord(Damaged(about="CLAIM#damaged", why="entry 1"))
        return adds(5)

    with pytest.raises(DamagedRecord):
        keep([damaged, ONE], read=read, store=store)

    assert store.sums[AUTUMN, EVERYONE] == {SENT: 1, MONEY: 5}


def test_a_record_that_adds_nothing_is_not_written_down() -> None:
    """Most events change no figure."""
    store = FakeFigureStore()

    keep([ONE], read=lambda _: NOTHING, store=store)

    assert store.adds == {}


def test_what_was_read_before_another_counted_never_replaces_it() -> None:
    """Two at once: one reads, then sleeps while the record changes and the other counts it as it is now."""
    store, reads = FakeFigureStore(), [adds(1)]

    def slowly(_: Subject) -> Contribution:
        if len(reads) == 1:
            reads.append(adds(2))
            keep([ONE], read=lambda _: adds(2), store=store)
            return reads[0]
        return adds(2)

    keep([ONE], read=slowly, store=store)

    assert store.sums[AUTUMN, EVERYONE] == {SENT: 1, MONEY: 2}


def test_a_record_that_others_keep_counting_comes_again_later() -> None:
    """After a few tries the message goes back to its queue; nothing is half-written."""

    class Busy(FakeFigureStore):
        def replace(self, subject: Subject, last: Counted, new: Contribution) -> None:
            raise ChangedMeanwhile(subject.about)

    with pytest.raises(ChangedMeanwhile):
        keep([ONE], read=lambda _: adds(1), store=Busy())


def test_what_touches_no_figure_reads_nothing() -> None:
    """A nudge changes no figure."""
    event = Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=2, action=ClaimAction.NUDGE.value)

    assert list(History(0).counting().touched_by(event)) == []


def test_every_action_that_is_named_is_one_that_exists() -> None:
    """Of a kind of event that is relayed at all."""
    assert set(TOUCHES) <= set(ROUTES)


def test_whatever_happens_to_a_record_and_touches_no_figure_leaves_its_contribution_alone() -> None:
    """The list of events is complete: after each step of some histories, the records that no event named are the same.

    An action that changed a figure and was missing from the list would be found here.
    """
    for seed in range(3):
        history = History(seed)
        before: dict[Subject, Contribution] = {}
        reading = history.counting()
        for _ in range(60):
            told = len(history.events)
            history.go_on()
            touched = {subject for event in history.events[told:] for subject in reading.touched_by(event)}
            after = history.records()
            changed = {s for s in after if not after[s].same_as(before.get(s, NOTHING))}
            assert changed <= touched
            before = after
