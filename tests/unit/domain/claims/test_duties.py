"""Who may take which part in one claim: the table, held against every path that takes a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, paying
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.duties import DIFFERENT, ClaimDuty, claiming, in_the_way, may_take, taken
from takepart.domain.claims.parts import (
    MONEY,
    ON_THE_DAY,
    VOUCHER,
    Claimant,
    ClaimRefusal,
    Decider,
    Payment,
    PaymentState,
)
from takepart.domain.ids import StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy import Role, StaffMember
from takepart.domain.policy.rates import PaidAs
from takepart.domain.refused import Refused
from takepart.use_cases.money.bank_batches import record_returns
from takepart.use_cases.money.bank_run import run_bank_payments
from tests.builders import a_claim, a_line, sealed
from tests.fakes_claims import FakeSafe
from tests.money_builders import NOW, RUN_DAY, World, an_account
from tests.policies import WIRRAL

PEOPLE = {duty: Decider(id=StaffId(f"who-{duty.value}"), email=f"{duty.value}@example.org") for duty in ClaimDuty}
SECOND, THIRD = (Decider(id=StaffId(name), email=f"{name}@example.org") for name in ("second", "third"))
CLAIMANT = Claimant(name="Participant One", email=PEOPLE[ClaimDuty.CLAIM].email)
_VOUCHER = (a_line(LineKind.FEE, 20_00, paid_as=PaidAs.VOUCHER),)


def step(name: str) -> StepId:
    return StepId(name)


def sent(who: Mapping[ClaimDuty, Decider], *, method: PaymentMethod = PaymentMethod.CASH, **more: Any) -> Claim:
    home = who[ClaimDuty.CLAIM].id
    return a_claim(
        method=method,
        household=() if home == PEOPLE[ClaimDuty.CLAIM].id else (home,),
        **{"bank": None, **more},
        claimant=replace(CLAIMANT, email=who[ClaimDuty.CLAIM].email),
        recorded_by=who[ClaimDuty.RECORD],
        confirmer=journals.staff(who[ClaimDuty.CONFIRM].id),
    )


def confirmed(who: Mapping[ClaimDuty, Decider], **more: Any) -> Claim:
    claim = sent(who, **more)
    to = journals.staff(who[ClaimDuty.APPROVE].id)
    return deciding.confirm(
        claim,
        Step(journals.staff(who[ClaimDuty.CONFIRM].id), NOW, step("c")),
        by=who[ClaimDuty.CONFIRM],
        decisions=(),
        approver=to,
    )


def approved(who: Mapping[ClaimDuty, Decider], *, second: Decider | None = None, **more: Any) -> Claim:
    claim = confirmed(who, **more)
    to = journals.staff(second.id) if second else None
    once = deciding.approve(
        claim,
        Step(journals.staff(who[ClaimDuty.APPROVE].id), NOW, step("a")),
        by=who[ClaimDuty.APPROVE],
        decisions=(),
        second_approver=to,
    )
    if second is None:
        return once
    return deciding.approve(
        once, Step(journals.staff(second.id), NOW, step("a2")), by=second, decisions=(), second_approver=None
    )


def by_cash_later(who: Mapping[ClaimDuty, Decider], second: Decider | None = None) -> Claim:
    """The claim is decided, its cash handed over afterwards, and a member of staff sees it."""
    claim = approved(who, second=second)
    paid = paying.pay_in_cash(
        claim,
        Step(journals.staff(who[ClaimDuty.HAND_OVER].id), NOW, step("p")),
        by=who[ClaimDuty.HAND_OVER],
        amount=claim.payment(MONEY).amount,
        float_id="tin",
    )
    return paying.acknowledge(
        paid, Step(journals.person(paid.person), NOW, step("w")), payment=MONEY, witness=who[ClaimDuty.WITNESS]
    )


def by_cash_on_the_day(who: Mapping[ClaimDuty, Decider], second: Decider | None = None) -> Claim:
    """The cash comes first; the claim for it is decided afterwards, and only then does somebody say that it came."""
    amount = Money(24_20)
    advance = Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=amount, state=PaymentState.PAID, proof=("tin",))
    claim = approved(who, second=second, advance=advance, sent_by=journals.staff(who[ClaimDuty.HAND_OVER].id))
    return paying.acknowledge(
        claim, Step(journals.person(claim.person), NOW, step("w")), payment=ON_THE_DAY, witness=who[ClaimDuty.WITNESS]
    )


def by_cash_seen_first(who: Mapping[ClaimDuty, Decider], second: Decider | None = None) -> Claim:
    """Cash on the day that a colleague saw at once: they decide nothing about it later."""
    amount = Money(24_20)
    advance = Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=amount, state=PaymentState.PAID, proof=("tin",))
    claim = sent(who, advance=advance, sent_by=journals.staff(who[ClaimDuty.HAND_OVER].id))
    seen = paying.acknowledge(
        claim, Step(journals.person(claim.person), NOW, step("w")), payment=ON_THE_DAY, witness=who[ClaimDuty.WITNESS]
    )
    to = journals.staff(who[ClaimDuty.APPROVE].id)
    once = deciding.confirm(
        seen,
        Step(journals.staff(who[ClaimDuty.CONFIRM].id), NOW, step("c")),
        by=who[ClaimDuty.CONFIRM],
        decisions=(),
        approver=to,
    )
    next_one = journals.staff(second.id) if second else None
    agreed = deciding.approve(
        once,
        Step(journals.staff(who[ClaimDuty.APPROVE].id), NOW, step("a")),
        by=who[ClaimDuty.APPROVE],
        decisions=(),
        second_approver=next_one,
    )
    if second is None:
        return agreed
    return deciding.approve(
        agreed, Step(journals.staff(second.id), NOW, step("a2")), by=second, decisions=(), second_approver=None
    )


def by_voucher(who: Mapping[ClaimDuty, Decider], second: Decider | None = None) -> Claim:
    """Vouchers that go from hand to hand."""
    claim = approved(who, second=second, method=PaymentMethod.VOUCHER, lines=_VOUCHER)
    issued = paying.issue_voucher(
        claim, Step(journals.Job.PAYMENTS.actor, NOW, step("v")), serials=("A1",), amount=Money(20_00)
    )
    by = who[ClaimDuty.HAND_OVER]
    handed = paying.hand_over_vouchers(issued, Step(journals.staff(by.id), NOW, step("h")), by=by)
    theirs = Step(journals.person(claim.person), NOW, step("w"))
    return paying.acknowledge(handed, theirs, payment=VOUCHER, witness=who[ClaimDuty.WITNESS])


def by_bank(who: Mapping[ClaimDuty, Decider], second: Decider | None = None) -> Claim:
    """It goes out in a batch that somebody sends to the bank, and comes back, which somebody writes down."""
    safe = FakeSafe()
    bank = safe.seal(an_account(1), owner=a_claim().id)
    world = World(sealed(approved(who, second=second, method=PaymentMethod.BANK, bank=bank)), safe=safe)
    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    world.send(batch.id, by=in_finance(who[ClaimDuty.RELEASE]))
    by = in_finance(who[ClaimDuty.RETURN])
    policy = replace(WIRRAL, approval=replace(WIRRAL.approval, small_team=()))
    at = replace(world.batch_world, policy=policy)
    record_returns(batch.id, batch.rows[0].reference, by=by, world=at, step=step("b"), now=NOW)
    return world.claims.kept[batch.rows[0].claim]


def in_finance(who: Decider) -> StaffMember:
    return StaffMember(id=who.id, name="Finance", email=who.email, roles=frozenset({Role.FINANCE}), deputy=None)


_BEFORE = {ClaimDuty.CLAIM, ClaimDuty.RECORD, ClaimDuty.CONFIRM, ClaimDuty.APPROVE}
_BY_HAND = _BEFORE | {ClaimDuty.HAND_OVER, ClaimDuty.WITNESS}
PATHS: Mapping[Callable[..., Claim], set[ClaimDuty]] = {
    by_cash_later: _BY_HAND,
    by_cash_on_the_day: _BY_HAND,
    by_cash_seen_first: _BY_HAND,
    by_voucher: _BY_HAND,
    by_bank: _BEFORE | {ClaimDuty.RELEASE, ClaimDuty.RETURN},
}
"""Each way that money goes, and who takes part in it."""
PAIRS = [(path, *pair) for path, those in PATHS.items() for pair in permutations(sorted(those), 2)]


def test_every_duty_is_taken_on_some_path() -> None:
    """One that is added to the table is tried with every other."""
    assert set.union(*PATHS.values()) == set(ClaimDuty)


@pytest.mark.parametrize("path", PATHS)
def test_enough_people_can_always_do_it(path: Callable[..., Claim]) -> None:
    """Each duty has one person, and the claim knows who it was."""
    claim = path(PEOPLE)

    had = {(duty, who.id or who.email) for duty, who in taken(claim)}
    told = PATHS[path] - {ClaimDuty.RELEASE, ClaimDuty.RETURN}  # what the batch tells
    assert had == {
        (duty, who.email if duty is ClaimDuty.CLAIM else who.id) for duty, who in PEOPLE.items() if duty in told
    }


@pytest.mark.parametrize(("path", "one", "other"), PAIRS)
def test_one_person_takes_two_duties_only_where_the_table_lets_them(
    path: Callable[..., Claim], one: ClaimDuty, other: ClaimDuty
) -> None:
    """Every pair on every path: refused exactly where the table says that they are two people."""
    same = {**PEOPLE, other: PEOPLE[one]}

    if frozenset({one, other}) not in DIFFERENT:
        assert path(same)
        return
    if (
        ClaimDuty.CLAIM in (one, other)
        and path in (by_cash_on_the_day, by_cash_seen_first)
        and ClaimDuty.HAND_OVER in (one, other)
    ):
        # The claim starts with the cash: the use case asks the same table before there is a claim.
        assert in_the_way(ClaimDuty.HAND_OVER, PEOPLE[one], claiming(PEOPLE[one].email)) is ClaimDuty.CLAIM
        return
    if {one, other} == {ClaimDuty.CLAIM, ClaimDuty.RECORD}:
        assert in_the_way(ClaimDuty.RECORD, PEOPLE[one], claiming(PEOPLE[one].email)) is ClaimDuty.CLAIM
        return
    with pytest.raises(Refused):
        path(same)


@pytest.mark.parametrize(("path", "duty"), [(path, duty) for path, one, duty in PAIRS if one is ClaimDuty.CLAIM])
def test_whoever_is_of_the_household_is_as_the_claimant(path: Callable[..., Claim], duty: ClaimDuty) -> None:
    """With a mailbox of their own, in every duty on every path."""
    staff = PEOPLE[duty]
    claimant = Decider(id=staff.id, email=CLAIMANT.email)

    if duty is ClaimDuty.RECORD or (duty is ClaimDuty.HAND_OVER and path in (by_cash_on_the_day, by_cash_seen_first)):
        # The use case asks the same table before there is a claim.
        assert in_the_way(duty, staff, claiming(claimant.email, [staff.id])) is ClaimDuty.CLAIM
        return
    with pytest.raises(Refused):
        path({**PEOPLE, ClaimDuty.CLAIM: claimant})


@pytest.mark.parametrize("path", PATHS)
def test_the_two_approvers_are_two(path: Callable[..., Claim]) -> None:
    """And the second one has had no other part either."""
    assert path(PEOPLE, second=SECOND)
    for duty in PATHS[path]:
        if frozenset({duty, ClaimDuty.APPROVE}) in DIFFERENT:
            with pytest.raises(Refused):
                path(PEOPLE, second=PEOPLE[duty])


def test_another_name_with_the_same_mailbox_is_the_same_person() -> None:
    """A second entry in the list of staff does not make two people of one."""
    claim = approved(PEOPLE)

    again = Decider(id=StaffId("other-id"), email=PEOPLE[ClaimDuty.CONFIRM].email.upper())
    assert not may_take(claim, ClaimDuty.HAND_OVER, again)
    assert may_take(claim, ClaimDuty.HAND_OVER, THIRD)


def test_who_opens_a_refused_claim_again_has_confirmed_it() -> None:
    """They neither approve it afterwards nor hand out its money; who gave cash on the day cannot open it again."""
    refused = deciding.refuse(
        sent(PEOPLE),
        Step(journals.staff(PEOPLE[ClaimDuty.CONFIRM].id), NOW, step("r")),
        by=PEOPLE[ClaimDuty.CONFIRM],
        reason="No",
    )
    to = journals.staff(SECOND.id)

    opened = deciding.reopen(
        refused, Step(journals.staff(THIRD.id), NOW, step("o")), by=THIRD, reason="A slip", approver=to
    )

    assert opened.state is ClaimState.WITH_FINANCE
    assert not may_take(opened, ClaimDuty.APPROVE, THIRD) and not may_take(opened, ClaimDuty.HAND_OVER, THIRD)
    amount = Money(24_20)
    advance = Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=amount, state=PaymentState.PAID, proof=("tin",))
    cash = sent(PEOPLE, advance=advance, sent_by=journals.staff(PEOPLE[ClaimDuty.HAND_OVER].id))
    no = deciding.refuse(
        cash,
        Step(journals.staff(PEOPLE[ClaimDuty.CONFIRM].id), NOW, step("r")),
        by=PEOPLE[ClaimDuty.CONFIRM],
        reason="No",
    )
    with pytest.raises(Refused):
        deciding.reopen(
            no,
            Step(journals.staff(PEOPLE[ClaimDuty.HAND_OVER].id), NOW, step("o")),
            by=PEOPLE[ClaimDuty.HAND_OVER],
            reason="A slip",
            approver=to,
        )


def test_whoever_is_to_decide_does_not_say_that_it_came() -> None:
    """Else nobody could decide: they could not, and could not pass it on."""
    advance = Payment(
        id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(1), state=PaymentState.PAID, proof=("tin",)
    )
    claim = sent(PEOPLE, advance=advance, sent_by=journals.staff(PEOPLE[ClaimDuty.HAND_OVER].id))
    confirmer = PEOPLE[ClaimDuty.CONFIRM]
    asked = deciding.ask(claim, Step(journals.staff(confirmer.id), NOW, step("q")), by=confirmer, question="Which bus?")

    for waiting in (claim, asked):
        with pytest.raises(Refused) as caught:
            paying.acknowledge(
                waiting, Step(journals.person(waiting.person), NOW, step("w")), payment=ON_THE_DAY, witness=confirmer
            )
        assert caught.value.reason is ClaimRefusal.IS_TO_DECIDE


def test_who_handed_it_over_does_not_say_that_it_came() -> None:
    """The person does, on their own page; or somebody else on the staff who saw it."""
    claim = approved(PEOPLE)
    amount = claim.payment(MONEY).amount
    by = PEOPLE[ClaimDuty.HAND_OVER]
    paid = paying.pay_in_cash(claim, Step(journals.staff(by.id), NOW, step("p")), by=by, amount=amount, float_id="tin")

    with pytest.raises(Refused) as caught:
        paying.acknowledge(paid, Step(journals.person(paid.person), NOW, step("w")), payment=MONEY, witness=by)
    assert caught.value.reason is ClaimRefusal.WITNESS_HANDED_OVER
    assert (
        paying.acknowledge(paid, Step(journals.person(paid.person), NOW, step("w")), payment=MONEY)
        .payment(MONEY)
        .acknowledged
    )
    vouchers = approved(PEOPLE, method=PaymentMethod.VOUCHER, lines=_VOUCHER)
    issued = paying.issue_voucher(
        vouchers, Step(journals.Job.PAYMENTS.actor, NOW, step("v")), serials=("A1",), amount=Money(20_00)
    )
    theirs = Step(journals.person(issued.person), NOW, step("w"))
    with pytest.raises(Refused) as caught:
        paying.acknowledge(issued, theirs, payment=VOUCHER, witness=PEOPLE[ClaimDuty.WITNESS])
    assert caught.value.reason is ClaimRefusal.NOT_HANDED_OVER
    given = paying.hand_over_vouchers(issued, Step(journals.staff(by.id), NOW, step("h")), by=by)
    assert not given.payment(VOUCHER).acknowledged
    with pytest.raises(Refused) as caught:
        paying.acknowledge(given, theirs, payment=VOUCHER, witness=by)
    assert caught.value.reason is ClaimRefusal.WITNESS_HANDED_OVER
    with pytest.raises(Refused) as caught:
        paying.hand_over_vouchers(given, Step(journals.staff(by.id), NOW, step("h2")), by=by)
    assert caught.value.reason is ClaimRefusal.HANDED_OVER_BEFORE
