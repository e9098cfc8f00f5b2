"""What the map of taking part is drawn on: levels from asked once to done together, and where in the work it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """One level, or one place in the work, with what it means."""

    id: str
    name: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MapRules:
    """The two sides of the map (community-care: from daily decisions to strategic ones)."""

    levels: tuple[Rung, ...]
    """From the least to the most."""
    spheres: tuple[Rung, ...]
    """From one person's own care to the plans for everyone."""
