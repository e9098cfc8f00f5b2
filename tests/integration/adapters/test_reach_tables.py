"""Answers and outreach actions in tables of the real template's shape."""

from __future__ import annotations

from datetime import date
from typing import Any

import boto3
import pytest
from pynamodb.exceptions import CancellationReason, TransactWriteError, VerboseClientError
from pynamodb.transactions import TransactWrite

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.outreach_table import OutreachTable
from takepart.adapters.programme import equality_table
from takepart.adapters.programme.equality_table import EqualityFiguresTable, TallyTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.people import outreach
from takepart.domain.people.equality import EqualityStage, Quarter
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from tests.integration.conftest import make_table
from tests.reach_builders import NOW, TODAY, WORKER, an_action

Q2, Q3 = Quarter(2026, 2), Quarter(2026, 3)
FORGET = date(2027, 1, 1)


def test_answers_add_up_over_quarters_and_a_ticket_counts_once(aws: None) -> None:
    """And nothing is kept but sums and the mark of a used ticket, by its hash."""
    table = make_table("EqualityTable")
    tally, figures = TallyTable(table, pause=lambda _attempt: None), EqualityFiguresTable(table)
    given = {"age": "old", "area": "north"}

    assert tally.count("one", Q2, EqualityStage.INVITED, given, forget=FORGET)
    assert not tally.count("one", Q3, EqualityStage.INVITED, given, forget=FORGET)
    assert tally.count("two", Q3, EqualityStage.INVITED, {"age": "old"}, forget=FORGET)

    assert figures.of([Q2, Q3]) == [
        {("age", EqualityStage.INVITED, "old"): 1, ("area", EqualityStage.INVITED, "north"): 1},
        {("age", EqualityStage.INVITED, "old"): 1},
    ]
    assert figures.of([Quarter(2025, 1)]) == [{}]
    items = boto3.client("dynamodb").scan(TableName=table)["Items"]
    assert {frozenset(item) for item in items} == {
        frozenset({"pk", "sk", "people"}),
        frozenset({"pk", "sk", "expires"}),
    }
    assert {item["expires"]["N"] for item in items if "expires" in item} == {"1798761600"}
    assert "one" not in str(items)


def test_an_action_comes_back_as_it_went_in_and_moves_from_board_to_board(aws: None) -> None:
    """The earliest date first while it is to be done, then on its year's list."""
    store = OutreachTable(Aggregates(make_table("AssuranceTable")))
    later, sooner = an_action(), an_action(id="cd" * 16, due=TODAY)
    for each in (later, sooner, sooner):
        store.save(each)
    assert [each.id for each in store.still_open()[0]] == [sooner.id, later.id]

    done = outreach.finish(sooner, Step(journals.staff(WORKER), NOW, StepId("done")), outcome="They came")
    store.save(done)

    assert store.get(sooner.id) == done
    assert store.still_open() == ([later], None)
    assert store.closed_of(2026) == ([done], None)
    with pytest.raises(ChangedMeanwhile):
        store.save(outreach.drop(sooner, Step(journals.staff(WORKER), NOW, StepId("drop")), reason="No"))


def test_two_who_are_counted_in_the_same_moment_are_both_counted(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB refuses one of two transactions on one counter. It is tried again, and not for ever."""
    table, waits = make_table("EqualityTable"), list[int]()
    tally, figures = TallyTable(table, pause=waits.append), EqualityFiguresTable(table)
    refusals = iter([True, True, False, *[True] * 99])

    class Refused(TransactWrite):
        def __exit__(self, *raised: Any) -> None:
            if not next(refusals):
                super().__exit__(*raised)  # type: ignore[no-untyped-call]
                return
            why = {"Error": {"Code": "TransactionCanceledException", "Message": "cancelled"}}
            reasons = [None, CancellationReason(code="TransactionConflict", message="ongoing")]
            error = VerboseClientError(why, "TransactWriteItems", cancellation_reasons=reasons)
            raise TransactWriteError("refused", error)

    monkeypatch.setattr(equality_table, "TransactWrite", Refused)

    assert tally.count("one", Q3, EqualityStage.INVITED, {"age": "old"}, forget=FORGET)
    assert waits == [0, 1]
    assert figures.of([Q3]) == [{("age", EqualityStage.INVITED, "old"): 1}]
    with pytest.raises(StoreUnavailable):
        tally.count("two", Q3, EqualityStage.INVITED, {"age": "old"}, forget=FORGET)
