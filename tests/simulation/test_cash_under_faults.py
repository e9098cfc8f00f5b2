"""Cash, with everything going wrong: every float adds up, nobody is paid twice, nobody gets more than a day's most."""

from __future__ import annotations

from functools import partial
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import ON_THE_DAY, Claimant
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, FloatId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.pricing import Facts, Journey
from takepart.domain.refused import Refused
from takepart.use_cases.money.cash_on_the_day import (
    CashForm,
    CashWorld,
    cash_on_the_day,
    open_float,
    pay_cash,
    top_up_float,
)
from tests.fakes import FakeIdentities
from tests.fakes_claims import FakeApprovals
from tests.money_builders import FINANCE, HOLIDAYS, MANAGER, NOW, RUN_DAY, WORKER_1, World, a_due_claim
from tests.policies import WIRRAL
from tests.simulation.simulator import Simulator

FLOATS = (FloatId("box"), FloatId("tin"))
PEOPLE, SESSIONS = 4, 4
EXPECTED = {MoneyRefusal.OVER_CASH_LIMIT, MoneyRefusal.NOTHING_DUE, MoneyRefusal.NOT_ENOUGH_CASH}


def a_form(person: int, session: int) -> CashForm:
    """One journey of £6 to one session: three of them fit in a day's most, a fourth does not."""
    return CashForm(
        draft_id=DraftId(f"cash-{person}-{session}"),
        claimant=Claimant(name=f"Person {person}", email=f"person{person}@example.com"),
        facts=Facts(
            activity_type=ActivityTypeId("volunteer-session"),
            day=RUN_DAY,
            part_of_day=tuple(PartOfDay)[session],
            minutes=60,
            journeys=(Journey(kind=LineKind.BUS, fare=Money(6_00), description="Bus"),),
        ),
        handed=Money(6_00),
    )


class Sessions:
    """Two workers at four sessions with two tins, each button pressed twice, and approved claims paid in between."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.world = World(*(a_due_claim(number, method=PaymentMethod.CASH) for number in range(4)))
        self.claims, self.floats = simulator.around(self.world.claims), simulator.around(self.world.floats)
        for float_id in FLOATS:
            open_float(
                float_id,
                keeper=WORKER_1,
                amount=Money(60_00),
                by=FINANCE,
                floats=self.world.floats,
                step=StepId("open"),
                now=NOW,
            )

    def play(self) -> None:
        """Everything at once, in an order that the seed decides."""
        later, some = self.simulator.later, self.simulator.random
        for person in range(PEOPLE):
            for session in range(SESSIONS):
                form, by = a_form(person, session), (WORKER_1, MANAGER)[session % 2]
                later("hand", partial(self._try, self._hand, form, by, some.choice(FLOATS)), copies=2)
        for number, claim_id in enumerate(list(self.world.claims.kept)):
            for float_id in FLOATS:
                later("pay", partial(self._try, self._pay, claim_id, float_id, f"{number}-{float_id}"), copies=2)
        for float_id in FLOATS:
            later("top up", partial(self._try, self._top_up, float_id), copies=2)
        self.simulator.run()

    def _try(self, act: Any, *args: Any) -> None:
        try:
            act(*args)
        except Refused as refused:
            assert refused.reason in EXPECTED, refused

    def _hand(self, form: CashForm, by: Any, float_id: FloatId) -> None:
        cash_on_the_day(
            form,
            float_id=float_id,
            by=by,
            world=CashWorld(
                claims=self.claims,
                floats=self.floats,
                identities=FakeIdentities(),
                policy=WIRRAL,
                holidays=HOLIDAYS,
            ),
            now=NOW,
        )

    def _pay(self, claim_id: ClaimId, float_id: FloatId, step: str) -> None:
        pay_cash(
            claim_id,
            float_id=float_id,
            by=MANAGER,
            claims=self.claims,
            floats=self.floats,
            approvals=FakeApprovals(),
            step=StepId(f"pay-{step}"),
            now=NOW,
        )

    def _top_up(self, float_id: FloatId) -> None:
        top_up_float(float_id, amount=Money(5_00), by=FINANCE, floats=self.floats, step=StepId("top"), now=NOW)


def check(sessions: Sessions) -> None:
    """Hold the tins against the claims."""
    claims = sessions.world.claims.kept.values()
    handed = {claim.id: claim.payment(ON_THE_DAY) for claim in claims if claim.advance}
    paid = {claim.id: claim.payments[0] for claim in claims if not claim.advance and claim.state is ClaimState.PAID}
    given: list[tuple[str, str, int]] = []
    for cash in sessions.world.floats.kept.values():
        journals.verify(cash.journal)
        topped_up = sum(int(e.facts["pence"]) for e in cash.journal if e.action == "topped-up")
        out = [(str(e.facts["claim"]), cash.id, -int(e.facts["pence"])) for e in cash.journal if e.action == "paid-out"]
        assert cash.balance == Money(topped_up - sum(pence for _, _, pence in out)) >= Money(0)
        assert topped_up in (60_00, 65_00), "topped up once, however often the button was pressed"
        given.extend(out)
    recorded = [(id, payment.proof[0], payment.amount.pence) for id, payment in (handed | paid).items()]
    assert sorted(given) == sorted(recorded), "money left a tin for no claim, twice, or a claim has none of it"
    for day in sessions.world.floats.days.values():
        assert day.total <= WIRRAL.cash.most_per_person
        mine = [payment.amount for id, payment in handed.items() if sessions.world.claims.kept[id].person == day.person]
        assert Money.total(mine) == day.total


def test_every_tin_adds_up_and_nobody_is_paid_twice() -> None:
    """Hundreds of crashes, lost answers, double presses and workers at once."""
    faults = 0
    for seed in range(50):
        sessions = Sessions(Simulator(seed, faults=0.12, at_once=4))
        sessions.play()
        check(sessions)
        faults += sessions.simulator.faults

    assert faults > 500
