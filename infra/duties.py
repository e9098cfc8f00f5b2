"""Print who may do what together in one claim, from the table that every path asks: ``make duties``."""

from collections.abc import Iterator

import infra.functions_path  # noqa: F401  # finds the service's own package
from takepart.domain.claims.duties import DIFFERENT, ClaimDuty

DIFFER, MAY_BE_ONE = "differ", "may be one"
_WIDTH = max(map(len, (MAY_BE_ONE, *ClaimDuty))) + 2


def matrix() -> Iterator[str]:
    """A row for each duty, a column for each: whether two people take both. A duty beside itself is taken twice."""
    yield _row("", *ClaimDuty)
    for one in ClaimDuty:
        yield _row(one, *(DIFFER if frozenset({one, other}) in DIFFERENT else _else(one, other) for other in ClaimDuty))


def _else(one: ClaimDuty, other: ClaimDuty) -> str:
    return "-" if one is other else MAY_BE_ONE


def _row(*cells: str) -> str:
    return "".join(f"{cell:<{_WIDTH}}" for cell in cells).rstrip()


if __name__ == "__main__":
    print("\n".join(matrix()))
