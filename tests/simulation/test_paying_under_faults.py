"""Paying, with everything going wrong: nothing is paid twice, nothing is lost, and a batch has one file."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from takepart.adapters.money.bank_file import write_bank_file
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.batches.batch import BatchState
from takepart.domain.claims import deciding, participating
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import MONEY, PaymentState, SealedBankDetails
from takepart.domain.ids import BatchId, ClaimId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.policy.rates import PaidAs
from takepart.domain.refused import Refused
from takepart.domain.vouchers.voucher import Serial
from takepart.use_cases.claims.ports import CannotOpen
from takepart.use_cases.money.bank_batches import batch_sent, record_returns
from takepart.use_cases.money.bank_run import BankWorld
from takepart.use_cases.money.issue_vouchers import VoucherWorld
from takepart.use_cases.money.payment_run import on_payment_event, run_payments
from takepart.use_cases.ports import ChangedMeanwhile, Event, EventKind
from tests.builders import a_line
from tests.fakes_claims import FakeApprovals, FakeSafe
from tests.money_builders import (
    FINANCE,
    HOLIDAYS,
    NOW,
    RELEASER,
    RUN_DAY,
    World,
    a_due_claim,
    a_gift,
    an_account,
    as_made,
    with_low_stock,
)
from tests.simulation.simulator import Simulator

CLAIMS = 14
SEEDS = 60


class SafeWithOneDamaged(FakeSafe):
    """A safe in which one claim's details are damaged for good."""

    damaged = b""

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:
        if sealed.ciphertext == self.damaged:
            raise CannotOpen(owner)
        return super().open(sealed, owner=owner)


class Service:
    """The whole of paying, with its participants, its finance and its bank."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        safe = SafeWithOneDamaged()
        kinds: list[dict[str, Any]] = [
            {},
            {"gift": a_gift()},
            {"lines": (a_line(LineKind.FEE, 20_00, paid_as=PaidAs.VOUCHER),)},
            {"lines": (a_line(LineKind.FEE, 10_00, paid_as=PaidAs.VOUCHER), a_line(LineKind.BUS, 3_30, place=2))},
        ]
        claims = [a_due_claim(number, safe=safe, **kinds[number % 4]) for number in range(CLAIMS)]
        safe.damaged = claims[4].bank.ciphertext if claims[4].bank else b""
        self.world = World(*claims, policy=with_low_stock(3), safe=safe, most=5)
        self.world.stock(4, 10_00)
        around = simulator.around
        self.claims = around(self.world.claims)
        self.batches = around(self.world.batches)
        self.stocks = around(self.world.stocks)
        due, vouchers = around(self.world.due), around(self.world.vouchers)
        self.bank = BankWorld(
            claims=self.claims,
            due=due,
            batches=self.batches,
            safe=around(safe),
            approvals=around(FakeApprovals()),
            files=around(self.world.files),
            write_file=write_bank_file,
            policy=self.world.policy,
            holidays=HOLIDAYS,
            most=5,
        )
        self.voucher_world = VoucherWorld(
            claims=self.claims,
            due=due,
            vouchers=vouchers,
            stocks=self.stocks,
            approvals=around(FakeApprovals()),
            policy=self.world.policy,
        )
        self.returned: set[tuple[BatchId, str]] = set()

    def a_day(self, day: date, *, runs: int, bounces: int) -> None:
        """Runs at once, messages twice, finance, the bank and participants, all in any order."""
        later, some = self.simulator.later, self.simulator.random
        later("run", lambda: run_payments(day, bank=self.bank, vouchers=self.voucher_world, now=NOW), copies=runs)
        for claim_id in list(self.world.claims.kept):
            event = Event(kind=EventKind.CLAIM, about=claim_id, seq=3, action="approved")
            later("approved", partial(self._event, event), copies=some.randrange(1, 3))
            if some.random() < 0.3:
                later("link", partial(self._ask_for_link, claim_id, day))
        self.simulator.run()
        for batch in list(self.world.batches.kept.values()):
            if batch.state is BatchState.SEALED:
                later("sent", partial(self._send, batch.id), copies=2)
            if batch.was_sent:
                rows = [row.reference for row in batch.rows]
                for reference in some.sample(rows, min(bounces, len(rows))):
                    later("returned", partial(self._return, batch.id, reference))
            for action in ("sent", "came-back"):
                event = Event(kind=EventKind.BATCH, about=batch.id, seq=3, action=action)
                later("batch", partial(self._event, event), copies=2)
        self.simulator.run()
        for claim in list(self.world.claims.kept.values()):
            if claim.state is ClaimState.NEEDS_BANK_DETAILS:
                later("correct", partial(self._correct, claim.id), copies=2)
        self.simulator.run()

    def _event(self, event: Event) -> None:
        on_payment_event(event, bank=self.bank, vouchers=self.voucher_world, now=NOW)

    def _send(self, id: BatchId) -> None:
        try:
            given = as_made(self.world.batches.get(id))
            press = StepId(f"press-{id}")
            batch_sent(id, given=given, step=press, now=NOW, **self._who_may)
        except Refused:
            return

    def _return(self, id: BatchId, reference: str) -> None:
        step = StepId(f"return-{id}-{reference}")
        try:
            record_returns(id, reference, step=step, now=NOW, **self._who_may)
        except Refused:
            return

    @property
    def _who_may(self) -> dict[str, Any]:
        world = replace(self.world.batch_world, batches=self.batches, claims=self.claims)
        return {"by": RELEASER, "world": world}

    def _ask_for_link(self, claim_id: ClaimId, day: date) -> None:
        claim = self.claims.get(claim_id)
        try:
            step = StepId(f"link-{claim_id}-{day}")
            self.claims.save(deciding.ask_for_link(claim, Step(journals.Job.MAILER.actor, NOW, step), to="participant"))
        except (Refused, ChangedMeanwhile):
            return

    def _correct(self, claim_id: ClaimId) -> None:
        claim: Claim = self.claims.get(claim_id)
        if claim.state is not ClaimState.NEEDS_BANK_DETAILS:
            return
        try:
            if claim.bank_held is None:
                number = 100 + claim.payment(MONEY).tries
                bank = self.world.safe.seal(an_account(number), owner=claim_id)
                claim = participating.offer_bank_details(
                    claim, Step(journals.person(claim.person), NOW, StepId(f"offer-{claim.version}")), bank=bank
                )
                self.claims.save(claim)
            self.claims.save(
                participating.confirm_bank_details(
                    claim, Step(journals.person(claim.person), NOW, StepId(f"confirm-{claim.version}"))
                )
            )
        except (Refused, ChangedMeanwhile):
            return


def a_history(seed: int) -> Service:
    """Four days of faults, then enough calm for everything to come to its end."""
    simulator = Simulator(seed, faults=0.06)
    service = Service(simulator)
    for number in range(4):
        service.a_day(RUN_DAY + timedelta(days=number % 3), runs=2, bounces=1)
        service.world.stock(4, 10_00, first=10 * (number + 1))
    simulator.rate = 0
    for number in range(6):
        service.a_day(date(2026, 12, 1 + number % 4), runs=1, bounces=0)
        for claim in list(service.world.claims.kept.values()):
            service.world.claims.kept[claim.id] = _with_gift_retried(claim)
    return service


def _with_gift_retried(claim: Claim) -> Claim:
    from takepart.domain.claims import paying

    for payment in claim.payments:
        if payment.id == "gift" and payment.state is PaymentState.FAILED:
            step = StepId(f"retry-{claim.version}")
            return paying.retry_gift(claim, Step(journals.staff(FINANCE.id), NOW, step))
    return claim


def check(service: Service) -> None:
    """Hold what happened against the bank's own record: the files that were sent, less what came back."""
    world = service.world
    for claim in world.claims.kept.values():
        assert claim.state is ClaimState.PAID, (claim.id, claim.state, claim.payments)
        assert all(payment.state is PaymentState.PAID for payment in claim.payments)
        assert claim.paid == claim.to_approve
        journals.verify(claim.journal)
    at_the_bank: Counter[tuple[str, str]] = Counter()
    for batch in world.batches.kept.values():
        journals.verify(batch.journal)
        assert batch.state is BatchState.DONE, batch.id
        files = {sha: content for (id, sha), content in world.files.kept.items() if id == batch.id}
        assert set(files) == ({batch.sha256} if batch.rows else set()), "one file a batch, the same bytes in every run"
        assert all(hashlib.sha256(content).hexdigest() == sha for sha, content in files.items())
        for row in batch.rows if batch.was_sent else ():
            if row.reference not in batch.returned:
                at_the_bank[row.claim, row.payment] += 1
    by_bank = {(c.id, p.id) for c in world.claims.kept.values() for p in c.payments if p.method.value == "bank"}
    assert dict(at_the_bank) == dict.fromkeys(by_bank, 1), "DUP or LOST"
    given = [
        serial
        for c in world.claims.kept.values()
        for p in c.payments
        if p.method.value == "voucher"
        for serial in p.proof
    ]
    assert len(given) == len(set(given)), "a voucher was given twice"
    issued = {v.serial: v for v in world.vouchers.kept.values() if v.claim is not None}
    assert set(issued) == set(given), "a voucher left the stock and reached nobody"
    for claim in world.claims.kept.values():
        for payment in claim.payments:
            if payment.method.value == "voucher":
                assert Money.total(issued[Serial(serial)].value for serial in payment.proof) == payment.amount
    for stock in world.stocks.kept.values():
        journals.verify(stock.journal)
        told = [entry.action for entry in stock.journal if entry.action in ("low", "filled-up")]
        assert all(one != other for one, other in pairwise(told)), "warned twice of one shortage"


@pytest.mark.parametrize("start", range(0, SEEDS, 20))
def test_nothing_is_paid_twice_and_nothing_is_lost(start: int) -> None:
    """Thousands of crashes, lost answers, duplicates and runs at once: DUP=0, LOST=0, one file a batch."""
    faults = 0
    for seed in range(start, start + 20):
        service = a_history(seed)
        check(service)
        faults += service.simulator.faults

    assert faults > 1_000


def test_the_same_seed_gives_the_same_history() -> None:
    """A seed that fails can be looked at again."""
    one, other = a_history(7), a_history(7)

    assert one.simulator.calls == other.simulator.calls
    assert one.world.claims.kept == other.world.claims.kept
    assert one.world.batches.kept == other.world.batches.kept
