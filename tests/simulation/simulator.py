"""A deterministic simulator: several runs at once, over ports that fail in every way that AWS can.

One seed decides everything: which run goes on at each call to a port, and what goes wrong there: a crash before or
after the call, a store that does not answer, an answer that is lost after the write was kept, an index that does not
show something yet. The same seed gives the same history.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any, Final

from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable

_WRITES: Final = frozenset({"add", "save", "put", "save_with", "replace"})
_LISTS: Final = frozenset({"due_by", "in_stock", "unfinished"})


class Crash(BaseException):
    """The process is gone: nothing in the code under test may catch this."""


class Run:
    """One thing that runs, in a thread of its own that moves only when it is told to."""

    def __init__(self, name: str, work: Callable[[], object], back: threading.Lock) -> None:
        self.name, self.work = name, work
        self.done = self.failed = False
        self.error: Exception | None = None
        self._go, self._back = threading.Lock(), back
        self._go.acquire()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def advance(self) -> None:
        """Go on to the next call of a port, or to the end."""
        self._go.release()
        self._back.acquire()

    def pause(self) -> None:
        """Wait to be told to go on (called by the run itself)."""
        self._back.release()
        self._go.acquire()

    def _run(self) -> None:
        self._go.acquire()
        try:
            self.work()
        except (Crash, StoreUnavailable, ChangedMeanwhile):
            self.failed = True
        except Exception as error:
            self.error = error
        self.done = True
        self._back.release()


class Simulator:
    """Runs work until none is left; work that failed comes again, as a queue or a scheduler would see to."""

    def __init__(self, seed: int, *, faults: float, at_once: int = 3) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a seed to play the same history again, no secret
        self.rate, self.at_once = faults, at_once
        self.faults = self.calls = 0
        self._waiting: list[tuple[str, Callable[[], object]]] = []
        self._now: Run | None = None
        self._back = threading.Lock()
        self._back.acquire()

    def later(self, name: str, work: Callable[[], object], *, copies: int = 1) -> None:
        """Something to run at some time, perhaps more than once."""
        self._waiting.extend([(name, work)] * copies)

    def run(self) -> None:
        """Run everything, in an order and with interruptions that the seed decides."""
        if not self.rate:
            self._run_in_calm()
        active: list[Run] = []
        while self._waiting or active:
            while self._waiting and len(active) < self.at_once:
                name, work = self._waiting.pop(self.random.randrange(len(self._waiting)))
                active.append(Run(name, work, self._back))
            self._now = self.random.choice(active)
            self._now.advance()
            if self._now.done:
                active.remove(self._now)
                if self._now.error is not None:
                    raise self._now.error
                if self._now.failed:
                    self._waiting.append((self._now.name, self._now.work))

    def _run_in_calm(self) -> None:
        self._now = None
        self.random.shuffle(self._waiting)
        while self._waiting:
            self._waiting.pop()[1]()

    def around(self, port: Any) -> Any:
        """The port, seen through everything that can go wrong on the way to it."""
        return _Faulty(port, self)

    def call(self, name: str, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """One call of a port."""
        self.calls += 1
        if self._now is not None:
            self._now.pause()
        self._fault(Crash, 0.3)
        self._fault(StoreUnavailable, 0.3)
        result = function(*args, **named)
        if name in _WRITES:
            self._fault(StoreUnavailable, 0.5)
            self._fault(Crash, 0.5)
        if name in _LISTS and result and self.random.random() < self.rate:
            self.faults += 1
            result = list(result)
            result.pop(self.random.randrange(len(result)))
        return result

    def _fault(self, kind: type[BaseException], share: float) -> None:
        if self.random.random() < self.rate * share:
            self.faults += 1
            raise kind("made to fail")


class _Faulty:
    def __init__(self, port: Any, simulator: Simulator) -> None:
        self._port, self._simulator = port, simulator

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._port, name)

        def call(*args: Any, **named: Any) -> Any:
            return self._simulator.call(name, attribute, *args, **named)

        return call if callable(attribute) else attribute
