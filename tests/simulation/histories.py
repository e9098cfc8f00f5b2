"""Playing a history by its seed, and making one in which something broke as short as it goes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tests.simulation.expressions import NotUnderstood
from tests.simulation.story import begin, check, something
from tests.simulation.world import Broken, World, played

AT_ONCE = 3
RATES = (0.02, 0.06, 0.15, 0.25)
"""How often something goes wrong: seldom in some histories, so that much gets done, and often in others."""
MOST_TRIES = 60
"""For making a history shorter."""


@dataclass
class Found:
    """What came of a history."""

    seed: int
    steps: Sequence[int]
    faults: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    history: Sequence[str] = ()
    problem: str = ""
    world: World | None = None

    @property
    def told(self) -> str:
        """The history, for whoever looks into it."""
        lines = "\n".join(self.history)
        again = f"make simulate SEED={self.seed} STEPS={max(self.steps) + 1}"
        return f"{lines}\n{self.problem}\n{len(self.steps)} steps are enough; the whole: {again}"


def play(seed: int, steps: Sequence[int], *, rate: float | None = None) -> Found:
    """These steps of the history with this seed, and what must hold after them."""
    found = Found(seed, steps)
    with played(World(seed, rate=RATES[seed % len(RATES)] if rate is None else rate)) as world:
        found.world = world
        try:
            own = begin(world)
            for step in steps:
                chance = random.Random(f"{seed}:{step}")  # noqa: S311 - to play the same again, no secret
                world.now += timedelta(seconds=chance.choice((1, 20, 60, 600, 7_200)))
                works = [work for _ in range(chance.randint(1, AT_ONCE)) if (work := something(world, own, chance))]
                before = world.faults
                runs = world.at_once(works, chance)
                told = "; ".join(f"{run.name} → {'failed' if run.failed else run.result}" for run in runs)
                world.history.append(f"{step}: {told} ({world.faults - before} faults)")
            world.settle()
            world.in_calm([world.start_job("payment-run")])  # finishes what a run left half-way
            world.settle()
            check(world)
        except (Broken, NotUnderstood) as broken:
            found.problem = f"{type(broken).__name__}: {broken}"
        found.faults, found.by_kind, found.history = world.faults, world.by_kind, world.history
    return found


def search(seed: int, length: int) -> Found:
    """The history whole; the shortest that breaks the same, when something broke."""
    found = play(seed, range(length))
    return shortest(found) if found.problem else found


def shortest(found: Found) -> Found:
    """Leave out ever smaller parts as long as something breaks."""
    best, size, tries = found, max(1, len(found.steps) // 2), 0
    while size and tries < MOST_TRIES:
        start, smaller = 0, False
        while start < len(best.steps) and tries < MOST_TRIES:
            rest = [*best.steps[:start], *best.steps[start + size :]]
            tries += 1
            again = play(best.seed, rest) if rest else best
            if rest and again.problem:
                best, smaller = again, True
            else:
                start += size
        size = size if smaller and size == 1 else size // 2
    return best
