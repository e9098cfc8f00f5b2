"""A list that is read whole, shown page by page. Its pages are counted from one: ``next`` in the address says which.

A list that is too long to be read whole has marks instead: see ``takepart.adapters.page_marks``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from takepart.use_cases.ports import NoSuchPage
from takepart.web.requests import Request

Thing = TypeVar("Thing")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True, kw_only=True)
class Part(Generic[Thing]):
    """One page of a list, and the addresses of the pages beside it; "" where there is none."""

    things: Sequence[Thing]
    number: int
    of: int
    """How many pages there are, one at least."""
    before: str
    after: str


def part_of(
    things: Sequence[Thing], request: Request, *, size: int, first: int = 0, named: str = "next"
) -> Part[Thing]:
    """The page that the address asks for, of at most ``size`` things; ``named`` tells several lists of a page apart.

    When it asks for none, the page that holds the thing at the place ``first``. Raises NoSuchPage for what is no number
    of a page of this list.
    """
    of = max(1, -(-len(things) // size))
    asked = request.query.get(named, "")
    if asked and (not _NUMBER.fullmatch(asked) or int(asked) > of):
        raise NoSuchPage
    number = int(asked) if asked else min(first // size + 1, of)

    def address(page: int) -> str:
        others = [(name, text) for name in request.query for text in request.query.getlist(name) if name != named]
        return f"{request.path}?{urlencode([*others, (named, str(page))])}" if 1 <= page <= of else ""

    shown = things[(number - 1) * size : number * size]
    return Part(things=shown, number=number, of=of, before=address(number - 1), after=address(number + 1))
