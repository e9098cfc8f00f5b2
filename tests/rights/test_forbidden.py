"""What must never be possible is denied by an IAM engine to every role but those that it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.rights.judge import judge
from infra.rights.requests import READ_QUEUE, READ_STREAM, Request
from infra.rights.roles import ACCOUNT, REGION, Account
from tests.template import logical_id, mappings, resources

NOBODY: frozenset[str] = frozenset()
READS_VOICE = frozenset({"voice", "voice_office", "voice_work"})
GOES_BY_STAFF = frozenset(
    {
        "website",
        "decisions",
        "programme",
        "places",
        "payments",
        "newsletter",
        "newsletter_work",
        "equality",
        "office",
        "bank_files",
        "programme_office",
        "assurance_office",
        "assurance",
        "mailer",
        "bounces",
        "records",
        "reminders",
        "promises",
        "voice",
        "voice_office",
        "voice_work",
        "newsletter_office",
        "reach",
    }
)
RUNS_JOBS = frozenset({"payments", "records", "reminders", "places", "promises", "voice_work", "watch"})


@dataclass(frozen=True, kw_only=True)
class Only:
    """One thing that some functions may do, and nothing else may."""

    name: str
    may: frozenset[str]
    action: str
    on: str
    """A resource of the template and what follows it in its ARN, such as ``PaymentsBucket/batches/x``."""
    context: Mapping[str, Any] = field(default_factory=dict)


def keys(*them: str) -> dict[str, Any]:
    """A request about items under these keys."""
    return {"dynamodb:LeadingKeys": list(them)}


def _said() -> Iterator[Only]:
    """What people say: those who follow it up read it, and nothing that handles money or people does."""
    for kind in ("FEEDBACK", "COMPLAINT", "ALERT", "ANSWERS"):
        for action in ("GetItem", "BatchGetItem", "Query"):
            yield Only(
                name=f"{action} {kind}",
                may=READS_VOICE,
                action=f"dynamodb:{action}",
                on="VoiceTable",
                context=keys(f"{kind}#x"),
            )
    hears = READS_VOICE | {"website", "programme", "newsletter"}
    yield Only(name="raise an alert", may=hears, action="dynamodb:PutItem", on="VoiceTable", context=keys("ALERT#x"))
    yield Only(
        name="say something", may=READS_VOICE, action="dynamodb:PutItem", on="VoiceTable", context=keys("FEEDBACK#x")
    )
    waits = READS_VOICE | {"office"}
    board = "VoiceTable/index/board"
    yield Only(name="count what waits", may=waits, action="dynamodb:Query", on=board, context=keys("feedback:waiting"))
    yield Only(name="list what was said", may=READS_VOICE, action="dynamodb:Query", on=board, context=keys("quote:x"))


def _sessions() -> Iterator[Only]:
    """Who puts a session into the table is in the office: the sign-in alone may."""
    for action in ("PutItem", "UpdateItem", "DeleteItem"):
        office = frozenset({"office"})
        for kind in ("SESSION", "SPENT"):
            yield Only(
                name=f"{action} {kind}",
                may=office,
                action=f"dynamodb:{action}",
                on="TransientTable",
                context=keys(f"{kind}#x"),
            )
    for action in ("PutItem", "UpdateItem"):
        yield Only(
            name=f"{action} STAFF",
            may=frozenset({"office"}),
            action=f"dynamodb:{action}",
            on="OrganisationTable",
            context=keys("STAFF"),
        )
    for name, key in (("know who works here", "STAFF"), ("know the rules", "RULES")):
        yield Only(name=name, may=GOES_BY_STAFF, action="dynamodb:Query", on="OrganisationTable", context=keys(key))
    yield Only(name="run a job", may=RUNS_JOBS, action="dynamodb:PutItem", on="TransientTable", context=keys("JOB#x"))
    takes = frozenset(function for function, _, _ in mappings("sqs"))
    failed = keys("FAILED#x")
    yield Only(name="note a reason", may=takes, action="dynamodb:PutItem", on="TransientTable", context=failed)
    drafts = frozenset({"website", "programme"})
    yield Only(name="read a draft", may=drafts, action="dynamodb:GetItem", on="TransientTable", context=keys("DRAFT#x"))


def _money() -> Iterator[Only]:
    """Bank details are sealed by one and opened by another."""
    sealed = {"kms:EncryptionContext:owner": "x"}
    yield Only(
        name="open bank details", may=frozenset({"payments"}), action="kms:Decrypt", on="BankKey", context=sealed
    )
    yield Only(name="seal bank details", may=frozenset({"website"}), action="kms:Encrypt", on="BankKey", context=sealed)
    for action in ("GenerateMac", "VerifyMac", "GenerateDataKey", "ReEncryptFrom"):
        yield Only(name=f"{action} with the bank's key", may=NOBODY, action=f"kms:{action}", on="BankKey")
    payments = frozenset({"payments"})
    decides, pays = frozenset({"decisions"}), frozenset({"payments", "office"})
    yield Only(name="seal an approval", may=decides, action="kms:GenerateMac", on="ApprovalKey")
    yield Only(name="check an approval", may=pays, action="kms:VerifyMac", on="ApprovalKey")
    reads = frozenset({"payments", "bank_files"})
    yield Only(name="read a bank file", may=reads, action="s3:GetObject", on="PaymentsBucket/batches/x.csv")
    yield Only(name="write a bank file", may=payments, action="s3:PutObject", on="PaymentsBucket/batches/x.csv")
    for bucket in ("PaymentsBucket", "ReceiptsBucket", "EvidenceBucket"):
        yield Only(name=f"take out of {bucket}", may=NOBODY, action="s3:DeleteObject", on=f"{bucket}/x/y")
    for bucket in ("PaymentsBucket", "ReceiptsBucket", "EvidenceBucket", "PhotosBucket"):
        yield Only(name=f"list {bucket}", may=NOBODY, action="s3:ListBucket", on=bucket)


def _links() -> Iterator[Only]:
    """Each part's letters make its own links, and nothing that a link opens makes one."""
    opens = {"website", "decisions", "bank_files", "office", "programme", "assurance"}
    for key, makes, checks in (
        ("LinkKey", "mailer", opens),
        ("VoiceLinkKey", "voice_work", {"voice"}),
        ("NewsletterLinkKey", "newsletter_work", {"newsletter"}),
    ):
        yield Only(name=f"make a link by {key}", may=frozenset({makes}), action="kms:GenerateMac", on=key)
        yield Only(name=f"check a link by {key}", may=frozenset(checks), action="kms:VerifyMac", on=key)
    counts = frozenset({"mailer", "voice_work", "newsletter_work", "bounces"})
    yield Only(name="mark a mailbox", may=counts, action="kms:GenerateMac", on="MailboxKey")
    yield Only(name="try a mailbox", may=NOBODY, action="kms:VerifyMac", on="MailboxKey")


def _letters() -> Iterator[Only]:
    """What lets a mailbox be written to again is one function's, and no page reaches what was sent to whom."""
    sends, told = frozenset({"mailer", "voice_work", "newsletter_work"}), frozenset({"bounces"})
    again = sends | told
    yield Only(name="write to it again", may=again, action="dynamodb:PutItem", on="MailTable", context=keys("BACK#x"))
    yield Only(
        name="see what came back",
        may=again | {"office"},
        action="dynamodb:GetItem",
        on="MailTable",
        context=keys("RETURNED#x"),
    )
    yield Only(name="see what was sent", may=again, action="dynamodb:GetItem", on="MailTable", context=keys("LETTER#x"))
    asks = again - told | {"office"}
    yield Only(name="tell of a letter that came back", may=asks, action="sqs:SendMessage", on="BouncesQueue")


def _people() -> Iterator[Only]:
    """Who somebody is can be counted by one, summed by another, and looked up by neither."""
    counts, sums = frozenset({"equality"}), frozenset({"reach"})
    quarter = keys("QUARTER#x")
    yield Only(name="count an answer", may=counts, action="dynamodb:UpdateItem", on="EqualityTable", context=quarter)
    yield Only(name="sum answers", may=sums, action="dynamodb:Query", on="EqualityTable", context=quarter)
    yield Only(name="look one up", may=NOBODY, action="dynamodb:GetItem", on="EqualityTable", context=quarter)
    meets = frozenset({"programme", "programme_office"})
    yield Only(name="change a person", may=meets, action="dynamodb:PutItem", on="PeopleTable", context=keys("PERSON#x"))
    told = meets | {"mailer", "records"}
    yield Only(name="read a person", may=told, action="dynamodb:GetItem", on="PeopleTable", context=keys("PERSON#x"))


def _stuck() -> Iterator[Only]:
    """What could not be done is seen and put back by one office, and of what people said by theirs."""
    for queue in (each for each in resources("AWS::SQS::Queue") if each.endswith("Failures")):
        office = frozenset({"voice_office" if queue.startswith("Voice") else "office"})
        goes_again = queue.replace("Failures", "Queue") in resources("AWS::SQS::Queue")
        yield Only(name=f"look at {queue}", may=office, action="sqs:ReceiveMessage", on=queue)
        yield Only(
            name=f"take from {queue}", may=office if goes_again else NOBODY, action="sqs:DeleteMessage", on=queue
        )
        yield Only(name=f"empty {queue}", may=NOBODY, action="sqs:PurgeQueue", on=queue)


def _ruin() -> Iterator[Only]:
    """What no function is for."""
    for table in resources("AWS::DynamoDB::Table"):
        for action in ("Scan", "DeleteTable", "UpdateTable", "PartiQLSelect"):
            yield Only(name=f"{action} {table}", may=NOBODY, action=f"dynamodb:{action}", on=table)
    for table in resources("AWS::DynamoDB::Table"):
        about = keys("CLAIM#x")
        yield Only(name=f"take out of {table}", may=NOBODY, action="dynamodb:DeleteItem", on=table, context=about)
    for key in resources("AWS::KMS::Key"):
        for action in ("ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "CreateGrant"):
            yield Only(name=f"{action} {key}", may=NOBODY, action=f"kms:{action}", on=key)
    yield Only(name="start a function", may=NOBODY, action="lambda:InvokeFunction", on="PaymentsFunction")


THINGS = [*_said(), *_sessions(), *_money(), *_links(), *_letters(), *_people(), *_stuck(), *_ruin()]


def arn(account: Account, on: str) -> str:
    """The ARN of a resource of the template, or of what is in it."""
    name, slash, rest = on.partition("/")
    return f"{account.arn(name)}{slash}{rest}"


def test_each_is_possible_to_those_that_it_is_for_and_to_nobody_else(account: Account) -> None:
    """Every function is asked about every one of them."""
    asked = {
        (thing.name, function): Request(
            role=account.role_of(function), action=thing.action, resource=arn(account, thing.on), context=thing.context
        )
        for thing in THINGS
        for function in account.functions
    }
    verdicts = dict(zip(asked, judge(account, list(asked.values())), strict=True))

    assert len({thing.name for thing in THINGS}) == len(THINGS)
    for thing in THINGS:
        able = {function for (name, function), verdict in verdicts.items() if name == thing.name and verdict.allowed}
        assert able == {logical_id(function) for function in thing.may}, thing.name


@pytest.mark.parametrize("kind", ["sqs", "dynamodb"])
def test_a_queue_and_a_stream_are_read_by_what_they_feed_and_by_nothing_else(account: Account, kind: str) -> None:
    """Whoever reads a stream reads all that is written to its table, and whoever takes a message takes it away."""
    fed = {(source["EventSourceArn"]["Fn::GetAtt"][0], logical_id(f)) for f, _, source in mappings(kind)}
    actions = READ_QUEUE if kind == "sqs" else READ_STREAM
    asked = {
        (source, function, action): Request(
            role=account.role_of(function),
            action=action,
            resource=account.spelled({"Fn::GetAtt": [source, "Arn" if kind == "sqs" else "StreamArn"]}),
        )
        for source, _ in fed
        for function in account.functions
        for action in actions
    }
    verdicts = dict(zip(asked, judge(account, list(asked.values())), strict=True))

    assert {(s, f) for (s, f, _), verdict in verdicts.items() if verdict.allowed} == fed


def test_a_letter_leaves_from_our_address_alone(account: Account) -> None:
    """Whoever may send, may not send as somebody else."""
    identity = f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/council.example"
    asked = [
        Request(
            role=account.role_of(function),
            action=action,
            resource=identity,
            context={"ses:FromAddress": "chief-executive@council.example"},
        )
        for function in account.functions
        for action in ("ses:SendEmail", "ses:SendRawEmail")
    ]

    assert [str(verdict.request) for verdict in judge(account, asked) if verdict.allowed] == []
