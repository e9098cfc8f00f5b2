"""The whole service in this process: the real functions over AWS as moto plays it, put together by the real template.

Each function sees its own variables and no others. After each request and each job, streams and queues are worked off
until nothing is left, so that whatever follows from a press has happened when its answer comes. It is no measure of
time and enforces no right; the emulator runs the same template with workers of their own.
"""

from __future__ import annotations

import base64
import importlib
import json
import logging
import os
import sys
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import boto3
import requests
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends

import tests.quick_moto  # noqa: F401 - moto answers faster
from infra.local.deploy import Stack
from infra.local.front import S3, Front, Handler
from infra.local.gateway import keep
from infra.local.instance import REGION, Instance, free_port
from infra.local.jobs import Job, event_for, jobs
from infra.places import TEMPLATE
from takepart.adapters import clients
from tests.e2e.stack import RunningStack
from tests.template import events, functions, logical_id, mappings, resources, template

FILES = f"https://s3.{REGION}.amazonaws.com"
SENDER = "participation@council.example"
API = "AWS::ApiGatewayV2::Api"
ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
}
AS_TEXT = ("text/", "application/x-www-form-urlencoded", "application/json")
"""What API Gateway passes on as text; all else comes as base64."""
_RUNNING: ContextVar[str] = ContextVar("_RUNNING", default="")
ROUNDS = 50
"""How often one thing may follow from another before something goes round and round."""


def running() -> str:
    """The function whose turn it is in this thread, by its name in the template."""
    return _RUNNING.get()


class NoEmulator(Instance):
    """A copy whose AWS is in this process."""

    @property
    def emulator_url(self) -> str:
        """None: clients are answered by moto."""
        return ""


class Service:
    """Tables, queues, keys and buckets of the template, and its functions."""

    def __init__(self, *, site: str, mail: Path) -> None:
        self.names = _made()
        self.jobs = jobs(TEMPLATE)
        self._site, self._mail = site, mail
        self._lock = threading.RLock()
        self._read = dict.fromkeys(self._streams(), 0)
        self._stored: set[str] = set()
        self._modules: dict[str, Any] = {}
        clients._session().get_component("event_emitter").register("before-call.sesv2.SendEmail", self._keep_mail)
        for name in functions():
            with self._as(name):
                self._modules[name] = importlib.import_module(name)

    def call(self, function: str, event: Any) -> Any:
        """Run a function, by the name of its module."""
        context = SimpleNamespace(
            function_name=logical_id(function),
            memory_limit_in_mb=512,
            invoked_function_arn=f"arn:aws:lambda:{REGION}:{DEFAULT_ACCOUNT_ID}:function:{logical_id(function)}",
            aws_request_id=str(uuid4()),
            get_remaining_time_in_millis=lambda: 100_000,
        )
        with self._lock, self._as(function):
            return self._modules[function].handler(event, context)

    def ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """One request as API Gateway passes it on, and all that follows from it."""
        path, _, query = address.partition("?")
        lower = {name.lower(): value for name, value in headers.items()}
        cookies = [each.strip() for each in lower.pop("cookie", "").split(";") if each.strip()]
        text = lower.get("content-type", "text/plain").startswith(AS_TEXT)
        http_part = {
            "method": method,
            "path": path,
            "sourceIp": "192.0.2.1",
            "protocol": "HTTP/1.1",
            "userAgent": "test",
        }
        event = {
            "version": "2.0",
            "rawPath": urllib.parse.unquote(path),
            "rawQueryString": query,
            "cookies": cookies,
            "headers": lower,
            "requestContext": {"requestId": str(uuid4()), "stage": "$default", "http": http_part},
            "body": body.decode("utf-8", "replace") if text else base64.b64encode(body).decode(),
            "isBase64Encoded": not text,
        }
        with self._lock:
            answer: dict[str, Any] = self.call(function_at(path), event)
            self.settle()
        return answer

    def run(self, job: Job, at: bytes) -> Any:
        """Run a scheduled job, and all that follows from it."""
        with self._lock:
            answer = self.call(next(n for n in functions() if logical_id(n) == job.function), json.loads(at))
            self.settle()
        return answer

    def put(self, queue: str, message: Any) -> None:
        """Put something on a queue, by its name in the template, and work off what follows."""
        boto3.client("sqs").send_message(QueueUrl=self.names[queue], MessageBody=json.dumps(message))
        self.settle()

    def settle(self) -> None:
        """Work off streams, files and queues until nothing is left."""
        for _ in range(ROUNDS):
            if not (self._relay() + self._consume() + self._look_at_files()):
                return
        raise AssertionError("something follows from itself for ever")

    def _relay(self) -> int:
        done = 0
        for function, _, source in mappings("dynamodb"):
            table = source["EventSourceArn"]["Fn::GetAtt"][0]
            shard = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[self.names[table]].stream_shard
            records = shard.items if shard else []
            fresh = [record.to_json() for record in records[self._read[table] :]]
            self._read[table] = len(records)
            if fresh:
                arn = f"arn:aws:dynamodb:{REGION}:{DEFAULT_ACCOUNT_ID}:table/{self.names[table]}/stream/2026"
                self._all_taken(
                    self.call(function, {"Records": [r | {"eventSourceARN": arn} for r in fresh]}), function
                )
            done += len(fresh)
        return done

    def _consume(self) -> int:
        sqs, done = boto3.client("sqs"), 0
        for function, _, source in mappings("sqs"):
            address = self.names[source["EventSourceArn"]["Fn::GetAtt"][0]]
            asked = {"QueueUrl": address, "MaxNumberOfMessages": min(10, source["BatchSize"])}
            while messages := sqs.receive_message(**asked).get("Messages"):
                records = [
                    {
                        "messageId": each["MessageId"],
                        "receiptHandle": each["ReceiptHandle"],
                        "body": each["Body"],
                        "attributes": {"ApproximateReceiveCount": "1"},
                        "messageAttributes": {},
                        "eventSource": "aws:sqs",
                        "eventSourceARN": f"arn:aws:sqs:{REGION}:{DEFAULT_ACCOUNT_ID}:{address.rpartition('/')[2]}",
                        "awsRegion": REGION,
                    }
                    for each in messages
                ]
                self._all_taken(self.call(function, {"Records": records}), function)
                for each in messages:
                    sqs.delete_message(QueueUrl=address, ReceiptHandle=each["ReceiptHandle"])
                done += len(messages)
        return done

    def _look_at_files(self) -> int:
        fresh = 0
        for function, _, source in events("S3"):
            bucket = self.names[source["Bucket"]["Ref"]]
            for key in set(s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[bucket].keys) - self._stored:
                self._stored.add(key)
                told = {"bucket": {"name": bucket}, "object": {"key": urllib.parse.quote_plus(key)}}
                self.call(function, {"Records": [{"eventTime": "2026-11-28T10:00:00.000Z", "s3": told}]})
                fresh += 1
        return fresh

    @staticmethod
    def _all_taken(answer: Any, function: str) -> None:
        failed = (answer or {}).get("batchItemFailures", [])
        assert not failed, f"{function} did not take {failed}: see what it logged"

    def _streams(self) -> list[str]:
        return [source["EventSourceArn"]["Fn::GetAtt"][0] for _, _, source in mappings("dynamodb")]

    def _keep_mail(self, params: Any, **_: Any) -> None:
        body = params["body"]
        keep(body if isinstance(body, bytes) else str(body).encode(), self._mail)

    @contextmanager
    def _as(self, function: str) -> Iterator[None]:
        """The environment that the template gives a function; and what runs is known by its name there."""
        before = _RUNNING.set(logical_id(function))
        try:
            with _environment(self._variables(function)):
                yield
        finally:
            _RUNNING.reset(before)

    def _variables(self, function: str) -> dict[str, str]:
        shared = template()["Globals"]["Function"]["Environment"]["Variables"]
        own = functions()[function].get("Environment", {}).get("Variables", {})
        parameters = {
            "SiteUrl": self._site,
            "FilesUrl": f"{self._site}{S3}",
            "Sender": SENDER,
            "Policy": "wirral",
            "Version": "here",
            "EdgeSecret": "",
        }
        defaults = {name: str(each.get("Default", "")) for name, each in template()["Parameters"].items()}
        known = defaults | parameters | self.names
        found = {"AWS_LAMBDA_FUNCTION_NAME": logical_id(function)}
        for name, value in (shared | own).items():
            if isinstance(value, str):
                found[name] = value
            else:
                found[name] = known[value["Ref"]] if "Ref" in value else of_stack(value["Fn::Sub"])
        return found


def of_stack(text: str) -> str:
    """A name that the template makes of the stack's and the account's."""
    return text.replace("${AWS::StackName}", "takepart").replace("${AWS::AccountId}", DEFAULT_ACCOUNT_ID)


def _made() -> dict[str, str]:
    """Every table, queue, key and bucket of the template; their names by the template's."""
    names = {}
    for name, its in resources("AWS::DynamoDB::Table").items():
        wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        stream = (
            {"StreamSpecification": its["StreamSpecification"] | {"StreamEnabled": True}}
            if "StreamSpecification" in its
            else {}
        )
        boto3.client("dynamodb").create_table(TableName=name, **{n: its[n] for n in wanted if n in its}, **stream)
        names[name] = name
    for name in resources("AWS::SQS::Queue"):
        names[name] = boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    for name, its in resources("AWS::KMS::Key").items():
        asked = {each: its[each] for each in ("KeySpec", "KeyUsage") if each in its}
        names[name] = boto3.client("kms").create_key(**asked)["KeyMetadata"]["KeyId"]
    for name, its in resources("AWS::S3::Bucket").items():
        names[name] = of_stack(its["BucketName"]["Fn::Sub"])
        place = {"LocationConstraint": REGION}
        boto3.client("s3").create_bucket(Bucket=names[name], CreateBucketConfiguration=place)
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    return names


def function_at(path: str) -> str:
    """The function that the template gives an address to: the longest rule that fits."""
    fits = []
    for function, _, event in events("HttpApi"):
        plain = event["Path"].removesuffix("{proxy+}")
        if path == plain or (plain != event["Path"] and path.startswith(plain)):
            fits.append((len(plain), plain == event["Path"], function))
    return max(fits)[2]


class Served(Front):
    """A front before a service of this process."""

    service: Service


class Here(Handler):
    """Answers from this process what the emulator would."""

    server: Served

    def pass_on(self, path: str, host: str, body: bytes) -> None:
        """A page or a form from its function, a file from moto's bucket."""
        if "execute-api" not in host:
            self._file(path, body)
            return
        ours = f"{self.server.instance.url}{S3}"
        answer = self.server.service.ask(self.command, path, dict(self.headers.items()), body)
        text = answer.get("body") or ""
        content = base64.b64decode(text) if answer.get("isBase64Encoded") else text.replace(FILES, ours).encode()
        headers = [(name, str(value).replace(FILES, ours)) for name, value in answer.get("headers", {}).items()]
        headers += [("Set-Cookie", each) for each in answer.get("cookies", ())]
        self.answer(answer["statusCode"], headers, content)

    def ran(self, job: Job, today: date) -> tuple[int, dict[str, Any]]:
        """Run a job of this process."""
        result = self.server.service.run(job, event_for(job, today))
        return 200, {"job": job.name, "today": today.isoformat(), "result": result}

    def _file(self, path: str, body: bytes) -> None:
        """What S3 answers to a browser with a signed form or address; moto plays it."""
        headers = {n: v for n, v in self.headers.items() if n.lower() not in {"host", "connection", "content-length"}}
        where = f"{FILES}{path}"
        answer = requests.request(self.command, where, data=body, headers=headers, allow_redirects=False, timeout=5)
        self.server.service.settle()
        told = [(name, value) for name, value in answer.headers.items() if name.lower() != "content-length"]
        self.answer(answer.status_code, told, answer.content)


@contextmanager
def a_service(home: Path) -> Iterator[Served]:
    """The service behind a front that serves; all of it gone with the block."""
    (home / "mail").mkdir(parents=True)
    instance = NoEmulator(port=free_port(), emulator_port=free_port(), home=home, kept=False)
    with ExitStack() as stack:
        stack.enter_context(_environment(ACCOUNT))
        stack.enter_context(_clients_of_its_own())
        stack.enter_context(mock_aws())
        service = Service(site=instance.url, mail=instance.mail)
        stack.enter_context(_logged(home / "emulator.log"))  # a Logger keeps its lines from handlers before it
        types = {name: each["Type"] for name, each in template()["Resources"].items()}
        names = {**service.names, "Api": "api"}
        deployed = Stack(names=names, types={**types, "Api": API})
        front = stack.enter_context(Served(instance, deployed, service.jobs, watch=lambda: None, handler=Here))
        front.service = service
        serving = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        serving.start()
        yield front
        front.shutdown()
        serving.join()


class Logged(logging.FileHandler):
    """All that is logged in this process, in a file; what a function logs, in its own log group too."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, as Lambda keeps it."""
        super().emit(record)
        if function := running():
            logs, group = logs_backends[DEFAULT_ACCOUNT_ID][REGION], f"/aws/lambda/{function}"
            if group not in logs.groups:
                logs.create_log_group(group, {})
                logs.create_log_stream(group, function)
            line = {"timestamp": int(record.created * 1_000), "message": self.format(record)}
            logs.put_log_events(group, function, [line])


@contextmanager
def _logged(file: Path) -> Iterator[None]:
    """Keep what is logged, for as long as the block lasts."""
    handler = Logged(file)
    handler.setFormatter(LambdaPowertoolsFormatter())
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    """These variables beside the others, for as long as the block lasts."""
    kept = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


@contextmanager
def _clients_of_its_own() -> Iterator[None]:
    """No client and no function of an earlier service, and none left to a later one."""
    _forget()
    try:
        yield
    finally:
        _forget()


def _forget() -> None:
    clients.client.cache_clear()
    clients._session.cache_clear()
    for name in functions():
        sys.modules.pop(name, None)


@dataclass(kw_only=True)
class RunningHere(RunningStack):
    """The same for tests that look behind the site."""

    front: Served

    def client(self, service: str) -> Any:
        """A client on moto's account."""
        return boto3.client(service)  # type: ignore[call-overload, no-any-return, unused-ignore]

    def invoke(self, function: str, event: object) -> Any:
        """Invoke a function by its name in the template."""
        return self.front.service.call(next(n for n in functions() if logical_id(n) == function), event)
