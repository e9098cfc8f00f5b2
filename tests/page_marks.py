"""Page marks of the fakes: how many came before. Like the tables' own, any other is no page of the list."""

from __future__ import annotations

from takepart.use_cases.ports import NoSuchPage


def place_of(start: str | None) -> int:
    """Where a page starts. Raises NoSuchPage."""
    if start is not None and not (start.isascii() and start.isdigit()):
        raise NoSuchPage
    return int(start or 0)
