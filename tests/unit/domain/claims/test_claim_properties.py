"""Whatever people do to claims, in whatever order: no line is paid twice, none more than approved, journals verify."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, participating, paying, told
from takepart.domain.claims.claim import Claim, ClaimAction, ClaimState, kinds_allowed
from takepart.domain.claims.parts import (
    GIFT,
    MONEY,
    ON_THE_DAY,
    VOUCHER,
    Claimant,
    Decider,
    LineDecision,
    Payment,
    PaymentId,
    PaymentState,
    SealedBankDetails,
)
from takepart.domain.email_addresses import normalised
from takepart.domain.ids import BatchId, ClaimId, DraftId, LineId, PersonId, SessionKey, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import NOTHING, Money, PaymentMethod
from takepart.domain.part_of_day import may_be_one
from takepart.domain.policy.rates import PaidAs
from takepart.domain.refused import Refused
from takepart.use_cases.claims.ports import AlreadyPaidFor
from tests.builders import SENT_AT, a_claim, a_line
from tests.fakes_claims import FakeClaims
from tests.money_builders import a_gift

PEOPLE = [
    Decider(id=StaffId(f"s{number}"), email=email)
    for number, email in enumerate(
        (
            "kim@example.org",
            "Kim+x@example.org",
            "jo@example.org",
            "l.ee+work@gmail.com",
            "participant@example.com",
            "max@example.org",
        )
    )
]
MAX = journals.staff(PEOPLE[5].id)
BANK = SealedBankDetails(ciphertext=b"b", last_digits="0001", fingerprint="b")
TALK = ("refuse", "ask", "answer", "pass", "nudge", "link", "reopen", "withdraw", "amend")
PAYMENTS = (MONEY, VOUCHER, GIFT)
people = st.sampled_from(PEOPLE)
batches = st.sampled_from([BatchId("2026-11-24-1"), BatchId("2026-11-25-1")])


class Claims(RuleBasedStateMachine):
    """Three claims of two people for one evening, typed or from attendance, and everybody does whatever they like."""

    def __init__(self) -> None:
        super().__init__()
        self.store = FakeClaims()
        self.paid: Counter[tuple[str, PaymentId]] = Counter()
        self.moved: dict[tuple[str, PaymentId], Money] = {}
        self.number = 0

    @initialize(
        method=st.sampled_from(PaymentMethod),
        as_voucher=st.booleans(),
        gift=st.booleans(),
        cash=st.sampled_from([0, 100, 420, 2000]),
        decided=st.lists(st.booleans(), min_size=3, max_size=3),
        sessions=st.lists(st.sampled_from(["", "first", "second"]), min_size=3, max_size=3),
    )
    def claims_are_sent(
        self,
        method: PaymentMethod,
        as_voucher: bool,
        gift: bool,
        cash: int,
        decided: list[bool],
        sessions: list[str],
    ) -> None:
        for number, email in enumerate(("participant@example.com", "participant@example.com", "lee@gmail.com")):
            fee = a_line(LineKind.FEE, 20_00, paid_as=PaidAs.VOUCHER if as_voucher else PaidAs.MONEY)
            advance = None
            if cash and number == 1:
                advance = Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(cash), state=PaymentState.PAID)
            typed = a_claim().session
            self.store.add(
                a_claim(
                    session=SessionKey(f"{typed}/{sessions[number]}" if sessions[number] else typed),
                    id=ClaimId(f"K7M4-9QX{number}"),
                    draft=DraftId(f"d{number}"),
                    person=PersonId(email.partition("@")[0]),
                    claimant=Claimant(name="A", email=email),
                    lines=(fee, a_line(LineKind.BUS, 4_20, place=2)),
                    method=method,
                    gift=a_gift() if gift and number == 2 else None,
                    confirmer=journals.staff(PEOPLE[(0, 2, 1)[number]].id),
                    advance=advance,
                    sent_by=journals.staff(StaffId("payer")) if advance else None,
                )
            )
        for number, is_decided in enumerate(decided):
            if is_decided:
                self.adjust_and_confirm(number, 0)
                self._try(
                    number,
                    lambda c, at, step: deciding.approve(
                        c,
                        Step(journals.staff(PEOPLE[5].id), at, step),
                        by=PEOPLE[5],
                        decisions=(),
                        second_approver=None,
                    ),
                )

    def _try(self, which: int, act) -> None:  # type: ignore[no-untyped-def]
        """Take a step if it is allowed; keep it if the store lets us; note what money it moved."""
        before = list(self.store.kept.values())[which]
        self.number += 1
        step = StepId(f"step-{self.number}")
        try:
            after: Claim = act(before, SENT_AT + timedelta(hours=self.number), step)
            self.store.save(after)
        except (Refused, AlreadyPaidFor):
            assert self.store.kept[before.id] is before, "a refusal changed something"
            return
        assert after.version == before.version + 1
        for payment in after.payments:
            earlier = next((p for p in before.payments if p.id == payment.id), None)
            was = earlier.state if earlier else None
            if payment.state is PaymentState.PAID and was is not PaymentState.PAID and payment.id != ON_THE_DAY:
                self.paid[after.id, payment.id] += 1
                self.moved[after.id, payment.id] = payment.amount
            if was is PaymentState.PAID and payment.state is PaymentState.FAILED:
                self.paid[after.id, payment.id] -= 1

    claim = st.integers(0, 2)
    line = st.sampled_from(["1", "2", "3", "9"])
    amounts = st.sampled_from([-500, 0, 100, 420, 2000, 2001, 5000])

    @rule(which=claim, by=people, to=people, line=line, pence=amounts)
    def confirm(self, which: int, by: Decider, to: Decider, line: str, pence: int) -> None:
        decisions = (LineDecision(line=LineId(line), amount=Money(pence), reason="So."),) if pence % 200 else ()
        self._try(
            which,
            lambda c, at, step: deciding.confirm(
                c,
                Step(journals.staff(_whose_turn(c, by).id), at, step),
                by=_whose_turn(c, by),
                decisions=decisions,
                approver=journals.staff(to.id),
            ),
        )

    @rule(
        which=claim, who=st.integers(0, 5), line=line, pence=amounts, second=st.none() | people, changed=st.booleans()
    )
    def approve(self, which: int, who: int, line: str, pence: int, second: Decider | None, changed: bool) -> None:
        decisions = (LineDecision(line=LineId(line), amount=Money(pence), reason="So."),) if changed else ()
        self._try(
            which,
            lambda c, at, step: deciding.approve(
                c,
                Step(journals.staff(_whose_turn(c, PEOPLE[who]).id), at, step),
                by=_whose_turn(c, PEOPLE[who]),
                decisions=decisions,
                second_approver=journals.staff(second.id) if second else None,
            ),
        )

    @rule(which=claim, pence=amounts)
    def adjust_and_confirm(self, which: int, pence: int) -> None:
        self._try(
            which,
            lambda c, at, step: deciding.confirm(
                deciding.adjust(c, amount=Money(pence), earlier=ClaimId("2222-2222"), reason="So.") if pence else c,
                Step(
                    journals.staff(next((person for person in PEOPLE if c.turn.is_of(person.id)), PEOPLE[0]).id),
                    at,
                    step,
                ),
                by=next((person for person in PEOPLE if c.turn.is_of(person.id)), PEOPLE[0]),
                decisions=(),
                approver=MAX,
            ),
        )

    @rule(
        which=claim,
        by=people,
        what=st.sampled_from(TALK),
    )
    def talk(self, which: int, by: Decider, what: str) -> None:
        def act(c: Claim, at, step: StepId) -> Claim:  # type: ignore[no-untyped-def]
            mine = _whose_turn(c, by)
            match what:
                case "refuse":
                    return deciding.refuse(c, Step(journals.staff(mine.id), at, step), by=mine, reason="No.")
                case "ask":
                    return deciding.ask(c, Step(journals.staff(mine.id), at, step), by=mine, question="Why?")
                case "answer":
                    return participating.answer(c, Step(journals.person(c.person), at, step), text="So.")
                case "pass":
                    return deciding.pass_on(c, Step(journals.staff(mine.id), at, step), by=mine, to=by, reason="")
                case "nudge":
                    return deciding.nudge(c, Step(journals.Job.REMINDERS.actor, at, step), days=3)
                case "link":
                    return deciding.ask_for_link(c, Step(journals.Job.MAILER.actor, at, step), to="participant")
                case "reopen":
                    return deciding.reopen(c, Step(journals.staff(by.id), at, step), by=by, reason="Oh.", approver=MAX)
                case "withdraw" if by is PEOPLE[3]:
                    return participating.withdraw(c, Step(journals.person(c.person), at, step))
                case _:
                    return deciding.amend(c, Step(journals.staff(by.id), at, step), note="Note.")

        self._try(which, act)

    @rule(which=claim, offer=st.booleans())
    def bank_details(self, which: int, offer: bool) -> None:
        self._try(
            which,
            lambda c, at, step: (
                participating.offer_bank_details(c, Step(journals.person(c.person), at, step), bank=BANK)
                if offer
                else participating.confirm_bank_details(c, Step(journals.person(c.person), at, step))
            ),
        )

    @rule(
        which=claim,
        payment=st.sampled_from(PAYMENTS),
        batch=batches,
        what=st.sampled_from(["next", "next", "next", "batch", "sent", "bounce"]),
    )
    def bank(self, which: int, payment: PaymentId, batch: BatchId, what: str) -> None:
        def act(c: Claim, at, step: StepId) -> Claim:  # type: ignore[no-untyped-def]
            now = c.payment(payment)
            does = {PaymentState.DUE: "batch", PaymentState.BATCHED: "sent", PaymentState.PAID: "bounce"}
            what_now = does.get(now.state, "batch") if what == "next" else what
            of = (now.batch or batch) if what == "next" else batch
            if what_now == "batch":
                return paying.batch(
                    c, Step(journals.Job.PAYMENTS.actor, at, step), payment=payment, amount=now.amount, batch_id=of
                )
            if what_now == "sent":
                arrives = date(2026, 11, 26)
                return paying.pay_by_bank(
                    c, Step(journals.Job.PAYMENTS.actor, at, step), payment=payment, batch_id=of, arrives=arrives
                )
            by = journals.Job.PAYMENTS.actor
            return paying.bounce(c, Step(by, at, step), payment=payment, batch_id=of)

        self._try(which, act)

    @rule(which=claim, payment=st.sampled_from(PAYMENTS), batch=batches, steps=st.integers(1, 8))
    def money_goes_on(self, which: int, payment: PaymentId, batch: BatchId, steps: int) -> None:
        for _ in range(steps):
            claim = list(self.store.kept.values())[which]
            if any(p.state is PaymentState.FAILED for p in claim.payments):
                self.other_ways(which, "retry", payment)
                self.bank_details(which, True)
                self.bank_details(which, False)
            self.bank(which, payment, batch, "next")
            self.other_ways(which, "voucher" if payment == VOUCHER else "cash", payment)

    @rule(which=claim, what=st.sampled_from(["voucher", "cash", "retry", "got"]), payment=st.sampled_from(PAYMENTS))
    def other_ways(self, which: int, what: str, payment: PaymentId) -> None:
        def act(c: Claim, at, step: StepId) -> Claim:  # type: ignore[no-untyped-def]
            match what:
                case "voucher":
                    return paying.issue_voucher(
                        c,
                        Step(journals.Job.PAYMENTS.actor, at, step),
                        serials=("A1",),
                        amount=c.payment(VOUCHER).amount,
                    )
                case "cash":
                    return paying.pay_in_cash(
                        c,
                        Step(journals.staff(Decider(id=StaffId("w"), email="w@example.org").id), at, step),
                        by=Decider(id=StaffId("w"), email="w@example.org"),
                        amount=c.payment(MONEY).amount,
                        float_id="tin",
                    )
                case "retry":
                    return paying.retry_gift(c, Step(journals.staff(StaffId("f")), at, step))
                case _:
                    return paying.acknowledge(c, Step(journals.person(c.person), at, step), payment=payment)

        self._try(which, act)

    @invariant()
    def nothing_is_paid_more_than_once(self) -> None:
        assert all(0 <= times <= 1 for times in self.paid.values()), self.paid

    @invariant()
    def nothing_is_paid_above_what_was_approved(self) -> None:
        for claim in self.store.kept.values():
            left = [self.moved[claim.id, id] for (about, id), n in self.paid.items() if about == claim.id and n]
            approvals = [
                e for e in claim.journal if e.action in (ClaimAction.APPROVE, ClaimAction.APPROVE_ALREADY_PAID)
            ]
            approved = Money(int(approvals[-1].facts["pence"])) if approvals else NOTHING
            gift = claim.gift.amount if claim.gift else NOTHING
            assert Money.total(left) <= (approved + gift if approvals else NOTHING)
            assert len(approvals) <= 1
            if approvals:
                advance = claim.advance.amount if claim.advance else NOTHING
                overpaid = Money(int(approvals[-1].facts.get("overpaid", 0)))
                due = NOTHING if claim.state is ClaimState.WITHDRAWN else approved + gift + overpaid
                assert Money.total(p.amount for p in claim.payments) == due
                assert advance >= overpaid

    @invariant()
    def no_person_is_approved_twice_for_one_kind(self) -> None:
        approved = [
            claim
            for claim in self.store.kept.values()
            if claim.state is not ClaimState.WITHDRAWN and any(p.id != ON_THE_DAY for p in claim.payments)
        ]
        for one, other in combinations(approved, 2):
            if one.person == other.person and may_be_one(one.session, other.session):
                assert not kinds_allowed(one) & kinds_allowed(other)

    @invariant()
    def three_different_people_decided(self) -> None:
        for claim in self.store.kept.values():
            part = [claim.claimant.email, *(d.email for d in (claim.confirmed_by, *claim.approved_by) if d)]
            assert len({normalised(email) for email in part}) == len(part)

    @invariant()
    def every_journal_tells_what_its_claim_says(self) -> None:
        for claim in self.store.kept.values():
            told.check(claim)

    @invariant()
    def every_journal_verifies(self) -> None:
        for claim in self.store.kept.values():
            journals.verify(claim.journal, hashes=[entry.hash for entry in claim.journal])


def _whose_turn(claim: Claim, other: Decider) -> Decider:
    """Mostly whoever must act, so that claims get somewhere; sometimes anybody."""
    mine = next((person for person in PEOPLE if claim.turn.is_of(person.id)), None)
    return mine if mine is not None and claim.version % 4 else other


TestClaims = Claims.TestCase
TestClaims.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


@given(place=st.integers(0, 3), how=st.sampled_from(["at", "by", "action", "step", "facts", "drop", "swap", "note"]))
def test_any_change_of_any_entry_shows(place: int, how: str) -> None:
    """One word changed, one entry dropped or moved: the chain no longer fits."""
    claim = a_claim()
    for number in range(4):
        claim = deciding.ask_for_link(
            claim, Step(journals.Job.MAILER.actor, SENT_AT, StepId(f"l{number}")), to="participant"
        )
    entries = list(claim.journal)
    hashes = [entry.hash for entry in entries]
    entry = entries[place]
    match how:
        case "drop":
            del entries[place]
            del hashes[place]
        case "swap":
            entries[place], entries[place + 1] = entries[place + 1], entries[place]
        case "facts":
            entries[place] = replace(entry, facts=MappingProxyType({**entry.facts, "pence": 1}))
        case "note":
            entries[place] = replace(entry, facts=MappingProxyType({}))
        case "at":
            entries[place] = replace(entry, at=entry.at + timedelta(milliseconds=1))
        case _:
            changed: dict[str, Any] = {how: "another"}
            entries[place] = replace(entry, **changed)

    with pytest.raises(journals.BrokenJournal):
        journals.verify(entries, hashes=hashes)
