"""What the map of taking part is drawn on: levels from asked once to done together, and where in the work it is."""

from dataclasses import dataclass
from typing import Annotated

from takepart.domain.policy_keys import Key, Slug


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """One level, or one place in the work, with what it means."""

    id: Slug
    name: Annotated[str, Key(most=40)]
    words: Annotated[str, Key(most=160)]
    """What it means."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MapRules:
    """The two sides of the map (community-care: from daily decisions to strategic ones)."""

    levels: Annotated[tuple[Rung, ...], Key(least=2)]
    """From the least to the most."""
    spheres: tuple[Rung, ...]
    """From one person's own care to the plans for everyone."""
