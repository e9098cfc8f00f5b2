"""Answers and outreach actions in tables of the real template's shape."""

from __future__ import annotations

from datetime import date

import boto3
import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.equality_table import FiguresTable, TallyTable
from takepart.adapters.outreach_table import OutreachTable
from takepart.domain.ids import StepId
from takepart.domain.people import outreach
from takepart.domain.people.equality import Quarter, Stage
from takepart.use_cases.ports import ChangedMeanwhile
from tests.integration.conftest import make_table
from tests.reach_builders import NOW, TODAY, WORKER, an_action

Q2, Q3 = Quarter(2026, 2), Quarter(2026, 3)
FORGET = date(2027, 1, 1)


def test_answers_add_up_over_quarters_and_a_ticket_counts_once(aws: None) -> None:
    """And nothing is kept but sums and the mark of a used ticket, by its hash."""
    table = make_table("EqualityTable")
    tally, figures = TallyTable(table, pause=lambda _attempt: None), FiguresTable(table)
    given = {"age": "old", "area": "north"}

    assert tally.count("one", Q2, Stage.INVITED, given, forget=FORGET)
    assert not tally.count("one", Q3, Stage.INVITED, given, forget=FORGET)
    assert tally.count("two", Q3, Stage.INVITED, {"age": "old"}, forget=FORGET)

    assert figures.of([Q2, Q3]) == [
        {("age", Stage.INVITED, "old"): 1, ("area", Stage.INVITED, "north"): 1},
        {("age", Stage.INVITED, "old"): 1},
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

    done = outreach.finish(sooner, outcome="They came", by=WORKER, today=TODAY, at=NOW, step=StepId("done"))
    store.save(done)

    assert store.get(sooner.id) == done
    assert store.still_open() == ([later], None)
    assert store.closed_of(2026) == ([done], None)
    with pytest.raises(ChangedMeanwhile):
        store.save(outreach.drop(sooner, reason="No", by=WORKER, today=TODAY, at=NOW, step=StepId("drop")))
