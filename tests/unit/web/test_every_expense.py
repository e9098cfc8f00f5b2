"""Every kind of expense can be chosen, priced and shown: a new one that was left out somewhere is named here."""

from __future__ import annotations

from decimal import Decimal

import pytest

from takepart.adapters.policy.reader import EXPENSES
from takepart.domain.lines import COSTS, FARES, MILEAGE, LineKind
from takepart.domain.policy.rates import MileageRate
from takepart.domain.pricing import cost_basis, mileage_basis
from takepart.web.forms.quote import _COST_HINTS, COST_KINDS, JOURNEY_KINDS, QuoteForm
from tests.policies import WIRRAL

NO_EXPENSE = {LineKind.FEE, LineKind.ADJUSTMENT}
RATE: MileageRate = WIRRAL.mileage.rates[-1]


@pytest.mark.parametrize("kind", [each for each in LineKind if each not in NO_EXPENSE])
def test_every_kind_of_expense_can_be_chosen(kind: LineKind) -> None:
    """On the form, on the page that says what we pay, and in a policy."""
    assert [kind in kinds for kinds in (MILEAGE, FARES, COSTS)].count(True) == 1, f"put {kind} in one of the three"
    assert [*JOURNEY_KINDS, *COST_KINDS].count(kind) == 1
    assert kind in EXPENSES
    assert hasattr(QuoteForm, kind.value.replace("-", "_")), f"give {kind} a box in QuoteForm"


@pytest.mark.parametrize("kind", LineKind)
def test_every_kind_of_line_has_words(kind: LineKind) -> None:
    """As a heading, and beside an amount."""
    assert kind.plain
    assert mileage_basis(kind, [(RATE.car_threshold, Decimal(1))]) if kind in MILEAGE else cost_basis(kind)


@pytest.mark.parametrize("kind", sorted(MILEAGE))
def test_every_kind_by_the_mile_has_a_rate(kind: LineKind) -> None:
    """Else a journey of it could be typed and not be priced."""
    assert RATE.per_mile(kind)


@pytest.mark.parametrize("kind", sorted(COSTS))
def test_every_other_cost_says_what_it_is(kind: LineKind) -> None:
    """Under its name on the form."""
    assert _COST_HINTS.get(kind), f"say in _COST_HINTS what {kind} is"
