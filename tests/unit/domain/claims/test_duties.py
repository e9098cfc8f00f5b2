"""Who may take which part in one claim: the table, held against every path that takes a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.claims import deciding, paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import DIFFERENT, Duty, claiming, in_the_way, may_take, taken
from takepart.domain.claims.parts import MONEY, ON_THE_DAY, VOUCHER, Claimant, Decider, Payment, PaymentState
from takepart.domain.claims.refusals import CannotAct, Refusal
from takepart.domain.claims.states import State
from takepart.domain.ids import StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import PaidAs
from tests.builders import a_claim, a_line
from tests.money_builders import NOW

PEOPLE = {duty: Decider(id=StaffId(f"who-{duty.value}"), email=f"{duty.value}@example.org") for duty in Duty}
SECOND, THIRD = (Decider(id=StaffId(name), email=f"{name}@example.org") for name in ("second", "third"))
CLAIMANT = Claimant(name="Participant One", email=PEOPLE[Duty.CLAIM].email)
_VOUCHER = (a_line(LineKind.FEE, 20_00, paid_as=PaidAs.VOUCHER),)


def step(name: str) -> StepId:
    return StepId(name)


def sent(who: Mapping[Duty, Decider], *, method: PaymentMethod = PaymentMethod.CASH, **more: Any) -> Claim:
    return a_claim(
        method=method,
        bank=None,
        claimant=replace(CLAIMANT, email=who[Duty.CLAIM].email),
        recorded_by=who[Duty.RECORD],
        confirmer=journals.staff(who[Duty.CONFIRM].id),
        **more,
    )


def confirmed(who: Mapping[Duty, Decider], **more: Any) -> Claim:
    claim = sent(who, **more)
    to = journals.staff(who[Duty.APPROVE].id)
    return deciding.confirm(claim, by=who[Duty.CONFIRM], decisions=(), approver=to, at=NOW, step=step("c"))


def approved(who: Mapping[Duty, Decider], *, second: Decider | None = None, **more: Any) -> Claim:
    claim = confirmed(who, **more)
    to = journals.staff(second.id) if second else None
    once = deciding.approve(claim, by=who[Duty.APPROVE], decisions=(), second_approver=to, at=NOW, step=step("a"))
    if second is None:
        return once
    return deciding.approve(once, by=second, decisions=(), second_approver=None, at=NOW, step=step("a2"))


def by_cash_later(who: Mapping[Duty, Decider], second: Decider | None = None) -> Claim:
    """The claim is decided, its cash handed over afterwards, and a member of staff sees it."""
    claim = approved(who, second=second)
    paid = paying.pay_in_cash(
        claim, by=who[Duty.HAND_OVER], amount=claim.payment(MONEY).amount, float_id="tin", at=NOW, step=step("p")
    )
    return paying.acknowledge(paid, payment=MONEY, witness=who[Duty.WITNESS], at=NOW, step=step("w"))


def by_cash_on_the_day(who: Mapping[Duty, Decider], second: Decider | None = None) -> Claim:
    """The cash comes first; the claim for it is decided afterwards, and only then does somebody say that it came."""
    amount = Money(24_20)
    advance = Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=amount, state=PaymentState.PAID, proof=("tin",))
    claim = approved(who, second=second, advance=advance, sent_by=journals.staff(who[Duty.HAND_OVER].id))
    return paying.acknowledge(claim, payment=ON_THE_DAY, witness=who[Duty.WITNESS], at=NOW, step=step("w"))


def by_cash_seen_first(who: Mapping[Duty, Decider], second: Decider | None = None) -> Claim:
    """Cash on the day that a colleague saw at once: they decide nothing about it later."""
    amount = Money(24_20)
    advance = Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=amount, state=PaymentState.PAID, proof=("tin",))
    claim = sent(who, advance=advance, sent_by=journals.staff(who[Duty.HAND_OVER].id))
    seen = paying.acknowledge(claim, payment=ON_THE_DAY, witness=who[Duty.WITNESS], at=NOW, step=step("w"))
    to = journals.staff(who[Duty.APPROVE].id)
    once = deciding.confirm(seen, by=who[Duty.CONFIRM], decisions=(), approver=to, at=NOW, step=step("c"))
    next_one = journals.staff(second.id) if second else None
    agreed = deciding.approve(
        once, by=who[Duty.APPROVE], decisions=(), second_approver=next_one, at=NOW, step=step("a")
    )
    if second is None:
        return agreed
    return deciding.approve(agreed, by=second, decisions=(), second_approver=None, at=NOW, step=step("a2"))


def by_voucher(who: Mapping[Duty, Decider], second: Decider | None = None) -> Claim:
    """Vouchers that go from hand to hand."""
    claim = approved(who, second=second, method=PaymentMethod.VOUCHER, lines=_VOUCHER)
    issued = paying.issue_voucher(claim, serials=("A1",), amount=Money(20_00), at=NOW, step=step("v"))
    return paying.hand_over_vouchers(issued, by=who[Duty.HAND_OVER], witness=who[Duty.WITNESS], at=NOW, step=step("h"))


PATHS: tuple[Callable[..., Claim], ...] = (by_cash_later, by_cash_on_the_day, by_cash_seen_first, by_voucher)
PAIRS = [(one, other) for one, other in product(Duty, Duty) if one is not other]


@pytest.mark.parametrize("path", PATHS)
def test_six_people_can_always_do_it(path: Callable[..., Claim]) -> None:
    """Each duty has one person, and the claim knows who it was."""
    claim = path(PEOPLE)

    had = {(duty, who.id or who.email) for duty, who in taken(claim)}
    assert had == {(duty, who.email if duty is Duty.CLAIM else who.id) for duty, who in PEOPLE.items()}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_one_person_takes_two_duties_only_where_the_table_lets_them(
    path: Callable[..., Claim], one: Duty, other: Duty
) -> None:
    """Every pair on every path: refused exactly where the table says that they are two people."""
    same = {**PEOPLE, other: PEOPLE[one]}

    if frozenset({one, other}) not in DIFFERENT:
        assert path(same)
        return
    if (
        Duty.CLAIM in (one, other)
        and path in (by_cash_on_the_day, by_cash_seen_first)
        and Duty.HAND_OVER in (one, other)
    ):
        # The claim starts with the cash: the use case asks the same table before there is a claim.
        assert in_the_way(Duty.HAND_OVER, PEOPLE[one], [claiming(PEOPLE[one].email)]) is Duty.CLAIM
        return
    if {one, other} == {Duty.CLAIM, Duty.RECORD}:
        assert in_the_way(Duty.RECORD, PEOPLE[one], [claiming(PEOPLE[one].email)]) is Duty.CLAIM
        return
    with pytest.raises(CannotAct):
        path(same)


@pytest.mark.parametrize("path", PATHS)
def test_the_two_approvers_are_two(path: Callable[..., Claim]) -> None:
    """And the second one has had no other part either."""
    assert path(PEOPLE, second=SECOND)
    for duty in Duty:
        if frozenset({duty, Duty.APPROVE}) in DIFFERENT:
            with pytest.raises(CannotAct):
                path(PEOPLE, second=PEOPLE[duty])


def test_another_name_with_the_same_mailbox_is_the_same_person() -> None:
    """A second entry in the list of staff does not make two people of one."""
    claim = approved(PEOPLE)

    again = Decider(id=StaffId("other-id"), email=PEOPLE[Duty.CONFIRM].email.upper())
    assert not may_take(claim, Duty.HAND_OVER, again)
    assert may_take(claim, Duty.HAND_OVER, THIRD)


def test_who_opens_a_refused_claim_again_has_confirmed_it() -> None:
    """They neither approve it afterwards nor hand out its money; who gave cash on the day cannot open it again."""
    refused = deciding.refuse(sent(PEOPLE), by=PEOPLE[Duty.CONFIRM], reason="No", at=NOW, step=step("r"))
    to = journals.staff(SECOND.id)

    opened = deciding.reopen(refused, by=THIRD, reason="A slip", approver=to, at=NOW, step=step("o"))

    assert opened.state is State.WITH_FINANCE
    assert not may_take(opened, Duty.APPROVE, THIRD) and not may_take(opened, Duty.HAND_OVER, THIRD)
    amount = Money(24_20)
    advance = Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=amount, state=PaymentState.PAID, proof=("tin",))
    cash = sent(PEOPLE, advance=advance, sent_by=journals.staff(PEOPLE[Duty.HAND_OVER].id))
    no = deciding.refuse(cash, by=PEOPLE[Duty.CONFIRM], reason="No", at=NOW, step=step("r"))
    with pytest.raises(CannotAct):
        deciding.reopen(no, by=PEOPLE[Duty.HAND_OVER], reason="A slip", approver=to, at=NOW, step=step("o"))


def test_whoever_is_to_decide_does_not_say_that_it_came() -> None:
    """Else nobody could decide: they could not, and could not pass it on."""
    advance = Payment(
        id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(1), state=PaymentState.PAID, proof=("tin",)
    )
    claim = sent(PEOPLE, advance=advance, sent_by=journals.staff(PEOPLE[Duty.HAND_OVER].id))
    confirmer = PEOPLE[Duty.CONFIRM]
    asked = deciding.ask(claim, by=confirmer, question="Which bus?", at=NOW, step=step("q"))

    for waiting in (claim, asked):
        with pytest.raises(CannotAct) as caught:
            paying.acknowledge(waiting, payment=ON_THE_DAY, witness=confirmer, at=NOW, step=step("w"))
        assert caught.value.reason is Refusal.IS_TO_DECIDE


def test_who_handed_it_over_does_not_say_that_it_came() -> None:
    """The person does, on their own page; or somebody else on the staff who saw it."""
    claim = approved(PEOPLE)
    amount = claim.payment(MONEY).amount
    by = PEOPLE[Duty.HAND_OVER]
    paid = paying.pay_in_cash(claim, by=by, amount=amount, float_id="tin", at=NOW, step=step("p"))

    with pytest.raises(CannotAct) as caught:
        paying.acknowledge(paid, payment=MONEY, witness=by, at=NOW, step=step("w"))
    assert caught.value.reason is Refusal.WITNESS_HANDED_OVER
    assert paying.acknowledge(paid, payment=MONEY, at=NOW, step=step("w")).payment(MONEY).acknowledged
    vouchers = approved(PEOPLE, method=PaymentMethod.VOUCHER, lines=_VOUCHER)
    issued = paying.issue_voucher(vouchers, serials=("A1",), amount=Money(20_00), at=NOW, step=step("v"))
    with pytest.raises(CannotAct) as caught:
        paying.hand_over_vouchers(issued, by=by, witness=None, at=NOW, step=step("h"))
    assert caught.value.reason is Refusal.NO_WITNESS
    assert not issued.payment(VOUCHER).acknowledged
