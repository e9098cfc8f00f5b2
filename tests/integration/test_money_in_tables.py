"""Paying, on tables as the template makes them."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from botocore.session import Session

from takepart.adapters.aggregates import Aggregates, Guard
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.kms_identities import KmsIdentities
from takepart.adapters.money.bank_file import write_bank_file
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.money.kms_bank_safe import KmsBankSafe
from takepart.adapters.money.payment_files import S3PaymentFiles
from takepart.adapters.money.vouchers_table import FloatsTable, StocksTable, VouchersTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.batches.batch import Batch, BatchState, batch_id, seal
from takepart.domain.batches.batch import open_batch as open_batch_plan
from takepart.domain.batches.month import Move
from takepart.domain.claims import deciding, participating
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import GIFT, MONEY, Claimant, PaymentState
from takepart.domain.floats import cash_float
from takepart.domain.ids import BatchId, DraftId, FloatId, PersonId, SessionKey, StepId
from takepart.domain.journal import Job
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.pricing import Facts, Journey
from takepart.domain.vouchers.voucher import Serial, VoucherState
from takepart.use_cases.claims.ports import AlreadyPaidFor, CannotOpen
from takepart.use_cases.claims.track_claim import acknowledge_payment
from takepart.use_cases.money.bank_batches import BatchWorld, batch_sent, open_batch, record_returns
from takepart.use_cases.money.bank_run import BankWorld, run_bank_payments, settle_batch
from takepart.use_cases.money.cash_on_the_day import (
    CashForm,
    CashWorld,
    cash_on_the_day,
    count_float,
    open_float,
    pay_cash,
)
from takepart.use_cases.money.issue_vouchers import (
    Issued,
    VoucherWorld,
    buy_vouchers,
    hand_over_vouchers,
    issue_vouchers,
    stock_levels,
)
from takepart.use_cases.money.month_end import read_month
from takepart.use_cases.money.payment_run import run_payments
from tests.builders import FINANCE_1, a_confirmed_claim, a_line, sealed
from tests.money_builders import (
    FINANCE,
    HOLIDAYS,
    LEAD,
    MANAGER,
    NOW,
    RELEASER,
    RUN_DAY,
    WORKER_1,
    a_due_claim,
    a_gift,
    an_account,
    as_made,
    claim_no,
    voucher_lines,
)
from tests.policies import WIRRAL

BUCKET = "payments"
SESSION = Session()


@cache
def aws(service: str) -> Any:
    """A client, made once: the account behind it is empty in each test."""
    return SESSION.create_client(
        service, region_name="eu-west-2", aws_access_key_id="testing", aws_secret_access_key="testing"
    )


class Tables:
    """The adapters, on the claims table of the template."""

    def __init__(self, table: str) -> None:
        kms, s3 = aws("kms"), aws("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        mac = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")["KeyMetadata"]["KeyId"]
        aggregates = Aggregates(table)
        self.name, self.aggregates = table, aggregates
        self.identities = KmsIdentities(kms, mac)
        self.safe = KmsBankSafe(kms, key, identities=self.identities)
        self.claims = ClaimsTable(aggregates)
        self.approvals = KmsApprovals(kms, mac)
        self.batches = BatchesTable(aggregates, table)
        self.vouchers = VouchersTable(aggregates)
        self.stocks = StocksTable(aggregates)
        self.floats = FloatsTable(aggregates)
        self.files = S3PaymentFiles(s3, BUCKET)
        self.bank = BankWorld(
            claims=self.claims,
            due=self.claims,
            batches=self.batches,
            safe=self.safe,
            approvals=self.approvals,
            files=self.files,
            write_file=write_bank_file,
            policy=WIRRAL,
            holidays=HOLIDAYS,
        )
        self.voucher_world = VoucherWorld(
            claims=self.claims,
            due=self.claims,
            vouchers=self.vouchers,
            stocks=self.stocks,
            approvals=self.approvals,
            policy=WIRRAL,
        )

    def keep(self, number: int, **changes: Any) -> Claim:
        """An approved claim, put in the table as it stands."""
        bank = self.safe.seal(an_account(number), owner=claim_no(number))
        claim = sealed(a_due_claim(number, **{"bank": bank, **changes}), self.approvals)
        self.claims.add(claim)
        return claim

    @property
    def who_may(self) -> dict[str, Any]:
        """What it takes to see whether somebody may send a batch, or say what came back."""
        world = BatchWorld(batches=self.batches, claims=self.claims, policy=WIRRAL, holidays=HOLIDAYS)
        return {"by": RELEASER, "world": world}

    def send(self, batch: BatchId, press: str = "press", now: datetime = NOW) -> Batch:
        """Finance says that it went to the bank."""
        given = as_made(self.batches.get(batch))
        return batch_sent(batch, given=given, step=StepId(press), now=now, **self.who_may)

    def claim(self, claim: Claim) -> Claim:
        """The claim as it is now."""
        kept = self.claims.get(claim.id)
        assert kept is not None
        return kept


@pytest.fixture
def tables(claims_table: str) -> Tables:
    return Tables(claims_table)


def test_a_claim_is_paid_by_bank_from_the_run_to_the_day_it_bounces_and_is_paid_again(tables: Tables) -> None:
    """The whole way of money through the bank: batch, file, sent, back, corrected, paid once in the end."""
    claims = [tables.keep(number) for number in range(3)]
    gift = tables.keep(3, gift=a_gift(), lines=(a_line(LineKind.BUS, 4_20),))

    ran = run_bank_payments(RUN_DAY, world=tables.bank, now=NOW)

    (batch,) = ran.batches
    assert (batch.id, batch.state, batch.total) == ("2026-11-24-1", BatchState.SEALED, Money(3 * 24_20 + 24_20))
    (key,) = [each["Key"] for each in aws("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    content = aws("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    assert hashlib.sha256(content).hexdigest() == batch.sha256
    assert key == f"batches/2026-11-24-1-{batch.sha256[:12]}.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [row["Reference"] for row in rows] == [*(claim.id for claim in claims), gift.id, f"{gift.id}-GIFT"]
    assert rows[0]["Name"] == "ZOE OBRIEN"
    assert rows[-1] | {"Name": ""} == {
        "Sort code": "654321",
        "Account number": "07654321",
        "Name": "",
        "Amount": "20.00",
        "Reference": f"{gift.id}-GIFT",
        "Roll number": "",
        "Pay date": "26/11/2026",
    }

    again = run_bank_payments(RUN_DAY, world=tables.bank, now=NOW + timedelta(hours=1))
    assert [(b.id, b.sha256) for b in again.batches] == [(batch.id, batch.sha256)]

    sent = tables.send(batch.id, "press")
    assert sent.arrives == date(2026, 11, 26)
    assert settle_batch(batch.id, claims=tables.claims, batches=tables.batches, now=NOW)
    assert [tables.claim(claim).state for claim in (*claims, gift)] == [ClaimState.PAID] * 4

    returns = record_returns(
        batch.id,
        f"Reference;Reason\n{claims[1].id.lower()};Account closed\n",
        step=StepId("upload"),
        now=NOW,
        **tables.who_may,
    )
    assert returns.references == {claims[1].id: "Account closed"}
    settle_batch(batch.id, claims=tables.claims, batches=tables.batches, now=NOW)
    failed = tables.claim(claims[1])
    assert (failed.state, failed.payment(MONEY).state) == (ClaimState.NEEDS_BANK_DETAILS, PaymentState.FAILED)
    assert list(failed.notes.values()) == ["Account closed"]

    offered = participating.offer_bank_details(
        failed,
        Step(journals.person(failed.person), NOW, StepId("offer")),
        bank=tables.safe.seal(an_account(99), owner=failed.id),
    )
    tables.claims.save(offered)
    tables.claims.save(
        participating.confirm_bank_details(offered, Step(journals.person(offered.person), NOW, StepId("confirm-bank")))
    )
    (second,) = run_bank_payments(date(2026, 11, 25), world=tables.bank, now=NOW + timedelta(days=1)).batches
    assert [(row.claim, row.amount) for row in second.rows] == [(failed.id, Money(24_20))]
    tables.send(second.id, "press2")
    settle_batch(second.id, claims=tables.claims, batches=tables.batches, now=NOW)
    assert tables.claim(failed).state is ClaimState.PAID
    assert [b.id for b in tables.batches.recent()] == [second.id, batch.id]
    assert tables.batches.unfinished() == []
    month = read_month(RUN_DAY, claims=tables.claims, batches=tables.batches, floats=tables.floats)
    assert (month.differences, month.sent, month.came_back) == ((), batch.total + second.total, Money(24_20))
    assert (month.total(Move.SENT), month.total(Move.AGAIN)) == (month.sent, Money(24_20))


def test_batches_come_page_by_page_and_none_is_left_out(tables: Tables) -> None:
    """In the order of their days and numbers, wherever they stand; a run looks after every one that is not done."""
    names = [batch_id(RUN_DAY + timedelta(days=day), number) for day in range(4) for number in (1, 2, 10)]
    for name in names:
        opening = Step(journals.Job.PAYMENTS.actor, NOW, StepId(f"open-{name}"))
        made = open_batch_plan(opening, id=name, day=RUN_DAY, plan=(), pay_date=RUN_DAY, profile=WIRRAL.bank_file)
        tables.batches.add(made)
        if name.endswith("-2"):
            empty = seal(made, Step(journals.Job.PAYMENTS.actor, NOW, StepId(f"seal-{name}")), rows=(), sha256="")
            tables.batches.save(empty)
    seen: list[BatchId] = []
    page = tables.batches.recent(limit=5)
    seen += [batch.id for batch in page]
    while page.after:
        page = tables.batches.recent(before=BatchId(page.after), limit=5)
        seen += [batch.id for batch in page]

    assert seen == names[::-1]
    assert tables.batches.unfinished() == sorted(names)


def test_every_float_is_listed(tables: Tables) -> None:
    """Not only the first hundred."""
    for number in range(105):
        opening = Step(journals.staff(FINANCE.id), NOW, StepId(f"open-{number}"))
        name = FloatId(f"tin-{number:03}")
        tables.floats.add(cash_float.open_float(opening, id=name, keeper=WORKER_1.id, amount=Money(1)))

    assert len(tables.floats.all()) == 105


def test_a_batch_keeps_every_field_and_its_rows_beside_it(tables: Tables) -> None:
    """What is read is what was written; the batch's own item holds no name and no account."""
    tables.keep(0, gift=a_gift())

    (batch,) = run_bank_payments(RUN_DAY, world=tables.bank, now=NOW).batches

    assert tables.batches.get(batch.id) == batch
    assert [row.payment for row in batch.rows] == [MONEY, GIFT]
    item = aws("dynamodb").get_item(TableName=tables.name, Key={"pk": {"S": f"BATCH#{batch.id}"}, "sk": {"S": "BATCH"}})
    assert "Person 0" not in str(item) and "ciphertext" not in str(item["Item"]["body"])
    opened = open_batch(batch.id, by=FINANCE, batches=tables.batches)
    assert opened.can_send and batch.sha256[:12] in opened.link_to_file(tables.files)


def test_rows_that_fill_more_than_one_item_come_back_in_order(tables: Tables) -> None:
    """50 go to an item."""
    tables.keep(0)
    (batch,) = run_bank_payments(RUN_DAY, world=tables.bank, now=NOW).batches
    rows = tuple(replace(batch.rows[0], reference=str(claim_no(n))) for n in range(120))
    opened = replace(batch, id=BatchId("2026-11-25-1"), rows=(), journal=batch.journal[:1], state=BatchState.OPEN)
    tables.batches.add(replace(opened, total=Money(0), sha256=""))
    larger = seal(opened, Step(Job.PAYMENTS.actor, NOW, StepId("seal")), rows=rows, sha256="ab" * 32)

    tables.batches.save(larger)

    assert tables.batches.get(larger.id) == larger


def test_vouchers_are_bought_given_and_handed_over(tables: Tables) -> None:
    """Two vouchers of £10 make up £20; the claim and both change together."""
    claim = tables.keep(0, **voucher_lines(20_00))
    assert issue_vouchers(claim.id, world=tables.voucher_world, now=NOW) is Issued.NO_STOCK

    bought = buy_vouchers(
        "Serial,Value,Bought on\nAB-1,10.00,02/11/2026\nab-2,£10,2026-11-02\nAB-3,10,\n",
        by=FINANCE,
        vouchers=tables.vouchers,
        stocks=tables.stocks,
        policy=WIRRAL,
        now=NOW,
    )
    assert (bought.count, bought.total, bought.problems) == (3, Money(30_00), ())
    ran = run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW)

    assert ran.vouchers[Issued.ISSUED] == 1
    paid = tables.claim(claim)
    assert (paid.state, paid.payments[0].proof) == (ClaimState.PAID, ("AB-1", "AB-2"))
    assert [
        (level.stock.value, level.left) for level in stock_levels(vouchers=tables.vouchers, stocks=tables.stocks)
    ] == [
        (Money(10_00), 1),
        (Money(20_00), 0),
    ]
    handed = hand_over_vouchers(
        claim.id,
        by=MANAGER,
        claims=tables.claims,
        vouchers=tables.vouchers,
        approvals=tables.approvals,
        policy=WIRRAL,
        step=StepId("hand"),
        now=NOW,
    )
    assert handed.payments[0].handed_over and not handed.payments[0].acknowledged
    voucher = tables.vouchers.get((WIRRAL.vouchers.provider, Serial("AB-1")))
    assert voucher is not None and voucher.state is VoucherState.HANDED_OVER and voucher.claim == claim.id
    assert voucher.journal[-1].by == f"staff:{MANAGER.id}"


def test_cash_on_the_day_is_one_write_and_the_claim_goes_on_as_any_other(tables: Tables) -> None:
    """The float, the claim and the person's day change together; afterwards the float adds up."""
    open_float(
        "Drop-in box",
        keeper=WORKER_1,
        amount=Money(50_00),
        by=FINANCE,
        floats=tables.floats,
        step=StepId("open"),
        now=NOW,
    )
    form = CashForm(
        draft_id=DraftId("d1"),
        claimant=Claimant(name="Participant One", email="participant@example.com"),
        facts=Facts(
            activity_type=WIRRAL.activity_types[0].id,
            day=RUN_DAY,
            part_of_day=PartOfDay.MORNING,
            minutes=60,
            journeys=(Journey(kind=LineKind.BUS, fare=Money(4_20), description="Home to the hall"),),
        ),
        handed=Money(4_20),
    )
    for _ in range(2):
        claim = cash_on_the_day(
            form,
            float_id=FloatId("drop-in-box"),
            by=WORKER_1,
            world=CashWorld(
                claims=tables.claims,
                floats=tables.floats,
                identities=tables.identities,
                policy=WIRRAL,
                holidays=HOLIDAYS,
            ),
            now=NOW,
        )

    cash = tables.floats.get(FloatId("drop-in-box"))
    assert cash is not None and cash.balance == Money(45_80) and cash.version == 2
    assert claim.turn.who == f"staff:{MANAGER.id}"
    day = tables.floats.day_cash(claim.person, RUN_DAY)
    assert day is not None and day.total == Money(4_20)
    acknowledged = acknowledge_payment(
        claim, payment=claim.payments[0].id, claims=tables.claims, step=StepId("yes"), now=NOW, witness=LEAD
    )
    assert acknowledged.payments[0].acknowledged
    counted = count_float(
        cash.id, found=Money(45_00), reason="80p fell out", by=WORKER_1, floats=tables.floats, step=StepId("c"), now=NOW
    )
    assert tables.floats.get(cash.id) == counted and counted.balance == Money(45_00)
    assert tables.floats.all() == [counted]


def test_an_approved_claim_is_paid_in_cash_from_a_float(tables: Tables) -> None:
    """Claim and float in one write; pressed again, nothing more is paid."""
    claim = tables.keep(0, method=PaymentMethod.CASH)
    open_float("Tin", keeper=WORKER_1, amount=Money(30_00), by=FINANCE, floats=tables.floats, step=StepId("o"), now=NOW)

    for _ in range(2):
        paid = pay_cash(
            claim.id,
            float_id=FloatId("tin"),
            by=MANAGER,
            claims=tables.claims,
            floats=tables.floats,
            approvals=tables.approvals,
            step=StepId("pay"),
            now=NOW,
        )

    cash = tables.floats.get(FloatId("tin"))
    assert paid.state is ClaimState.PAID and cash is not None and cash.balance == Money(5_80)


def test_due_claims_are_found_by_each_way_that_they_are_due(tables: Tables) -> None:
    """A claim that waits for a voucher and a transfer is found by both; one that is paid by neither."""
    both = tables.keep(
        0,
        lines=(
            a_line(LineKind.FEE, 10_00, paid_as=voucher_lines()["lines"][0].paid_as),
            a_line(LineKind.BUS, 3_00, place=2),
        ),
    )
    cash = tables.keep(1, method=PaymentMethod.CASH)

    found = {way: [c.id for c in tables.claims.due_by(way)] for way in PaymentMethod}

    assert found == {PaymentMethod.BANK: [both.id], PaymentMethod.VOUCHER: [both.id], PaymentMethod.CASH: [cash.id]}


def test_bank_details_of_another_claim_never_open(tables: Tables) -> None:
    """The claim is the encryption context: a ciphertext that was moved to another claim pays nobody."""
    sealed = tables.safe.seal(an_account(1), owner=claim_no(1))

    with pytest.raises(CannotOpen):
        tables.safe.open(sealed, owner=claim_no(2))
    tampered = sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1])  # one bit: never the same byte again
    with pytest.raises(CannotOpen):
        tables.safe.open(replace(sealed, ciphertext=tampered), owner=claim_no(1))


def test_the_same_person_session_and_kind_is_approved_on_one_claim_only(tables: Tables) -> None:
    """Two claims for one fee: the second approval is refused by the table itself, and names the first."""

    def approved(number: int, **changes: object) -> Claim:
        confirmed = a_confirmed_claim(id=claim_no(number), draft=DraftId(f"d{number}"), **changes)
        tables.claims.add(confirmed)
        return deciding.approve(
            confirmed,
            Step(journals.staff(FINANCE_1.id), NOW, StepId(f"approve-{number}")),
            by=FINANCE_1,
            decisions=(),
            second_approver=None,
        )

    tables.claims.save(approved(1))

    with pytest.raises(AlreadyPaidFor) as refused:
        tables.claims.save(approved(2, lines=(a_line(LineKind.FEE, 20_00),)))
    assert refused.value.claim == claim_no(1)
    with pytest.raises(AlreadyPaidFor):
        tables.claims.save(approved(3, lines=(a_line(LineKind.MEALS, 3_00),), gift=a_gift()))
    tables.claims.save(approved(4, lines=(a_line(LineKind.MEALS, 3_00),)))
    kept = tables.claims.get(claim_no(2))
    assert kept is not None and kept.state is ClaimState.WITH_FINANCE


def test_two_sessions_of_one_morning_are_both_paid_and_a_typed_claim_for_either_is_not(tables: Tables) -> None:
    """Attendance knows which session it was; whoever types a claim does not. Withdrawn claims stand in no one's way."""
    typed = a_confirmed_claim().session

    def confirmed(number: int, session: str = "", **changes: object) -> Claim:
        key = SessionKey(f"{typed}/{session}" if session else typed)
        claim = a_confirmed_claim(id=claim_no(number), draft=DraftId(f"d{number}"), session=key, **changes)
        tables.claims.add(claim)
        return claim

    def approve(claim: Claim) -> Claim:
        approved = deciding.approve(
            claim,
            Step(journals.staff(FINANCE_1.id), NOW, StepId(f"approve-{claim.id}")),
            by=FINANCE_1,
            decisions=(),
            second_approver=None,
        )
        tables.claims.save(approved)
        return approved

    first, second = approve(confirmed(1, "3f9a")), approve(confirmed(2, "77c0"))

    for number, session in ((3, ""), (4, "3f9a")):
        with pytest.raises(AlreadyPaidFor):
            approve(confirmed(number, session))
    tables.claims.save(participating.withdraw(first, Step(journals.person(first.person), NOW, StepId("back"))))
    with pytest.raises(AlreadyPaidFor) as refused:
        approve(confirmed(5))
    assert refused.value.claim == second.id
    approve(confirmed(6, "3f9a"))
    other = PersonId("new-mailbox.name")
    with pytest.raises(AlreadyPaidFor):  # typed under a new name by the same person, whose names are known
        approve(confirmed(7, person=other, also=(first.person,)))


@pytest.mark.parametrize(("theirs", "both"), [("77c0", True), ("", False), ("3f9a", False)])
def test_an_approval_that_somebody_else_overtakes_looks_again(
    tables: Tables, monkeypatch: pytest.MonkeyPatch, theirs: str, both: bool
) -> None:
    """Between what was read and the write another claim takes the guard: it is shared, or it is in the way."""
    typed = a_confirmed_claim().session

    def approved(number: int, session: str) -> Claim:
        key = SessionKey(f"{typed}/{session}" if session else typed)
        claim = a_confirmed_claim(id=claim_no(number), draft=DraftId(f"d{number}"), session=key)
        tables.claims.add(claim)
        return deciding.approve(
            claim,
            Step(journals.staff(FINANCE_1.id), NOW, StepId(f"approve-{number}")),
            by=FINANCE_1,
            decisions=(),
            second_approver=None,
        )

    first, ours, other = approved(1, "b1d2"), approved(2, "3f9a"), approved(3, theirs)
    tables.claims.save(first)  # so that ours reads the guard, and writes on condition of it
    if not theirs:
        tables.claims.save(participating.withdraw(first, Step(journals.person(first.person), NOW, StepId("back"))))
    written, turns = tables.aggregates.save_together, iter([False, True])

    def overtaken(*steps: Any, **more: Any) -> None:
        if next(turns, False):
            tables.claims.save(other)
        written(*steps, **more)

    monkeypatch.setattr(tables.aggregates, "save_together", overtaken)
    if both:
        tables.claims.save(ours)
    else:
        with pytest.raises(AlreadyPaidFor):
            tables.claims.save(ours)

    assert (tables.claim(ours).state is ClaimState.APPROVED) is both
    assert tables.claim(other).state is ClaimState.APPROVED


def test_a_claim_that_was_taken_back_stands_in_nobodys_way(tables: Tables) -> None:
    """Approved, withdrawn before it was paid, and claimed again: the new one is approved."""
    first = tables.keep(0)
    again = a_confirmed_claim(id=claim_no(1), draft=DraftId("again"), person=first.person, claimant=first.claimant)
    tables.claims.add(again)
    approved = deciding.approve(
        again,
        Step(journals.staff(FINANCE_1.id), NOW, StepId("approve-again")),
        by=FINANCE_1,
        decisions=(),
        second_approver=None,
    )
    tables.aggregates.save_together(
        [],
        guards=[Guard(pk=f"PAID#{first.person}#{first.session}", sk=kind, owner=first.id) for kind in ("fee", "bus")],
    )

    with pytest.raises(AlreadyPaidFor):
        tables.claims.save(approved)
    tables.claims.save(participating.withdraw(first, Step(journals.person(first.person), NOW, StepId("back"))))
    tables.claims.save(approved)

    assert tables.claim(again).state is ClaimState.APPROVED
