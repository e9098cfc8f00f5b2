"""Every declared route, for the tests that hold the routes against something else."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from collections.abc import Callable

import takepart
from takepart.web.route import Route, declared


@functools.cache
def routes() -> tuple[Route, ...]:
    """Of every module that there is: a new page is among them without a word."""
    for module in pkgutil.walk_packages(takepart.__path__, "takepart."):
        importlib.import_module(module.name)
    return tuple(route for route in declared() if _module(route.does).startswith("takepart."))


def _module(does: Callable[..., object]) -> str:
    return does.func.__module__ if isinstance(does, functools.partial) else does.__module__


def pages() -> list[Route]:
    """What can be looked at."""
    return [route for route in routes() if route.method == "GET"]


def function_of(route: Route) -> str:
    """The function that serves it, by its module."""
    return route.part.replace("-", "_")


def name_of(route: Route) -> str:
    """What a failing test calls it."""
    return f"{route.method} {route.path}"


def filled(route: Route, value: str = "K7M4-9QXR") -> str:
    """Its path, with a value for each part that an address fills in."""
    return re.sub(r"<\w+>", value, route.path)
