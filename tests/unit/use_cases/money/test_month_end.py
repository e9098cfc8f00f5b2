"""The month for finance: every sum that moved, tied to the bank's files, to what came back, and to the floats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.batches.batch import Batch
from takepart.domain.batches.month import Move, month_of, next_month
from takepart.domain.claims import participating
from takepart.domain.ids import BatchId, FloatId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.policy.paying import AmountFormat
from takepart.use_cases.money.bank_batches import record_returns
from takepart.use_cases.money.bank_run import run_bank_payments, settle_batch
from takepart.use_cases.money.cash_on_the_day import count_float, open_float, pay_cash, top_up_float
from takepart.use_cases.money.issue_vouchers import issue_all_due
from takepart.use_cases.money.month_end import as_lines, booked_total, centres, ledger, read_month
from takepart.use_cases.stores import Damaged, Found
from takepart.web.spreadsheet import as_csv
from tests.builders import a_line
from tests.fakes_claims import FakeApprovals, FakeSafe
from tests.fakes_money import FakeBatches
from tests.money_builders import (
    FINANCE,
    MANAGER,
    NOW,
    RUN_DAY,
    WORKER_1,
    World,
    a_due_claim,
    a_gift,
    an_account,
    voucher_lines,
)
from tests.policies import WIRRAL
from tests.reconcile import reconcile

BOX = FloatId("box")
FIRST, SECOND = BatchId("2026-11-24-1"), BatchId("2026-11-25-1")


def settle(world: World, batch: BatchId, now: datetime) -> None:
    assert settle_batch(batch, claims=world.claims, batches=world.batches, now=now)


def send(world: World, batch: BatchId, now: datetime) -> None:
    world.send(batch, f"press-{batch}", now=now)


class _WithADamagedPage(FakeBatches):
    """The newest page of them holds damaged ones alone."""

    def recent(self, *, before: BatchId | None = None, limit: int = 30) -> Found[Batch]:
        first = Found[Batch](damaged=[Damaged(about="BATCH#x", why="?")], after="9999-12-31-1")
        return super().recent(before=before, limit=limit) if before else first


def test_a_page_of_damaged_batches_keeps_no_month_from_being_read() -> None:
    """The sound ones after it are there."""
    world = a_month()
    batches = _WithADamagedPage(*world.batches.kept.values())

    month = read_month(RUN_DAY, claims=world.claims, batches=batches, floats=world.floats)

    assert month.sent == read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats).sent
    assert month.sent


def a_month() -> World:
    """Three claims and a gift by bank, of which one came back and was paid again; a voucher; cash from a box."""
    safe = FakeSafe()
    cash: dict[str, Any] = {"method": PaymentMethod.CASH, "lines": (a_line(LineKind.BUS, 4_20),)}
    world = World(
        *(a_due_claim(number, safe=safe) for number in range(2)),
        a_due_claim(2, safe=safe, lines=(a_line(LineKind.BUS, 4_20),), gift=a_gift()),
        a_due_claim(3, **voucher_lines()),
        a_due_claim(4, **cash),
        safe=safe,
    )
    world.stock(3)
    open_float(
        "Box", keeper=WORKER_1, amount=Money(30_00), by=FINANCE, floats=world.floats, step=StepId("open"), now=NOW
    )
    top_up_float(BOX, amount=Money(5_00), by=FINANCE, floats=world.floats, step=StepId("more"), now=NOW)
    run_bank_payments(RUN_DAY, world=world.bank, now=NOW)
    issue_all_due(world=world.voucher_world, now=NOW)
    paying = {"claims": world.claims, "floats": world.floats, "approvals": FakeApprovals(), "now": NOW}
    pay_cash(a_due_claim(4).id, float_id=BOX, by=MANAGER, step=StepId("cash"), **paying)  # type: ignore[arg-type]
    count_float(
        BOX, found=Money(30_00), reason="80p short", by=FINANCE, floats=world.floats, step=StepId("count"), now=NOW
    )
    send(world, FIRST, NOW)
    settle(world, FIRST, NOW)
    bad = a_due_claim(1).id
    record_returns(
        FIRST,
        f"Reference,Amount\n{bad},24.20\nTotal,24.20\n",
        step=StepId("back"),
        now=NOW,
        **world.who_may,
    )
    settle(world, FIRST, NOW)
    failed = world.claims.kept[bad]
    by_them = journals.person(failed.person)
    offered = participating.offer_bank_details(
        failed, Step(by_them, NOW, StepId("offer")), bank=safe.seal(an_account(99), owner=failed.id)
    )
    world.claims.save(offered)
    world.claims.save(participating.confirm_bank_details(offered, Step(by_them, NOW, StepId("confirm"))))
    later = NOW + timedelta(days=1)
    run_bank_payments(RUN_DAY + timedelta(days=1), world=world.bank, now=later)
    send(world, SECOND, later)
    settle(world, SECOND, later)
    return world


def files_of(world: World) -> dict[str, str]:
    return {batch: content.decode() for (batch, _), content in world.files.kept.items()}


def test_the_month_ties_to_the_penny_by_an_auditors_own_sums() -> None:
    """With the bank's files, what came back and the box, and nothing of the service's own code."""
    world = a_month()

    month = read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats)
    lines = as_csv(as_lines(month, policy=WIRRAL))

    bad = a_due_claim(1).id
    assert reconcile(lines, files=files_of(world), came_back={FIRST: [bad]}, floats={BOX: "4.20"}) == []
    assert month.differences == ()
    assert (month.sent, month.came_back) == (Money(24_20 * 3 + 24_20), Money(24_20))
    assert reconcile(lines, files=files_of(world), came_back={}, floats={BOX: "4.20"}) != []


def test_the_file_for_the_ledger_ties_to_the_month_and_to_the_banks_own_files() -> None:
    """All that left, less what came back: by the columns, codes and formats that the policy declares."""
    world = a_month()
    coded = tuple(replace(each, cost_centre="C1", ledger_code="4410", vat_code="N") for each in WIRRAL.activity_types)
    policy = replace(WIRRAL, activity_types=coded)
    assert policy.ledger is not None

    month = read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats)
    rows = ledger(month, policy.ledger, policy=policy)
    pence = ledger(month, replace(policy.ledger, amount_format=AmountFormat.PENCE), policy=policy)
    text = as_csv(rows, day=policy.ledger.date_format.write)

    total = month.total(Move.SENT) + month.total(Move.CASH) + month.total(Move.VOUCHER) - month.total(Move.CAME_BACK)
    assert list(rows[0]) == ["Date", "Cost centre", "Account", "VAT", "Amount", "Currency", "Reference", "Text"]
    assert (
        Money.total(row["Amount"] for row in rows if isinstance(row["Amount"], Money)) == total == booked_total(month)
    )
    assert sum(row["Amount"] for row in pence if isinstance(row["Amount"], int)) == total.pence
    assert {(row["Cost centre"], row["Account"], row["VAT"], row["Currency"]) for row in rows} == {
        ("C1", "4410", "N", "GBP")
    }
    assert "24/11/2026,C1,4410,N,-24.20,GBP" in text
    assert total == Money(24_20 * 4 - 24_20 + 4_20 + 10_00)


def test_each_thing_that_money_did_has_its_sum() -> None:
    """What came back is no longer arrived, and what was paid again is part of what was sent."""
    world = a_month()

    month = read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats)

    assert {move: month.total(move).pence for move in Move} == {
        Move.APPROVED: 86_80,
        Move.TAKEN_BACK: 0,
        Move.BATCHED: 96_80,
        Move.LEFT_OUT: 0,
        Move.SENT: 96_80,
        Move.AGAIN: 24_20,
        Move.ARRIVED: 72_60,
        Move.CAME_BACK: 24_20,
        Move.CASH: 4_20,
        Move.VOUCHER: 10_00,
    }


def test_what_is_taken_back_after_it_was_approved_is_told_beside_it() -> None:
    """Else what was approved could never be what is paid or still to be paid."""
    world = World(a_due_claim(0))
    claim = world.claims.kept[a_due_claim(0).id]
    world.claims.save(participating.withdraw(claim, Step(journals.person(claim.person), NOW, StepId("w"))))

    month = read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats)

    assert (month.total(Move.APPROVED), month.total(Move.TAKEN_BACK)) == (Money(24_20), Money(24_20))


def test_a_float_opens_and_closes_the_month_with_what_is_in_it() -> None:
    """£30, £5 more, £4.20 out, 80p short: £30."""
    world = a_month()

    (box,) = read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats).floats
    december = read_month(date(2026, 12, 1), claims=world.claims, batches=world.batches, floats=world.floats)

    sums = (box.before, box.put_in, box.paid_out, box.counted, box.handed_back, box.after)
    assert sums == tuple(map(Money, (0, 35_00, 4_20, -80, 0, 30_00)))
    assert (december.floats[0].before, december.floats[0].after) == (Money(30_00), Money(30_00))
    assert december.moved == ()


def test_what_claims_were_not_told_does_not_tie_and_says_where() -> None:
    """Sent, and no claim knows yet; a box that gave more than its claims say; a batch that nobody knows."""
    world = a_month()
    first = world.batches.kept[FIRST]
    world.batches.kept[FIRST] = replace(first, total=first.total + Money(1))
    box = world.floats.kept[BOX]
    out = next(entry for entry in box.journal if entry.action == "paid-out")
    changed = replace(out, facts={**out.facts, "pence": -5_20})
    world.floats.kept[BOX] = replace(box, journal=tuple(changed if e is out else e for e in box.journal))
    del world.batches.kept[SECOND]

    month = read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats)

    assert [each.plain for each in month.differences] == [
        "2026-11-24-1: £72.61 went to the bank. The claims say £72.60.",
        "box: £5.20 was taken out of the float. The claims say £4.20.",
        "2026-11-25-1: claims say £24.20, and there is no record of it in the last months.",
    ]


def test_cost_centres_come_from_the_policy() -> None:
    """Activities without one stand together."""
    world = a_month()
    month = read_month(RUN_DAY, claims=world.claims, batches=world.batches, floats=world.floats)
    activity = month.moved[0].activity
    types = tuple(
        replace(each, cost_centre="C100", ledger_code="33015", vat_code="O") if each.id == activity else each
        for each in WIRRAL.activity_types
    )
    policy: Policy = replace(WIRRAL, activity_types=types)

    assert set(centres(month, policy=WIRRAL)) == {""}
    assert centres(month, policy=policy)["C100"] == [activity]
    lines = as_lines(month, policy=policy)
    assert {(line["Cost centre"], line["Ledger code"], line["VAT code"]) for line in lines} == {("C100", "33015", "O")}
    assert month.total(Move.SENT, [activity]) == month.total(Move.SENT)


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 1, 31), date(2026, 1, 1), date(2026, 2, 1)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_months_follow_each_other(day: date, first: date, after: date) -> None:
    """Also past a leap day and the new year."""
    assert (month_of(day), next_month(first)) == (first, after)


def test_what_happens_at_midnight_is_in_the_month_of_the_clock_in_the_uk() -> None:
    """Half past eleven in the evening, UTC, on 30 June is 1 July."""
    safe = FakeSafe()
    world = World(a_due_claim(0, safe=safe), safe=safe)
    midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    run_bank_payments(date(2026, 7, 1), world=world.bank, now=midnight)
    send(world, BatchId("2026-07-01-1"), midnight)
    settle(world, BatchId("2026-07-01-1"), midnight)

    june, july = (
        read_month(date(2026, month, 1), claims=world.claims, batches=world.batches, floats=world.floats)
        for month in (6, 7)
    )

    assert (june.total(Move.SENT), july.total(Move.SENT), july.differences) == (Money(0), Money(24_20), ())
