"""What a month's reminders cost: requests and units, by teams, years kept and claims beside them.

The job itself runs here, on tables of the emulator behind the meter. Each team has its own lead and 20 promises, and
every fifth duty of this year is still to be kept and due soon.
"""

import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from infra.bench.others import PIECES, add_others
from infra.bench.steps import Counts, settled
from infra.bench.table import operations
from infra.local.clients import client
from infra.local.demo import a_copy_of_our_own
from infra.local.instance import REGION, Instance
from takepart.adapters import clients
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.tables import AssuranceTable, DutiesTable, team_pk
from takepart.adapters.bank_holidays import england
from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Duty, Evidence
from takepart.domain.assurance.rules import (
    Assurance,
    Cadence,
    Commitment,
    CommitmentId,
    Keeper,
    KeeperId,
    Place,
    Team,
    TeamId,
    TeamKind,
)
from takepart.domain.assurance.slots import slots_of
from takepart.domain.assurance.years import YearStart
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.assurance.ports import Promises

PROMISES = 20
THIS_YEAR = 2030
DAY = date(THIS_YEAR, 6, 3)
"""The first working day of a month in which the first quarter is due soon."""
NOW = datetime(THIS_YEAR, 6, 3, 7, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """How much there is when the job runs."""

    teams: int
    years: int
    """Years kept, this one included."""
    claims: int = 0

    @property
    def name(self) -> str:
        """As the report calls it."""
        beside = f", {self.claims:,} claims beside" if self.claims else ""
        return f"{self.teams} teams, {self.years} years kept{beside}"


def play(scenes: tuple[Scene, ...]) -> dict[Scene, Counts]:
    """What the job of one month costs in each scene, on one copy, each with a table of its own."""
    os.environ["METER"] = "1"
    with a_copy_of_our_own() as instance:
        _reach(instance)
        found = {}
        for number, scene in enumerate(scenes):
            if scene.claims:
                add_others(instance, scene.claims)
            found[scene] = _one(instance, scene, table=f"bench-{number}-AssuranceTable-0")
    return found


def _one(instance: Instance, scene: Scene, *, table: str) -> Counts:
    rules = rules_of(scene.teams)
    _make_table(instance, table)
    aggregates = Aggregates(table)
    _fill(instance, table, aggregates, duties_of(rules, years=scene.years))
    settled(instance)
    outcome = run_monthly(today=DAY, promises=Promises(rules, AssuranceTable(aggregates)), holidays=england(), now=NOW)
    counted = settled(instance)
    counted["DynamoDB read units x10"] = 10 * _read_units(instance, table, rules)
    return counted + Counter({"told": outcome.told, "letters": outcome.letters})


def _read_units(instance: Instance, table: str, rules: Assurance) -> int:
    """What DynamoDB charges for reading each team twice: a unit for 4 KB, which the emulator does not count by size."""
    dynamodb, found = client("dynamodb", instance), 0
    for team in rules.teams:
        items = dynamodb.query(
            TableName=table,
            KeyConditionExpression="pk = :team AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":team": {"S": team_pk(team.id)},
                ":first": {"S": f"{THIS_YEAR - 1}#"},
                ":last": {"S": f"{THIS_YEAR + 1}#~"},
            },
        )["Items"]
        found += 2 * math.ceil(sum(map(_size, items)) / 4096)
    settled(instance)
    return found


def _size(value: Any) -> int:
    """About the size of an item as DynamoDB counts it: its names and its values."""
    match value:
        case dict():
            return sum(len(name) + _size(each) for name, each in value.items())
        case list():
            return sum(map(_size, value))
        case _:
            return len(str(value).encode())


def rules_of(teams: int) -> Assurance:
    """So many teams, each with a lead of its own, a manager for ten of them, and 20 promises four times a year."""
    leads = [KeeperId(f"lead-{number}") for number in range(teams)]
    managers = [KeeperId(f"manager-{number}") for number in range(teams // 10 + 1)]
    people = (*leads, *managers, KeeperId("participation-lead"))
    return Assurance(
        year_starts=YearStart.APRIL,
        participation_lead=KeeperId("participation-lead"),
        head=KeeperId("participation-lead"),
        missed_after_days=90,
        link_days=45,
        keepers=tuple(Keeper(id=each, name=each, email=f"{each}@example.org") for each in people),
        teams=tuple(
            Team(
                id=TeamId(f"team-{number}"),
                name=f"Team {number}",
                kind=TeamKind.TEAM,
                lead=leads[number],
                manager=managers[number // 10],
                starts=date(2020, 4, 1),
            )
            for number in range(teams)
        ),
        commitments=tuple(
            Commitment(
                id=CommitmentId(f"promise-{number}"),
                name=f"Promise {number}",
                promise="We do it four times a year.",
                source="Policy, section 11",
                owners=frozenset({TeamKind.TEAM}),
                cadence=Cadence.TIMES_A_YEAR,
                times=4,
                evidence=("a note",),
                remind=Place.LEAD,
                remind_days=42,
                plan_days=0,
                tell_when_late=Place.MANAGER,
                starts=date(2020, 4, 1),
            )
            for number in range(PROMISES)
        ),
        statements=(),
    )


def duties_of(rules: Assurance, *, years: int) -> Iterator[Duty]:
    """What each team kept: everything, but every fifth promise of this year."""
    for team in rules.teams:
        for year in range(THIS_YEAR - years + 1, THIS_YEAR + 1):
            for number, commitment in enumerate(rules.commitments):
                if year == THIS_YEAR and number % 5 == 0:
                    continue
                yield _kept(team, commitment, year, rules)


def _kept(team: Team, commitment: Commitment, year: int, rules: Assurance) -> Duty:
    duty = Duty(team=team.id, commitment=commitment.id, year=year)
    for slot in slots_of(commitment, team, year, rules=rules)[: 1 if year == THIS_YEAR else 4]:
        note = "We met, and twelve people came. They asked for more time to talk, and they get it from next month."
        day = date(THIS_YEAR, 5, 20) if year == THIS_YEAR else slot.due
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        evidence = Evidence(slot=slot.id, day=day, by=staff(StaffId(team.lead)), note=note)
        duty = duties.show(duty, Step(evidence.by, at, StepId(f"show-{slot.id}")), slot, evidence)
    return duty


def _reach(instance: Instance) -> None:
    """Lead the service's own clients, which are made once, to the emulator."""
    os.environ.update(
        AWS_ENDPOINT_URL=instance.emulator_url,
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator checks no secret
    )
    clients.client.cache_clear()


def _make_table(instance: Instance, name: str) -> None:
    client("dynamodb", instance).create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": each, "AttributeType": "S"} for each in ("pk", "sk", "board", "board_at")
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "board",
                "KeySchema": [
                    {"AttributeName": "board", "KeyType": "HASH"},
                    {"AttributeName": "board_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )


def _fill(instance: Instance, table: str, aggregates: Aggregates, found: Iterator[Duty]) -> None:
    dynamodb = client("dynamodb", instance)
    aggregates.row.Meta.region = REGION
    piece: list[dict[str, Any]] = []
    for duty in found:
        piece.append({"PutRequest": {"Item": aggregates._row(DutiesTable.shape.stored(duty)).serialize()}})
        if len(piece) == PIECES:
            dynamodb.batch_write_item(RequestItems={table: piece})
            piece = []
    if piece:
        dynamodb.batch_write_item(RequestItems={table: piece})


def by_operation(counted: Mapping[str, int]) -> Counter[str]:
    """Requests by operation, whatever the table is called."""
    found: Counter[str] = Counter()
    for (operation, _), number in operations(counted).items():
        found[operation] += number
    return found


def units(counted: Mapping[str, int], kind: str) -> float:
    """Units of one kind."""
    return counted.get(f"DynamoDB {kind} units x10", 0) / 10


def told(scene: Scene, counted: Mapping[str, int]) -> str:
    """One line of the report."""
    requests = sum(by_operation(counted).values())
    return (
        f"{scene.name:<48}{requests:>7} requests{units(counted, 'read'):>10.1f} read units"
        f"{units(counted, 'write'):>10.1f} write units{counted['letters']:>6} letters"
    )
