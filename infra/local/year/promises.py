"""What teams showed, planned and paused by hand, and their audits; the rest is found in the year's own records."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

from infra.local.year.money import Promised
from infra.local.year.world import LONDON, Promises, World
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.domain.aggregate import Step
from takepart.domain.assurance import audit as audits_domain
from takepart.domain.assurance.audit import Audit, AuditAnswer, AuditPlan, Edit, Level
from takepart.domain.assurance.rules import CommitmentId, KeeperId, Team, TeamId
from takepart.domain.assurance.slots import Slot
from takepart.domain.assurance.standing import open_slots, years_around
from takepart.domain.assurance.years import year_of
from takepart.domain.ids import StepId
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import audits, keep_promises
from takepart.use_cases.assurance.keep_promises import SlotKey, keeper_actor
from takepart.use_cases.assurance.pay_month import check_months
from takepart.use_cases.assurance.ports import Promises as WhatIsPromised

SHOWN = (
    ("fostering", "complaints-leaflet", 33, "All eleven children who came this autumn got one, with a talk."),
    ("fostering", "charter", 47, "We read the charter with all carers and with the drop-in group."),
    ("leaving-care", "complaints-leaflet", 40, "Given to six young people, in the welcome box."),
    ("disabilities", "anonymous-feedback", 38, "A box with picture cards stands in the short breaks house."),
    ("youth", "charter", 55, "The council made a poster of it."),
    ("organisation", "newsletter", 52, "The autumn letter went to 212 people."),
)
PLANNED = (
    ("leaving-care", "drop-ins", 12),
    ("disabilities", "drop-ins", 19),
    ("leaving-care", "focus-group", 75),
    ("organisation", "annual-report", 110),
)
LEVELS = (Level.EMERGING, Level.ESTABLISHED, Level.ADVANCED)


def live(world: World) -> None:
    """Notes, plans, a pause, something that was started and not done, and three audits."""
    store = Promises(world.table("AssuranceTable"))
    for team, commitment, ago, note in SHOWN:
        _show(team, commitment, ago, note, store, world)
    for team, commitment, ahead in PLANNED:
        _plan(team, commitment, ahead, store, world)
    _pay_promises(store, world)
    with suppress(Refused):  # before the policy's promises begin there is none to pause or to start
        _pause_and_start(store, world)
    this = year_of(world.today, world.rules.year_starts)
    _audit("fostering", this - 1, 0, 260, store, world, signed=True)
    _audit("fostering", this, 1, 36, store, world, signed=True)
    _audit("youth", this, 2, 34, store, world, signed=False)


def _pay_promises(store: Promises, world: World) -> None:
    """The first of each month of the year, as the clock starts it."""
    claims = Promised(claims=ClaimsTable(world.table("ClaimsTable")))
    firsts = (world.day(ago) for ago in range(360, -1, -1) if world.day(ago).day == 1)
    for first in firsts:
        at = datetime.combine(first, time(6, 0), LONDON).astimezone(UTC)
        check_months(claims=claims, promises=WhatIsPromised(world.rules, store), now=at)


def _pause_and_start(store: Promises, world: World) -> None:
    keep_promises.pause(
        TeamId("advocacy"),
        CommitmentId("you-said-we-did"),
        until=world.day(-40),
        reason="The worker's post is empty until the new year.",
        promises=WhatIsPromised(world.rules, store),
        step=Step(keeper_actor(world.rules.participation_lead), world.at(35), StepId("example-pause")),
    )
    keep_promises.start(
        TeamId("leaving-care"),
        CommitmentId("recruitment"),
        name="Personal adviser",
        day=world.day(9),
        promises=WhatIsPromised(world.rules, store),
        step=Step(keeper_actor(KeeperId("leaving-care-lead")), world.at(40), StepId("example-start-adviser01")),
    )


def _slot(team: Team, commitment: str, store: Promises, world: World, *, ago: int) -> Slot | None:
    """The first slot of a promise that is still empty, if one is open on a day."""
    records = store.of_team(team.id, years_around(world.today, world.rules))
    for slot in sorted(
        open_slots(team, records.duties, rules=world.rules, today=world.day(ago)), key=lambda each: each.due
    ):
        duty = records.duties.get((slot.commitment.id, slot.year))
        is_open = slot.opens <= world.day(ago) <= slot.closes and (duty is None or duty.kept(slot.id) is None)
        if slot.commitment.id == commitment and is_open:
            return slot
    return None


def _key(slot: Slot) -> SlotKey:
    return SlotKey(team=slot.team, commitment=slot.commitment.id, year=slot.year, slot=slot.id)


def _show(team_id: str, commitment: str, ago: int, note: str, store: Promises, world: World) -> None:
    team = world.rules.team(TeamId(team_id))
    slot = _slot(team, commitment, store, world, ago=ago)
    if slot is not None:
        keep_promises.show(
            _key(slot),
            day=world.day(ago),
            note=note,
            file=None,
            promises=WhatIsPromised(world.rules, store),
            step=Step(keeper_actor(team.lead), world.at(ago, "15:00"), StepId(f"example-show-{commitment}")),
        )


def _plan(team_id: str, commitment: str, ahead: int, store: Promises, world: World) -> None:
    team = world.rules.team(TeamId(team_id))
    slot = _slot(team, commitment, store, world, ago=0)
    if slot is not None:
        keep_promises.plan(
            _key(slot),
            day=world.day(-ahead),
            promises=WhatIsPromised(world.rules, store),
            step=Step(keeper_actor(team.lead), world.at(32), StepId(f"example-plan-{commitment}")),
        )


def _audit(team_id: str, year: int, better: int, ago: int, store: Promises, world: World, *, signed: bool) -> None:
    """A team's answers; ``better`` is how far they have come, 0 to 2."""
    team = world.rules.team(TeamId(team_id))
    asked = world.rules.statements_for(team)
    answered = asked if signed else asked[: len(asked) // 2]
    edits = [
        Edit(
            statement=statement.id,
            answer=AuditAnswer(
                level=LEVELS[min((place + better) % 3, better)],
                evidence="We talk about it in our team each month, and wrote down what changed.",
                said="Young people told us that this is better than last year." if better and place % 2 else "",
                action=AuditPlan(
                    what="Ask two young people to look at this with us.",
                    owner=team.lead,
                    by=world.day(ago - 75),
                )
                if place % 4 == 0
                else None,
            ),
            seen=0,
        )
        for place, statement in enumerate(answered)
    ]
    at = world.at(ago)
    began = audits_domain.answer(
        Audit(team=team.id, year=year), Step(keeper_actor(team.lead), at, StepId("example-answer")), edits, asked=asked
    )
    store.save(began)
    if not signed:
        return
    if year != year_of(world.today, world.rules.year_starts):
        closed = audits_domain.sign_off(
            began,
            Step(keeper_actor(team.manager), at + timedelta(days=3), StepId("example-sign")),
            asked=asked,
            manager=team.manager,
        )
        store.save(closed)
        return
    audits.sign_off(
        team,
        year,
        seen_version=began.version,
        promises=WhatIsPromised(world.rules, store),
        step=Step(keeper_actor(team.manager), at + timedelta(days=3), StepId("example-sign")),
    )
