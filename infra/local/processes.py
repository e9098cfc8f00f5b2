"""Start the emulator as a child process, and stop it."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.clients import without_aws
from infra.local.instance import Instance, is_free
from infra.places import ROOT

LONGEST = 300
"""Seconds until an emulator that has not answered is given up."""
LETTING_GO = 10
"""Seconds that a killed one may take to let its port go."""


def is_ready(instance: Instance) -> bool:
    """Whether the emulator has loaded what was saved and answers."""
    try:
        with urllib.request.urlopen(f"{instance.emulator_url}/_ministack/ready", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def start(instance: Instance, artefact: Path | None = None) -> subprocess.Popen[bytes]:
    """Start the emulator and wait until it is ready; it makes ready to run the functions of `artefact`."""
    deadline = time.monotonic() + LONGEST
    while not is_free(instance.emulator_port):  # one that was killed a moment ago may still be letting go
        if time.monotonic() > deadline - LONGEST + LETTING_GO:
            raise SystemExit(f"takepart: port {instance.emulator_port} (the emulator of {instance.url}) is in use")
        time.sleep(0.05)
    log = (instance.home / "emulator.log").open("ab")
    with log:
        emulator = subprocess.Popen(
            [sys.executable, "-m", "infra.local.emulator", str(instance.home), str(instance.emulator_port)],
            cwd=ROOT,
            env=without_aws(os.environ)
            | {"PYTHONPATH": ""}  # functions find the artefact's code, not this checkout's
            | ({} if instance.kept else {"FORGETFUL": "yes"})
            | ({"ARTEFACT": str(artefact)} if artefact else {}),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; we then stop it in good order
        )
    (instance.home / "emulator.pid").write_text(str(emulator.pid))
    while not is_ready(instance):
        if emulator.poll() is not None or time.monotonic() > deadline:
            emulator.kill()
            raise SystemExit(f"takepart: the emulator did not start; see {instance.home}/emulator.log")
        time.sleep(0.03)
    return emulator


def stop(emulator: subprocess.Popen[bytes]) -> None:
    """Ask the emulator to save and stop, and make sure that it has stopped."""
    emulator.terminate()
    try:
        emulator.wait(10)
    except subprocess.TimeoutExpired:
        emulator.kill()
        emulator.wait()


@contextmanager
def running(instance: Instance, artefact: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """The emulator of `instance`, for as long as the block lasts."""
    emulator = start(instance, artefact)
    try:
        yield emulator
    finally:
        stop(emulator)
