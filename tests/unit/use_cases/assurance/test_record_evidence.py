"""Evidence that is found by itself: one record fills one slot, however often and in whatever order it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from takepart.domain.assurance.rules import CommitmentId, TeamId
from takepart.use_cases.assurance.record_evidence import Found, record_evidence
from tests.assurance_builders import a_team, an_assurance, an_audit_commitment
from tests.fakes_assurance import FakePromises

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def found(day: str, *, team: str = "fostering", commitment: str = "drop-ins") -> Found:
    return Found(
        team=TeamId(team), commitment=CommitmentId(commitment), day=date.fromisoformat(day), record=f"session {day}"
    )


def filled(store: FakePromises) -> list[tuple[str, str]]:
    return sorted((each.slot, each.day) for each in store.kept_in(2026))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_each_session_fills_one_slot_in_any_order_and_told_twice(order: tuple[int, ...]) -> None:
    """Three sessions, three slots; none of them counts twice."""
    store, rules = FakePromises(), an_assurance()
    days = ["2026-05-05", "2026-06-06", "2026-11-11"]

    for number in (*order, *order):
        record_evidence(found(days[number]), store=store, rules=rules, now=NOW)

    assert len(filled(store)) == 3
    assert store.writes == 3


def test_a_late_session_fills_the_quarter_that_is_late() -> None:
    """The one of September was still open in October."""
    store, rules = FakePromises(), an_assurance()

    for day in ("2026-06-01", "2026-10-05"):
        record_evidence(found(day), store=store, rules=rules, now=NOW)

    assert filled(store) == [("2026-06-30", "2026-06-01"), ("2026-09-30", "2026-10-05")]


def test_what_fits_nothing_is_left() -> None:
    """A fifth session, another team's, another promise's, or a session for an audit."""
    store = FakePromises()
    rules = an_assurance(a_team(ends=date(2026, 7, 1)), commitments=(an_audit_commitment(),))

    for each in (found("2026-05-05"), found("2026-05-05", team="x"), found("2026-05-05", commitment="audit")):
        assert record_evidence(each, store=store, rules=rules, now=NOW) is None

    assert store.writes == 0
