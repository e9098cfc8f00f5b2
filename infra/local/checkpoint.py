"""Save the emulator's state soon after each write, so that `kill -9` between two steps loses nothing.

MiniStack 1.5.33 saves on a clean stop only. A fork is a consistent picture of its memory that stalls nobody: the child
writes the files (each replaced in one move) while the parent goes on. Measured: see tests/e2e/test_local_durability.py.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

QUIET = 0.15
"""Seconds after a write until it is saved without anybody asking, further writes included."""
LONGEST = 10
"""Seconds after which a snapshot has hung (a lock held by another thread at the fork) and is taken again."""


class Checkpoints:
    """Snapshots of the state, taken one at a time and shared by all who wait for one."""

    def __init__(self, save: Callable[[], None], *, wanted: bool = True) -> None:
        self._save = save
        self._wanted = wanted  # a copy that nobody will start again needs none
        self._written = 0  # writes seen so far
        self._saved = 0  # of these, how many the last finished snapshot holds
        self._turn: asyncio.Lock | None = None
        self._background: asyncio.Task[None] | None = None

    def note_write(self) -> None:
        """Something has changed; it is saved within about 0.3 s."""
        if not self._wanted:
            return
        self._written += 1
        if self._background is None or self._background.done():
            self._background = asyncio.get_running_loop().create_task(self._save_soon())

    async def _save_soon(self) -> None:
        while self._saved < self._written:
            await asyncio.sleep(QUIET)
            await self.saved()

    async def saved(self) -> None:
        """Return once everything written before this call is on disk."""
        wanted = self._written
        self._turn = self._turn or asyncio.Lock()
        async with self._turn:
            while self._saved < wanted:
                seen = self._written
                if await asyncio.to_thread(finished, self._fork()):
                    self._saved = seen

    def _fork(self) -> int:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(LONGEST)
            try:
                self._save()
                os._exit(0)
            finally:
                os._exit(1)
        return child


def finished(child: int) -> bool:
    """Wait for a snapshot's process; whether it wrote everything."""
    _, status = os.waitpid(child, 0)
    if status:
        sys.stderr.write(f"takepart: a snapshot failed (status {status}) and is taken again\n")
    return status == 0


def forget_stream_positions(state: Path) -> None:
    """Prepare saved state for a start: positions in DynamoDB streams are saved, the records they point into are not.

    A consumer would wait for ever for a record number that never comes.
    """
    file = state / "lambda.json"
    with suppress(FileNotFoundError):
        saved = json.loads(file.read_text())
        saved["payload"]["dynamodb_stream_positions"] = {}
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(saved))
        unfinished.replace(file)
