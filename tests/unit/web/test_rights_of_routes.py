"""Who may open each page and press each button, in a picture: a right that is dropped or added shows as a difference.

Delete ``rights_of_routes.txt`` and run this to have it made anew; what is different belongs into the commit.
"""

from __future__ import annotations

import importlib
import pkgutil
from enum import Enum
from pathlib import Path

import takepart.web
from takepart.web.route import Route, declared

PICTURE = Path(__file__).with_name("rights_of_routes.txt")


def _line(route: Route) -> str:
    rights = route.right if isinstance(route.right, tuple) else (route.right,)
    named = [f"{type(each).__name__}.{each.name}" for each in rights if isinstance(each, Enum)]
    return f"{route.part} {route.method} {route.path}: {' or '.join(named) or 'none named'}"


def test_who_may_do_what_is_as_it_was_decided() -> None:
    """Every declared route. Where none is named, its use case asks, or anybody may."""
    for module in pkgutil.walk_packages(takepart.web.__path__, "takepart.web."):
        importlib.import_module(module.name)
    now = "".join(f"{line}\n" for line in sorted(_line(route) for route in declared() if route.part != "shop"))
    if not PICTURE.exists():
        PICTURE.write_text(now, "utf-8")

    assert now.splitlines() == PICTURE.read_text("utf-8").splitlines()
