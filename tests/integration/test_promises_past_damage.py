"""One damaged record about promises or figures keeps no report, no reminder and no page from everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.figures_table import FiguresTable
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.clients import client
from takepart.adapters.runs_table import RunsTable
from takepart.domain.aggregate import Step
from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.finding import FoundBy, Record, RecordId, RecordKind
from takepart.domain.assurance.level_map import Drawing, Spot, TeamMap, draw
from takepart.domain.assurance.rules import ORGANISATION, MapRules, Rung, TeamKind
from takepart.domain.figures.figure import EVERYONE, NOTHING, Figure, Key, Period, contribution, key
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.use_cases.assurance.audits import find_audit
from takepart.use_cases.assurance.draw_map import find_map
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.assurance.record_evidence import record_evidence
from takepart.use_cases.assurance.reports import promises_report
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import EventKind
from takepart.use_cases.stores import DamagedRecord
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.assurance_steps import a_signed_audit, kept
from tests.integration.test_runs_past_damage import Damage

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
BY = Step(staff(StaffId("lead")), NOW, StepId("some-press"))


@pytest.fixture
def store(assurance_table: str) -> AssuranceTable:
    return AssuranceTable(Aggregates(assurance_table))


def write(table: str, pk: str, sk: str, name: str, value: dict[str, Any]) -> None:
    """Change one attribute of an item, as somebody by hand would."""
    boto3.client("dynamodb").update_item(
        TableName=table,
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":value": value},
    )


@pytest.mark.parametrize(
    "at", ["drop-ins", "drop-ins#fostering#2026-06-30=yesterday=", "drop-ins#fostering#2026-06-30"]
)
def test_a_damaged_entry_of_the_index_stops_no_report(assurance_table: str, store: AssuranceTable, at: str) -> None:
    """The other team's promises are counted."""
    rules = an_assurance(a_team(), a_team("adoption"), commitments=(a_commitment(),))
    for team in ("fostering", "adoption"):
        store.save(kept(team, ("2026-06-30", "2026-06-12")))
    write(assurance_table, "PROMISES#fostering", "2026#DUTY#drop-ins", "board_at", {"S": at})

    found = promises_report(2026, promises=Promises(rules, store), today=date(2026, 12, 1)).teams

    assert [each.on_time for each in found if each.team.name == a_team("adoption").name] == [1]


def test_a_damaged_total_stops_no_report_of_figures(assurance_table: str) -> None:
    """What can be read is shown."""
    autumn, store = Period(2026, 3), FiguresTable(client("dynamodb"), assurance_table)
    never = Counted(number=0, contribution=NOTHING)
    store.replace(Subject(EventKind.CLAIM, "one"), never, contribution(ORGANISATION, [(autumn, key(Figure.MONEY), 5)]))
    write(assurance_table, "FIGURE#2026-Q3", "team:organisation", "money", {"S": "five"})

    assert store.totals([autumn]) == {(autumn, EVERYONE): {Key("money"): 5}}


def test_what_a_damaged_record_added_is_told_as_damaged(assurance_table: str) -> None:
    """So that whoever counts passes over it, and over no other."""
    store, one = FiguresTable(client("dynamodb"), assurance_table), Subject(EventKind.CLAIM, "one")
    added = contribution(ORGANISATION, [(Period(2026, 3), key(Figure.MONEY), 5)])
    store.replace(one, Counted(number=0, contribution=NOTHING), added)
    write(assurance_table, "FIGURE#OF#claim:one", "ADDS", "adds", {"S": "five"})

    with pytest.raises(DamagedRecord):
        store.last(one)


@pytest.mark.parametrize("month", ["2026-11", "2026-12"])
def test_a_damaged_run_stops_no_reminders(assurance_table: str, store: AssuranceTable, month: str) -> None:
    """After an older one the month's run begins; in its own month, what was written down before is told, once."""
    rules = an_assurance(a_team(), commitments=(a_commitment(),))
    run = date.fromisoformat(f"{month}-01") if month == "2026-12" else date(2026, 11, 2)
    run_monthly(today=run, promises=Promises(rules, store), holidays=frozenset(), now=NOW)
    Damage(assurance_table, "RUNS", month)

    outcomes = [
        run_monthly(today=date(2026, 12, 1), promises=Promises(rules, store), holidays=frozenset(), now=NOW)
        for _ in range(2)
    ]

    assert [each.month for each in outcomes] == ["2026-12", "2026-12"]
    assert store.notice("2026-12~participation-lead") is not None


def test_a_damaged_duty_keeps_evidence_from_no_other(assurance_table: str, store: AssuranceTable) -> None:
    """The organisation's slot is filled; the event comes again for the one that cannot be read."""
    promise = a_commitment(
        owners=frozenset({TeamKind.TEAM, TeamKind.SERVICE, TeamKind.ORGANISATION}),
        found_by=FoundBy(record=RecordKind.SESSION_HELD),
    )
    rules = an_assurance(a_team(), commitments=(promise,))
    store.save(kept("fostering", ("2026-06-30", "2026-06-12")))
    Damage(assurance_table, "PROMISES#fostering", "2026#DUTY#drop-ins")
    held = Record(
        id=RecordId("session-held 7K2M9Q"), of=RecordKind.SESSION_HELD, day=date(2026, 11, 20), team="fostering"
    )

    with pytest.raises(DamagedRecord):
        record_evidence(held, promises=Promises(rules, store), now=NOW)

    (filled,) = [each for each in store.kept_in(2026) if each.team == ORGANISATION]
    assert filled.commitment == promise.id


def test_last_years_damaged_map_keeps_nobody_from_drawing_this_years(
    assurance_table: str, store: AssuranceTable
) -> None:
    """They begin with an empty one."""
    side = Rung(id="plans", name="Plans", words="We plan.")
    drawing = Drawing(places={"plans": Spot(levels=frozenset({"plans"}))})
    sides = MapRules(levels=(side,), spheres=(side,))
    store.save(draw(TeamMap(team=a_team().id, year=2025), BY, drawing, seen=0, rules=sides))
    Damage(assurance_table, "MAP#2025", a_team().id)

    assert find_map(a_team(), 2026, store=store) == (TeamMap(team=a_team().id, year=2026), None)


def test_a_damaged_audit_is_not_taken_for_an_empty_one(assurance_table: str, store: AssuranceTable) -> None:
    """Whoever asks for it is told; last year's damaged audit stands in nobody's way."""
    signed = a_signed_audit("fostering")
    store.save(replace(signed, journal=signed.journal[:1]))
    Damage(assurance_table, "PROMISES#fostering", "2026#AUDIT")

    assert find_audit(a_team(), 2027, store=store) == (Audit(team=a_team().id, year=2027), None)
    with pytest.raises(DamagedRecord):
        find_audit(a_team(), 2026, store=store)


def test_a_damaged_time_of_one_job_keeps_the_watch_from_no_other(transient_table: str) -> None:
    """The others are looked at."""
    runs = RunsTable(transient_table)
    runs.finished("check-jobs", at=NOW)
    runs.finished("remind-deciders", at=NOW)
    write(transient_table, "JOB#check-jobs", "JOB", "as_of", {"S": "yesterday"})

    assert runs.last(["check-jobs", "remind-deciders"]) == {"remind-deciders": NOW}
