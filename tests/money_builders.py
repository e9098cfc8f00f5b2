"""What paying needs for a test: claims that are due, a world of fakes, a stock of vouchers, a float."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from takepart.adapters.money.bank_file import write_bank_file
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.batches.batch import Batch
from takepart.domain.batches.sent_file import GivenFile
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import Claimant
from takepart.domain.fee_choice import Gift
from takepart.domain.ids import BatchId, CharityId, ClaimId, DraftId, PersonId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.policy.rates import PaidAs
from takepart.domain.vouchers import voucher as vouchers_domain
from takepart.domain.vouchers.voucher import Serial, bought, new_stock
from takepart.use_cases.money.bank_batches import BatchWorld, batch_sent
from takepart.use_cases.money.bank_run import BankWorld
from takepart.use_cases.money.issue_vouchers import VoucherWorld
from tests.builders import a_line, an_approved_claim
from tests.fakes_claims import FakeApprovals, FakeClaims, FakeSafe
from tests.fakes_money import FakeBatches, FakeDue, FakeFloats, FakePaymentFiles, FakeStocks, FakeVouchers
from tests.policies import WIRRAL

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
RUN_DAY = date(2026, 11, 24)
"""A Tuesday: what is sent to the bank on it is there on Thursday 26 November."""
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
FINANCE = WIRRAL.finance()[0]
WORKER_1 = WIRRAL.staff[0]
LEAD = WIRRAL.staff[2]
MANAGER = WIRRAL.staff[1]
RELEASER = WIRRAL.finance()[2]
"""Sends batches to the bank, and has approved no claim in them."""


def as_made(batch: Batch | None) -> GivenFile:
    """What finance says that it gave to the bank: as many payments and as much as we made."""
    assert batch is not None
    return GivenFile(payments=len(batch.rows), total=batch.total)


def claim_no(number: int) -> ClaimId:
    """The nth reference."""
    letters = "2346789BCDFGHJKMPQRTVWXY"
    return ClaimId(f"K7{letters[number // 576 % 24]}4-9Q{letters[number // 24 % 24]}{letters[number % 24]}")


def an_account(number: int, *, name: str = "Zoë O'Brien") -> BankDetails:
    """Somebody's account."""
    return BankDetails.parse(name=name, sort_code="12-34-56", account_number=f"{number:08}")


def a_due_claim(number: int = 0, *, safe: FakeSafe | None = None, **changes: Any) -> Claim:
    """The nth person's claim, approved, with £20 and £4.20 due into their bank."""
    claim_id = claim_no(number)
    values: dict[str, Any] = {
        "id": claim_id,
        "draft": DraftId(f"draft-{number}"),
        "person": PersonId(f"{number:024}.{number:012}"),
        "claimant": Claimant(name=f"Person {number}", email=f"person{number}@example.com"),
    }
    if safe is not None:
        values["bank"] = safe.seal(an_account(number), owner=claim_id)
    return an_approved_claim(**(values | changes))


def a_gift(pence: int = 20_00) -> Gift:
    """A fee that goes to a charity of the policy."""
    return Gift(charity=CharityId("hospice"), amount=Money(pence))


def voucher_lines(pence: int = 10_00) -> dict[str, Any]:
    """A claim's fee that is paid in vouchers."""
    return {"lines": (a_line(LineKind.FEE, pence, paid_as=PaidAs.VOUCHER),), "method": PaymentMethod.VOUCHER}


class World:
    """Fakes for everything, and the claims given."""

    def __init__(self, *claims: Claim, policy: Policy = WIRRAL, safe: FakeSafe | None = None, most: int = 500) -> None:
        self.claims = FakeClaims(*claims)
        self.due = FakeDue(self.claims)
        self.batches = FakeBatches()
        self.safe = safe or FakeSafe()
        self.files = FakePaymentFiles()
        self.vouchers = FakeVouchers(self.claims)
        self.stocks = FakeStocks()
        self.floats = FakeFloats(self.claims)
        self.policy = policy
        self.most = most

    @property
    def bank(self) -> BankWorld:
        """What the bank's part needs."""
        return BankWorld(
            claims=self.claims,
            due=self.due,
            batches=self.batches,
            safe=self.safe,
            approvals=FakeApprovals(),
            files=self.files,
            write_file=write_bank_file,
            policy=self.policy,
            holidays=HOLIDAYS,
            most=self.most,
        )

    @property
    def voucher_world(self) -> VoucherWorld:
        """What issuing vouchers needs."""
        return VoucherWorld(
            claims=self.claims,
            due=self.due,
            vouchers=self.vouchers,
            stocks=self.stocks,
            approvals=FakeApprovals(),
            policy=self.policy,
        )

    @property
    def who_may(self) -> dict[str, Any]:
        """What it takes to see whether somebody may send a batch, or say what came back."""
        return {"by": RELEASER, "world": self.batch_world}

    @property
    def batch_world(self) -> BatchWorld:
        """What sending a batch needs, or writing down what came back."""
        return BatchWorld(batches=self.batches, claims=self.claims, policy=self.policy, holidays=HOLIDAYS)

    def send(self, batch: BatchId, press: str = "press", *, now: datetime = NOW, **changes: Any) -> Batch:
        """Finance says that it went to the bank."""
        given = {"given": as_made(self.batches.get(batch)), **self.who_may, **changes}
        return batch_sent(batch, step=StepId(press), now=now, **given)

    def stock(self, count: int, pence: int = 10_00, *, first: int = 0) -> None:
        """Buy vouchers of one value."""
        for number in range(first, first + count):
            self.vouchers.add(
                vouchers_domain.buy(
                    Step(journals.staff(FINANCE.id), NOW, StepId(f"buy-{pence}-{number}")),
                    provider=self.policy.vouchers.provider,
                    serial=Serial(f"V{pence}-{number:05}"),
                    value=Money(pence),
                    bought_on=date(2026, 11, 2),
                )
            )
        before = self.stocks.get(Money(pence)) or new_stock(Money(pence))
        step = Step(journals.staff(FINANCE.id), NOW, StepId(f"bought-{pence}-{first}"))
        self.stocks.save(bought(before, step, count=count, delivery=f"{pence}-{first}"))


def with_low_stock(few: int) -> Policy:
    """The council's policy, warned when fewer vouchers than this are left."""
    return replace(WIRRAL, vouchers=replace(WIRRAL.vouchers, low_stock=few))
