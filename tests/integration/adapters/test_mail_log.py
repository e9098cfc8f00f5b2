"""What was sent, in DynamoDB: a letter is taken by one, and a mailbox is counted without its address or the time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import boto3

from takepart.adapters.kms_links import KmsMailboxMarks
from takepart.adapters.mail_log import MailTable
from takepart.use_cases.ports import Taken
from tests.policies import WIRRAL

DAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def a_log(table: str) -> MailTable:
    kms = boto3.client("kms")
    key = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")["KeyMetadata"]["KeyId"]
    return MailTable(table, retention=WIRRAL.retention, mark=KmsMailboxMarks(kms, key))


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


def test_a_letter_is_taken_by_one_until_they_let_it_go_or_stopped(mail_table: str) -> None:
    """By a conditional write: whoever asks second is told how it stands, and sends nothing."""
    log = a_log(mail_table)

    def take(*, minutes: int = 0) -> Taken:
        at = NOON + timedelta(minutes=minutes)
        return log.take("one", at=at, stale=at - timedelta(minutes=2))

    assert [take(), take(), take(minutes=1)] == [Taken.OURS, Taken.BUSY, Taken.BUSY]
    log.let_go("one", at=NOON)
    assert [take(), take()] == [Taken.OURS, Taken.BUSY]
    assert [take(minutes=3), take(minutes=3)] == [Taken.OURS, Taken.BUSY], "who took it stopped"
    log.sent("one", at=NOON)
    assert [take(), take(minutes=60)] == [Taken.DONE, Taken.DONE]


def test_what_the_mail_service_never_takes_is_refused_until_somebody_lets_it_go(mail_table: str) -> None:
    """A person put the address right, say."""
    log = a_log(mail_table)
    assert log.take("one", at=NOON, stale=NOON) is Taken.OURS
    log.rejected("one", at=NOON)

    assert log.take("one", at=NOON + timedelta(days=1), stale=NOON) is Taken.REFUSED
    log.let_go("one", at=NOON)
    assert log.take("one", at=NOON, stale=NOON) is Taken.OURS


def test_a_mailbox_that_letters_come_back_from_is_known_until_somebody_says_that_it_is_right(mail_table: str) -> None:
    """However it is spelled; what is kept names no address."""
    log = a_log(mail_table)

    before = log.comes_back("Some.One@gmail.com")
    log.stop("someone@gmail.com", on=DAY)
    then, others = log.comes_back("Some.One+x@gmail.com"), log.comes_back("else@example.com")
    kept = json.dumps(boto3.client("dynamodb").scan(TableName=mail_table)["Items"])
    log.go_on(log.mark("someone@gmail.com"))

    assert (before, then, others, log.comes_back("someone@gmail.com")) == (False, True, False, False)
    assert "gmail" not in kept


def test_strangers_cause_so_many_letters_a_day_whoever_they_are_to(mail_table: str) -> None:
    """One item a day, which ends by itself and names nobody; another day has room of its own."""
    log = a_log(mail_table)

    assert [log.room_today(most=3, day=DAY) for _ in range(5)] == [True, True, True, False, False]
    assert log.room_today(most=3, day=date(2026, 11, 28))
    items = boto3.client("dynamodb").scan(TableName=mail_table)["Items"]
    assert {int(item["expires"]["N"]) % 86_400 for item in items} == {0}
    assert len(items) == 2
