"""`make rebuild`: figures that events kept, and some that were spoilt, against the records in the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boto3
import pytest

from infra import rebuild
from infra.differences import KeptFigures
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.figures_table import FiguresTable
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.policy.file import load_assurance
from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.voice.questionnaires import QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain.figures.figure import EVERYONE, Period, Seat, Tally
from takepart.use_cases.figures.counting import Counting, Teller, keep
from tests.figures_history import History
from tests.integration.conftest import make_table
from tests.policies import POLICIES, WIRRAL

TABLES = ("ClaimsTable", "PeopleTable", "ProgrammeTable", "VoiceTable", "AssuranceTable")


@pytest.fixture
def names(aws: None) -> dict[str, str]:
    """The tables of an empty account."""
    return {table: make_table(table) for table in TABLES}


def kept_by_events(names: dict[str, str]) -> History:
    """A history in the tables, of which each event was followed."""
    history = History(9)
    for _ in range(30):
        history.go_on()
    claims, programme = Aggregates(names["ClaimsTable"]), Aggregates(names["ProgrammeTable"])
    people, voice = Aggregates(names["PeopleTable"]), Aggregates(names["VoiceTable"])
    reading = Counting(
        teller=Teller(policy=WIRRAL, rules=load_assurance(POLICIES / "wirral.toml") or pytest.fail("no promises")),
        claims=ClaimsTable(claims),
        people=PeopleTable(people),
        opportunities=OpportunitiesTable(programme),
        sessions=ProgrammeSessionsTable(programme),
        sign_ups=SignUpsTable(programme),
        you_saids=YouSaidTable(voice),
        questionnaires=QuestionnairesTable(voice),
    )
    for claim in history.claims.kept.values():
        reading.claims.add(claim)
    for person in history.people.kept.values():
        reading.people.add(person)
    for opportunity in history.opportunities.kept.values():
        reading.opportunities.add(opportunity)
    for session in history.sessions.kept.values():
        reading.sessions.plan(session, 20)
    for sign_up in history.sign_ups.kept.values():
        for steps in range(1, sign_up.version + 1):
            reading.sign_ups.save(replace(sign_up, journal=sign_up.journal[:steps]))
    for you_said in history.you_saids.kept.values():
        reading.you_saids.add(you_said)
    for questionnaire in history.questionnaires.kept.values():
        reading.questionnaires.add(questionnaire)
    store = FiguresTable(client("dynamodb"), names["AssuranceTable"])
    for event in history.events:
        keep(list(reading.touched_by(event)), read=reading.read, store=store)
    return history


def somebody(kept: KeptFigures) -> dict[Seat, Tally]:
    """The seats that somebody has."""
    return {seat: tally for seat, tally in kept.tallies.items() if tally}


def changed(names: dict[str, str], pk: str, sk: str, **values: dict[str, str]) -> None:
    """An item that somebody spoilt."""
    boto3.client("dynamodb").update_item(
        TableName=names["AssuranceTable"],
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
        ExpressionAttributeNames={f"#{name}": name for name in values},
        ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
    )


def test_what_events_kept_is_what_the_tables_add_up_to_and_what_was_spoilt_is_put_right(
    names: dict[str, str],
) -> None:
    """Nothing is different; then a total, a person and a record are, each is named, and writing puts them right.

    It makes them all from nothing, too, as after the release that first counts them.
    """
    dynamodb: Any = boto3.client("dynamodb")
    kept_by_events(names)
    assert list(rebuild.compare(dynamodb, names, policy="wirral").lines()) == []
    before = rebuild.kept(dynamodb, names)

    subject = next(each for each, adds in before.adds.items() if adds.contribution.marks)
    person = next(seat for seat in somebody(before) if seat[:2] == (Period(2026), EVERYONE))
    changed(names, "FIGURE#2026-Q3", "everyone", sessions={"N": "999"})
    changed(names, "FIGURE#2026#everyone#PEOPLE", person[2], tally={"S": "{}"})
    changed(
        names,
        f"FIGURE#OF#{subject.kind.value}:{subject.about}",
        "ADDS",
        adds={"S": '{"team":"organisation","numbers":{},"marks":[]}'},
    )

    found = rebuild.compare(dynamodb, names, policy="wirral", write=True)

    assert (list(found.adds), len(found.totals), list(found.tallies)) == ([subject], 1, [person])
    assert rebuild.compare(dynamodb, names, policy="wirral").none
    for item in dynamodb.scan(TableName=names["AssuranceTable"])["Items"]:
        dynamodb.delete_item(TableName=names["AssuranceTable"], Key={name: item[name] for name in ("pk", "sk")})
    rebuild.compare(dynamodb, names, policy="wirral", write=True)
    after = rebuild.kept(dynamodb, names)
    assert after.totals == before.totals
    assert somebody(after) == somebody(before)
