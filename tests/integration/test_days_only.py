"""Nothing finer than the day is kept of what people say without a name: two times of one day leave the same behind."""

from __future__ import annotations

import importlib
import itertools
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import boto3
import pytest
from moto import mock_aws
from moto.sesv2.models import sesv2_backends

from takepart.adapters import clients, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.asked_tables import AskedTable
from takepart.adapters.kms_links import KmsLinkMaker
from takepart.adapters.settings import Settings
from takepart.adapters.voice.alerts import FeedbackTable
from takepart.adapters.voice.answers import AnswersTable
from takepart.adapters.voice.questionnaires import ConsultationsTable, QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance.asked import codes_of_sheet, invite
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor
from takepart.domain.people.equality import EqualityStage
from takepart.domain.voice import feedback as feedbacks
from takepart.domain.voice import you_said as you_saids
from takepart.domain.voice.codes import id_of
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.you_said import Decision, Source, YouSaidId, YouSaidWords
from takepart.use_cases.reach.figures import ticket
from takepart.web.route import declared
from tests.integration.conftest import make_table, template
from tests.questionnaires import ID, opened
from tests.unit.domain.voice import test_consultation as consultations
from tests.unit.web.calls import SITE, Answer, call
from tests.voices import NOON

DAY = NOON.replace(hour=0, minute=0, second=0, microsecond=0)
FIRST, SECOND = DAY.replace(hour=9, minute=1, second=7), DAY.replace(hour=14, minute=38, second=5, microsecond=777_000)
FUNCTIONS = ("voice", "voice_relay", "voice_work", "records", "equality")
TABLES = [name for name, each in template()["Resources"].items() if each["Type"] == "AWS::DynamoDB::Table"]
DONE: Final = YouSaidId("K7M4-9QXR")
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=1,
    invoked_function_arn="arn",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 900_000,
)
SQS = {"eventSource": "aws:sqs", "receiptHandle": "r", "attributes": {}}


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Names for everything that the functions ask the environment for."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.setenv(name, "eu-west-2")
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in TABLES:
        monkeypatch.setenv(f"{name.removesuffix('Table').upper()}_TABLE", name)
    for name in ("PHOTOS_BUCKET", "EVIDENCE_BUCKET"):
        monkeypatch.setenv(name, name.lower().replace("_", "-"))
    given = {"POLICY": "wirral", "SITE_URL": SITE, "SENDER": "service@example.org", "LETTERS_SET": "letters"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("moto.kms.models.generate_master_key", lambda: b"k" * 32)
    yield monkeypatch
    for name in FUNCTIONS:
        sys.modules.pop(name, None)
    clients.client.cache_clear()
    clients._session.cache_clear()


class Stack:
    """All of it in one account, at one time of the day, with names that come out the same each time."""

    def __init__(self, now: datetime, patch: pytest.MonkeyPatch) -> None:
        self.now, numbers = now - timedelta(minutes=4), itertools.count()
        patch.setattr(clock, "now", lambda: self.now)
        patch.setattr(clock, "random_name", lambda: f"{next(numbers):032x}")
        for name in TABLES:
            make_table(name)
        kms, sqs = boto3.client("kms"), boto3.client("sqs")
        for name in ("FORM_KEY", "LINK_KEY", "MAILBOX_KEY", "EQUALITY_KEY"):
            key = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")["KeyMetadata"]["KeyId"]
            kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key)
            patch.setenv(name, f"alias/{name}")
        self.queues = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("VOICE_QUEUE", "RECORDS_QUEUE")}
        for name, url in self.queues.items():
            patch.setenv(name, url)
        patch.setenv("BOUNCES_QUEUE", sqs.create_queue(QueueName="bounces")["QueueUrl"])
        boto3.client("sesv2").create_email_identity(EmailIdentity="service@example.org")
        boto3.client("sesv2").create_configuration_set(ConfigurationSetName="letters")
        for name in FUNCTIONS:
            sys.modules.pop(name, None)
        self.voice, self.relay, self.work, self.records, self.equality = map(importlib.import_module, FUNCTIONS)
        self.messages: list[str] = []
        self.pressed: set[str] = set()
        """Every address that was sent a form."""
        self.relayed: dict[tuple[str, str], int] = {}

    def ask(self) -> None:
        """What staff made ready the day before."""
        voice = Aggregates("VoiceTable")
        one = opened()
        questionnaires, answers = (
            QuestionnairesTable(voice),
            AnswersTable(voice, "VoiceTable", pause=clock.pause, draw=clock.random_name),
        )
        answers.start(one.id)
        questionnaires.add(one)
        self.team = Settings().assurance().teams[0]
        (self.code,) = codes_of_sheet("a-sheet", 1)
        day_before = DAY - timedelta(days=1)
        invitation = invite(
            self.code,
            team=self.team.id,
            year=2026,
            closes=date(2026, 12, 31),
            by=Actor("staff:lead"),
            at=day_before,
        )
        AskedTable(Aggregates("AssuranceTable")).add(invitation)
        planned = consultations.opened()
        open_now = replace(planned.proposal, opens=day_before.date(), closes=DAY.date() + timedelta(days=60))
        self.consultation = replace(planned, id=ConsultationId("GGGG-GGGG"), proposal=open_now)
        ConsultationsTable(voice).add(self.consultation)
        staff, other = journals.staff(StaffId("worker")), journals.staff(StaffId("manager"))
        words = YouSaidWords(said="Hot.", by_how_many=9, source=Source.FEEDBACK, decision=Decision.DONE, did="Fans.")
        wrote, checked = Step(staff, day_before, StepId("write")), Step(other, day_before, StepId("publish"))
        draft = you_saids.write(wrote, id=DONE, words=words, sources=())
        YouSaidTable(voice).add(replace(you_saids.publish(draft, checked, ask_after_days=1), ask_on=None))

    def say(self) -> None:
        """A person, without a name, in every way that there is."""
        venue = self.voice.settings.policy().voice.venues[0].id
        pages: Mapping[str, Mapping[str, str]] = {
            "/feedback": {"words": "Somebody hurts me"},
            f"/feedback/at/{venue}": {"words": "It is cold here"},
            f"/questionnaires/{ID}": {
                each.id: "Somebody hurts me there, too" if each.is_open else next(iter(each.choices))
                for each in opened().questions
            },
            f"/consultations/{self.consultation.id}": {"words": "Do it, or somebody hurts me again"},
            f"/asked/{self.team.id}/2026": {"code": self.code},
        }
        for address, form in pages.items():
            shown = call(self.voice.handler, "GET", f"{address}?code={self.code}")
            self.now += timedelta(minutes=1)
            sent = dict(form)
            if "asked" in address:
                rules = Settings().assurance()
                for each in rules.statements_to_people(self.team):
                    sent |= {f"{each.id}-level": "emerging", f"{each.id}-words": "He hurts me"}
            answer = self.post(address, {"form": shown.hidden("form"), **sent})
            if address == "/feedback":
                self.come_back(answer.location.partition("?")[0])
        self.think_again()
        token = ticket(
            EqualityStage.REGISTERED,
            name=clock.random_name(),
            links=KmsLinkMaker(boto3.client("kms"), "alias/EQUALITY_KEY"),
            now=self.now,
        )
        questions = self.equality.settings.policy(questions_too=True).equality.questions
        given = {each.id: each.answers[0].id for each in questions}
        assert call(self.equality.handler, "POST", "/equality", form={"t": token, **given}).status == 303

    def think_again(self) -> None:
        """An answer to the questionnaire, sent twice with something else, and taken back with its code."""
        page = f"/questionnaires/{ID}"
        form = call(self.voice.handler, "GET", page).hidden("form")
        self.now += timedelta(minutes=1)
        first, second = ({"form": form, "page": "9", opened().questions[0].id: option} for option in "12")
        self.post(page, first)
        sent = self.post(page, second)
        self.post(f"{sent.location.partition('?')[0]}/withdraw", {"sure": "yes"})

    def come_back(self, own: str) -> None:
        """With the code, to say more, and that something changed; staff tell and ask in between."""
        code = own.rpartition("/")[2]
        self.post("/feedback/code", {"code": code})
        shown = call(self.voice.handler, "GET", own)
        self.now += timedelta(minutes=1)
        self.post(f"{own}/more", {"form": shown.hidden("form"), "words": "And it happens each week"})
        kept = FeedbackTable(Aggregates("VoiceTable"))
        found = kept.get(id_of(code))
        assert found is not None
        told = feedbacks.tell(found, Step(journals.Job.OFFICE.actor, self.now, StepId("tell")), you_said=DONE)
        kept.save(told)
        kept.save(feedbacks.ask_change(told, Step(journals.Job.OFFICE.actor, self.now, StepId("ask")), you_said=DONE))
        self.post(f"{own}/change", {"change": "yes"})
        on_duty = Step(journals.staff(StaffId("duty")), self.now, StepId("take"))
        kept.save(feedbacks.take(kept.get(id_of(code)) or found, on_duty))
        self.post(f"{own}/withdraw", {"sure": "yes"})

    def post(self, address: str, form: dict[str, str]) -> Answer:
        """Press a button. It is taken."""
        answer = call(self.voice.handler, "POST", address, form=form)
        assert answer.status == 303, (address, answer.status, answer.words)
        self.pressed.add(address)
        return answer

    def follow(self) -> None:
        """The stream to the relay, and every queue to its function, until nothing is left."""
        for _ in range(5):
            records: list[dict[str, Any]] = []
            for item in items("VoiceTable"):
                key, entries = (item["pk"]["S"], item["sk"]["S"]), item.get("journal", {}).get("L", [])
                seen = self.relayed.get(key, 0)
                if len(entries) > seen:
                    old = {"journal": {"L": entries[:seen]}}
                    change = {"NewImage": item, "OldImage": old, "SequenceNumber": str(len(records))}
                    records.append({"eventName": "MODIFY", "dynamodb": change})
                self.relayed[key] = len(entries)
            if records:
                assert not self.relay.handler({"Records": records}, CONTEXT)["batchItemFailures"]
            for name, function in (("VOICE_QUEUE", self.work), ("RECORDS_QUEUE", self.records)):
                for body in self.taken(name):
                    self.messages.append(body)
                    event = {"Records": [{"messageId": "1", "body": body, **SQS}]}
                    assert not function.handler(event, CONTEXT)["batchItemFailures"]
        for job in ("escalate-alerts", "tell-reader"):
            self.work.handler({"job": job, "at": f"{DAY:%Y-%m-%d}T20:00:00.000Z"}, CONTEXT)

    def taken(self, queue: str) -> Iterator[str]:
        """What lies in a queue; it is gone with that."""
        sqs = boto3.client("sqs")
        while found := sqs.receive_message(QueueUrl=self.queues[queue], MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=message["ReceiptHandle"])
                yield message["Body"]


def items(table: str) -> list[dict[str, Any]]:
    """Every item of a table, as DynamoDB spells it."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return sorted(
        (item for page in pages for item in page["Items"]),
        key=lambda item: json.dumps(item, sort_keys=True, default=repr),
    )


NAMED: Final = ("/complaints", "/feedback/named", "/feedback/mine")
"""Where people say who they are, or come by a link that was sent to their mailbox."""


def entrances() -> set[str]:
    """Every button that somebody without a name can press, from the declared routes."""
    return {
        route.path
        for route in declared()
        if route.part == "voice" and route.method == "POST" and not route.path.startswith(NAMED)
    }


def pressed_of(path: str, pressed: set[str]) -> bool:
    """Whether the story pressed it."""
    pattern = re.compile(re.sub(r"<\w+>", "[^/]+", path))
    return any(pattern.fullmatch(each) for each in pressed)


def left_behind(now: datetime, patch: pytest.MonkeyPatch, read: Any, pressed: set[str]) -> dict[str, Any]:
    """Everything that is stored, sent or logged when people speak at a time."""
    with mock_aws():
        clients.client.cache_clear()
        clients._session.cache_clear()
        stack = Stack(now, patch)
        stack.ask()
        stack.say()
        stack.follow()
        letters = [
            {"to": each.destinations, "subject": each.subject, "body": each.body}
            for each in sesv2_backends["123456789012"]["eu-west-2"].core_backend.sent_messages
        ]
        logged = read()
        pressed.update(stack.pressed)
        return {
            **{table: items(table) for table in TABLES},
            "letters": letters,
            "messages": stack.messages,
            "logged": [line for line in (logged.out + logged.err).splitlines() if '"job done"' not in line],
        }


def test_two_times_of_one_day_leave_the_same_behind(
    stack: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every table, item and attribute, every message, letter and line of a log: a time, an expiry, a key, an order."""
    pressed: set[str] = set()
    first = left_behind(FIRST, stack, capsys.readouterr, pressed)
    second = left_behind(SECOND, stack, capsys.readouterr, pressed)

    assert len(first["VoiceTable"]) > 10
    assert first["TransientTable"], "forms are counted"
    assert first["letters"], "somebody is told"
    assert first["messages"]
    assert len(entrances()) > 5
    assert not [path for path in entrances() if not pressed_of(path, pressed)], "an entrance that was not tried"
    for place, kept in first.items():
        assert kept == second[place], place
