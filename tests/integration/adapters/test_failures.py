"""What could not be done, on the real queues as moto plays them: it is looked at, and it goes again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from takepart.adapters import failures
from takepart.adapters.failures import Reasons, SqsFailures, read_stuck
from takepart.adapters.messages import Messages
from takepart.adapters.rows import bound
from takepart.use_cases.ports import Event
from takepart.use_cases.stuck import MOST_SHOWN, Lying, Work
from tests.integration.conftest import make_table

SENT = {"kind": "claim", "about": "K7M4-9QXR", "seq": 1, "action": "sent"}
JOB = {"job": "payment-run", "at": "2026-11-24T10:00:00Z"}


class Account:
    """The queues of letters and of jobs, and the table of reasons."""

    def __init__(self) -> None:
        self.sqs = boto3.client("sqs")
        names = ("MAIL_QUEUE", "MAIL_FAILURES", "JOBS_FAILURES")
        self.settings = {name: self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in names}
        self.table = make_table("TransientTable")
        mail = (self.settings["MAIL_FAILURES"], self.settings["MAIL_QUEUE"])
        self.queues = {Work.MAIL: mail, Work.JOBS: (self.settings["JOBS_FAILURES"], "")}
        self.failures = SqsFailures(self.sqs, self.queues, reasons=self.table)

    def put(self, message: Any, queue: str = "MAIL_FAILURES") -> str:
        """A message that was given up; its id."""
        return str(self.sqs.send_message(QueueUrl=self.settings[queue], MessageBody=json.dumps(message))["MessageId"])

    def waiting(self, queue: str = "MAIL_QUEUE") -> list[Any]:
        """What is on a queue."""
        asked = {"QueueUrl": self.settings[queue], "MaxNumberOfMessages": 10}
        return [json.loads(each["Body"]) for each in self.sqs.receive_message(**asked).get("Messages", [])]

    def look(self, work: Work = Work.MAIL) -> Lying:
        (found,) = [each for each in self.failures.look() if each.work is work]
        return found


@pytest.fixture
def account(aws: None) -> Account:
    return Account()


def test_nothing_that_failed_is_an_empty_list(account: Account) -> None:
    """And nothing goes again."""
    assert account.failures.look() == []
    assert account.failures.again(Work.MAIL) == 0


def test_each_is_told_with_what_it_is_about_and_why(account: Account) -> None:
    """Looking takes nothing away and hides nothing: two look one after the other and see the same."""
    id = account.put(SENT)
    Reasons(account.table).note(id, "MailRetryable")

    first, second = account.look(), account.look()

    assert first == second
    (one,) = first.shown
    assert (one.about, one.event, one.error) == ("a claim", Event.read("claim:K7M4-9QXR#1:sent"), "MailRetryable")


def test_the_last_reason_counts(account: Account) -> None:
    """It was tried for half a day."""
    id = account.put(SENT)
    for error in ("StoreUnavailable", "MailRejected"):
        Reasons(account.table).note(id, error)

    assert account.look().shown[0].error == "MailRejected"


def test_the_table_of_reasons_is_made_ready_once(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many messages of a batch fail, and of however many kinds of work something lies there."""
    made: list[str] = []

    def counted(row: type[Any], table: str) -> type[Any]:
        made.append(table)
        return bound(row, table)

    monkeypatch.setattr(failures, "bound", counted)

    def one(record: Any) -> None:
        raise LookupError(record)

    sent = [(account.put(SENT), SENT), (account.put(JOB, "JOBS_FAILURES"), JOB)]
    records = [{"messageId": id, "body": json.dumps(body), "eventSource": "aws:sqs"} for id, body in sent]
    failed = Messages(one, reasons=account.table).work_off({"Records": records}, None)
    kinds = SqsFailures(account.sqs, account.queues, reasons=account.table).look()

    assert failed == {"batchItemFailures": [{"itemIdentifier": id} for id, _ in sent]}
    assert [each.shown[0].error for each in kinds] == ["LookupError", "LookupError"]
    assert made == [account.table, account.table]


def test_one_goes_again_and_the_others_stay_where_they_can_be_seen(account: Account) -> None:
    """By its id; a second press of the same finds nothing."""
    others = [account.put(SENT | {"seq": seq}) for seq in range(2, 14)]
    id = account.put(SENT)

    assert account.failures.again(Work.MAIL, id) == 1
    assert account.failures.again(Work.MAIL, id) == 0
    assert account.waiting() == [SENT]
    assert {each.id for each in account.look().shown} == set(others)


def test_all_go_again_word_for_word(account: Account) -> None:
    """More than a page shows, and more than a request takes."""
    every = [SENT | {"seq": seq} for seq in range(MOST_SHOWN + 11)]
    for each in every:
        account.put(each)

    assert (len(account.look().shown), account.look().number) == (MOST_SHOWN, len(every))
    assert account.failures.again(Work.MAIL) == len(every)
    found = [each for _ in range(len(every)) for each in account.waiting()]
    assert sorted(each["seq"] for each in found) == [each["seq"] for each in every]
    assert account.failures.look() == []


def test_what_the_queue_did_not_take_stays(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken away only after it was put back: at worst it is done twice."""
    account.put(SENT)
    with monkeypatch.context() as patched:
        patched.setattr(account.sqs, "send_message_batch", lambda **_: {"Failed": [{"Id": "0"}]})

        assert account.failures.again(Work.MAIL) == 0

    assert account.sqs.get_queue_attributes(
        QueueUrl=account.settings["MAIL_FAILURES"], AttributeNames=["ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"] == {"ApproximateNumberOfMessagesNotVisible": "0"}, "it can be seen at once"
    assert account.look().number == 1


def test_what_has_no_queue_to_go_back_to_is_shown_alone(account: Account) -> None:
    """A job, say: nobody starts one from a page."""
    account.put(JOB, "JOBS_FAILURES")

    assert account.look(Work.JOBS).goes_again is False
    assert account.failures.again(Work.JOBS) == 0
    assert account.look(Work.JOBS).number == 1


def invoked(payload: Any, **more: Any) -> dict[str, Any]:
    """As Lambda keeps what failed thrice."""
    return {
        "timestamp": "2026-11-24T10:07:00.000Z",
        "requestContext": {"condition": "RetriesExhausted", "approximateInvokeCount": 3},
        "requestPayload": payload,
        **more,
    }


@pytest.mark.parametrize(
    ("body", "attributes", "about", "error"),
    [
        (JOB, {"ERROR_CODE": {"StringValue": "ACCESS_DENIED"}}, "the job payment-run", "ACCESS_DENIED"),
        (invoked(JOB, responsePayload={"errorType": "NotFinished"}), {}, "the job payment-run", "NotFinished"),
        (invoked(JOB, responsePayload=None), {}, "the job payment-run", "RetriesExhausted"),
        (invoked({"Records": []}), {}, "a file that arrived", "RetriesExhausted"),
        ({"newsletter": "x", "start": ""}, {}, "a page of a newsletter", ""),
        ({"again": "x"}, {}, "a letter that is to go out again", ""),
        ({"eventType": "Bounce", "mail": {"destination": ["bo@example.org"]}}, {}, "a report of a letter", ""),
        ({"kind": "feedback", "about": "F-1", "seq": 1, "action": "said"}, {}, "something that was said", ""),
        (SENT | {"kind": "no-such"}, {}, "something that cannot be read", ""),
        (["x"], {}, "something that cannot be read", ""),
        (None, {}, "something that cannot be read", ""),
        ({"requestContext": {}}, {}, "something that cannot be read", ""),
    ],
)
def test_whatever_lies_there_is_told_without_a_word_of_what_it_holds(
    body: Any, attributes: Mapping[str, Any], about: str, error: str
) -> None:
    """Each form that Lambda, Scheduler, SES and we ourselves give a message, and those that nobody knows."""
    message = {"MessageId": "1", "Body": json.dumps(body), "MessageAttributes": attributes}

    one = read_stuck(message | {"Attributes": {"SentTimestamp": "1790000000000"}}, {})

    assert one.about.startswith(about)
    assert one.error == error
    assert "bo@example.org" not in f"{one}"


def test_what_a_relay_gave_up_is_told_as_places_in_a_journal() -> None:
    """AWS Lambda, "Discarded batches": where in the stream, and why."""
    body = {
        "timestamp": "2026-11-24T10:07:00Z",
        "requestContext": {"condition": "RetryAttemptsExhausted"},
        "DDBStreamBatchInfo": {"batchSize": 1},
    }

    one = read_stuck({"MessageId": "1", "Body": json.dumps(body)}, {})

    assert (one.about, one.error, one.at.hour) == ("entries of journals", "RetryAttemptsExhausted", 10)
