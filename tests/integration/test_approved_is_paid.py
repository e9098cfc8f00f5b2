"""What was approved is what is paid: a claim changed in the table is set aside on every path, and all others go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import boto3
import pytest

from infra.verify import verify
from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.money.batches_table import rows_begin
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import PaymentState
from takepart.domain.ids import FloatId, StepId
from takepart.domain.money import Money, PaymentMethod
from takepart.use_cases.money.cash_on_the_day import open_float, pay_cash
from takepart.use_cases.money.issue_vouchers import Issued, buy_vouchers, hand_over_vouchers
from takepart.use_cases.money.payment_run import run_payments
from takepart.use_cases.stores import DamagedRecord, noticed, noticing
from tests.builders import sealed
from tests.fakes_claims import FakeApprovals
from tests.integration.conftest import make_key
from tests.integration.test_money_in_tables import Tables
from tests.money_builders import FINANCE, MANAGER, NOW, RUN_DAY, WORKER_1, a_due_claim, voucher_lines
from tests.policies import WIRRAL


@pytest.fixture
def tables(claims_table: str) -> Tables:
    return Tables(claims_table)


def change_in_table(tables: Tables, claim: Claim, expression: str, **values: Any) -> None:
    """An edit by hand, as somebody with too many rights could make it: the journal stays as it was."""
    boto3.client("dynamodb").update_item(
        TableName=tables.name,
        Key={"pk": {"S": f"CLAIM#{claim.id}"}, "sk": {"S": "CLAIM"}},
        UpdateExpression=f"SET {expression}",
        ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
    )


def forged(tables: Tables, number: int, **changes: Any) -> Claim:
    """A claim with a journal that fits it to the last hash, which nobody approved."""
    claim = replace(a_due_claim(number, **changes), approval="ab" * 32)
    tables.claims.add(claim)
    return claim


def test_an_amount_that_was_changed_in_the_table_is_not_paid_and_is_found(tables: Tables) -> None:
    """The body says £9,999 and the journal £24.20: that claim waits, the others are paid, and `verify` names it."""
    others = [tables.keep(number) for number in (0, 2)]
    changed = tables.keep(1)
    change_in_table(tables, changed, "body.payments[0].#p = :n".replace("#p", "amount"), n={"N": "999900"})

    with noticing():
        ran = run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW)
        assert [each.about for each in noticed()] == [f"CLAIM#{changed.id}"]

    assert {row.claim for batch in ran.bank.batches for row in batch.rows} == {each.id for each in others}
    checked = verify(boto3.client("dynamodb"), tables.name, approvals=tables.approvals)
    assert checked.broken == (f"CLAIM#{changed.id}: its journal tells of another payment",)


def test_a_claim_that_nobody_approved_is_in_no_batch_and_makes_none(tables: Tables) -> None:
    """Its journal was written anew, hashes and all: its seal is missing, and no run plans it again and again."""
    first = forged(tables, 0)
    ran = run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW)
    assert ran.bank.batches == ()
    assert list(tables.batches.recent()) == []

    other = tables.keep(1)
    ran = run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW)

    assert [row.claim for batch in ran.bank.batches for row in batch.rows] == [other.id]
    assert tables.claim(first).payments[0].state is PaymentState.DUE
    checked = verify(boto3.client("dynamodb"), tables.name, approvals=tables.approvals)
    assert checked.broken == (f"CLAIM#{first.id}: it is not as it was approved",)


def test_no_vouchers_are_issued_for_what_nobody_approved_and_the_next_gets_theirs(tables: Tables) -> None:
    """One promise before the other: the one that is not sealed keeps nobody from theirs."""
    buy_vouchers(
        "AB-1,10\nAB-2,10\n", by=FINANCE, vouchers=tables.vouchers, stocks=tables.stocks, policy=WIRRAL, now=NOW
    )
    not_approved, other = forged(tables, 0, **voucher_lines()), tables.keep(1, **voucher_lines())

    ran = run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW)

    assert ran.vouchers[Issued.ISSUED] == 1
    assert tables.claim(other).payments[0].state is PaymentState.PAID
    assert tables.claim(not_approved).payments[0].state is PaymentState.DUE


def test_a_row_that_was_changed_in_its_batch_makes_no_file_and_is_found(tables: Tables) -> None:
    """The file was lost, and its rows say another amount: the batch is damage, and `verify` names it."""
    tables.keep(0)
    (batch,) = run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW).bank.batches
    boto3.client("dynamodb").update_item(
        TableName=tables.name,
        Key={"pk": {"S": f"BATCH#{batch.id}"}, "sk": {"S": f"{rows_begin(batch)}000000"}},
        UpdateExpression="SET body.#r[0].amount = :n",
        ExpressionAttributeNames={"#r": "rows"},
        ExpressionAttributeValues={":n": {"N": "999900"}},
    )

    with pytest.raises(DamagedRecord):
        tables.batches.get(batch.id)
    checked = verify(boto3.client("dynamodb"), tables.name, approvals=tables.approvals)
    assert checked.broken == (f"BATCH#{batch.id}: its journal tells of another row",)


def by_cash(tables: Tables) -> Any:
    claim = forged(tables, 0, method=PaymentMethod.CASH)
    open_float("Tin", keeper=WORKER_1, amount=Money(30_00), by=FINANCE, floats=tables.floats, step=StepId("o"), now=NOW)
    common: dict[str, Any] = {"claims": tables.claims, "approvals": tables.approvals, "step": StepId("s"), "now": NOW}
    return pay_cash(claim.id, by=MANAGER, float_id=FloatId("tin"), floats=tables.floats, **common)


def by_vouchers_in_hand(tables: Tables) -> Any:
    claim = tables.keep(0, **voucher_lines())
    buy_vouchers("AB-1,10\n", by=FINANCE, vouchers=tables.vouchers, stocks=tables.stocks, policy=WIRRAL, now=NOW)
    run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW)
    change_in_table(tables, claim, "body.approval = :seal", seal={"S": "00" * 32})
    common: dict[str, Any] = {"claims": tables.claims, "approvals": tables.approvals, "step": StepId("s"), "now": NOW}
    return hand_over_vouchers(claim.id, by=MANAGER, vouchers=tables.vouchers, policy=WIRRAL, **common)


def by_a_voucher_that_is_worth_another_sum(tables: Tables) -> Any:
    claim = tables.keep(0, **voucher_lines())
    buy_vouchers("AB-1,10\n", by=FINANCE, vouchers=tables.vouchers, stocks=tables.stocks, policy=WIRRAL, now=NOW)
    run_payments(RUN_DAY, bank=tables.bank, vouchers=tables.voucher_world, now=NOW)
    boto3.client("dynamodb").update_item(
        TableName=tables.name,
        Key={"pk": {"S": f"VOUCHER#{WIRRAL.vouchers.provider}#AB-1"}, "sk": {"S": "VOUCHER"}},
        UpdateExpression="SET body.#v = :n",
        ExpressionAttributeNames={"#v": "value"},
        ExpressionAttributeValues={":n": {"N": "10000"}},
    )
    common: dict[str, Any] = {"claims": tables.claims, "approvals": tables.approvals, "step": StepId("s"), "now": NOW}
    return hand_over_vouchers(claim.id, by=MANAGER, vouchers=tables.vouchers, policy=WIRRAL, **common)


@pytest.mark.parametrize("pay", [by_cash, by_vouchers_in_hand, by_a_voucher_that_is_worth_another_sum])
def test_nothing_is_put_in_anybodys_hand_for_what_nobody_approved(tables: Tables, pay: Callable[[Tables], Any]) -> None:
    """Cash and vouchers from hand to hand are refused as a damaged record, before anything moves."""
    with pytest.raises(DamagedRecord):
        pay(tables)

    assert tables.floats.all() == [] or tables.floats.all()[0].balance == Money(30_00)


@pytest.mark.parametrize("seal", ["", "no hexadecimal", "ab", "ab" * 32])
def test_only_the_key_makes_a_seal(tables: Tables, seal: str) -> None:
    """Nothing, nonsense, too short, or made up; and one that another key made."""
    claim = sealed(a_due_claim(0), tables.approvals)
    tables.approvals.check(claim)

    for other in (replace(claim, approval=seal), sealed(claim, KmsApprovals(boto3.client("kms"), make_key(mac=True)))):
        with pytest.raises(DamagedRecord):
            tables.approvals.check(other)
    with pytest.raises(DamagedRecord):
        tables.approvals.check(sealed(claim, FakeApprovals()))


def test_a_seal_that_was_good_is_not_asked_for_again(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan and the batch look twice at the same claim, and pay for one look."""
    claim = sealed(a_due_claim(0), tables.approvals)
    tables.approvals.check(claim)
    monkeypatch.setattr(tables.approvals, "_kms", None)

    tables.approvals.check(claim)
