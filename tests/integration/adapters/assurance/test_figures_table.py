"""The figures in DynamoDB: a record and its totals are one write, on condition that nobody counted it in between."""

from __future__ import annotations

import boto3
import pytest

from infra.rebuild import seat_in, subject_in
from takepart.adapters.assurance.figures_table import FiguresTable, place_in
from takepart.adapters.clients import client
from takepart.domain.assurance.rules import TeamId
from takepart.domain.figures.figure import EVERYONE, NOTHING, Contribution, Key, Mark, Period, contribution, scope_of
from takepart.domain.ids import PersonId
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import ChangedMeanwhile, EventKind

AUTUMN, YEAR = Period(2026, 3), Period(2026)
YOUTH = TeamId("youth")
ONE, TWO = Subject(EventKind.CLAIM, "K7M4-9QXR"), Subject(EventKind.SIGN_UP, "session/a.1")
NEVER = Counted(number=0, contribution=NOTHING)


def adds(pence: int, *people: str) -> Contribution:
    marks = [Mark(period=AUTUMN, person=PersonId(each), tags=frozenset({"role|parent"})) for each in people]
    return contribution(YOUTH, [(AUTUMN, Key("money|way|bank"), pence)], marks)


@pytest.fixture
def store(assurance_table: str) -> FiguresTable:
    """An empty table."""
    return FiguresTable(client("dynamodb"), assurance_table)


def test_what_a_record_adds_comes_back_as_it_was_kept(store: FiguresTable) -> None:
    """With the number of times it was written down."""
    assert store.last(ONE) == NEVER

    store.replace(ONE, NEVER, adds(500, "a.1"))

    assert store.last(ONE) == Counted(number=1, contribution=adds(500, "a.1"))


def test_totals_follow_each_record_and_people_count_once(store: FiguresTable) -> None:
    """Two records of one person, then one of them of nobody and of less money."""
    store.replace(ONE, NEVER, adds(500, "a.1"))
    store.replace(TWO, NEVER, adds(200, "a.1", "a.2"))
    store.replace(TWO, store.last(TWO), adds(50, "a.2"))
    store.replace(ONE, store.last(ONE), adds(0, "a.2"))

    found = store.totals((AUTUMN, YEAR))

    people = {Key("people"): 1, Key("people|role|parent"): 1}
    assert found == {
        **{(AUTUMN, scope): {Key("money|way|bank"): 50, **people} for scope in (EVERYONE, scope_of(YOUTH))},
        **{(YEAR, scope): people for scope in (EVERYONE, scope_of(YOUTH))},
    }


def test_a_record_that_another_counted_in_between_is_refused_whole(store: FiguresTable) -> None:
    """Neither the record nor the totals are touched."""
    store.replace(ONE, NEVER, adds(500))

    with pytest.raises(ChangedMeanwhile):
        store.replace(ONE, NEVER, adds(900))

    assert store.totals([AUTUMN])[AUTUMN, EVERYONE] == {Key("money|way|bank"): 500}


def test_a_total_is_corrected_only_while_nobody_changes_it(store: FiguresTable) -> None:
    """From what it was seen to be, or from nothing."""
    money, sessions = Key("money|way|bank"), Key("sessions")
    store.replace(ONE, NEVER, adds(500))

    store.correct((AUTUMN, EVERYONE), money, is_now=500, right=700)
    store.correct((AUTUMN, EVERYONE), sessions, is_now=0, right=2)
    with pytest.raises(ChangedMeanwhile):
        store.correct((AUTUMN, EVERYONE), money, is_now=500, right=900)

    assert store.totals([AUTUMN])[AUTUMN, EVERYONE] == {money: 700, sessions: 2}


def test_every_item_is_of_one_kind_and_names_nobody(store: FiguresTable, assurance_table: str) -> None:
    """A rebuild finds each of them by its key; a person is there by an id that is a MAC."""
    store.replace(TWO, NEVER, adds(200, "a.1"))

    items = boto3.client("dynamodb").scan(TableName=assurance_table)["Items"]

    kinds = [(subject_in(item), seat_in(item), place_in(item)) for item in items]
    assert all(sum(each is not None for each in kind) == 1 for kind in kinds)
    assert {seat for _, seat, _ in kinds if seat} == {
        (period, scope, "a.1") for period in (AUTUMN, YEAR) for scope in (EVERYONE, scope_of(YOUTH))
    }
    assert {subject for subject, _, _ in kinds if subject} == {TWO}
