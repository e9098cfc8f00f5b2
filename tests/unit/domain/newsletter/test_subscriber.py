"""One mailbox, once: asked first, gone when it says so."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from takepart.domain import journal as journals
from takepart.domain.ids import StepId
from takepart.domain.newsletter import subscriber as subscribers
from takepart.domain.newsletter.subscriber import MOST_STEPS, Subscriber, SubscriberAction, SubscriberState
from takepart.domain.refused import Refused
from tests.newsletters import MONDAY, somebody_asked, somebody_on

STEP = StepId("again")


def in_state(state: SubscriberState) -> Subscriber:
    return {
        SubscriberState.ASKED: somebody_asked,
        SubscriberState.ON: somebody_on,
        SubscriberState.LEFT: lambda: subscribers.leave(somebody_on(), at=MONDAY),
    }[state]()


def act(one: Subscriber, action: SubscriberAction) -> Subscriber:
    return {
        SubscriberAction.ASK: lambda: subscribers.ask(one, id=one.id, email="reader@example.com", at=MONDAY),
        SubscriberAction.CONFIRM: lambda: subscribers.confirm(one, at=MONDAY),
        SubscriberAction.JOIN: lambda: subscribers.join(one, id=one.id, email="reader@example.com", at=MONDAY),
        SubscriberAction.LEAVE: lambda: subscribers.leave(one, at=MONDAY),
    }[action]()


@pytest.mark.parametrize(("state", "action"), list(product(SubscriberState, SubscriberAction)))
def test_what_the_table_does_not_have_is_refused(state: SubscriberState, action: SubscriberAction) -> None:
    """Every pair; and nobody is on the list without a yes."""
    one = in_state(state)

    if (state, action) in Subscriber.TRANSITIONS:
        after = act(one, action)
        assert after.state is Subscriber.TRANSITIONS[state, action]
        assert after.is_on is (action in (SubscriberAction.CONFIRM, SubscriberAction.JOIN))
        journals.verify(after.journal)
    else:
        with pytest.raises(Refused):
            act(one, action)


def test_leaving_takes_the_address_along_in_the_same_step() -> None:
    """What is left is the keyed name and days, and that is gone by itself after any restore could bring it back."""
    left = in_state(SubscriberState.LEFT)

    assert left.email == ""
    assert left.since is None
    assert "example.com" not in str(left)
    assert left.gone_by == MONDAY + timedelta(days=40)


def test_an_address_that_never_said_yes_is_gone_after_a_week() -> None:
    """Whoever typed it. A reader's is kept while they read."""
    assert somebody_asked().gone_by == MONDAY + timedelta(days=7)
    assert somebody_on().gone_by is None


def test_somebody_who_types_the_same_address_for_weeks_is_stopped() -> None:
    """An item of the table never grows without end."""
    one = somebody_asked()
    for _ in range(2, MOST_STEPS + 1):
        one = subscribers.ask(one, id=one.id, email=one.email, at=MONDAY)

    with pytest.raises(Refused):
        subscribers.ask(one, id=one.id, email=one.email, at=MONDAY)
