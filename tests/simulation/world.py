"""The whole service in memory: the real functions over AWS that fails, with people who press what they are shown.

One seed decides everything. A step starts a few things at once (somebody opens a letter's link and presses a button, a
stream or a queue delivers, a job starts) and lets them go on in turns, one call of AWS at a time; at each call
something may go wrong. Every step has a chance of its own, so that leaving one out leaves the others as they are.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from takepart.adapters import clients, clock
from takepart.adapters.policy.live import become
from takepart.adapters.settings import Settings
from tests.simulation import aws
from tests.simulation.expressions import NotUnderstood
from tests.simulation.pages import Form, forms_of
from tests.simulation.simulator import Crash
from tests.template import events, functions, mappings, named, template

SITE: Final = "https://takepart.example"
if TYPE_CHECKING:
    from botocore.session import Session

BEGINS: Final = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
_KINDS: Final = (aws.throttled, aws.no_connection, aws.lost_answer)
_WRITES: Final = ("put", "update", "transact", "send", "delete")
QUEUES: Final = {
    named(properties["EventSourceArn"]): (function, int(properties.get("BatchSize", 10)))
    for function, _, properties in mappings("sqs")
}
"""Which function each queue feeds, and how many messages at once."""
STREAMS: Final = {
    properties["EventSourceArn"]["Fn::GetAtt"][0]: function for function, _, properties in mappings("dynamodb")
}
"""Which relay each table's stream feeds."""
JOBS: Final = {json.loads(properties["Input"])["job"]: function for function, _, properties in events("ScheduleV2")}
"""Which function does each job."""
MOST_RECEIVED: Final = 8
MOST_TRIES_OF_A_STREAM: Final = 50


Work = tuple[str, Callable[[random.Random], object]]
"""What it is called, and what it does with a chance of its own."""


class Broken(AssertionError):
    """Something that the service promises did not hold."""


class Cloud:
    """What the functions' clients and clock belong to: the world that is played now."""

    world: World


CLOUD: Final = Cloud()


class _Session:
    def create_client(self, service: str, **_: Any) -> Any:
        return _Now(service)


class _Now:
    """A client of the world that is played now."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.meta = SimpleNamespace(events=SimpleNamespace(register=lambda *_: None))
        """No answer is parsed: a call is answered as it is."""

    def __getattr__(self, name: str) -> Any:
        return getattr(CLOUD.world.clients[self._service], name)


class Instances:
    """The functions as Lambda holds them: two of each, each busy with one thing at a time."""

    def __init__(self) -> None:
        self._of: dict[str, list[ModuleType]] = {}

    def of(self, function: str) -> list[ModuleType]:
        """Both, loaded when they are first needed."""
        if function not in self._of:
            self._of[function] = [self._load(function, number) for number in range(2)]
        return self._of[function]

    def begin(self) -> None:
        """They know nothing of another history: what a function remembers is as when it was loaded."""
        for module in itertools.chain.from_iterable(self._of.values()):
            settings = vars(module).get("settings")
            if isinstance(settings, Settings):
                settings._in_force = None
                for part, live in settings._live.items():
                    become(live, settings._built[part])

    def _load(self, function: str, number: int) -> ModuleType:
        name = f"simulated_{function}_{number}"
        path = importlib.util.find_spec(function)
        assert path is not None and path.origin is not None
        spec = importlib.util.spec_from_file_location(name, path.origin)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        variables = _variables(function)
        with _told(variables):
            spec.loader.exec_module(module)
        if hasattr(module, "settings"):
            settings = vars(module)["settings"]
            assert isinstance(settings, Settings)
            settings._environment = variables  # what is read only when it is needed
        return module


INSTANCES: Final = Instances()


def _variables(function: str) -> dict[str, str]:
    """What the template tells a function by its environment: every resource by its name in the template."""
    found: dict[str, str] = {}
    for properties in (template().get("Globals", {}).get("Function", {}), functions()[function]):
        for name, value in properties.get("Environment", {}).get("Variables", {}).items():
            found[name] = named(value).split("/")[0] if isinstance(value, Mapping) else str(value)
    fixed = {
        "POLICY": "wirral",
        "SITE_URL": SITE,
        "FILES_URL": "https://files.example",
        "SENDER": "us@example.org",
        "EDGE_SECRET": "",
    }
    return found | fixed | {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-2"}


@contextmanager
def _told(variables: Mapping[str, str]) -> Iterator[None]:
    """While a function is loaded: its environment."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _pretending() -> Iterator[None]:
    """The clock and the names of the world that is played, and nobody waits: also for what is loaded meanwhile."""
    before = clock.now, clock.random_name, clock.pause, time.sleep
    clock.now = lambda: CLOUD.world.clock()
    clock.random_name = lambda: CLOUD.world.new_name()
    clock.pause = lambda attempt: None
    time.sleep = lambda _: None
    try:
        yield
    finally:
        clock.now, clock.random_name, clock.pause, time.sleep = before


class Run:
    """One invocation, in a thread of its own that moves only when it is told to."""

    def __init__(self, world: World, name: str, work: Callable[[random.Random], object], chance: random.Random) -> None:
        self.name, self.chance, self.skew = name, chance, timedelta(seconds=chance.uniform(-3, 3))
        self.done, self.failed = False, False
        self.error: BaseException | None = None
        self.result: object = None
        self.taken = self.letter = ""
        """The letter that it took last, and one that went out and is not written down yet, by their keys."""
        self._world, self._work = world, work
        self._go, self._back = threading.Lock(), threading.Lock()
        self._go.acquire()
        self._back.acquire()
        threading.Thread(target=self._run, daemon=True).start()

    def advance(self) -> None:
        """On to the next call of AWS, or to the end."""
        self._go.release()
        self._back.acquire()

    def pause(self) -> None:
        """Wait to be told to go on."""
        self._back.release()
        self._go.acquire()

    def _run(self) -> None:
        self._go.acquire()
        self._world.here.run = self
        try:
            self.result = self._work(self.chance)
        except Crash:
            self.failed = True
        except Exception as error:
            self.failed, self.error = True, error
        self.done = True
        self._back.release()


class World:
    """One history."""

    def __init__(self, seed: int, *, rate: float = 0.04) -> None:
        self.seed, self.rate = seed, rate
        self.now, self.step = BEGINS, -1
        self.faults, self.calls, self._names = 0, 0, 0
        self.by_kind: dict[str, int] = {}
        self.here = threading.local()
        self.chance = random.Random(f"{seed}:before")  # noqa: S311 - to play the same again, no secret
        self.dynamodb, self.sqs = aws.DynamoDB(self), aws.Sqs(self)
        self.s3, self.kms, self.ses = aws.S3(), aws.Kms(), aws.Ses(self._posted)
        services = {"dynamodb": self.dynamodb, "sqs": self.sqs, "s3": self.s3, "kms": self.kms, "sesv2": self.ses}
        self.clients = {name: aws.Client(operations, self) for name, operations in services.items()}
        self.letters: list[aws.Letter] = []
        self.went_out: dict[str, int] = {}
        self.may_be_twice: dict[str, int] = {}
        self.relayed = dict.fromkeys(STREAMS, 0)
        self.tries_of_stream = dict.fromkeys(STREAMS, 0)
        self.put_aside: dict[str, list[aws.Message]] = {}
        self.poison: set[str] = set()
        self.history: list[str] = []
        self.accepted: list[tuple[str, str]] = []
        self._busy: set[int] = set()
        self._active: list[Run] = []

    # What AWS asks of the chance.

    def before(self, operation: str) -> None:
        run: Run | None = getattr(self.here, "run", None)
        if run is None:
            return
        self.calls += 1
        run.pause()
        self._maybe(run, 0.2 * self.rate, "crash before a call", Crash)
        self._maybe(run, 0.3 * self.attempts, "throttled", lambda: aws.throttled(operation))
        self._maybe(run, 0.2 * self.attempts, "no connection", lambda: aws.no_connection(operation))

    def after(self, operation: str, asked: Mapping[str, Any]) -> None:
        run: Run | None = getattr(self.here, "run", None)
        if run is None:
            return
        if operation == "put_item" and asked["TableName"] == "MailTable":
            self._logged(run, asked["Item"])
        writes = operation.startswith(_WRITES)
        self._maybe(run, (0.6 if writes else 0.3) * self.attempts, "answer lost", lambda: aws.lost_answer(operation))
        if writes:
            self._maybe(run, 0.3 * self.rate, "crash after a call", Crash)

    def _logged(self, run: Run, item: Mapping[str, Any]) -> None:
        key, body = item["pk"]["S"], item["body"]["M"]
        match body["state"]["S"]:
            case "tried":
                # Where the day alone is written down, nobody can tell who is at it from who stopped: both send it.
                days_only = "T00:00:00" in body["at"]["S"]
                if days_only and any(each.taken == key for each in self._active if each is not run):
                    self.may_be_twice[key] = self.may_be_twice.get(key, 0) + 1
                run.taken = key
            case "free":
                run.taken = ""
            case "sent":
                run.letter = run.taken = ""

    @property
    def attempts(self) -> float:
        """How often an attempt of a call fails, so that all attempts of one fail about as often as anything else."""
        return float(self.rate ** (1 / clients.ATTEMPTS))

    def happens(self, share: float) -> bool:
        run: Run | None = getattr(self.here, "run", None)
        found = run is not None and run.chance.random() < self.rate * share
        if found:
            self._count("in part, or stale")
        return found

    def chooses(self, most: int) -> int:
        return int(self.here.run.chance.randrange(most))

    def _maybe(self, run: Run, chance: float, kind: str, error: Callable[[], BaseException]) -> None:
        if run.chance.random() < chance:
            self._count(kind)
            raise error() if kind.startswith(("thr", "no ", "ans")) else Crash(kind)

    def _count(self, kind: str) -> None:
        self.faults += 1
        self.by_kind[kind] = self.by_kind.get(kind, 0) + 1

    def _posted(self, letter: aws.Letter) -> None:
        self.letters.append(letter)
        run: Run = self.here.run
        self._not_written_down(run)
        run.letter = run.taken
        self.went_out[run.letter] = self.went_out.get(run.letter, 0) + 1

    def _not_written_down(self, run: Run) -> None:
        if run.letter:
            self.may_be_twice[run.letter] = self.may_be_twice.get(run.letter, 0) + 1
            run.letter = ""

    def clock(self) -> datetime:
        """Now, as whoever asks has it: no two clocks are alike."""
        run: Run | None = getattr(self.here, "run", None)
        return self.now + (run.skew if run else timedelta(0))

    def new_name(self) -> str:
        """A name that nobody has."""
        self._names += 1
        return f"{self.seed & 0xFFFFFFFF:08x}{self._names:024x}"

    # What runs.

    def invoke(self, function: str, event: Mapping[str, Any], *, seconds: int = 60) -> Any:
        """One invocation by whoever runs now, on an instance that is free."""
        module = next((each for each in INSTANCES.of(function) if id(each) not in self._busy), None)
        if module is None:
            raise aws.throttled(function)
        ends = self.now + timedelta(seconds=seconds)
        context = SimpleNamespace(
            function_name=function,
            memory_limit_in_mb=1,
            invoked_function_arn="arn",
            aws_request_id="r",
            get_remaining_time_in_millis=lambda: (ends - self.now).total_seconds() * 1000,
        )
        self._busy.add(id(module))
        try:
            return module.handler(event, context)
        finally:
            self._busy.discard(id(module))

    def http(self, method: str, address: str, form: Sequence[tuple[str, str]] = ()) -> Any:
        """A request of a browser, and the answer. Raises Broken when the service has no answer of its own."""
        path, _, query = address.partition("?")
        function = _served_by(path)
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin", "origin": SITE}
        if method == "POST":
            headers["content-type"] = "application/x-www-form-urlencoded"
        answer = self.invoke(
            function,
            {
                "version": "2.0",
                "rawPath": path,
                "rawQueryString": query,
                "headers": headers,
                "body": urlencode(form),
                "isBase64Encoded": False,
                "requestContext": {"requestId": "r", "http": {"method": method, "path": path}},
            },
        )
        if answer["statusCode"] in (500, 405):
            raise Broken(f"{method} {path} answered {answer['statusCode']}")
        return answer

    def press(self, address: str, chance: random.Random, *, only: Callable[[Form], bool] = lambda _: True) -> str:
        """Open a page and press one of its buttons, once or twice; what the answer was."""
        page = self.http("GET", address)
        found = [form for form in forms_of(str(page.get("body") or ""), address) if only(form)]
        if not found:
            return f"{page['statusCode']}, nothing to press"
        form = chance.choice(found)
        typed = form.filled(chance)
        answer = self.http("POST", form.action, typed)
        if answer["statusCode"] == 303:
            self.accepted.append((form.action.partition("?")[0], json.dumps(typed)))
        if chance.random() < 0.3:
            self.http("POST", form.action, typed)
        return f"{form.action.partition('?')[0]}: {answer['statusCode']}"

    def at_once(
        self, works: Sequence[tuple[str, Callable[[random.Random], object]]], chance: random.Random
    ) -> list[Run]:
        """Let them go on in turns until all are done. Raises what none of the service's code may raise."""
        runs = [Run(self, name, work, random.Random(chance.getrandbits(64))) for name, work in works]  # noqa: S311
        self._active = list(runs)
        while self._active:
            run = chance.choice(self._active)
            run.advance()
            if run.done:
                self._active.remove(run)
                self._not_written_down(run)
                if isinstance(run.error, AssertionError | NotUnderstood):
                    raise run.error
        return runs

    # What AWS brings.

    def deliver_stream(self, table: str, chance: random.Random) -> Work | None:
        """Some records from where it stands, in order."""
        stream, start = self.dynamodb.tables[table].stream, self.relayed[table]
        if start >= len(stream):
            return None
        batch = stream[start : start + chance.randint(1, 12)]
        records = [
            {
                "dynamodb": {
                    "SequenceNumber": str(number),
                    **({"OldImage": old} if old else {}),
                    **({"NewImage": new} if new else {}),
                }
            }
            for number, (old, new) in enumerate(batch, start=start)
        ]

        def work(_: random.Random) -> object:
            answer = self.invoke(STREAMS[table], {"Records": records})
            failed = [int(each["itemIdentifier"]) for each in answer["batchItemFailures"]]
            self.relayed[table] = min(failed) if failed else start + len(records)
            if chance.random() < self.rate:
                self.relayed[table] = start  # what was done comes again
                self._count("delivered again")
            return self.relayed[table] - start

        return f"stream of {table} ({len(records)})", work

    def deliver_queue(self, queue: str, chance: random.Random) -> Work | None:
        """Some messages in any order; those that failed, and now and then others, stay."""
        function, most = QUEUES[queue]
        waiting = self.sqs.queues.get(queue, [])
        if not waiting:
            return None
        taken = chance.sample(waiting, min(len(waiting), chance.randint(1, most)))
        for message in taken:
            waiting.remove(message)  # nobody else sees it while it is looked at
            message.tries += 1

        def work(_: random.Random) -> object:
            failed = {message.id for message in taken}
            try:
                records = [
                    {
                        "messageId": message.id,
                        "body": message.body,
                        "eventSource": "aws:sqs",
                        "receiptHandle": "r",
                        "attributes": {},
                    }
                    for message in taken
                ]
                answer = self.invoke(function, {"Records": records})
                failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            finally:
                for message in taken:
                    again = message.id in failed
                    if not again and chance.random() < self.rate:
                        again = True
                        message.tries = 0
                        self._count("delivered again")
                    if again and message.tries >= MOST_RECEIVED:
                        self.put_aside.setdefault(queue, []).append(message)
                    elif again:
                        self.sqs.queues[queue].append(message)
            return len(failed)

        return f"queue {queue} ({len(taken)})", work

    def start_job(self, job: str) -> Work:
        """What the clock starts, as of now."""
        at = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"job {job}", lambda _: self.invoke(JOBS[job], {"job": job, "at": at}, seconds=120)

    def redrive(self) -> None:
        """Somebody sends what was put aside to its queue again, but for what nobody can read."""
        for queue, messages in self.put_aside.items():
            for message in messages:
                if message.body not in self.poison:
                    message.tries = 0
                    self.sqs.queues[queue].append(message)
            messages[:] = [message for message in messages if message.body in self.poison]

    def settle(self) -> None:
        """Nothing goes wrong any more, and all that waits is done. Raises Broken when that never comes."""
        chance = random.Random(f"{self.seed}:settle")  # noqa: S311
        for _ in range(400):
            self.redrive()
            works = [work for table in STREAMS if (work := self.deliver_stream(table, chance))]
            works += [work for queue in QUEUES if (work := self.deliver_queue(queue, chance))]
            self.in_calm(works)
            self.now += timedelta(minutes=5)
            if not works:
                break
        else:
            waiting = {queue: [m.body for m in found][:3] for queue, found in self.sqs.queues.items() if found}
            streams = {table: self.relayed[table] for table in STREAMS if self.deliver_stream(table, chance)}
            raise Broken(f"it never comes to rest: {waiting}, {streams}")

    def in_calm(self, works: Sequence[Work]) -> None:
        """One after another, with nothing going wrong."""
        rate, self.rate = self.rate, 0.0
        for work in works:
            self.at_once([work], self.chance)
        self.rate = rate


@cache
def _served_by(path: str) -> str:
    """The function that the template gives a path."""
    found = [
        (len(prefix), function)
        for function, _, properties in events("HttpApi")
        for prefix in [str(properties.get("Path", "/")).removesuffix("/{proxy+}").removesuffix("{proxy+}")]
        if path == prefix or path.startswith(f"{prefix.rstrip('/')}/")
    ]
    return max(found)[1] if found else "website"


@contextmanager
def played(world: World) -> Iterator[World]:
    """While it lasts, every client, clock and name is this world's."""
    session, level = clients._session, logging.root.manager.disable
    clients._session = cache(lambda: cast("Session", _Session()))
    clients.client.cache_clear()
    CLOUD.world = world
    INSTANCES.begin()
    logging.disable(logging.CRITICAL)
    try:
        with _pretending():
            yield world
    finally:
        clients._session = session
        clients.client.cache_clear()
        logging.disable(level)
