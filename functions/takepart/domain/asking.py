"""How people are asked for a field of a dataclass: the words beside its box, its limits, and what it is called later.

A field with an ``Ask`` in its type has its box on every form that is bound to the dataclass (``web/forms/asked.py``).
What somebody is shown of themselves, what a worker is shown, and what they can take away follow from it as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

from takepart.domain.words import short_day


class As(Enum):
    """What kind of words a box takes, where the field's type is ``str`` and does not tell."""

    FEW = "a few words on one line"
    LONG = "sentences, on several lines"
    NAME = "somebody's name"
    EMAIL = "an email address"
    PHONE = "a telephone number"
    ONE_OF = "one of the answers that the form offers"


class Ask(NamedTuple):
    """The box of one field. Without ``missing``, which is what to say when it is empty, it may stay empty.

    ``least`` and ``most`` bound a number, and ``most`` the letters of words. ``among`` is what a field that holds
    several answers offers. ``what`` is what a problem calls the answer.
    """

    label: str
    kind: As = As.FEW
    least: int = 0
    most: int = 200
    missing: str = ""
    hint: str = ""
    what: str = "This"
    autocomplete: str = ""
    among: Any = None
    told: str = ""
    """What the answer is called where people see what we keep of them."""
    staff: str = ""
    """What it is called where a worker sees it; without, a worker does not."""
    once: bool = False
    """Whether it is asked once: a form that changes the rest has no box for it."""
    apart: bool = False
    """Whether its box stands apart from the others: a template names it."""


class Asked(NamedTuple):
    """One field that people are asked for: its type, without None, and what it is when nothing is said."""

    of: Any
    ask: Ask
    empty: Any


@cache
def asked(kind: Any) -> Mapping[str, Asked]:
    """The fields of a dataclass that people are asked for, in their order."""
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for each in fields(kind):
        says = getattr(hints[each.name], "__metadata__", ())
        if says and isinstance(says[0], Ask):
            found[each.name] = Asked(_some(hints[each.name].__origin__), says[0], each.default)
    return MappingProxyType(found)


def _some(of: Any) -> Any:
    """The type itself, of one that may be None as well; of a NewType what it is made of."""
    if get_origin(of) in (Union, UnionType):
        of = next(each for each in get_args(of) if each is not NoneType)
    return getattr(of, "__supertype__", of)


_YES: Final = "Yes"


def in_words(thing: Any, *, staff: bool = False) -> list[tuple[str, str]]:
    """What somebody told us, as people read it: what each answer is called, and the answer. Empty ones are left out."""
    told = ((ask.staff if staff else ask.told, _words(getattr(thing, name), ask)) for name, ask in _asks(thing))
    return [(called, words) for called, words in told if called and words]


def _words(value: Any, ask: Ask) -> str:
    if isinstance(value, bool):
        return _YES if value else ""
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, tuple):
        return ", ".join(ask.among(each).plain if ask.among else str(each) for each in value)
    return str(getattr(value, "plain", value) or "")


def as_data(thing: Any) -> dict[str, Any]:
    """The same as data, for who takes it away: every answer, also the empty ones."""
    return {name: _data(getattr(thing, name)) for name, _ in _asks(thing)}


def _asks(thing: Any) -> list[tuple[str, Ask]]:
    return [(name, each.ask) for name, each in asked(thing.__class__).items()]


def _data(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else "" if value is None else value
