"""Batches are found by what somebody knows of them, however many there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from takepart.domain.batches.batch import batch_id
from takepart.domain.money import Money
from takepart.use_cases.money import find_batches as search
from takepart.use_cases.money.bank_run import run_bank_payments
from takepart.use_cases.money.find_batches import find_batches
from tests.fakes_claims import FakeSafe
from tests.money_builders import NOW, RUN_DAY, World, a_due_claim, a_gift, claim_no

BOTH = ["2026-11-24-2", "2026-11-24-1"]


@pytest.fixture
def world() -> World:
    """Two batches of one day: two people at £24.20 each, then one of them with a gift of £20."""
    safe = FakeSafe()
    world = World(*(a_due_claim(number, safe=safe) for number in range(2)), safe=safe, most=2)
    run_bank_payments(RUN_DAY, world=world.bank, now=NOW)
    world.claims.add(a_due_claim(2, safe=safe, gift=a_gift()))
    run_bank_payments(RUN_DAY, world=world.bank, now=NOW)
    return world


def found(world: World, typed: str) -> list[str]:
    return [batch.id for batch in find_batches(typed, batches=world.batches, claims=world.claims).batches]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("2026-11-24-2", BOTH[:1]),
        ("2026-11-24", BOTH[::-1]),
        ("24/11/2026", BOTH[::-1]),
        (" 24.11.2026 ", BOTH[::-1]),
        ("25/11/2026", []),
        ("31/11/2026", []),
        (claim_no(1), BOTH[1:]),
        (claim_no(1).lower().replace("-", " "), BOTH[1:]),
        (f"{claim_no(2)}-GIFT", BOTH[:1]),
        (f"{claim_no(2)}G".replace("-", ""), BOTH[:1]),
        ("K7K4-9QKK", []),
        ("£48.40", BOTH[1:]),
        ("44.20", BOTH[:1]),
        ("24.20", BOTH),
        ("20", BOTH[:1]),
        ("99", []),
        ("person", BOTH),
        ("PERSON 2", BOTH[:1]),
        ("zoe obrien", BOTH),
        ("hospice", BOTH[:1]),
        ("nobody", []),
        ("???", []),
    ],
)
def test_a_batch_is_found_by_day_sum_reference_or_name(world: World, typed: str, ids: list[str]) -> None:
    """Typed as people type; a name without its accents, of the payee or of the account."""
    assert found(world, typed) == ids


def test_of_many_batches_the_latest_are_looked_at_and_it_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day or a reference finds the oldest; a sum says how far it looked."""
    oldest = world.batches.kept[batch_id(RUN_DAY, 1)]
    for ago in range(60):
        name = batch_id(date(2026, 12, 1) + timedelta(days=ago), 1)
        world.batches.kept[name] = replace(oldest, id=name, rows=(), total=Money(1))
    monkeypatch.setattr(search, "MOST_LOOKED_AT", 50)

    by_sum = find_batches("48.40", batches=world.batches, claims=world.claims)

    assert (by_sum.batches, by_sum.whole) == ([], False)
    assert found(world, "24/11/2026") == BOTH[::-1]
    monkeypatch.setattr(search, "MOST_LOOKED_AT", 62)
    assert find_batches("48.40", batches=world.batches, claims=world.claims) == ([oldest], True)
