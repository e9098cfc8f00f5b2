"""How far a team has come: by its own judgement, by that of those whom it is for, and the two beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from takepart.domain.assurance.rules import StatementId
from takepart.domain.plain_reason import PlainWord


class Level(PlainWord):
    """How far a team has come, by its own judgement."""

    EMERGING = "emerging", "Emerging: we have begun"
    ESTABLISHED = "established", "Established: we do this most of the time"
    ADVANCED = "advanced", "Advanced: we always do this and keep improving"

    @property
    def for_people(self) -> str:
        """As those say it whom the service is for."""
        return {Level.EMERGING: "Not much yet", Level.ESTABLISHED: "Most of the time", Level.ADVANCED: "Always"}[self]


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelTally:
    """How many people gave each level of one statement, in fives."""

    counts: tuple[int, int, int] = (0, 0, 0)
    """In the order of the levels."""

    @property
    def answers(self) -> int:
        """How many gave a level, in fives."""
        return sum(self.counts)

    @property
    def middle(self) -> Level | None:
        """The level of the one in the middle when all stand in a row; of two in the middle, the lower."""
        so_far = 0
        for level, count in zip(Level, self.counts, strict=True):
            so_far += count
            if 2 * so_far >= self.answers and so_far:
                return level
        return None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What those who were invited say about a team, all together."""

    people: int
    """How many answered, in fives: 0 for fewer than five."""
    tallies: Mapping[StatementId, LevelTally] = field(default_factory=lambda: MappingProxyType({}))

    def tally(self, id: StatementId) -> LevelTally:
        """The levels of one statement."""
        return self.tallies.get(id, LevelTally())


class Difference(PlainWord):
    """How a team's own level stands beside the one that people give."""

    HIGHER = "higher", "You rate this higher than they do"
    SAME = "same", "You agree"
    LOWER = "lower", "They rate this higher than you do"


def difference(ours: Level | None, theirs: Level | None) -> Difference | None:
    """The two beside each other; None when one is missing."""
    if ours is None or theirs is None:
        return None
    order = list(Level)
    gap = order.index(ours) - order.index(theirs)
    return Difference.HIGHER if gap > 0 else Difference.LOWER if gap < 0 else Difference.SAME
