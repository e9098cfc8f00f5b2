"""Two copies started at the same moment share one checkout: builds take turns."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from infra.places import BUILD


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Hold the lock named `what` of this checkout; it is let go when the process ends, however it ends."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f"{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
