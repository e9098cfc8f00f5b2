"""Evidence that is found by itself: one record fills one slot, however often and in whatever order it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.assurance.finding import FoundBy, Record, RecordId, RecordKind
from takepart.domain.assurance.rules import Assurance, Cadence, Commitment, TeamKind
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.assurance.record_evidence import record_evidence
from takepart.use_cases.ports import StoreUnavailable
from tests.assurance_builders import a_commitment, a_team, an_assurance, an_audit_commitment
from tests.fakes_assurance import FakePromises

NOW = datetime(2027, 3, 31, 8, 0, tzinfo=UTC)
BY_SESSION = FoundBy(record=RecordKind.SESSION_HELD, kind="drop-in")


def a_promise(name: str = "drop-ins", **changes: Any) -> Commitment:
    return a_commitment(name, **{"found_by": BY_SESSION, **changes})


def rules(*promises: Commitment) -> Assurance:
    return an_assurance(commitments=promises or (a_promise(),))


def a_record(day: str, **changes: Any) -> Record:
    values: dict[str, Any] = {
        "id": RecordId(f"session {day}"),
        "of": RecordKind.SESSION_HELD,
        "day": date.fromisoformat(day),
        "team": "fostering",
        "kind": "drop-in",
        **changes,
    }
    return Record(**values)


def filled(store: FakePromises) -> list[tuple[str, str]]:
    return sorted((each.slot, str(each.day)) for each in store.kept_in(2026) if each.day)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_each_session_fills_one_slot_in_any_order_and_told_twice(order: tuple[int, ...]) -> None:
    """Three sessions, three slots; none of them counts twice."""
    store = FakePromises()
    days = ["2026-05-05", "2026-06-06", "2026-11-11"]

    for number in (*order, *order):
        record_evidence(a_record(days[number]), promises=Promises(rules(), store), now=NOW)

    assert len(filled(store)) == 3
    assert store.writes == 3


@given(
    told=st.lists(st.sampled_from([date(2026, month, 9).isoformat() for month in range(4, 13)]), max_size=24),
    ahead=st.booleans(),
    crashes=st.sets(st.integers(0, 40), max_size=8),
)
def test_whatever_is_told_however_often_no_slot_is_filled_twice(
    told: list[str], ahead: bool, crashes: set[int]
) -> None:
    """Any order, any repetition, a store that fails before or after any write: a record fills one slot at most."""
    calls = iter(range(10_000))
    store = FakePromises(fails=lambda: next(calls) in crashes)
    promise = a_promise(found_by=FoundBy(record=RecordKind.SESSION_HELD, kind="drop-in", ahead=ahead))

    for day in told:
        while True:
            try:
                record_evidence(a_record(day), promises=Promises(rules(promise), store), now=NOW)
                break
            except StoreUnavailable:
                continue

    evidence = [each for duty in store.duties.values() for each in duty.evidence]
    assert len({each.slot for each in evidence}) == len(evidence) == len({each.record for each in evidence})
    assert {each.record for each in evidence} <= {f"session {day}" for day in told}
    assert bool(evidence) == bool(told)


def test_a_late_session_fills_the_quarter_that_is_late() -> None:
    """The one of September was still open in October."""
    store = FakePromises()

    for day in ("2026-06-01", "2026-10-05"):
        record_evidence(a_record(day), promises=Promises(rules(), store), now=NOW)

    assert filled(store) == [("2026-06-30", "2026-06-01"), ("2026-09-30", "2026-10-05")]


def test_four_on_one_day_are_not_a_year_where_each_quarter_wants_its_own() -> None:
    """Of three in May one counts; one in July is July's, and not June's late one; a further one then is."""
    promise = a_promise(found_by=FoundBy(record=RecordKind.SESSION_HELD, ahead=False))
    store = FakePromises()

    for number in range(3):
        record_evidence(
            a_record("2026-05-05", id=RecordId(f"s{number}")), promises=Promises(rules(promise), store), now=NOW
        )
    assert filled(store) == [("2026-06-30", "2026-05-05")]

    for day in ("2026-10-02", "2026-10-03"):
        record_evidence(a_record(day), promises=Promises(rules(promise), store), now=NOW)
    assert filled(store)[1:] == [("2026-09-30", "2026-10-03"), ("2026-12-31", "2026-10-02")]


def test_what_fits_nothing_is_left() -> None:
    """Another kind of session, another team's, another record, a promise that people show, one that has ended."""
    store = FakePromises()
    ended = rules(a_promise(ends=date(2026, 4, 30)))
    by_hand = rules(a_promise(found_by=None), an_audit_commitment(found_by=BY_SESSION))

    for record, promises in (
        (a_record("2026-05-05", kind="meeting"), rules()),
        (a_record("2026-05-05", team="x"), rules()),
        (a_record("2026-05-05", team=""), rules()),
        (a_record("2026-05-05", of=RecordKind.NEWSLETTER_SENT), rules()),
        (a_record("2026-05-05"), by_hand),
        (a_record("2026-05-05"), ended),
    ):
        assert record_evidence(record, promises=Promises(promises, store), now=NOW) == ()

    assert store.writes == 0


def test_one_record_keeps_a_promise_of_its_team_and_one_of_the_organisation() -> None:
    """A drop-in of fostering is also one of the organisation's sessions."""
    store = FakePromises()
    whole = a_promise("sessions", owners=frozenset({TeamKind.ORGANISATION}), times=1)

    found = record_evidence(a_record("2026-05-05"), promises=Promises(rules(a_promise(), whole), store), now=NOW)

    assert [(each.team, each.commitment) for each in found] == [("fostering", "drop-ins"), ("organisation", "sessions")]


def test_a_months_record_keeps_that_month_and_no_other() -> None:
    """November in time does not make up for October."""
    store = FakePromises()
    promise = a_promise("pay", times=12, plan_days=0, remind_days=1, found_by=FoundBy(record=RecordKind.SESSION_HELD))
    record = a_record("2026-11-30", month_to=date(2026, 11, 30))

    for _ in range(2):
        record_evidence(record, promises=Promises(rules(promise), store), now=NOW)

    assert filled(store) == [("2026-11-30", "2026-11-30")]


def test_what_is_owed_each_time_is_owed_and_kept_by_the_record_itself() -> None:
    """When somebody wrote down that it starts, that one is filled; else the record says both."""
    each_time = a_promise("recruitment", cadence=Cadence.EACH_TIME, times=1, plan_days=0)
    store = FakePromises()

    for _ in range(3):
        record_evidence(a_record("2026-05-05", title="New worker"), promises=Promises(rules(each_time), store), now=NOW)

    (duty,) = store.duties.values()
    assert [each.name for each in duty.occasions] == ["New worker"]
    assert [each.slot for each in duty.evidence] == [duty.occasions[0].id]
    assert [entry.action for entry in duty.journal] == ["start", "show"]


def test_a_team_that_closed_keeps_what_it_kept_before() -> None:
    """A record from before its last day still counts, one after it does not."""
    store, closed = FakePromises(), an_assurance(a_team(ends=date(2026, 7, 1)), commitments=(a_promise(),))

    record_evidence(a_record("2026-06-05"), promises=Promises(closed, store), now=NOW)

    assert filled(store) == [("2026-06-30", "2026-06-05")]
