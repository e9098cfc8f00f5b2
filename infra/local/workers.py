"""How MiniStack 1.5.33 runs functions, made fit for a machine that is busy with something else.

On AWS each function has a processor of its own; here all share one, and every limit is in wall clock. Eighteen workers
that start at once run into their limits, are killed and started again, for as long as the machine is busy.
Each change replaces one name in MiniStack's modules, and `fit` refuses a version in which a name is not there.
"""

import threading
import time
from contextlib import nullcontext
from typing import Any

COLD_STARTS = 1
"""Starts at once of consumers of queues and streams: nobody looks at them. A page does not wait for a turn."""
UNSEEN = ("ministack-esm", "_poll_loop")
"""What the emulator's threads that feed consumers have in their names."""
PATIENCE = 10
"""A function may take so many times its time limit."""
CONSUMERS = 1
"""Batches of one queue that are worked on at once, whatever the template allows."""
PAUSE = 5.0
"""Seconds until a batch that failed is tried again."""
IDLE = 300.0
"""Seconds after which a worker that nobody needed ends, the last one of a function too."""
RUNTIME_NAMES = ("Worker", "_workers", "_lock", "kill_workers")
SERVICE_NAMES = ("reap_idle_workers", "_sqs_esm_concurrency", "_ESM_BACKOFF_SECONDS")


def missing(module: Any, names: tuple[str, ...]) -> list[str]:
    """Which of the names that we replace or use a module does not have."""
    return [name for name in names if not hasattr(module, name)]


def fit(runtime: Any, service: Any) -> None:
    """Change MiniStack's modules `core.lambda_runtime` and `services.lambda_svc`."""
    for module, names in ((runtime, RUNTIME_NAMES), (service, SERVICE_NAMES)):
        if absent := missing(module, names):
            raise SystemExit(f"takepart: this MiniStack has no {', '.join(absent)} in {module.__name__}")
    turns, spawn, begin = threading.BoundedSemaphore(COLD_STARTS), runtime.Worker._spawn, runtime.Worker.__init__

    def patient(worker: Any, name: str, config: dict[str, Any], code: bytes) -> None:
        begin(worker, name, {**config, "Timeout": PATIENCE * config.get("Timeout", 3)}, code)

    def in_turn(worker: Any) -> None:
        unseen = any(name in threading.current_thread().name for name in UNSEEN)
        with turns if unseen else nullcontext():
            spawn(worker)

    def reap(ttl: float = IDLE) -> int:
        with runtime._lock:
            every = [worker for workers in runtime._workers.values() for worker in workers]
            idle = [worker for worker in every if not worker.in_use and time.time() - worker.last_used > ttl]
            for key, workers in list(runtime._workers.items()):
                runtime._workers[key] = [worker for worker in workers if worker not in idle]
        runtime.kill_workers(idle)
        return len(idle)

    runtime.Worker.__init__, runtime.Worker._spawn = patient, in_turn
    service.reap_idle_workers = reap
    service._sqs_esm_concurrency = lambda *_, **__: CONSUMERS
    service._ESM_BACKOFF_SECONDS = PAUSE
