"""What a function holds of its policy for as long as it runs, and goes on with when the policy becomes another."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def own(thing: T) -> T:
    """A copy of a dataclass whose parts are nobody else's, so that ``become`` changes it alone."""
    if not _has_parts(thing):
        return thing
    made = object.__new__(type(thing))  # each start does it: to copy, and then fill, takes several times as long
    vars(made).update({name: own(value) for name, value in vars(thing).items()})
    return made


def become(live: Any, now: Any) -> None:
    """Make one thing what another of its kind is, and each part of it too: who holds a part goes on with it."""
    held = dict(vars(live))
    vars(live).clear()
    for name, value in vars(now).items():
        part = held.get(name)
        if _has_parts(value) and type(part) is type(value) and part is not value:
            become(part, value)
        else:
            part = own(value)
        vars(live)[name] = part


def _has_parts(thing: object) -> bool:
    return hasattr(type(thing), "__dataclass_fields__") and hasattr(thing, "__dict__")
