"""The measurement itself: how counts are read, and what it calls too much."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from infra.bench import limits
from infra.bench.others import another
from infra.bench.prices import pounds_a_thousand
from infra.bench.promises import Scene, rules_of
from infra.bench.table import details, operations, row, writes_to_claims
from infra.bench.warm import PAGES
from infra.handlers import answering_people, environment, handlers
from takepart.domain.claims.told import check

A_STEP = Counter(
    {
        "DynamoDB GetItem takepart-ClaimsTable-AB12": 3,
        "DynamoDB PutItem takepart-ClaimsTable-AB12": 1,
        "DynamoDB PutItem takepart-MailTable-AB12": 2,
        "DynamoDB write requests": 3,
        "DynamoDB read requests": 3,
        "DynamoDB write units x10": 35,
        "invocations": 2,
        "emails": 1,
    }
)


def test_a_row_and_its_details_tell_the_counts() -> None:
    """Units with one digit, tables without the stack's name."""
    assert row("Sends", A_STEP).split() == ["Sends", "6", "3", "1", "3.5", "0.0", "2", "0", "0", "0", "1"]
    assert [line.split(maxsplit=1) for line in details(A_STEP)] == [
        ["GetItem", "Claims 3"],
        ["PutItem", "Claims 1, Mail 2"],
    ]


def test_totals_are_not_operations() -> None:
    """`DynamoDB write requests` is a sum, and no request of its own."""
    assert sum(operations(A_STEP).values()) == 6


def test_a_transaction_is_one_write_to_claims() -> None:
    """Final approval takes its guards in the same request. The figures' transactions are on the table of promises."""
    assert writes_to_claims(Counter({"DynamoDB TransactWriteItems": 1})) == 1
    assert writes_to_claims(Counter({"DynamoDB TransactWriteItems takepart-ClaimsTable-AB12": 1})) == 1
    assert writes_to_claims(Counter({"DynamoDB TransactWriteItems takepart-AssuranceTable-AB12": 1})) == 0


@pytest.mark.parametrize("writes", [0, 2])
def test_a_step_that_is_not_one_write_is_told(writes: int) -> None:
    """The promise of the design: one write per step."""
    steps = dict.fromkeys(limits.ONE_WRITE, A_STEP)
    steps["Confirms it"] = Counter({"DynamoDB PutItem takepart-ClaimsTable-AB12": writes})

    assert limits.of_steps(steps) == [f"Confirms it: {writes} write requests to claims, and a step is one"]


def test_a_story_without_its_steps_proves_nothing() -> None:
    """A renamed step must not slip out of the check."""
    assert len(limits.of_steps({})) == len(limits.ONE_WRITE)


def test_a_step_that_asks_more_of_a_larger_table_is_told() -> None:
    """And one in which somebody reloads a page is left out."""
    more = A_STEP + Counter({"DynamoDB Query takepart-ClaimsTable-AB12": 1})

    assert len(limits.of_size({"Confirms it": A_STEP}, {"Confirms it": more})) == 1
    assert limits.of_size({"Adds a receipt": A_STEP}, {"Adds a receipt": more}) == []


def test_figures_that_cost_more_or_grow_with_the_table_are_told() -> None:
    """Each event has a limit of requests and of write units; beside more claims it costs the same."""
    costs = Counter({"DynamoDB write requests": 1, "DynamoDB read requests": 4, "DynamoDB write units x10": 200})
    events = {name: Counter({"DynamoDB read requests": 1}) for name in limits.MOST_FOR_FIGURES}
    costly = {**events, "A claim is paid": costs + costs + costs}

    assert limits.of_figures(events, events) == []
    assert len(limits.of_figures(costly, costly)) == 2
    assert len(limits.of_figures(events, costly)) == 1
    assert len(limits.of_figures({}, {})) == len(limits.MOST_FOR_FIGURES)


def test_a_start_that_grew_is_told() -> None:
    """Whoever answers people has one goal, whoever does not another; what has not reached it may not grow either."""
    may = {"website": 1_100, "relay": 900, "website, its first page": 1_200, **limits.ABOVE_THE_GOAL}

    assert limits.of_starts(may) == []
    assert len(limits.of_starts({name: most + 1 for name, most in may.items()})) == len(may)


def test_what_has_not_reached_its_goal_is_a_function_and_above_it() -> None:
    """So that the list shrinks when one has, or is gone."""
    functions = {each.rpartition(".")[0] for each in handlers()}

    assert set(limits.ABOVE_THE_GOAL) <= functions
    for name, most in limits.ABOVE_THE_GOAL.items():
        assert most > (limits.START_OF_PAGES if name in answering_people() else limits.START_OF_WORKERS)


def test_money_follows_the_counts() -> None:
    """Ten emails cost ten times one."""
    assert pounds_a_thousand({"emails": 10}) == pytest.approx(10 * pounds_a_thousand({"emails": 1}))


def reminders(scene: Scene, *, requests: int, reads: int, writes: int) -> Counter[str]:
    """What a month's reminders cost so many teams, each alike."""
    return Counter(
        {
            "DynamoDB Query bench-AssuranceTable-0": requests * scene.teams,
            "DynamoDB read units x10": 10 * reads * scene.teams,
            "DynamoDB write units x10": 10 * writes * scene.teams,
        }
    )


def test_reminders_that_grow_with_the_teams_alone_are_within_their_limits() -> None:
    """Ten times the teams may cost ten times as much; more years kept may cost nothing more."""
    found = {scene: reminders(scene, requests=4, reads=30, writes=11) for scene in limits.SCENES}

    assert limits.of_reminders(found) == []
    assert limits.SCENES[2].teams == 500
    assert len(rules_of(3).commitments) == 20


@pytest.mark.parametrize("what", ["requests", "reads", "writes"])
def test_reminders_that_grow_with_the_years_kept_or_cost_too_much_are_told(what: str) -> None:
    """By the name of what grew."""
    usual = {"requests": 4, "reads": 30, "writes": 11}
    few, longer, many = limits.SCENES
    found = {scene: reminders(scene, **usual) for scene in (few, many)}
    found[longer] = reminders(longer, **{**usual, what: usual[what] + 99})

    assert len(limits.of_reminders(found)) == 2


def test_a_claim_that_takes_more_than_today_is_told_and_today_is_no_goal() -> None:
    """The goals stay where they are: what is not there yet can only come down to them."""
    steps = {name: Counter[str]() for name in (*limits.MOST_REQUESTS, *limits.ONE_WRITE)}
    steps["Sends the claim"] = Counter({"DynamoDB write units x10": 1_190})

    assert "the whole claim: 119.0 write units, at most 118" in limits.of_steps(steps)
    for what, goal in limits.GOALS_OF_A_CLAIM.items():
        assert limits.MOST_OF_A_CLAIM[what] >= goal


def test_a_heavy_page_and_a_heavy_artefact_are_told() -> None:
    """Each against its goal; a long list has one of its own."""
    assert limits.of_pages({"contact": 16, "a list of 200 sessions": 16, "privacy": 4}) == [
        "contact: 16 million instructions, at most 15"
    ]
    assert limits.of_sizes({"zipped": 8_000_001, "unpacked": 1}) == [
        "the artefact, zipped: 8,000,001 bytes, at most 8,000,000"
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_that_is_counted_opens_over_the_wire_of_ours(name: str) -> None:
    """Through the real clients: else an error page would be counted, or nothing."""
    fixed = environment() | {"POLICY": "wirral"}
    done = subprocess.run(
        [sys.executable, "-m", "infra.bench.warm", name, "1"], env=fixed, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert "DamagedRecord" not in done.stdout + done.stderr


def test_claims_to_measure_beside_are_as_their_journals_tell() -> None:
    """One that reads as damaged is on no list, and costs nothing."""
    for number in range(6):
        check(another(number))
