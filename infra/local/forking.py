"""Workers that are forked from one warm process, in place of those that MiniStack 1.5.33 starts one by one.

A worker that starts by itself imports a thousand modules for 0.6 s of CPU and holds 60 MB; one that is forked from a
process that has imported them takes 0.1 s and holds 20. `zygote.py` is that process; this is the emulator's side of it.
"""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from infra.local.unpacking import Shared

HEADER = struct.Struct("!I")
"""A length, a process's number or a status, as `zygote.py` reads and writes it."""
LONGEST = 300
"""Seconds until a process that has not got ready is given up."""


def can_fork() -> bool:
    """Whether workers are forked. Apple's frameworks forbid it; ZYGOTE=no says no to it anywhere."""
    return os.environ.get("ZYGOTE") != "no" and sys.platform == "linux"


class Forked:
    """A forked worker; it looks to MiniStack like a `subprocess.Popen` with three pipes."""

    def __init__(self, zygote: "Zygote", arguments: list[str], *, cwd: str, env: dict[str, str]) -> None:
        ends = [os.pipe() for _ in range(3)]
        theirs = [ends[0][0], ends[1][1], ends[2][1]]
        asked = json.dumps({"script": arguments[1], "cwd": cwd, "env": env}).encode()
        try:
            self._status = zygote.connect(cwd)
            socket.send_fds(self._status, [HEADER.pack(len(asked))], theirs)
            self._status.sendall(asked)
            self.pid: int = HEADER.unpack(self._status.recv(HEADER.size, socket.MSG_WAITALL))[0]
        finally:
            for end in theirs:
                os.close(end)
        self.args = arguments
        self.returncode: int | None = None
        self.stdin = os.fdopen(ends[0][1], "w", buffering=1)
        self.stdout, self.stderr = (os.fdopen(end[0], "r", errors="replace") for end in ends[1:])

    def poll(self) -> int | None:
        """The exit status, if it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended: the zygote tells its status, or closes."""
        if self.returncode is None:
            self._status.settimeout(timeout)
            try:
                told = self._status.recv(HEADER.size)
            except (BlockingIOError, TimeoutError):
                raise subprocess.TimeoutExpired(self.args, timeout or 0) from None
            except OSError:  # closed by another thread that waited, too
                told = b""
            self._status.close()
            ended = os.waitstatus_to_exitcode(HEADER.unpack(told)[0]) if told else -signal.SIGKILL
            self.returncode = ended if self.returncode is None else self.returncode
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Only while it lives: its number may be another's after that."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Zygote:
    """Starts the warm process of an artefact when its first worker is wanted, and again if it has gone."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._code, self._number = "", 0

    @property
    def _address(self) -> str:
        return str(self._folder / f"zygote-{self._number}")

    def begin(self, code: str) -> None:
        """Start it for the code in a folder, unless it runs. One of other code ends, and its workers with it."""
        with self._lock:
            if self._process is not None and self._process.poll() is None and code == self._code:
                return
            if self._process is not None and self._process.stdin:
                self._process.stdin.close()
            self._number += 1
            command = [sys.executable, "-P", str(Path(__file__).with_name("zygote.py")), self._address, code]
            self._process, self._code = subprocess.Popen(command, stdin=subprocess.PIPE), code

    def connect(self, cwd: str) -> socket.socket:
        """A connection to a warm process that has the code of `cwd` in it."""
        self.begin(os.path.realpath(cwd))
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(self._address)
                return connection
            except (FileNotFoundError, ConnectionRefusedError):
                connection.close()
                if self._process is None or self._process.poll() is not None:
                    break
                time.sleep(0.01)
        raise RuntimeError("the process that workers are forked from ended at its start")

    def popen(self, arguments: list[str], **options: Any) -> Any:
        """In place of `subprocess.Popen`: Python workers are forked, the rest are started as ever."""
        if not Path(arguments[0]).name.startswith("python"):
            return subprocess.Popen(arguments, **options)
        return Forked(self, arguments, cwd=options["cwd"], env=options["env"])


def fork_workers(runtime: Any, folder: Path, artefact: str) -> None:
    """Let MiniStack's runtime fork its workers; get ready for the code of `artefact` before the first is wanted."""
    zygote = Zygote(folder)
    runtime.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": zygote.popen})
    if artefact:
        (code := folder / "ahead" / "code").mkdir(parents=True)
        with Shared(artefact) as archive:
            archive.extractall(code)
        zygote.begin(os.path.realpath(code))
