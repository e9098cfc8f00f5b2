"""How a value is stored: from its type, and from nothing that is written a second time.

A dataclass becomes a map of its own fields, so a new field is stored from the moment it exists. A field that has no
say is left out: an empty one whose default is empty too. So an item from before a field existed reads as its default.
A type that cannot be stored without loss is refused when its plan is made, long before there is data: see ``plan``.

=====================  ==============================================
``str``, ``int``       itself (an int comes back from the table as a Decimal)
``bool``               ``True`` or ``False``
enum                   its value
NewType                what it is made of
``date``, ``time``     ISO 8601
``datetime``           UTC, to the millisecond, as the journal spells it
``Decimal``            its digits, as a string
``bytes``              base64
``Money``              its pence
any other dataclass    a map of its fields
``tuple[X, ...]``      a list; ``tuple[X, Y]`` a list of two; ``frozenset`` a sorted list
``Mapping[K, V]``      a map when K is spelled as a string or an int; else a list of pairs
``X | None``           X, or left out
``X | Y``              a map with the class's name under ``is``
=====================  ==============================================
"""

from __future__ import annotations

import base64
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from takepart.domain.money import Money

_T = TypeVar("_T")
_EMPTY: tuple[Any, ...] = (None, "", 0, (), [], {}, frozenset())
TAG = "is"


class CannotStore(TypeError):
    """A type that would lose something. Raised for the type, not for a value."""


class NotAsStored(ValueError):
    """What is stored is not of the type. ``at`` says where."""

    def __init__(self, at: str, problem: str) -> None:
        super().__init__(f"{at}: {problem}")
        self.at, self.problem = at, problem


class Plan(NamedTuple):
    """How one type is stored and read."""

    to: Callable[[Any], Any]
    back: Callable[[Any], Any]


def _exactly(kind: type) -> Plan:
    def back(stored: Any) -> Any:
        if not isinstance(stored, kind):  # str() and bool() would make something of anything
            raise TypeError(type(stored).__name__)
        return stored

    return Plan(lambda value: value, back)


_PLAIN: dict[Any, Plan] = {
    str: _exactly(str),
    int: Plan(lambda value: value, int),
    bool: _exactly(bool),
    float: Plan(repr, float),
    Decimal: Plan(str, Decimal),
    bytes: Plan(lambda value: base64.b64encode(value).decode(), base64.b64decode),
    date: Plan(date.isoformat, date.fromisoformat),
    time: Plan(time.isoformat, time.fromisoformat),
    datetime: Plan(
        lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
    ),
    Money: Plan(lambda money: money.pence, lambda pence: Money(int(pence))),
}


def encode(value: Any, *, leave: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A dataclass as a map, without the fields in ``leave``, which the store keeps in columns of their own."""
    kind: Any = type(value)
    body: dict[str, Any] = _record(kind, leave).to(value)
    return body


def decode(kind: type[_T], body: Mapping[str, Any], **columns: Any) -> _T:
    """The dataclass that was stored, with the ``columns`` that were kept beside it: its ``journal`` as it is, its
    ``state`` as its value, which a type without states passes over. Raises NotAsStored."""
    of: Any = kind
    state = {"state": columns.pop("state")} if "state" in _hints(of) else {}
    columns.pop("state", None)
    made: _T = _record(of, frozenset(columns)).back({"": columns, **body, **state})
    return made


def check(kind: type, *, leave: frozenset[str] = frozenset()) -> None:
    """Make the whole plan now, so that a test finds what cannot be stored. Raises CannotStore."""
    _record(kind, leave)


@cache
def plan(kind: Any) -> Plan:
    """How a type is stored. Raises CannotStore."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if hasattr(kind, "__supertype__"):
        return plan(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Plan(lambda member: member.value, kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind, frozenset())
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union(kind, inner)
    if origin is tuple and inner and inner[-1] is Ellipsis:
        return _many(plan(inner[0]), tuple)
    if origin is tuple:
        return _row(tuple(plan(each) for each in inner))
    if origin is frozenset:
        each = plan(inner[0])
        return Plan(lambda found: sorted(map(each.to, found)), lambda stored: frozenset(map(each.back, stored)))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(inner[0], inner[1])
    raise CannotStore(f"{kind}: no way to store it without loss")


def _many(each: Plan, kind: Callable[[Any], Any]) -> Plan:
    to, back = each

    def read(stored: Any) -> Any:
        if not isinstance(stored, list | tuple):
            raise TypeError(type(stored).__name__)  # a map's names would pass for a list of words
        return kind(back(one) for one in stored)

    return Plan(lambda found: [to(one) for one in found], read)


def _row(each: tuple[Plan, ...]) -> Plan:
    return Plan(
        lambda found: [one.to(value) for one, value in zip(each, found, strict=True)],
        lambda stored: tuple(one.back(value) for one, value in zip(each, stored, strict=True)),
    )


def _mapping(key: Any, value: Any) -> Plan:
    name, (to, back) = plan(key), plan(value)
    while hasattr(key, "__supertype__"):
        key = key.__supertype__
    if isinstance(key, type) and issubclass(key, str | int | date):
        return Plan(
            lambda found: {str(name.to(one)): to(each) for one, each in found.items()},
            lambda stored: types.MappingProxyType({name.back(one): back(each) for one, each in stored.items()}),
        )
    return Plan(
        lambda found: [[name.to(one), to(each)] for one, each in found.items()],
        lambda stored: types.MappingProxyType({name.back(one): back(each) for one, each in stored}),
    )


def _union(kind: Any, inner: tuple[Any, ...]) -> Plan:
    some = [each for each in inner if each is not type(None)]
    if len(some) == 1:
        to, back = plan(some[0])
        return Plan(
            lambda value: None if value is None else to(value), lambda stored: None if stored is None else back(stored)
        )
    if all(each in (str, int) for each in some):
        return Plan(lambda value: value, lambda stored: stored if isinstance(stored, str) else int(stored))
    if not all(is_dataclass(each) for each in some):
        raise CannotStore(f"{kind}: only dataclasses can be told apart")
    plans = {each.__name__: plan(each) for each in some}
    return Plan(
        lambda value: None if value is None else {TAG: type(value).__name__, **plans[type(value).__name__].to(value)},
        lambda stored: None if stored is None else plans[stored[TAG]].back(stored),
    )


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _record(kind: Any, leave: frozenset[str]) -> Plan:
    hints = _hints(kind)
    own = [one for one in fields(kind) if one.init and one.name not in leave]
    steps = [(one.name, *plan(hints[one.name]), _unsaid(one, hints[one.name])) for one in own]

    def to(value: Any) -> dict[str, Any]:
        body = {}
        for name, put, _, unsaid in steps:
            now = getattr(value, name)
            if now != unsaid:  # nothing equals _ALWAYS
                body[name] = put(now)
        return body

    def back(stored: Mapping[str, Any]) -> Any:
        values = dict(stored.get("", ()))
        for name, _, get, unsaid in steps:
            if name in stored:
                try:
                    values[name] = get(stored[name])
                except NotAsStored as inner:
                    raise NotAsStored(f"{kind.__name__}.{name} > {inner.at}", inner.problem) from inner
                except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as problem:
                    raise NotAsStored(f"{kind.__name__}.{name}", type(problem).__name__) from problem
            elif unsaid is None:
                values[name] = None
        try:
            return kind(**values)
        except (TypeError, ValueError) as problem:  # a field without a default is not there, or two do not fit together
            raise NotAsStored(kind.__name__, type(problem).__name__) from problem

    return Plan(to, back)


_ALWAYS: Any = object()


def _unsaid(one: Field[Any], hint: Any) -> Any:
    """The value that is left out: the default, if that is empty; None where None may be; else there is no such."""
    default = one.default_factory() if one.default_factory is not MISSING else one.default
    if default is MISSING:
        return None if type(None) in get_args(hint) else _ALWAYS
    empty = default is False or any(type(default) is type(each) and default == each for each in _EMPTY)
    return default if empty or default == {} else _ALWAYS
