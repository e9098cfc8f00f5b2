"""The payments function: messages of its queue, and the scheduled run for a day that somebody else names."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest

from takepart.adapters.sqs_queues import spelled
from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import MONEY, VOUCHER
from takepart.domain.ids import ClaimId
from takepart.domain.lines import LineKind
from takepart.domain.policy.rates import PaidAs
from takepart.use_cases.money.issue_vouchers import buy_vouchers
from takepart.use_cases.ports import Event, EventKind
from tests.builders import a_line, sealed
from tests.integration.conftest import make_key
from tests.money_builders import FINANCE, NOW, a_due_claim, an_account, claim_no
from tests.policies import WIRRAL

BUCKET = "payments"


@pytest.fixture
def payments(claims_table: str, transient_table: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The function, as Lambda would start it."""
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    for name, value in {
        "CLAIMS_TABLE": claims_table,
        "TRANSIENT_TABLE": transient_table,
        "BANK_KEY": make_key(mac=False),
        "APPROVAL_KEY": make_key(mac=True),
        "PAYMENTS_BUCKET": BUCKET,
        "POLICY": "wirral",
        "POWERTOOLS_SERVICE_NAME": "payments",
    }.items():
        monkeypatch.setenv(name, value)
    sys.modules.pop("payments", None)
    yield importlib.import_module("payments")
    sys.modules.pop("payments", None)


def keep(payments: ModuleType, number: int, **changes: Any) -> ClaimId:
    """An approved claim in the table, its details sealed under the real key."""
    bank = an_account(number)
    claim = a_due_claim(number)
    words = json.dumps([bank.name, bank.sort_code, bank.account_number, bank.roll_number]).encode()
    ciphertext = boto3.client("kms").encrypt(
        KeyId=payments.settings["BANK_KEY"], Plaintext=words, EncryptionContext={"owner": claim.id}
    )["CiphertextBlob"]
    assert claim.bank is not None
    details = type(claim.bank)(ciphertext=ciphertext, last_digits=bank.last_digits, fingerprint="f")
    payments.claims.add(sealed(a_due_claim(number, bank=details, **changes), payments.approvals))
    return claim.id


def a_message(event: Event | None, number: int) -> dict[str, Any]:
    return {"messageId": str(number), "body": spelled(event) if event else "no event at all", "attributes": {}}


def approved(claim: ClaimId) -> Event:
    return Event(kind=EventKind.CLAIM, about=claim, seq=3, action="approved")


def test_the_run_is_for_the_day_of_its_schedule_in_london(payments: ModuleType, lambda_context: Any) -> None:
    """Half past eleven at night in summer is already tomorrow; ``today`` is for whoever plays a day again."""
    keep(payments, 0)

    ran = payments.handler({"job": "payment-run", "at": "2026-11-24T10:00:00Z"}, lambda_context)

    assert (ran["day"], ran["bank"]) == ("2026-11-24", "done")
    assert [batch["id"] for batch in ran["batches"]] == ["2026-11-24-1"]
    assert json.loads(json.dumps(ran)) == ran
    again = payments.handler({"job": "payment-run", "today": "2026-11-24"}, lambda_context)
    assert again["batches"] == ran["batches"]
    assert payments.handler({"job": "payment-run", "at": "2026-07-01T23:30:00Z"}, lambda_context)["day"] == "2026-07-02"
    assert payments.claims.get(claim_no(0)).payment(MONEY).batch == "2026-11-24-1"


def test_an_approval_gets_its_vouchers_from_the_queue(payments: ModuleType, lambda_context: Any) -> None:
    """A message that cannot be read comes again; the others are done."""
    world = payments.vouchers
    buy_vouchers("A11,10\n", by=FINANCE, vouchers=world.vouchers, stocks=world.stocks, policy=WIRRAL, now=NOW)
    claim = keep(payments, 0, lines=(a_line(LineKind.FEE, 10_00, paid_as=PaidAs.VOUCHER),))
    records = [a_message(approved(claim), 1), a_message(None, 2), a_message(approved(claim), 3)]

    answer = payments.handler({"Records": records}, lambda_context)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    paid = payments.claims.get(claim)
    assert (paid.state, paid.payment(VOUCHER).proof) == (ClaimState.PAID, ("A11",))


@pytest.fixture
def lambda_context() -> Any:
    """What Lambda hands over beside the event."""

    class Context:
        function_name = "payments"
        memory_limit_in_mb = 1024
        invoked_function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:payments"
        aws_request_id = "1"

        def get_remaining_time_in_millis(self) -> int:
            return 60_000

    return Context()
