"""Nothing that is kept grows without end: what people do to one thing stops before its record is full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

import pytest

from takepart.domain.aggregate import MOST_STEPS, ROOM_TO_END, Aggregate, Step
from takepart.domain.claims import deciding, participating
from takepart.domain.claims.claim import MOST_ANSWERED, MOST_NOTES, Claim, ClaimState
from takepart.domain.claims.parts import ClaimRefusal
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, Job, staff
from takepart.domain.refused import NotAllowed, Refused
from tests.builders import WORKER, a_claim

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SOMEBODY = Actor("person:1")


class State(StrEnum):
    """Where it stands."""

    OPEN = "open"
    GONE = "gone"


class Action(StrEnum):
    """What can be done."""

    TOUCH = "touched"
    LEAVE = "left"
    RETURN = "came-back"
    FORGET = "forgotten"


@dataclass(frozen=True, kw_only=True)
class Thing(Aggregate):
    """It can be touched, left, come back to, and forgotten where it stands."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (State.OPEN, Action.TOUCH): State.OPEN,
            (State.OPEN, Action.LEAVE): State.GONE,
            (State.GONE, Action.RETURN): State.OPEN,
            (State.OPEN, Action.FORGET): State.OPEN,
        }
    )

    id: str
    state: State


def taken(thing: Thing, action: Action, times: int, *, by: Actor = SOMEBODY) -> Thing:
    for _ in range(times):
        thing = thing.took(action, Step(by, NOW, StepId(f"step-{thing.version}")))
    return thing


@pytest.fixture(scope="module")
def full() -> Thing:
    return taken(Thing(id="one", state=State.OPEN), Action.TOUCH, MOST_STEPS)


def test_people_can_do_only_so_much_to_one_thing(full: Thing) -> None:
    """Else whoever has its link could make it so large that nothing of it can be kept any more."""
    with pytest.raises(Refused) as refused:
        taken(full, Action.TOUCH, 1)

    assert refused.value.reason is NotAllowed.FULL


def test_what_is_full_can_still_be_ended_and_our_jobs_go_on(full: Thing) -> None:
    """Paid, closed, left and forgotten, whatever was done to it before; and that not without end either."""
    assert taken(full, Action.LEAVE, 1).state is State.GONE
    assert taken(full, Action.TOUCH, 3, by=Job.REMINDERS.actor).version == MOST_STEPS + 3

    thing = full
    with pytest.raises(Refused):
        for _ in range(ROOM_TO_END):
            thing = taken(taken(thing, Action.LEAVE, 1), Action.RETURN, 1)
    assert thing.version == MOST_STEPS + ROOM_TO_END


def test_what_is_full_can_be_forgotten_where_it_stands(full: Thing) -> None:
    """A sign-up keeps its state when its person is: what was never done to a thing leads somewhere too."""
    assert taken(full, Action.FORGET, 1).version == MOST_STEPS + 1
    with pytest.raises(Refused):
        taken(full, Action.FORGET, 2)


def test_what_is_said_about_a_claim_has_an_end_that_can_be_answered() -> None:
    """A question that fits leaves room for its answer, and to refuse is always possible."""
    claim: Claim = a_claim()
    asked = 0

    def step(what: str) -> Step:
        return Step(staff(WORKER.id), NOW, StepId(f"{what}-{claim.version}"))

    with pytest.raises(Refused) as refused:
        while True:
            claim = deciding.ask(claim, step("ask"), by=WORKER, question="q" * 1_000)
            claim = participating.answer(claim, step("answer"), text="a" * MOST_ANSWERED)
            asked += 1

    assert refused.value.reason is ClaimRefusal.TOO_MANY_NOTES
    assert asked == MOST_NOTES // (1_000 + MOST_ANSWERED)
    assert deciding.refuse(claim, step("refuse"), by=WORKER, reason="r" * 1_000).state is ClaimState.REFUSED
