"""`make simulate`: the whole service in memory, with everything going wrong, for as many steps as you like.

SEED=… plays one history again; without it, a new one each time. STEPS=… is how long it is. A history in which
something does not hold is made as short as it goes, and printed step by step.
"""

import argparse
import random
import sys
import time

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from tests.simulation.histories import search

STEPS_OF_ONE = 150
"""A history gets slower as it gets longer: many short ones try more."""


def main() -> int:
    """Play, and end with 1 when something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, help="of the one history to play; a new one each time")
    parser.add_argument("--steps", type=int, default=0, help="of that history, or of all of them together")
    parser.add_argument("--faults", type=int, default=1_000_000, help="new histories until there were so many")
    chosen = parser.parse_args()
    began, total, histories, steps = time.monotonic(), 0, 0, 0
    kinds: dict[str, int] = {}
    while True:
        seed = chosen.seed if chosen.seed is not None else random.SystemRandom().getrandbits(32)
        length = (chosen.steps or STEPS_OF_ONE) if chosen.seed is not None else STEPS_OF_ONE
        found = search(seed, length)
        total, histories, steps = total + found.faults, histories + 1, steps + length
        for kind, count in found.by_kind.items():
            kinds[kind] = kinds.get(kind, 0) + count
        if found.problem:
            print(found.told)
            return 1
        enough = total >= chosen.faults or (chosen.steps and steps >= chosen.steps)
        if chosen.seed is not None or enough:
            break
        if histories % 20 == 0:
            print(f"{total:,} faults in {histories} histories, {time.monotonic() - began:.0f} s", flush=True)
    print(
        f"{total:,} faults in {histories} histories of {steps:,} steps, {time.monotonic() - began:.0f} s; nothing broke"
    )
    print(", ".join(f"{kind}: {count:,}" for kind, count in sorted(kinds.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
