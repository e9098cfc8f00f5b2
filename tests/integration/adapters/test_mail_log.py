"""How many letters a mailbox got today, in DynamoDB: neither its address nor a time of the day is kept."""

from __future__ import annotations

import json
from datetime import date

import boto3

from takepart.adapters.kms_links import KmsMailboxMarks
from takepart.adapters.mail_log import MailTable

DAY = date(2026, 11, 27)


def a_log(table: str) -> MailTable:
    kms = boto3.client("kms")
    key = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")["KeyMetadata"]["KeyId"]
    return MailTable(table, kept_days=400, mark=KmsMailboxMarks(kms, key))


def test_a_mailbox_gets_so_many_of_a_kind_and_so_many_of_all(mail_table: str) -> None:
    """However its address is spelled; the same letter counts once, and another day has room of its own."""
    log = a_log(mail_table)

    def room(key: str, *, to: str = "Some.One@gmail.com", kind: str = "programme/my-link", day: date = DAY) -> bool:
        return log.room_for(to, key, kind=kind, of_a_kind=2, of_all=3, day=day)

    assert [room("a"), room("a"), room("b", to="someone+x@gmail.com"), room("c")] == [True, True, True, False]
    assert [room("d", kind="received"), room("e", kind="received")] == [True, False]
    assert room("b")
    assert room("c", to="else@example.com")
    assert room("c", day=date(2026, 11, 28))

    items = boto3.client("dynamodb").scan(TableName=mail_table)["Items"]
    assert len(items) == 3
    assert "gmail" not in json.dumps(items)
    assert {int(item["expires"]["N"]) % 86_400 for item in items} == {0}
