"""`kill -9` between any two steps of a claim, and the claim goes on: nothing is lost, nothing is paid twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from infra.local.clients import client, without_aws
from infra.local.deploy import deployed
from infra.local.instance import free_port, on_port
from infra.local.story import Story
from infra.places import ROOT
from infra.verify import verify
from tests.e2e.stack import until


class Copy:
    """`make run`, as a process that can be killed together with its emulator."""

    def __init__(self, port: int) -> None:
        self.instance = on_port(port)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until the site answers."""
        self._running = subprocess.Popen(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env=without_aws(os.environ) | {"PORT": str(self.instance.port)},
            stdout=subprocess.DEVNULL,
        )
        until(self._answers, seconds=60, what="the site")

    def kill(self) -> None:
        """Kill both processes where they stand: neither can save anything more."""
        assert self._running is not None
        pid = self._running.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (*map(int, children), pid):
            os.kill(each, signal.SIGKILL)
        self._running.wait()
        for each in map(int, children):
            until(partial(_is_gone, each), seconds=5, what="the end of a killed process")

    def stop(self) -> None:
        """Stop it in good order."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait(20)

    def _answers(self) -> bool:
        assert self._running is not None and self._running.poll() is None, "make run has stopped"
        try:
            with urllib.request.urlopen(f"{self.instance.url}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}/exe").exists()


@pytest.fixture
def copy() -> Iterator[Copy]:
    """A copy of its own, with nothing in it."""
    copy = Copy(free_port())
    copy.start()
    yield copy
    copy.stop()
    shutil.rmtree(copy.instance.home)


def test_a_claim_goes_on_after_a_kill_between_any_two_steps(copy: Copy) -> None:
    """Form, receipt, sending, both decisions, the payment run and the bank, with a kill after each."""
    story = Story(copy.instance.url)

    for step in story.steps():
        step.act()
        copy.kill()
        copy.start()

    # A letter whose sending was cut off before it was written down goes out a second time, rather than never.
    subjects = Counter(mail["subject"] for mail in story.mails())
    assert max(subjects.values()) <= 2, subjects
    checked = verify(client("dynamodb", copy.instance), deployed(copy.instance).outputs["ClaimsTableName"])
    assert not checked.broken
    assert checked.journals
