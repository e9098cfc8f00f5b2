"""The figures, with everything going wrong: events twice, late, out of order, two at once, crashes at every call.

What events built is compared with two other ways to the same numbers: added up afresh from the records, and counted
plainly from the records without any of the figures' own code.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

import pytest

from infra.differences import differences
from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import PaymentState
from takepart.domain.figures.figure import EVERYONE, Contribution, Figure, Period, key
from takepart.domain.programme.session import SessionState
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.uk_time import local_date
from takepart.use_cases.figures.counting import keep
from takepart.use_cases.figures.ports import Subject
from takepart.use_cases.ports import ChangedMeanwhile, Event, StoreUnavailable
from tests.fakes_figures import FakeFigureStore
from tests.figures_history import History
from tests.simulation.simulator import Simulator

SEEDS = 8
STEPS = 120


def played(seed: int, *, faults: float) -> tuple[History, FakeFigureStore, Simulator]:
    """A history that goes on while what happened in it is still on its way to the figures."""
    history, store, simulator = History(seed), FakeFigureStore(), Simulator(seed, faults=faults)
    reading, kept, some = history.counting(simulator.around), simulator.around(store), simulator.random

    def follow(event: Event) -> None:
        try:
            keep(list(reading.touched_by(event)), read=reading.read, store=kept)
        except ChangedMeanwhile as changed:
            raise StoreUnavailable from changed  # the message comes again

    def happens() -> None:
        told = len(history.events)
        history.go_on()
        for event in history.events[told:]:
            simulator.later("event", partial(follow, event), copies=some.randrange(1, 3))

    for _ in range(STEPS):
        simulator.later("step", happens)
    simulator.run()
    return history, store, simulator


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_events_built_is_what_the_records_add_up_to(seed: int) -> None:
    """To the unit, person by person, whatever went wrong on the way."""
    history, store, simulator = played(seed, faults=0.15)

    found = differences(history.records(), store.kept())

    assert simulator.faults > 50
    assert list(found.lines()) == []
    assert plainly(history) == {
        (period, name): number
        for (period, scope), numbers in store.kept().totals.items()
        if scope == EVERYONE
        for name, number in numbers.items()
        if name in PLAIN
    }


def test_every_kind_of_figure_was_in_these_histories() -> None:
    """Else they prove less than they seem to."""
    seen: set[str] = set()
    for seed in range(8):
        _, store, _ = played(seed, faults=0)
        seen |= {name.partition("|")[0] for numbers in store.kept().totals.values() for name in numbers}

    assert seen == {figure.value for figure in Figure}


def test_a_figure_that_was_spoilt_is_found_and_named() -> None:
    """A rebuild that finds nothing anywhere would prove nothing."""
    history, store, _ = played(1, faults=0)
    place = next(place for place, numbers in store.sums.items() if numbers[key(Figure.CLAIMS_SENT)])
    store.sums[place][key(Figure.CLAIMS_SENT)] += 1
    del store.tallies[next(seat for seat, tally in store.tallies.items() if tally)]
    subject: Subject = next(iter(store.adds))
    store.adds[subject] = type(store.adds[subject])(number=1, contribution=Contribution())

    found = differences(history.records(), store.kept())

    assert (len(found.adds), len(found.totals), len(found.tallies)) == (1, 1, 1)
    assert any("claims-sent" in line for line in found.lines())


PLAIN = {
    key(figure)
    for figure in (
        Figure.PEOPLE,
        Figure.ATTENDANCES,
        Figure.MINUTES,
        Figure.SESSIONS,
        Figure.CLAIMS_SENT,
        Figure.CLAIMS_PAID,
        Figure.MONEY,
        Figure.YOU_SAID,
    )
}


def plainly(history: History) -> dict[tuple[Period, str], int]:
    """The main figures, counted one by one from the records: by months, without periods or contributions."""
    found: Counter[tuple[Period, str]] = Counter()
    people: set[tuple[Period, str]] = set()
    for claim in history.claims.kept.values():
        found[_quarter(local_date(claim.sent_at)), "claims-sent"] += 1
        paid = [payment for payment in claim.payments if payment.state is PaymentState.PAID]
        for payment in paid:
            assert payment.arrives
            found[_quarter(payment.arrives), "money"] += payment.amount.pence
        if claim.state is ClaimState.PAID and paid:
            found[_quarter(max(payment.arrives for payment in paid if payment.arrives)), "claims-paid"] += 1
        if claim.confirmed_by and claim.state is not ClaimState.REFUSED:
            people.add((_quarter(claim.day), claim.person))
    for session in history.sessions.kept.values():
        found[_quarter(session.day), "sessions"] += session.state is SessionState.HELD
    for sign_up in history.sign_ups.kept.values():
        if sign_up.state is SignUpState.ATTENDED:
            quarter = _quarter(local_date(sign_up.starts))
            found[quarter, "attendances"] += 1
            found[quarter, "minutes"] += history.sessions.kept[sign_up.session].minutes
            people.add((quarter, sign_up.person))
    for you_said in history.you_saids.kept.values():
        if you_said.published_on and you_said.state.value == "published":
            found[_quarter(you_said.published_on), "you-said"] += 1
    for quarter, _ in people:
        found[quarter, "people"] += 1
    for year, _ in {(Period(quarter.year), person) for quarter, person in people}:
        found[year, "people"] += 1
    return {where: number for where, number in found.items() if number}


def _quarter(day: date) -> Period:
    year = day.year if day.month > 3 else day.year - 1
    return Period(year, {4: 1, 7: 2, 10: 3, 1: 4}[(day.month - 1) // 3 * 3 + 1])
