"""Vouchers from the stock, cash from a float: the claim changes with them or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import MONEY, ON_THE_DAY, VOUCHER, Claimant
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, FloatId, StepId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.plain_reason import PlainReason
from takepart.domain.policy import Policy, Role
from takepart.domain.pricing import Cost, Facts, Journey
from takepart.domain.refused import Refused
from takepart.domain.vouchers.voucher import VoucherState
from takepart.use_cases.claims.assignment import colleagues, decider
from takepart.use_cases.claims.track_claim import acknowledge_payment
from takepart.use_cases.letters import ClaimLetter
from takepart.use_cases.money.cash_on_the_day import (
    CashForm,
    CashWorld,
    cash_due,
    cash_on_the_day,
    close_float,
    count_float,
    float_id_of,
    open_float,
    pay_cash,
    top_up_float,
)
from takepart.use_cases.money.issue_vouchers import (
    Issued,
    buy_vouchers,
    hand_over_vouchers,
    issue_all_due,
    issue_vouchers,
    stock_levels,
)
from takepart.use_cases.money.letters import stock_letters
from takepart.use_cases.money.payment_run import on_payment_event, run_payments
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.stores import DamagedRecord
from tests.fakes import FakeIdentities
from tests.fakes_claims import FakeApprovals
from tests.money_builders import (
    FINANCE,
    HOLIDAYS,
    LEAD,
    MANAGER,
    NOW,
    RUN_DAY,
    WORKER_1,
    World,
    a_due_claim,
    voucher_lines,
    with_low_stock,
)
from tests.policies import WIRRAL

BOX = FloatId("box")


def refused(act: Callable[[], object]) -> PlainReason:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


# --- vouchers ---
def issue(world: World, claim: ClaimId) -> Issued:
    return issue_vouchers(claim, world=world.voucher_world, now=NOW)


def buy(world: World, text: str, *, by: Any = FINANCE) -> Any:
    return buy_vouchers(text, by=by, vouchers=world.vouchers, stocks=world.stocks, policy=world.policy, now=NOW)


def hand(world: World, claim: ClaimId, *, by: Any = MANAGER, step: str = "h", policy: Policy = WIRRAL) -> Claim:
    return hand_over_vouchers(
        claim,
        by=by,
        claims=world.claims,
        vouchers=world.vouchers,
        approvals=FakeApprovals(),
        policy=policy,
        step=StepId(step),
        now=NOW,
    )


def test_a_voucher_reaches_one_claim_and_no_other() -> None:
    """Told twice, it is given once; two claims get two vouchers."""
    world = World(*(a_due_claim(number, **voucher_lines()) for number in range(2)))
    world.stock(5)
    one, other = world.claims.kept

    results = [issue(world, one), issue(world, one), issue(world, other)]

    assert results == [Issued.ISSUED, Issued.NOTHING_DUE, Issued.ISSUED]
    proofs = [claim.payment(VOUCHER).proof for claim in world.claims.kept.values()]
    assert proofs == [("V1000-00000",), ("V1000-00001",)]
    assert [claim.state for claim in world.claims.kept.values()] == [ClaimState.PAID] * 2


def test_without_stock_a_claim_waits_and_the_office_hears_it_once() -> None:
    """Then stock is bought, and whoever waited gets theirs."""
    world = World(*(a_due_claim(number, **voucher_lines()) for number in range(2)))

    assert [issue(world, claim) for claim in world.claims.kept] == [Issued.NO_STOCK] * 2
    assert [e.action for e in world.stocks.kept[Money(10_00)].journal] == ["low"]
    bought = buy(world, "A11,10\nA12,10\n")
    assert (bought.count, bought.total) == (2, Money(20_00))
    event = Event(kind=EventKind.VOUCHERS, about="1000", seq=2, action="bought")
    on_payment_event(event, bank=world.bank, vouchers=world.voucher_world, now=NOW)
    assert {claim.state for claim in world.claims.kept.values()} == {ClaimState.PAID}


def test_low_stock_is_a_letter_to_the_office() -> None:
    """Once for each time it runs low; none if there is enough again by the time it is written."""
    world = World(*(a_due_claim(number, **voucher_lines()) for number in range(3)), policy=with_low_stock(4))
    world.stock(5)
    for claim in world.claims.kept:
        issue(world, claim)
    event = Event(kind=EventKind.VOUCHERS, about="1000", seq=2, action="low")

    letters = stock_letters(event, stocks=world.stocks, policy=world.policy)

    assert [e.action for e in world.stocks.kept[Money(10_00)].journal] == ["bought", "low"]
    assert {letter.kind for letter in letters} == {ClaimLetter.LOW_STOCK}
    assert [letter.to for letter in letters] == [m.email for m in WIRRAL.with_role(Role.OFFICE)]
    assert dict(letters[0].values) == {"value": Money(10_00), "left": 3}
    world.stock(9, first=10)
    issue_all_due(world=world.voucher_world, now=NOW)
    run_payments(RUN_DAY, bank=world.bank, vouchers=world.voucher_world, now=NOW)
    assert stock_letters(event, stocks=world.stocks, policy=world.policy) == []


def test_a_delivery_is_bought_whole_or_not_at_all() -> None:
    """A serial that came before is named; the same file again is the same delivery."""
    world = World()
    buy(world, "A11,10\nA12,10\n")

    again = buy(world, "Serial,Value\na12,10\nA11,£10\n")
    other = buy(world, "A13,10\nA12,10\n")

    assert again.count == 2 and len(world.stocks.kept[Money(10_00)].journal) == 1
    assert [(p.line, p.plain) for p in other.problems] == [(2, "Serial A12 came with another delivery.")]
    assert len(world.vouchers.kept) == 2
    assert [
        (level.stock.value, level.left) for level in stock_levels(vouchers=world.vouchers, stocks=world.stocks)
    ] == [(Money(10_00), 2)]
    assert refused(lambda: buy(world, "A14,10", by=replace(WORKER_1, roles=frozenset({Role.WORKER})))) is (
        MoneyRefusal.NOT_ALLOWED
    )


def test_the_serials_of_a_delivery_are_looked_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one request for each: a delivery may have hundreds."""
    world = World()
    together = Mock(wraps=world.vouchers.many)
    monkeypatch.setattr(world.vouchers, "get", Mock(side_effect=AssertionError("one by one")))
    monkeypatch.setattr(world.vouchers, "many", together)

    bought = buy(world, "A11,10\nA12,10\nA13,10\n")

    assert bought.count == 3
    assert [len(call.args[0]) for call in together.call_args_list] == [3]


def test_vouchers_are_looked_up_together_when_they_are_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one request for each, and as they are now: they may have been issued a moment ago."""
    world = World(a_due_claim(0, **voucher_lines(20_00)))
    world.stock(2)
    (claim,) = world.claims.kept
    issue(world, claim)
    together = Mock(wraps=world.vouchers.many)
    monkeypatch.setattr(world.vouchers, "many", together)
    monkeypatch.setattr(world.vouchers, "save_with", Mock())
    monkeypatch.setattr(world.vouchers, "get", Mock(side_effect=AssertionError("one by one")))

    hand(world, claim)

    ((asked,),) = [call.args for call in together.call_args_list]
    assert (len(asked), together.call_args.kwargs) == (2, {"consistent": True})


def test_no_claim_is_given_vouchers_that_are_not_there() -> None:
    """Claim and vouchers go together: a seller of another name, or one that is gone, leaves both as they are."""
    world = World(a_due_claim(0, **voucher_lines(20_00)))
    world.stock(2)
    (claim,) = world.claims.kept
    issue(world, claim)
    before = world.claims.kept[claim]
    other = replace(WIRRAL, vouchers=replace(WIRRAL.vouchers, provider="Somebody else"))

    with pytest.raises(DamagedRecord):
        hand(world, claim, policy=other)

    assert world.claims.kept[claim] == before
    assert {voucher.state for voucher in world.vouchers.kept.values()} == {VoucherState.ISSUED}


def test_vouchers_given_in_person_have_a_giver_and_a_witness_of_their_own() -> None:
    """Claim and vouchers in one write, not before they were issued; whoever saw it says so themselves."""
    world = World(a_due_claim(0, **voucher_lines(20_00)))
    world.stock(2)
    (claim,) = world.claims.kept

    with pytest.raises(Refused):
        hand(world, claim)
    issue(world, claim)
    with pytest.raises(Refused):
        hand(world, claim, step="refused", by=WORKER_1)
    first = hand(world, claim)

    def saw(witness: Any) -> Any:
        return acknowledge_payment(
            world.claims.kept[claim], payment=VOUCHER, claims=world.claims, step=StepId("saw"), now=NOW, witness=witness
        )

    assert hand(world, claim) == first and not first.payment(VOUCHER).acknowledged
    for witness in (MANAGER, WORKER_1):
        with pytest.raises(Refused):
            saw(witness)
    assert saw(LEAD).payment(VOUCHER).acknowledged
    assert {voucher.state for voucher in world.vouchers.kept.values()} == {VoucherState.HANDED_OVER}
    assert {voucher.journal[-1].by for voucher in world.vouchers.kept.values()} == {f"staff:{MANAGER.id}"}
    with pytest.raises(Refused):
        hand(world, claim, step="again")
    finance = replace(WORKER_1, roles=frozenset({Role.FINANCE}))
    assert refused(lambda: hand(world, claim, step="x", by=finance)) is MoneyRefusal.NOT_ALLOWED


# --- cash ---
FACTS = {each.name for each in fields(Facts)}
BUS = Journey(kind=LineKind.BUS, fare=Money(4_20), description="Home to the hall")


def a_form(number: int = 0, **changes: Any) -> CashForm:
    """Bus fare of £4.20 to a drop-in, all of it handed over."""
    person = {"name": f"Person {number}", "email": f"person{number}@example.com"}
    facts: dict[str, Any] = {
        "activity_type": ActivityTypeId("volunteer-session"),
        "day": RUN_DAY,
        "part_of_day": PartOfDay.MORNING,
        "minutes": 60,
        "journeys": (BUS,),
    }
    values: dict[str, Any] = {
        "draft_id": DraftId(f"cash-{number}"),
        "claimant": Claimant(**{name: changes.pop(name, text) for name, text in person.items()}),
        "facts": Facts(**facts | {name: changes.pop(name) for name in FACTS & changes.keys()}),
        "handed": Money(4_20),
    }
    return CashForm(**(values | changes))


def a_world_with_cash(pence: int = 50_00, *claims: Any) -> World:
    world = World(*claims)
    for name in ("Box", "Tin"):
        open_float(
            name, keeper=WORKER_1, amount=Money(pence), by=FINANCE, floats=world.floats, step=StepId("o"), now=NOW
        )
    return world


def hand_out(world: World, form: CashForm, *, by: Any = WORKER_1, float_id: FloatId = BOX) -> Any:
    return cash_on_the_day(
        form,
        float_id=float_id,
        by=by,
        world=CashWorld(
            claims=world.claims,
            floats=world.floats,
            identities=FakeIdentities(),
            policy=WIRRAL,
            holidays=HOLIDAYS,
        ),
        now=NOW,
    )


def test_cash_at_the_session_is_a_claim_and_leaves_the_float() -> None:
    """Only the journey: the fee is claimed as usual. A second click pays nothing more."""
    world = a_world_with_cash()

    claim = hand_out(world, a_form())

    assert hand_out(world, a_form()) == claim
    assert world.floats.kept[BOX].balance == Money(45_80)
    assert [(line.kind, line.allowed) for line in claim.lines] == [(LineKind.BUS, Money(4_20))]
    assert (claim.payment(ON_THE_DAY).amount, claim.payment(ON_THE_DAY).proof) == (Money(4_20), (BOX,))
    assert claim.journal[0].by == f"staff:{WORKER_1.id}" and claim.journal[0].facts["cash on the day"] == 4_20


def test_somebody_other_than_who_paid_confirms_cash() -> None:
    """And it cannot be passed back to them."""
    world = a_world_with_cash()

    claim = hand_out(world, a_form())

    assert claim.turn.who == f"staff:{MANAGER.id}"
    assert WORKER_1 not in colleagues(WIRRAL, claim, by=decider(MANAGER))
    assert not deciding.may_decide(claim, decider(WORKER_1))


def test_one_person_gets_no_more_than_the_policys_most_in_a_day() -> None:
    """Over all floats and workers; another person, and the next day, are not touched."""
    world = a_world_with_cash()
    fare = (Journey(kind=LineKind.TAXI, fare=Money(15_00), description="Taxi"),)
    hand_out(world, a_form(journeys=fare, handed=Money(15_00)))

    def again(email: str = "person0@example.com", name: str = "Person 0") -> Any:
        form = a_form(1, email=email, name=name, journeys=fare, handed=Money(5_01))
        return hand_out(world, form, by=MANAGER, float_id=FloatId("tin"))

    before = dict(world.floats.kept)
    assert refused(again) is MoneyRefusal.OVER_CASH_LIMIT
    assert world.floats.kept == before and len(world.claims.kept) == 1
    assert again(email="bo@example.com", name="Bo").payment(ON_THE_DAY).amount == Money(5_01)


def test_cash_is_refused_with_words_and_nothing_is_kept() -> None:
    """Own claim, no journey, more than it cost, nothing, an empty or unknown or closed float."""
    world = a_world_with_cash(3_00)
    meal = (Cost(kind=LineKind.MEALS, amount=Money(2_00), description="Lunch"),)

    refusals = [
        refused(lambda: hand_out(world, a_form(email="Worker+x@example.org"))),
        refused(lambda: hand_out(world, a_form(journeys=(), handed=Money(1)))),
        refused(lambda: hand_out(world, a_form(handed=Money(4_21)))),
        refused(lambda: hand_out(world, a_form(journeys=(), costs=meal, handed=Money(0)))),
        refused(lambda: hand_out(world, a_form())),
        refused(lambda: hand_out(world, a_form(), float_id=FloatId("none"))),
        refused(lambda: hand_out(world, a_form(), by=replace(WORKER_1, roles=frozenset({Role.FINANCE})))),
    ]

    assert refusals == [
        MoneyRefusal.OWN_CLAIM,
        MoneyRefusal.NOTHING_CLAIMED,
        MoneyRefusal.MORE_THAN_COST,
        MoneyRefusal.NO_AMOUNT,
        MoneyRefusal.NOT_ENOUGH_CASH,
        MoneyRefusal.NO_SUCH_FLOAT,
        MoneyRefusal.NOT_ALLOWED,
    ]
    assert not world.claims.kept and world.floats.kept[BOX].balance == Money(3_00)
    close_float(BOX, by=FINANCE, floats=world.floats, step=StepId("c"), now=NOW)
    assert refused(lambda: hand_out(world, a_form(handed=Money(1_00)))) is MoneyRefusal.FLOAT_CLOSED


def test_a_journey_that_the_fee_includes_is_flagged_not_refused() -> None:
    """The worker pays; who confirms sees the flag."""
    claim = hand_out(a_world_with_cash(), a_form(activity_type=ActivityTypeId("meeting")))

    assert Flag.TRAVEL_INCLUDED in claim.lines[0].flags


def test_an_approved_claim_is_paid_in_cash_once() -> None:
    """A second worker with another float is told that it was paid; the two floats still add up."""
    world = a_world_with_cash(50_00, a_due_claim(0, method=PaymentMethod.CASH))
    (claim_id,) = world.claims.kept

    def pay(float_id: str, step: str, by: Any = MANAGER) -> Any:
        return pay_cash(
            claim_id,
            float_id=FloatId(float_id),
            by=by,
            claims=world.claims,
            floats=world.floats,
            approvals=FakeApprovals(),
            step=StepId(step),
            now=NOW,
        )

    due = cash_due(world.claims.kept[claim_id])
    assert due is not None and due.amount == Money(24_20)
    mine = replace(WORKER_1, email="PERSON0@example.com")
    assert refused(lambda: pay("box", "p", by=mine)) is MoneyRefusal.OWN_CLAIM
    for had_a_part in (WORKER_1, replace(FINANCE, roles=MANAGER.roles)):
        with pytest.raises(Refused):
            pay("box", "p", by=had_a_part)
    paid = pay("box", "p")
    assert pay("box", "p") == paid
    assert refused(lambda: pay("tin", "other")) is MoneyRefusal.NOTHING_DUE
    assert refused(lambda: pay("none", "p2")) is MoneyRefusal.NO_SUCH_FLOAT
    assert [cash.balance for cash in world.floats.kept.values()] == [Money(25_80), Money(50_00)]
    assert (paid.state, cash_due(paid)) == (ClaimState.PAID, None)

    def got(witness: Any = None) -> Any:
        return acknowledge_payment(
            world.claims.kept[claim_id],
            payment=MONEY,
            claims=world.claims,
            step=StepId("got"),
            now=NOW,
            witness=witness,
        )

    for had_a_part in (WORKER_1, MANAGER, FINANCE):
        with pytest.raises(Refused):
            got(had_a_part)
    assert got(LEAD).payment(MONEY).acknowledged and got().version == paid.version + 1


def test_that_money_came_is_written_down_once_whoever_says_it_again() -> None:
    """From a page that was opened before it was said: the press has another name, and the claim says it already."""
    world = a_world_with_cash(50_00, a_due_claim(0, method=PaymentMethod.CASH))
    (claim_id,) = world.claims.kept
    args: dict[str, Any] = {"claims": world.claims, "now": NOW}
    paying = args | {"floats": world.floats, "approvals": FakeApprovals()}
    paid = pay_cash(claim_id, float_id=FloatId("box"), by=MANAGER, step=StepId("paid"), **paying)

    said = [acknowledge_payment(paid, payment=MONEY, step=StepId(press), **args) for press in ("own-page", "late-tab")]

    assert [claim.version for claim in said] == [paid.version + 1] * 2


def test_a_float_is_kept_by_the_office() -> None:
    """Opened under one name, topped up, counted, closed; each step once."""
    world = a_world_with_cash()
    args: dict[str, Any] = {"floats": world.floats, "now": NOW}
    only_worker = replace(WORKER_1, roles=frozenset({Role.WORKER}))

    assert (
        refused(lambda: open_float("BOX!", keeper=WORKER_1, amount=Money(1), by=FINANCE, step=StepId("n"), **args))
        is MoneyRefusal.FLOAT_EXISTS
    )
    for _ in range(2):
        cash = top_up_float(BOX, amount=Money(5_00), by=FINANCE, step=StepId("t"), **args)
    assert cash.balance == Money(55_00)
    assert (
        refused(lambda: top_up_float(BOX, amount=Money(1), by=only_worker, step=StepId("u"), **args))
        is MoneyRefusal.NOT_ALLOWED
    )
    counted = count_float(BOX, found=Money(54_00), reason="£1 short", by=only_worker, step=StepId("c"), **args)
    assert counted.balance == Money(54_00)
    closed = close_float(BOX, by=FINANCE, step=StepId("x"), **args)
    assert closed.balance == Money(0)
    assert float_id_of("Drop-in Böx 2") == "drop-in-b-x-2"
    assert refused(lambda: float_id_of("!!")) is MoneyRefusal.NO_NAME


# --- the run ---
def test_a_run_says_what_it_did_and_what_is_late() -> None:
    """Counts, ids and pence; nobody's name."""
    world = a_world_with_cash(
        50_00,
        a_due_claim(0, method=PaymentMethod.CASH, promised=RUN_DAY - timedelta(days=1)),
        a_due_claim(1, method=PaymentMethod.CASH, promised=RUN_DAY),
        a_due_claim(2, **voucher_lines()),
    )
    world.stock(1)

    told = run_payments(RUN_DAY, bank=world.bank, vouchers=world.voucher_world, now=NOW).plain()

    assert told == {
        "day": "2026-11-24",
        "bank": "nothing due",
        "batches": [],
        "vouchers": {"issued": 1, "nothing-due": 0, "no-stock": 0},
        "late": {"bank": 0, "voucher": 0, "cash": 1},
    }
    saturday = run_payments(date(2026, 11, 28), bank=world.bank, vouchers=world.voucher_world, now=NOW)
    assert saturday.plain()["bank"] == "no run today"


def test_an_event_that_nobody_waits_for_does_nothing() -> None:
    """Also one of a claim that is gone."""
    world = World()

    def told(kind: EventKind, about: str, action: str) -> str:
        event = Event(kind=kind, about=about, seq=1, action=action)
        return on_payment_event(event, bank=world.bank, vouchers=world.voucher_world, now=NOW)

    assert told(EventKind.CLAIM, "K7M4-9QXR", "approved") == "nothing-due"
    assert told(EventKind.CLAIM, "K7M4-9QXR", "sent") == "nothing to do"
    assert told(EventKind.BATCH, "2026-11-24-1", "sent") == "settled before"
    assert told(EventKind.FLOAT, "box", "topped-up") == "nothing to do"


def test_what_a_person_wants_for_their_fee_is_no_part_of_cash() -> None:
    """Leaving the fee out of cash is not declining it: nothing of the kind is written down."""
    claim = hand_out(a_world_with_cash(), a_form())

    assert FeeChoice.decline().wish.value not in str(claim.journal)


def test_claims_that_no_vouchers_fit_keep_nobody_from_theirs() -> None:
    """However many there are, and however early their promises; each amount is looked for once a run."""
    early = [a_due_claim(n, **voucher_lines(7_77), promised=RUN_DAY) for n in range(230)]
    last = a_due_claim(500, **voucher_lines(10_00), promised=RUN_DAY + timedelta(days=9))
    world = World(*early, last)
    world.stock(1)

    done = issue_all_due(world=world.voucher_world, now=NOW)

    assert (done[Issued.ISSUED], done[Issued.NO_STOCK]) == (1, 230)
    assert world.claims.kept[last.id].payment(VOUCHER).proof


def test_a_run_that_is_short_of_time_leaves_the_rest_to_the_next() -> None:
    """Nothing is half done."""
    world = World(*(a_due_claim(n, **voucher_lines()) for n in range(3)))
    world.stock(3)
    times = iter([False, True])

    done = issue_all_due(world=world.voucher_world, now=NOW, hurry=lambda: next(times))

    assert done[Issued.ISSUED] == 1
    assert issue_all_due(world=world.voucher_world, now=NOW)[Issued.ISSUED] == 2


def test_four_hundred_and_fifty_that_are_due_read_the_stock_a_few_times() -> None:
    """Each claim more is one write: else so many took three days of runs."""
    world = World(*(a_due_claim(n, **voucher_lines()) for n in range(450)))
    world.stock(450)
    asked: list[str] = []

    def counted(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asking(*arguments: Any, **named: Any) -> Any:
            asked.append(name)
            return ask(*arguments, **named)

        return asking

    for store in (world.vouchers, world.stocks, world.claims):
        for name in ("get", "many", "in_stock", "all", "save_with"):
            if hasattr(store, name):
                setattr(store, name, counted(name, getattr(store, name)))

    done = issue_all_due(world=world.voucher_world, now=NOW)

    assert done[Issued.ISSUED] == 450
    assert asked.count("save_with") == 450
    assert asked.count("in_stock") + asked.count("all") < 20


def test_every_payment_that_is_late_is_counted() -> None:
    """Not only the first few hundred."""
    late = [a_due_claim(n, method=PaymentMethod.CASH, promised=RUN_DAY - timedelta(days=1)) for n in range(260)]
    world = World(*late, a_due_claim(900, method=PaymentMethod.CASH, promised=RUN_DAY + timedelta(days=1)))

    ran = run_payments(RUN_DAY, bank=world.bank, vouchers=world.voucher_world, now=NOW)

    assert ran.late[PaymentMethod.CASH] == 260
