"""Every sentence about money is true: for each way of paying, each thing done with the fee, and each state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, participating, paying
from takepart.domain.claims.claim import UNDECIDED, Claim, ClaimState
from takepart.domain.claims.parts import (
    GIFT,
    MONEY,
    ON_THE_DAY,
    VOUCHER,
    LineDecision,
    Payment,
    PaymentState,
    goes_by_voucher,
)
from takepart.domain.fee_choice import FeeWish
from takepart.domain.ids import BatchId, StepId
from takepart.domain.journal import Job
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy.rates import PaidAs
from takepart.domain.refused import Refused
from takepart.domain.uk_time import LONDON
from takepart.domain.words import long_day
from takepart.domain.working_days import promised_day
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.claims.claim_letters import letters_due
from takepart.web.pages.where_it_stands import what_comes
from tests.builders import CASHIER, FINANCE_1, FINANCE_2, SENT_AT, WORKER, a_claim, a_confirmed_claim, a_line
from tests.money_builders import a_gift
from tests.policies import WIRRAL
from tests.unit.web.decisions.bench import Bench, link_to
from tests.unit.web.sites import a_site
from tests.unit.web.test_tracking import page_of

TO_YOU = ("should be with you by", "We pay you", "pays you", "you would have your", "when we pay you")
WRITER = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example")
CHARITY = WIRRAL.charity(a_gift().charity).name
BATCH = BatchId("2026-11-24-1")
FACTS = list(product(PaymentMethod, PaidAs, FeeWish, (False, True), (0, 2_00, 4_20)))
"""The way, how the rate is paid, what becomes of the fee, whether there is a bus fare, and pence given on the day."""


def sent(method: PaymentMethod, paid_as: PaidAs, wish: FeeWish, bus: bool, given: int) -> Claim | None:
    """The claim of these facts; None where no form makes one: cash on the day is for costs, in cash and with no fee."""
    if given and (method is not PaymentMethod.CASH or not bus or wish is not FeeWish.DECLINE):
        return None
    fee = {FeeWish.AS_OFFERED: 20_00, FeeWish.LESS: 10_00}.get(wish)
    lines = [a_line(LineKind.FEE, fee, paid_as=paid_as)] if fee else []
    lines += [a_line(LineKind.BUS, 4_20, place=2)] if bus else []
    more: dict[str, Any] = {}
    if given:
        more["advance"] = Payment(
            id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(given), state=PaymentState.PAID, proof=("tin",)
        )
        more["sent_by"] = journals.staff(CASHIER.id)
    promised = promised_day(method, sent_on=SENT_AT.date(), policy=WIRRAL, holidays=england())
    gift = a_gift() if wish is FeeWish.CHARITY else None
    return a_claim(method=method, lines=tuple(lines), gift=gift, promised=promised, **more)


def steps(claim: Claim) -> Iterator[Claim]:
    """What can follow a claim: every decision, and every move of its money."""
    at, step = SENT_AT + timedelta(minutes=claim.version), StepId(f"s{claim.version}")
    to = journals.staff(FINANCE_1.id)
    second = journals.staff(FINANCE_2.id)
    by = {ClaimState.WITH_WORKER: WORKER, ClaimState.WITH_FINANCE: FINANCE_1}.get(claim.state, FINANCE_2)
    lower = [LineDecision(line=line.id, amount=Money(1_00), reason="Less") for line in claim.lines[:1]]
    acts: list[Callable[[], Claim]] = [
        lambda: deciding.confirm(claim, Step(journals.staff(by.id), at, step), by=by, decisions=(), approver=to),
        lambda: deciding.confirm(claim, Step(journals.staff(by.id), at, step), by=by, decisions=lower, approver=to),
        lambda: deciding.approve(
            claim, Step(journals.staff(by.id), at, step), by=by, decisions=(), second_approver=None
        ),
        lambda: deciding.approve(
            claim, Step(journals.staff(by.id), at, step), by=by, decisions=(), second_approver=second
        ),
        lambda: deciding.refuse(claim, Step(journals.staff(by.id), at, step), by=by, reason="No"),
        lambda: deciding.ask(claim, Step(journals.staff(by.id), at, step), by=by, question="Which?"),
        lambda: deciding.nudge(claim, Step(journals.Job.REMINDERS.actor, at, step), days=2),
        lambda: deciding.reopen(
            claim, Step(journals.staff(CASHIER.id), at, step), by=CASHIER, reason="A slip", approver=to
        ),
        lambda: participating.withdraw(claim, Step(journals.person(claim.person), at, step)),
    ]
    for payment in claim.payments:
        acts += [partial(move, claim, payment, at=at, step=step) for move in (_batch, _sent, _back, _by_hand)]
    for act in acts:
        with suppress(Refused):
            yield act()


def _batch(claim: Claim, payment: Payment, *, at: datetime, step: StepId) -> Claim:
    return paying.batch(
        claim, Step(Job.PAYMENTS.actor, at, step), payment=payment.id, amount=payment.amount, batch_id=BATCH
    )


def _sent(claim: Claim, payment: Payment, *, at: datetime, step: StepId) -> Claim:
    return paying.pay_by_bank(
        claim, Step(journals.Job.PAYMENTS.actor, at, step), payment=payment.id, batch_id=BATCH, arrives=at.date()
    )


def _back(claim: Claim, payment: Payment, *, at: datetime, step: StepId) -> Claim:
    return paying.bounce(claim, Step(Job.PAYMENTS.actor, at, step), payment=payment.id, batch_id=BATCH)


def _by_hand(claim: Claim, payment: Payment, *, at: datetime, step: StepId) -> Claim:
    if payment.id == VOUCHER:
        return paying.issue_voucher(claim, Step(Job.PAYMENTS.actor, at, step), serials=("A1",), amount=payment.amount)
    return paying.pay_in_cash(
        claim, Step(journals.staff(CASHIER.id), at, step), by=CASHIER, amount=payment.amount, float_id="tin"
    )


def every_claim() -> Iterator[Claim]:
    """Each claim that the facts above make, in each state and with its money anywhere on its way."""
    waiting = [claim for facts in FACTS if (claim := sent(*facts)) is not None]
    seen: set[Any] = set()
    while waiting:
        claim = waiting.pop()
        like = (
            claim.method,
            claim.state,
            claim.lines,
            claim.gift,
            claim.payments,
            claim.journal[-1].action,
        )
        if like in seen or claim.version > 9:
            continue
        seen.add(like)
        yield claim
        waiting.extend(steps(claim))


EVERY = list(every_claim())


def owed(claim: Claim) -> tuple[bool, bool, bool]:
    """Whether money, vouchers and a gift are still to come: reckoned here from the lines, apart from the code."""
    if claim.state in (ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.NOTHING_TO_PAY, ClaimState.PAID):
        return False, False, False
    if claim.state not in UNDECIDED:
        open_ = {payment.id for payment in claim.payments if payment.state is not PaymentState.PAID}
        return MONEY in open_, VOUCHER in open_, GIFT in open_
    vouchers = sum(line.allowed.pence for line in claim.lines if goes_by_voucher(line, claim.method))
    money = sum(line.allowed.pence for line in claim.lines) - vouchers
    had = claim.advance.amount.pence if claim.advance else 0
    return money > had, vouchers > 0, claim.gift is not None


def true_for(claim: Claim, said: str) -> None:
    money, vouchers, gift = owed(claim)
    if not (money or vouchers):
        assert not [words for words in TO_YOU if words in said], said
    if vouchers and not money:
        assert "Your money should be with you" not in said and "have your money by" not in said, said
    if money and not vouchers:
        assert "ouchers should be with you" not in said, said
    if not gift:
        assert f"should be with {CHARITY}" not in said, said


def test_every_state_and_way_is_looked_at() -> None:
    """Else the rest would say nothing."""
    assert {claim.state for claim in EVERY} == set(ClaimState)
    assert {p.id for claim in EVERY for p in claim.payments} == {MONEY, VOUCHER, GIFT, ON_THE_DAY}
    assert {(p.method, p.state) for claim in EVERY for p in claim.payments} >= {
        (way, state) for way in PaymentMethod for state in (PaymentState.DUE, PaymentState.PAID)
    } | {(PaymentMethod.BANK, state) for state in PaymentState}


def test_each_letter_to_the_person_says_what_comes_and_to_whom() -> None:
    """A fee that goes to charity is not money for them, and what was declined is not promised."""
    for claim in EVERY:
        for due in letters_due(claim, claim.journal[-1], policy=WIRRAL, now=SENT_AT):
            letter = WRITER.write(due, token="t")
            said = " ".join(letter.text.split())
            if due.member is None:
                true_for(claim, said)
                money, vouchers, gift = owed(claim)
                if due.kind in ("received", "approved") and (money or vouchers):
                    assert f"should be with you by {long_day(claim.promised)}." in said
                if due.kind in ("received", "approved") and gift:
                    assert f"should be with {CHARITY} by {long_day(claim.promised)}." in said


@pytest.mark.parametrize("late", [False, True])
def test_the_page_of_a_claim_says_what_comes_and_to_whom(late: bool) -> None:
    """Before the promised day and after it."""
    for claim in EVERY:
        day = claim.promised + timedelta(days=1) if late else SENT_AT.date()
        said = page_of(claim, now=partial(datetime.combine, day, time(12), tzinfo=LONDON))
        true_for(claim, said)
        money, vouchers, gift = owed(claim)
        assert ("We are late." in said) <= (late and (money or vouchers or gift))
        plain = not (late or claim.is_asked or claim.state is ClaimState.NEEDS_BANK_DETAILS)
        if plain and (money or vouchers):
            assert f"should be with you by {long_day(claim.promised)}." in said
        if plain and gift:
            assert f"should be with {CHARITY} by {long_day(claim.promised)}." in said


def test_the_page_after_sending_says_what_comes_and_to_whom() -> None:
    """The first thing that somebody reads about their money."""
    site = a_site()
    for claim in (claim for claim in EVERY if claim.version == 1):
        said = " ".join(
            re.sub(
                r"<[^>]+>", " ", site.page("claim/sent.html", claim=claim, **what_comes(claim, policy=WIRRAL))
            ).split()
        )
        true_for(claim, said)
        money, vouchers, gift = owed(claim)
        assert ("should be with you by" in said) == (money or vouchers)
        assert (f"should be with {CHARITY} by" in said) == gift
        assert ("There is nothing" in said) == (not (money or vouchers or gift))


def test_nobody_has_to_say_again_that_somebody_came_once_the_record_of_attendance_did() -> None:
    """The list of what happens next begins with what is still to happen."""
    site = a_site()
    said = {
        claim.version: site.page("claim/sent.html", claim=claim, **what_comes(claim, policy=WIRRAL))
        for claim in (a_claim(), a_confirmed_claim())
    }

    assert ["Someone who was there" in each for each in said.values()] == [True, False]


def test_the_day_to_decide_by_is_before_the_promised_day_in_letter_and_page() -> None:
    """Whatever day the turn began; where no such day is left it says today, and no date."""
    found = 0
    for claim, days in product((c for c in EVERY if c.is_with_staff), (0, 3, 30)):
        since = SENT_AT + timedelta(days=days)
        later = replace(claim, turn=replace(claim.turn, since=since))
        later = replace(later, journal=(*later.journal[:-1], replace(later.journal[-1], at=since)))
        dates = []
        for due in letters_due(later, later.journal[-1], policy=WIRRAL, now=since):
            if due.member is not None:
                dates.append(_day_in(WRITER.write(due, token="t").text, r"Please decide (?:by (.+?)|today)\."))
        if days == 0 and later.journal[-1].action != "nudged":
            page = Bench(claim, now=since).get(link_to(claim)).words
            dates.append(_day_in(page, r"Decide by (?:(\w+ \d+ \w+ \d{4})|Today)"))
        for day in dates:
            found += 1
            assert day is None or since.date() < day
            assert day is None or not any(owed(claim)) or day < claim.promised
    assert found > 50


def _day_in(text: str, pattern: str) -> date | None:
    match = re.search(pattern, " ".join(text.split()))
    assert match, text
    return datetime.strptime(match[1], "%A %d %B %Y").date() if match[1] else None
