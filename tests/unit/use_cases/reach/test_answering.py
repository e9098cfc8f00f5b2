"""An answer is counted once and kept with nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from takepart.domain.people.equality import PREFER_NOT_TO_SAY, EqualityStage, Quarter
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.reach.figures import answer, open_ticket, ticket
from tests.fakes import FakeLinks
from tests.reach_builders import NOW, FakeTally, a_question, some_rules

RULES = some_rules(a_question(), a_question("area", ("north", "south")))
Q3 = Quarter(2026, 3)


def test_one_ticket_counts_once_however_often_it_is_sent() -> None:
    """A double click, a reload, and a retry after a lost answer."""
    tally, links = FakeTally(), FakeLinks()
    opened = open_ticket(ticket(EqualityStage.INVITED, name="random", links=links, now=NOW), links=links, now=NOW)
    tally.lost = True
    with pytest.raises(StoreUnavailable):
        answer(opened, {"age": "old", "area": "north"}, tally=tally, rules=RULES, now=NOW)

    again = [answer(opened, {"age": "young"}, tally=tally, rules=RULES, now=NOW) for _ in range(3)]

    assert again == [False, False, False]
    assert tally.counts[Q3] == {("age", EqualityStage.INVITED, "old"): 1, ("area", EqualityStage.INVITED, "north"): 1}


def test_what_is_kept_is_counts_a_quarter_and_a_used_name() -> None:
    """Nothing finer: the mark of a ticket ends on the same day as those of its whole quarter."""
    tally, links = FakeTally(), FakeLinks()
    for number, day in enumerate((NOW - timedelta(days=40), NOW, NOW + timedelta(days=30))):
        made = ticket(EqualityStage.REGISTERED, name=f"random-{number}", links=links, now=day)
        answer(open_ticket(made, links=links, now=day), {"age": "old"}, tally=tally, rules=RULES, now=day)

    assert set(tally.counts) == {Q3}
    assert set(tally.used.values()) == {date(2027, 1, 1)}


@pytest.mark.parametrize(
    "given", [{}, {"age": ""}, {"age": "ancient"}, {"height": "tall"}, {"age": "OLD", "area": "north#x"}]
)
def test_what_is_not_on_offer_is_no_answer(given: dict[str, str]) -> None:
    """Then the ticket is not used up either."""
    tally, links = FakeTally(), FakeLinks()
    opened = open_ticket(ticket(EqualityStage.REGISTERED, name="n", links=links, now=NOW), links=links, now=NOW)

    assert not answer(opened, given, tally=tally, rules=RULES, now=NOW)
    assert answer(opened, {"age": PREFER_NOT_TO_SAY}, tally=tally, rules=RULES, now=NOW)
    assert tally.counts[Q3] == {("age", EqualityStage.REGISTERED, PREFER_NOT_TO_SAY): 1}


def test_a_ticket_ends_and_a_made_up_one_never_opens() -> None:
    """Two days at most, and all of a day end together."""
    links = FakeLinks()
    made = ticket(EqualityStage.REGISTERED, name="n", links=links, now=NOW)

    with pytest.raises(NothingToDecide) as late:
        open_ticket(made, links=links, now=NOW + timedelta(days=2))
    with pytest.raises(NothingToDecide) as forged:
        open_ticket(f"{made}x", links=links, now=NOW)

    assert (late.value.why, forged.value.why) == (LinkClosed.EXPIRED, LinkClosed.FORGED)
    assert made == ticket(EqualityStage.REGISTERED, name="n", links=links, now=NOW + timedelta(hours=3))
