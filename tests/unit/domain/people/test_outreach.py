"""Outreach actions: to do, then done or dropped with a reason, and the owner is told twice at most."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.journal import staff, verify
from takepart.domain.people import outreach
from takepart.domain.people.outreach import (
    Outreach,
    OutreachAction,
    OutreachRefusal,
    OutreachState,
)
from takepart.domain.refused import Refused
from tests.reach_builders import MANAGER, NOW, TODAY, WORKER, an_action


def finished(action: Outreach, step: str = "done") -> Outreach:
    return outreach.finish(action, Step(journals.staff(WORKER), NOW, StepId(step)), outcome="Six people came")


def dropped(action: Outreach, step: str = "drop") -> Outreach:
    return outreach.drop(action, Step(journals.staff(WORKER), NOW, StepId(step)), reason="It closed")


@pytest.mark.parametrize(
    ("state", "what"),
    [pair for pair in product(OutreachState, OutreachAction) if pair not in Outreach.TRANSITIONS],
)
def test_what_is_not_in_the_table_is_refused(state: OutreachState, what: OutreachAction) -> None:
    """What is closed stays closed."""
    action = {OutreachState.OPEN: an_action(), OutreachState.DONE: finished(an_action())}.get(
        state, dropped(an_action())
    )

    with pytest.raises(Refused):
        action.took(what, Step(staff(WORKER), NOW, StepId("again")))


def test_an_action_says_what_came_of_it() -> None:
    """The words lie beside the journal, which holds their digest."""
    after = finished(an_action())

    assert (after.state, after.outcome, after.closed_on) == (OutreachState.DONE, "Six people came", TODAY)
    assert "Six" not in str(after.journal)
    verify(after.journal)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_nothing_is_dropped_or_done_without_words(words: str) -> None:
    """The next year reads them."""
    for close, name in ((outreach.drop, "reason"), (outreach.finish, "outcome")):
        with pytest.raises(Refused) as refused:
            close(an_action(), Step(staff(WORKER), NOW, StepId("x")), **{name: words})
        assert refused.value.reason is OutreachRefusal.NO_WORDS


@pytest.mark.parametrize(
    ("due", "reason"),
    [(TODAY - timedelta(days=1), OutreachRefusal.PAST_DAY), (TODAY + timedelta(days=800), OutreachRefusal.TOO_FAR)],
)
def test_a_day_is_to_come_and_not_a_hope(due: date, reason: OutreachRefusal) -> None:
    """Today is still to come."""
    assert an_action(due=TODAY).due == TODAY
    with pytest.raises(Refused) as refused:
        an_action(due=due)
    assert refused.value.reason is reason


def reminded(action: Outreach, day: date) -> Outreach | None:
    due = outreach.reminder(action, at=datetime.combine(day, NOW.timetz()))
    return outreach.remind(action, due[1], due[0]) if due else None


def test_the_owner_is_told_once_before_and_once_when_it_is_late() -> None:
    """However often the job runs, and on however many mornings."""
    action, told = an_action(due=date(2027, 1, 31)), []
    for number in range(140):
        day = TODAY + timedelta(days=number)
        for _ in range(2):
            after = reminded(action, day)
            if after is not None:
                told.append((day, after.journal[-1].action))
                action = after

    assert told == [(date(2027, 1, 24), "reminded"), (date(2027, 2, 1), "warned")]
    assert reminded(finished(action), date(2027, 3, 1)) is None


def test_who_takes_it_over_is_told_anew() -> None:
    """And it is theirs, by the new day."""
    action = reminded(an_action(due=TODAY), TODAY)
    assert action is not None
    after = outreach.hand_over(action, Step(journals.staff(WORKER), NOW, StepId("over")), owner=MANAGER, due=TODAY)

    again = reminded(after, TODAY)

    assert again is not None
    assert again.journal[-1].facts["owner"] == MANAGER
