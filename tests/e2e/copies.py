"""`make run` as a process of its own, which can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from infra.local.demo import runs_at
from infra.local.instance import Instance, free_port, on_port
from infra.places import ROOT
from tests.e2e.stack import until


class Copy:
    """A copy of the service with a folder of its own. ``example``: with the year of the example organisation."""

    def __init__(self, *, example: bool = False) -> None:
        self.port, self.example = free_port(), example
        self.site = f"http://localhost:{self.port}"
        self.home = ROOT / ".local" / str(self.port)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def instance(self) -> Instance:
        """Its ports and its folder."""
        return on_port(self.port)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(self.port), "EXAMPLE": "yes" if self.example else "no"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: runs_at(self.site), what="the site")

    def kill(self) -> None:
        """`kill -9` the emulator, its functions, and the front."""
        os.killpg(int((self.home / "emulator.pid").read_text()), signal.SIGKILL)
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl-C does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


@contextmanager
def a_copy(*, example: bool = False) -> Iterator[Copy]:
    """One that runs; its data is removed afterwards."""
    started = Copy(example=example)
    started.start()
    try:
        yield started
    finally:
        if started.process is not None and started.process.poll() is None:
            started.kill()
        shutil.rmtree(started.home, ignore_errors=True)
