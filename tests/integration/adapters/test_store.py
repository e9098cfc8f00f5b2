"""Nothing that a type holds is lost, a stored name changes only where a diff shows it, and no aggregate is left out."""

from __future__ import annotations

import importlib
import json
import pkgutil
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

import takepart.adapters
import takepart.domain
from takepart.adapters import codec
from takepart.adapters.store import Shape, shapes
from takepart.adapters.stream_events import events_of
from takepart.domain.aggregate import Journalled
from takepart.domain.journal import Entry
from takepart.domain.money import Money
from takepart.use_cases.ports import EventKind

PICTURE = Path(__file__).with_name("stored_shapes.txt")


def modules(package: types.ModuleType) -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


ADAPTERS = list(modules(takepart.adapters))
"""Imported whole, so that every store there is has said its shape."""
KINDS: list[Any] = [
    kind
    for module in modules(takepart.domain)
    for kind in vars(module).values()
    if isinstance(kind, type)
    and is_dataclass(kind)
    and kind.__module__ == module.__name__
    and "journal" in {one.name for one in fields(kind)}
    and not kind.__subclasses__()
]


def made_up(hint: Any) -> Any:
    """A value of the type that is not empty, whatever the type: so that no field can be forgotten by hand."""
    if hasattr(hint, "__supertype__"):
        return made_up(hint.__supertype__)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[-1]
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return made_up(next(each for each in inner if each is not type(None)))
    if origin is tuple:
        return tuple(made_up(each) for each in inner if each is not Ellipsis)
    if origin is frozenset:
        return frozenset({made_up(inner[0])})
    if origin is not None and issubclass(origin, Mapping):
        return types.MappingProxyType({made_up(inner[0]): made_up(inner[1])})
    if is_dataclass(hint) and hint is not Money:
        hints = get_type_hints(hint)
        return hint(**{one.name: made_up(hints[one.name]) for one in fields(hint) if one.init})  # type: ignore[operator]
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    plain = {
        str: "x",
        int: 7,
        bool: True,
        date: noon.date(),
        datetime: noon,
        time: noon.time(),
        Decimal: Decimal("1.5"),
        bytes: b"x",
        float: 1.5,
        Money: Money(150),
    }
    return plain[hint]


def picture(kind: Any, seen: set[Any]) -> Iterator[str]:
    """The names and types of all that is stored of a type, and of the types in it."""
    if kind in seen or kind is Money:
        return
    seen.add(kind)
    hints = get_type_hints(kind)
    stored = [one.name for one in fields(kind) if one.init]
    yield from (f"{kind.__name__}.{name}: {spelled(hints[name])}" for name in sorted(stored))
    for name in stored:
        for inner in parts(hints[name]):
            if is_dataclass(inner):
                yield from picture(inner, seen)


def parts(hint: Any) -> Iterator[Any]:
    yield hint
    for inner in get_args(hint):
        yield from parts(inner)


def spelled(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"{hint.__name__}({', '.join(str(each.value) for each in hint)})"
    return str(hint).replace("takepart.domain.", "") if get_args(hint) else getattr(hint, "__name__", str(hint))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_aggregate_can_be_stored_without_loss(kind: Any) -> None:
    """Also those that are not of the kernel yet: each type has a plan, or its module and name fail here."""
    codec.check(kind)


@pytest.mark.parametrize("shape", list(shapes()), ids=lambda shape: shape.kind.__name__)
def test_every_field_is_stored(shape: Shape[Any]) -> None:
    """Each field filled, through JSON and back: a field that would not be kept fails here."""
    full = made_up(shape.kind)
    stored = shape.stored(full)
    body = json.loads(json.dumps(dict(stored.body)))
    kept_beside = {name: getattr(full, name) for name in shape.beside}
    assert codec.decode(shape.kind, body, journal=stored.journal, state=stored.state, **kept_beside) == full
    assert (stored.pk, stored.sk) == shape.key(full.identity)


def test_no_aggregate_is_left_out() -> None:
    """Every kind with a journal is of the kernel and has a shape: no table writes one field by field."""
    assert {kind for kind in KINDS if not issubclass(kind, Journalled)} == set()
    assert set(KINDS) == {shape.kind for shape in shapes()}


def test_what_is_stored_is_as_pictured() -> None:
    """A name or type that changes is a migration: it must be seen."""
    seen: set[Any] = {Entry}
    kinds = sorted((shape.kind for shape in shapes()), key=lambda kind: kind.__name__)
    now = "\n".join(line for kind in kinds for line in picture(kind, seen)) + "\n"
    if not PICTURE.exists():
        PICTURE.write_text(now, encoding="utf-8")
    assert now == PICTURE.read_text(encoding="utf-8"), f"stored names changed: if you mean it, delete {PICTURE.name}"


@dataclass(frozen=True)
class _Loses:
    anything: object


def test_a_type_that_would_lose_something_is_refused_before_there_is_data() -> None:
    with pytest.raises(codec.CannotStore, match="object"):
        codec.check(_Loses)


@pytest.mark.parametrize("shape", list(shapes()), ids=lambda shape: shape.kind.__name__)
def test_damage_is_named_by_its_field(shape: Shape[Any]) -> None:
    """The class and the field, and never what the item holds."""
    stored = shape.stored(made_up(shape.kind))
    for name in stored.body:
        with pytest.raises(codec.NotAsStored) as caught:
            codec.decode(shape.kind, {**stored.body, name: {"secret": object()}}, journal=(), state=stored.state)
        assert str(caught.value).startswith(f"{shape.kind.__name__}.{name}") and "secret" not in str(caught.value)


HEARD_BY_NOBODY = {
    "Looks",
    "Edition",
    "Member",
    "TeamRecord",
    "Voucher",
    "DayCash",
    "TeamMap",
    "AuditInvitation",
    "Recommendations",
    "Review",
    "Run",
}
"""Kinds whose steps cause nothing elsewhere."""


@pytest.mark.parametrize("shape", list(shapes()), ids=lambda shape: shape.kind.__name__)
def test_every_step_is_an_event_that_names_its_aggregate(shape: Shape[Any]) -> None:
    """By the name with which refusals and letters call it, so that whoever hears of it can read it."""
    thing = made_up(shape.kind)
    pk, sk = shape.key(thing.identity)
    entry = {"M": {"seq": {"N": "1"}, "action": {"S": "x"}}}

    events = events_of(pk, [entry], sk=sk)

    assert [event.about for event in events] == ([] if shape.kind.__name__ in HEARD_BY_NOBODY else [about(thing)])


def about(thing: Any) -> str:
    """What an event calls it: money by its pence, all else as it is called."""
    (part, *_) = thing.identity
    return str(part.pence) if isinstance(part, Money) else str(thing.called)


def test_every_kind_of_event_comes_from_a_journal_or_from_whoever_asks() -> None:
    """A kind that nothing causes would be listened to in vain."""
    entry = {"M": {"seq": {"N": "1"}, "action": {"S": "x"}}}
    keys = [shape.key(made_up(shape.kind).identity) for shape in shapes()]
    from_journals = {event.kind for pk, sk in keys for event in events_of(pk, [entry], sk=sk)}

    assert from_journals | {EventKind.PERSON_LINK, EventKind.PROMISES, EventKind.SIGN_IN} == set(EventKind)
