"""What a step and a start may cost: a change that costs more is seen by `make bench`, and raises a limit on purpose."""

from collections import Counter
from collections.abc import Mapping

from infra.bench.promises import Scene, by_operation, units
from infra.bench.steps import Counts
from infra.bench.table import operations, writes_to_claims
from infra.handlers import answering_people

OTHER_CLAIMS = (10, 1_000)
"""Beside how many claims the story is played: requests must not depend on it."""
WAITS = {"Adds a receipt"}
"""Steps in which somebody reloads a page until something has happened: how often is up to the machine."""
ONE_WRITE = {"Adds a receipt", "Sends the claim", "Confirms it", "Approves it"}
"""Steps on one claim: one write request, whatever is behind the page. Drafts and letters are other tables' writes."""
MOST_REQUESTS: Mapping[str, int] = {
    "Sees what it pays": 1,
    "Fills in the form": 32,
    "Sends the claim": 40,
    "Confirms it": 30,
    "Approves it": 26,
    "Payment run": 60,
    "Sends the file to the bank": 28,
    "Sees that it is paid": 4,
}
"""Requests to DynamoDB, by the functions and what they cause. What it pays is one: the rules of the day are a record,
and that page reads nothing else with which they could be read."""
GOALS_OF_A_CLAIM: Mapping[str, float] = {"requests": 200, "write units": 60, "read units": 120}
"""Goals for a whole claim from its form to the bank. They are not raised to fit what somebody builds."""
MOST_OF_A_CLAIM: Mapping[str, float] = {"requests": 212, "write units": 118, "read units": 135}
"""What it takes today, and 3 in 100 more, since a page that waits is reloaded. They only ever go down, to the goals."""
MOST_ZIPPED, MOST_UNPACKED = 8_000_000, 20_000_000
"""Bytes of what a function runs from, without what draws pictures. Goals; they are not raised to fit what is added."""
SIZES: Mapping[str, int] = {"zipped": MOST_ZIPPED, "unpacked": MOST_UNPACKED}
FIRST_VISIT = 25_000
"""Bytes that a first visit loads: a page, the styles and the pictures, as a browser of today gets them. A goal."""
START_OF_PAGES, START_OF_WORKERS, FIRST_PAGE = 1_100, 900, 1_200
"""Goals, in millions of instructions: to import the module of a function that answers people, of one that does not, and
the first page. They are not raised to fit what somebody builds."""
ABOVE_THE_GOAL: Mapping[str, int] = {
    "assurance_office": 1_127,
    "mailer": 912,
    "programme": 1_126,
    "records": 1_084,
    "voice_work": 983,
}
"""Functions that have not reached their goal: what each takes today, and 1 in 100 more. This list only ever shrinks."""

MOST_FOR_A_PAGE, MOST_FOR_A_LONG_LIST = 15, 75
"""Goals, in millions of instructions of a page that is warm, through the real adapters: about 4 ms and 20 ms of what
Lambda gives. Not raised to fit."""
LONG_LISTS = ("a list of",)
PAGES_ABOVE_THE_GOAL: Mapping[str, int] = {"a claim to decide": 40, "a list of 50 claims": 84}
"""Pages that have not reached their goal: what each takes today, most of it signing and sending its requests. This list
only ever shrinks."""

MOST_FOR_FIGURES: Mapping[str, tuple[int, int]] = {
    "A claim is sent": (3, 12),
    "A claim is paid": (5, 28),
    "Somebody was there": (7, 28),
    "The same once more": (5, 0),
}
"""What one event costs the figures of the reports: requests, and write units."""


SCENES = (
    Scene(teams=50, years=2),
    Scene(teams=50, years=6, claims=1_000),
    Scene(teams=500, years=2),
)
"""A month's reminders: some teams; with more years kept and more claims beside them; ten times the teams."""
REMINDERS_A_TEAM: Mapping[str, float] = {"requests": 4.5, "read units": 40, "write units": 12}
"""The most that a month's reminders may take for each team of 20 promises, a fifth of which are due soon.

Two queries, one write of all that its people are told of, and a letter to each of them.
"""


def of_reminders(found: Mapping[Scene, Counts]) -> list[str]:
    """What is wrong with the costs of a month's reminders, in words."""
    few, kept_longer, many = (found[scene] for scene in SCENES)
    problems = [
        f"reminders: {name} by {SCENES[1].name}, {before} by {SCENES[0].name}"
        for before, name in [
            (dict(by_operation(few)), dict(by_operation(kept_longer))),
            (units(few, "read"), units(kept_longer, "read")),
            (units(few, "write"), units(kept_longer, "write")),
        ]
        if before != name
    ]
    for scene, counted in zip(SCENES, (few, kept_longer, many), strict=True):
        costs = {
            "requests": sum(by_operation(counted).values()),
            "read units": units(counted, "read"),
            "write units": units(counted, "write"),
        }
        problems += [
            f"reminders, {scene.name}: {cost / scene.teams:.1f} {what} a team, at most {REMINDERS_A_TEAM[what]}"
            for what, cost in costs.items()
            if cost > REMINDERS_A_TEAM[what] * scene.teams
        ]
    return problems


def of_steps(steps: Mapping[str, Counts]) -> list[str]:
    """What is wrong with the steps, in words."""
    found = []
    for name, counted in steps.items():
        writes = writes_to_claims(counted)
        if name in ONE_WRITE and writes != 1:
            found.append(f"{name}: {writes} write requests to claims, and a step is one")
        requests = sum(operations(counted).values())
        if name in MOST_REQUESTS and requests > MOST_REQUESTS[name]:
            found.append(f"{name}: {requests} requests to DynamoDB, at most {MOST_REQUESTS[name]}")
    if set(steps) >= MOST_REQUESTS.keys():
        found += _of_the_whole(steps)
    missing = ONE_WRITE - set(steps)
    return found + [f"{name}: the story has no such step" for name in sorted(missing)]


def _of_the_whole(steps: Mapping[str, Counts]) -> list[str]:
    whole: Counts = sum(steps.values(), Counter())
    costs = {"requests": requests_of(whole), "write units": units(whole, "write"), "read units": units(whole, "read")}
    return [
        f"the whole claim: {cost} {what}, at most {MOST_OF_A_CLAIM[what]}"
        for what, cost in costs.items()
        if cost > MOST_OF_A_CLAIM[what]
    ]


def of_sizes(found: Mapping[str, int]) -> list[str]:
    """What is larger than it may be."""
    return [
        f"the artefact, {name}: {size:,} bytes, at most {SIZES[name]:,}"
        for name, size in found.items()
        if size > SIZES[name]
    ]


def of_size(few: Mapping[str, Counts], many: Mapping[str, Counts]) -> list[str]:
    """Steps that ask for more when there is more in the table."""
    return [
        f"{name}: {dict(operations(few[name]))} beside {OTHER_CLAIMS[0]} claims, "
        f"{dict(operations(many[name]))} beside {OTHER_CLAIMS[1]}"
        for name in few
        if name not in WAITS and operations(few[name]) != operations(many[name])
    ]


def of_figures(few: Mapping[str, Counts], many: Mapping[str, Counts]) -> list[str]:
    """Events whose figures cost more than they may, or more when there is more in the tables."""
    found = [f"{name}: its figures were not measured" for name in MOST_FOR_FIGURES if name not in few]
    for name, counted in few.items():
        requests, units = requests_of(counted), counted["DynamoDB write units x10"] / 10
        most_requests, most_units = MOST_FOR_FIGURES[name]
        if requests > most_requests:
            found.append(f"{name}: {requests} requests for its figures, at most {most_requests}")
        if units > most_units:
            found.append(f"{name}: {units} write units for its figures, at most {most_units}")
        if counted != many[name]:
            found.append(f"{name}: its figures cost something else beside {OTHER_CLAIMS[1]} claims")
    return found


def requests_of(counted: Counts) -> int:
    """All requests to DynamoDB."""
    return counted["DynamoDB write requests"] + counted["DynamoDB read requests"]


def most_to_start(name: str) -> int:
    """What a function may take to start: its goal, or what it has reached until now."""
    if name == "website, its first page":
        return FIRST_PAGE
    return ABOVE_THE_GOAL.get(name, START_OF_PAGES if name in answering_people() else START_OF_WORKERS)


def most_for_page(name: str) -> int:
    """What a page may take once it is warm: its goal, or what it has reached until now."""
    if name in PAGES_ABOVE_THE_GOAL:
        return PAGES_ABOVE_THE_GOAL[name]
    return MOST_FOR_A_LONG_LIST if name.startswith(LONG_LISTS) else MOST_FOR_A_PAGE


def of_pages(pages: Mapping[str, int]) -> list[str]:
    """Pages that take more than they may."""
    return [
        f"{name}: {count:,} million instructions, at most {most_for_page(name):,}"
        for name, count in pages.items()
        if count > most_for_page(name)
    ]


def of_starts(starts: Mapping[str, int]) -> list[str]:
    """Functions that take more to start than they may."""
    return [
        f"{name}: {count:,} million instructions to start, at most {most_to_start(name):,}"
        for name, count in starts.items()
        if count > most_to_start(name)
    ]
