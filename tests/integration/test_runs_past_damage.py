"""One damaged record holds up nothing but itself: the others are paid, told and reminded in the same run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest

from infra.verify import verify
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Duty
from takepart.domain.batches.batch import BatchState
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.money.bank_run import run_bank_payments, settle_batch
from takepart.use_cases.money.find_batches import find_batches
from takepart.use_cases.money.issue_vouchers import Issued, buy_vouchers, issue_all_due
from takepart.use_cases.money.payment_run import run_payments
from takepart.use_cases.stores import DamagedRecord
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.integration.test_money_in_tables import Tables
from tests.money_builders import FINANCE, NOW, RUN_DAY, voucher_lines

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def tables(claims_table: str) -> Tables:
    return Tables(claims_table)


class Damage:
    """The first time of one journal, changed in the table by somebody; and put right again."""

    def __init__(self, table: str, pk: str, sk: str) -> None:
        self.where = {"TableName": table, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}}
        found = boto3.client("dynamodb").get_item(**self.where, ConsistentRead=True)["Item"]
        self.before = found["journal"]["L"][0]["M"]["at"]
        self._write({"S": "yesterday"})

    def put_right(self) -> None:
        self._write(self.before)

    def _write(self, at: Any) -> None:
        boto3.client("dynamodb").update_item(
            **self.where,
            UpdateExpression="SET journal[0].#at = :at",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={":at": at},
        )


def damaged(tables: Tables, claim: Claim) -> Damage:
    return Damage(tables.name, f"CLAIM#{claim.id}", "CLAIM")


def in_bank_file(tables: Tables, day: date = RUN_DAY) -> list[str]:
    ran = run_payments(day, bank=tables.bank, vouchers=tables.voucher_world, now=LATER)
    return [row.claim for batch in ran.bank.batches for row in batch.rows]


def test_a_damaged_claim_holds_up_nobodys_pay_and_is_paid_when_it_is_right_again(tables: Tables) -> None:
    """Four of five are in the file; the fifth is in that of the next run day."""
    claims = [tables.keep(number) for number in range(5)]
    damage = damaged(tables, claims[2])

    assert in_bank_file(tables) == [claim.id for claim in claims if claim is not claims[2]]

    damage.put_right()
    assert in_bank_file(tables, RUN_DAY + timedelta(days=1)) == [claims[2].id]


def test_a_claim_that_is_damaged_after_its_batch_was_planned_is_left_out_and_the_file_is_made(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run looks at each claim again before it pays."""
    claims = [tables.keep(number) for number in range(3)]
    add = tables.batches.add

    def add_and_damage(batch: Any) -> None:
        add(batch)
        damaged(tables, claims[0])

    monkeypatch.setattr(tables.batches, "add", add_and_damage)

    assert in_bank_file(tables) == [claims[1].id, claims[2].id]


def test_a_sent_batch_tells_its_sound_claims_and_stays_open_for_the_damaged_one(tables: Tables) -> None:
    """So that the claim is marked as paid once it can be read, and the promise is not forgotten."""
    claims = [tables.keep(number) for number in range(3)]
    in_bank_file(tables)
    name = next(iter(tables.batches.unfinished()))
    tables.send(name, now=LATER)
    damage = damaged(tables, claims[1])

    assert not settle_batch(name, claims=tables.claims, batches=tables.batches, now=LATER)
    in_bank_file(tables)

    assert [tables.claim(claim).state for claim in (claims[0], claims[2])] == [ClaimState.PAID, ClaimState.PAID]
    damage.put_right()
    in_bank_file(tables)
    kept = tables.batches.get(name)
    assert tables.claim(claims[1]).state is ClaimState.PAID
    assert kept is not None
    assert kept.state is BatchState.DONE


def test_a_damaged_batch_holds_up_neither_the_next_nor_an_older_one(tables: Tables) -> None:
    """What it pays is in no other batch; what came after it is paid today."""
    first = tables.keep(0)
    assert in_bank_file(tables) == [first.id]
    Damage(tables.name, f"BATCH#{RUN_DAY}-1", "BATCH")
    second = tables.keep(1)

    assert in_bank_file(tables) == [second.id]


def test_a_damaged_stock_holds_up_only_vouchers_of_its_value(tables: Tables) -> None:
    """The claim that needs another value gets its vouchers in the same run."""
    small, large = (tables.keep(number, **voucher_lines(pence)) for number, pence in enumerate((10_00, 20_00)))
    buy_vouchers(
        "Serial,Value,Bought on\nAB-1,10.00,02/11/2026\nAB-2,20.00,02/11/2026\n",
        by=FINANCE,
        vouchers=tables.vouchers,
        stocks=tables.stocks,
        policy=tables.bank.policy,
        now=NOW,
    )
    Damage(tables.name, "VOUCHERS#1000", "STOCK")

    done = issue_all_due(world=tables.voucher_world, now=LATER)

    assert done[Issued.ISSUED] == 1
    assert tables.claim(large).state is ClaimState.PAID
    assert tables.claim(small).state is not ClaimState.PAID


def test_a_damaged_duty_holds_up_no_other_teams_letters(assurance_table: str) -> None:
    """The month's run tells the others, and ends."""
    store = AssuranceTable(Aggregates(assurance_table))
    teams, at = (a_team("team-0"), a_team("team-1")), datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    rules = an_assurance(*teams, commitments=(a_commitment(),))
    duty = Duty(team=teams[0].id, commitment=a_commitment().id, year=2026)
    by = staff(StaffId("lead"))
    store.save(duties.pause(duty, Step(by, at, StepId("old")), date(2026, 7, 1), "Old."))
    Damage(assurance_table, f"PROMISES#{teams[0].id}", f"2026#DUTY#{a_commitment().id}")

    outcome = run_monthly(today=date(2026, 6, 1), promises=Promises(rules, store), holidays=frozenset(), now=at)

    latest = store.latest_run()
    assert outcome.told == 1
    assert latest is not None
    assert latest.finished
    with pytest.raises(DamagedRecord):
        store.of_team(teams[0].id, (2026, 2026)).duty(teams[0].id, a_commitment().id, 2026)


def test_the_check_of_all_journals_names_a_time_that_is_none_and_goes_on(tables: Tables) -> None:
    """A check that stops at the first fault finds only one."""
    claims = [tables.keep(number) for number in range(3)]
    damaged(tables, claims[0])
    damaged(tables, claims[2])

    checked = verify(boto3.client("dynamodb"), tables.name)

    assert checked.journals == 3
    assert [line.partition(":")[0] for line in checked.broken] == [f"CLAIM#{c.id}" for c in (claims[0], claims[2])]


@pytest.mark.parametrize("typed", ["person", "24.20", RUN_DAY.isoformat()])
def test_a_damaged_batch_keeps_no_other_from_being_found(tables: Tables, typed: str) -> None:
    """By a name, a sum or a day; whether the batch's own item is damaged or the rows that lie beside it."""
    for number in range(3):
        tables.keep(number)
        batches = run_bank_payments(RUN_DAY, world=tables.bank, now=NOW).batches
    Damage(tables.name, f"BATCH#{batches[0].id}", "BATCH")
    (rows,) = tables.batches.rows_of(batches[1])
    boto3.client("dynamodb").update_item(
        TableName=tables.name,
        Key={"pk": {"S": rows.pk}, "sk": {"S": rows.sk}},
        UpdateExpression="SET body = :body",
        ExpressionAttributeValues={":body": {"M": {"rows": {"L": [{"M": {}}]}}}},
    )

    searched = find_batches(typed, batches=tables.batches, claims=tables.claims)

    assert [batch.id for batch in searched.batches] == [batches[2].id]
