"""What those said whom a team asked, and the maps that teams drew of where people take part."""

from __future__ import annotations

from types import MappingProxyType

from infra.local.year.world import Promises, World
from takepart.adapters.assurance.asked_tables import AskedTable
from takepart.domain.aggregate import Step
from takepart.domain.assurance import asked as asked_domain
from takepart.domain.assurance import level_map
from takepart.domain.assurance.asked import INVITED, Reply, codes_of_sheet
from takepart.domain.assurance.audit import Level
from takepart.domain.assurance.level_map import Drawing, Spot, TeamMap
from takepart.domain.assurance.rules import KeeperId, MapRules, TeamId
from takepart.domain.assurance.years import year_of
from takepart.domain.ids import StepId
from takepart.use_cases.assurance.keep_promises import keeper_actor

ASKED = "youth"
WORDS = (
    "They ask us every week. It does not always change something.",
    "I like that we choose the trips.",
    "Nobody told me what came of the survey.",
)
LEVELS = (Level.EMERGING, Level.ESTABLISHED, Level.ESTABLISHED, Level.ADVANCED)
ANSWERED, SLIPS = 7, 10
MAPS = (
    (
        "fostering",
        {
            "own-care": (("one-off", "regular", "shared"), "Children say at each review what they want."),
            "staff": (("one-off",), ""),
        },
        "fostering-lead",
        "Ask carers' own children too.",
    ),
    (
        "leaving-care",
        {
            "own-care": (("shared", "together"), "The plan is written together."),
            "plans": (("one-off",), "A survey on housing."),
        },
        "leaving-care-lead",
        "A seat on the panel that chooses staff.",
    ),
    (
        "youth",
        {
            "service": (("regular", "shared", "together"), "The youth council runs two evenings a week."),
            "staff": (("shared",), "Two young people sit on each panel."),
            "plans": (("regular",), "The council is asked each spring."),
        },
        None,
        "Find a champion.",
    ),
)


def live(world: World) -> None:
    """Slips that were answered, and three maps; a policy with other teams has none of them."""
    year = year_of(world.today, world.rules.year_starts)
    teams = {each.id for each in world.rules.teams}
    if ASKED in teams:
        _ask(world, year)
    for team, places, champion, then in MAPS:
        if team in teams and world.rules.map:
            spots = {id: Spot(levels=frozenset(levels), example=words) for id, (levels, words) in places.items()}
            lead = KeeperId(champion) if champion else None
            drawing = Drawing(places=spots, champion=lead, next=then)
            _draw(TeamMap(team=TeamId(team), year=year), drawing, world.rules.map, world)


def _ask(world: World, year: int) -> None:
    team = world.rules.team(TeamId(ASKED))
    store = AskedTable(world.table("AssuranceTable"))
    statements = world.rules.statements_to_people(team)
    for number, code in enumerate(codes_of_sheet("the example's own sheet", SLIPS)):
        closes = world.day(-20)
        by = keeper_actor(team.lead)
        slip = asked_domain.invite(code, team=team.id, year=year, closes=closes, by=by, at=world.at(30))
        store.add(slip)
        if number < ANSWERED:
            replies = {
                each.id: Reply(
                    level=LEVELS[(number + place) % len(LEVELS)],
                    words=WORDS[number % len(WORDS)] if place == number else "",
                )
                for place, each in enumerate(statements)
            }
            step = StepId(f"told-example-{number}")
            at = world.at(25 - number)
            kept = MappingProxyType(replies)
            store.save(asked_domain.answer(slip, Step(INVITED, at, step), kept, asked=statements, passed_on=False))


def _draw(empty: TeamMap, drawing: Drawing, sides: MapRules, world: World) -> None:
    by = keeper_actor(world.rules.team(empty.team).lead)
    step = StepId(f"draw-example-{empty.team}")
    drawn = level_map.draw(empty, Step(by, world.at(20), step), drawing, seen=0, rules=sides)
    Promises(world.table("AssuranceTable")).save(drawn)
