"""Workers are forked from one warm process, start in turn, and share no settings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local import workers
from infra.local.forking import Zygote

SCRIPT = """
import os, sys
sys.path.insert(0, os.getcwd())
from takepart import alike, own
for line in sys.stdin:
    print(os.environ["NAME"], own.NAME, alike.PID != os.getpid(), os.getpid(), flush=True)
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """An artefact with a module that reads the environment and one that does not."""
    package = tmp_path / "code" / "takepart"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "own.py").write_text("import os\nNAME = os.environ['NAME']\n")
    (package / "alike.py").write_text("import os\nPID = os.getpid()\n")
    (tmp_path / "script.py").write_text(SCRIPT)  # once: a worker that still starts may be reading it
    return package.parent


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    """A warm process that ends with the test."""
    made = Zygote(tmp_path)
    yield made
    process = made._process
    if process and process.stdin:
        process.stdin.close()
        process.wait(60)


def a_worker(zygote: Zygote, code: Path, name: str) -> Any:
    script = code.parent / "script.py"
    environment = {"NAME": name, "PYTHONPATH": str(code)}
    return zygote.popen(
        [sys.executable, str(script)], cwd=str(code), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def answer(worker: Any) -> list[str]:
    worker.stdin.write("go\n")
    worker.stdin.flush()
    return str(worker.stdout.readline()).split()


def test_each_worker_has_settings_of_its_own_and_shares_the_rest(zygote: Zygote, code: Path) -> None:
    """A module that reads the environment is imported by each; the others once for all."""
    one, two = a_worker(zygote, code, "one"), a_worker(zygote, code, "two")

    assert answer(one) == ["one", "one", "True", str(one.pid)]
    assert answer(two) == ["two", "two", "True", str(two.pid)]


def test_a_worker_that_was_killed_is_known_to_have_ended(zygote: Zygote, code: Path) -> None:
    """As `Popen` tells it; another can start after it."""
    worker = a_worker(zygote, code, "one")
    assert answer(worker)[0] == "one"
    assert worker.poll() is None

    worker.kill()

    assert worker.wait(60) == -signal.SIGKILL
    worker.kill()
    assert answer(a_worker(zygote, code, "two"))[0] == "two"


def test_no_worker_outlives_the_emulator(zygote: Zygote, code: Path) -> None:
    """However it ends: the warm process sees its standard input close, and takes all along."""
    worker = a_worker(zygote, code, "one")
    assert answer(worker)[0] == "one"
    process = zygote._process
    assert process and process.stdin

    process.stdin.close()
    process.wait(60)

    assert worker.stdout.readline() == ""
    assert worker.wait(60) == -signal.SIGKILL


def test_what_is_replaced_is_there_in_the_emulator(tmp_path: Path) -> None:
    """An upgrade that renames one of them fails here, and not in somebody's browser."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from ministack.core import lambda_runtime as r\nfrom ministack.services import lambda_svc as s\n"
            "from infra.local import workers as w\n"
            "print(w.missing(r, (*w.RUNTIME_NAMES, 'subprocess', 'zipfile')), w.missing(s, w.SERVICE_NAMES), "
            "hasattr(r.Worker, '_spawn'), 'ministack-esm' in open(s.__file__).read())",
        ],
        env=os.environ | {"TMPDIR": str(tmp_path), "STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split("\n")[-2] == "[] [] True True"


class FakeWorker:
    """As much of MiniStack's as we replace."""

    starting = most = 0
    gate = threading.Event()

    def __init__(self, name: str, config: dict[str, Any], code: bytes) -> None:
        self.config, self.in_use, self.last_used = config, False, 0.0

    def _spawn(self) -> None:
        FakeWorker.starting += 1
        FakeWorker.most = max(FakeWorker.most, FakeWorker.starting)
        FakeWorker.gate.wait(30)
        FakeWorker.starting -= 1


def fitted() -> tuple[Any, Any]:
    kind: Any = type("Worker", (FakeWorker,), {"_spawn": FakeWorker._spawn, "__init__": FakeWorker.__init__})
    ended: list[Any] = []
    runtime = SimpleNamespace(
        __name__="runtime", Worker=kind, _workers={}, _lock=threading.Lock(), kill_workers=ended.extend, ended=ended
    )
    service = SimpleNamespace(
        __name__="service", reap_idle_workers=None, _sqs_esm_concurrency=None, _ESM_BACKOFF_SECONDS=1.0
    )
    workers.fit(runtime, service)
    return runtime, service


def test_a_function_may_take_ten_times_its_time() -> None:
    """It shares a processor with everything else on this machine."""
    runtime, _ = fitted()

    assert runtime.Worker("claims", {"Timeout": 30}, b"").config["Timeout"] == 300


def test_consumers_start_one_at_a_time_and_a_page_waits_for_none() -> None:
    """Whoever looks at a page is waiting; nobody looks at a queue."""
    runtime, _ = fitted()
    FakeWorker.gate.clear()
    FakeWorker.starting = FakeWorker.most = 0
    consumers = [
        threading.Thread(target=runtime.Worker("c", {}, b"")._spawn, name=f"ministack-esm-{n}") for n in range(4)
    ]
    for each in consumers:
        each.start()
    page = threading.Thread(target=runtime.Worker("p", {}, b"")._spawn, name="AnyIO worker thread")
    page.start()
    until_two = threading.Event()
    while FakeWorker.starting < 2:
        until_two.wait(0.01)

    FakeWorker.gate.set()
    for each in (*consumers, page):
        each.join(30)

    assert FakeWorker.most == 2


def test_an_idle_worker_ends_even_the_last_of_its_function() -> None:
    """One in use does not."""
    runtime, service = fitted()
    idle, busy = runtime.Worker("a", {}, b""), runtime.Worker("a", {}, b"")
    busy.in_use = True
    runtime._workers["a"] = [idle, busy]

    assert service.reap_idle_workers() == 1
    assert (runtime.ended, runtime._workers["a"]) == ([idle], [busy])


def test_an_emulator_without_a_name_that_is_replaced_is_refused() -> None:
    """By name."""
    with pytest.raises(SystemExit, match="no Worker, _workers"):
        workers.fit(SimpleNamespace(__name__="runtime"), SimpleNamespace(__name__="service"))
