"""What one edition of the rules changes of another, in words; and what no edition may change: days that are over.

Both go through the fields of the types that a policy file is read into, so that a key that is added later is told too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from takepart.domain.money import Money
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy import Policy
from takepart.domain.policy_keys import MADE, Key
from takepart.domain.pricing import plain_number
from takepart.domain.words import day_of_year, listed, short_day

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance, TeamKind

_NOTHING: Final = "nothing"
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ELSEWHERE: Final = frozenset({"staff", "keepers", "teams", "version", "commitments", "statements", "equality"})
"""What is kept as records of their own, or told in a part of its own."""
_PARTS: Final[Mapping[str, str]] = {
    "activity_types": "What we pay",
    "mileage": "What we pay",
    "wording": "Notices",
    "commitments": "Promises",
    "statements": "Audit statements",
    "equality": "Equality questions",
}
_BUILT_IN: Final = ("voice", "equality")
"""Parts of the service that are put together, or left out, when it is deployed."""
_LABELS: Final[Mapping[str, str]] = {"id": "short name", "activity_types": "activity", "rates": "rate"}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that another edition says of it."""

    part: str
    """Under which heading it is told."""
    what: str
    before: str
    """Empty for what is new."""
    after: str
    """Empty for what is gone."""
    teams: tuple[str, ...] = ()
    """The teams that it is about, by name; none when it is about no team more than another."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All that one policy file says: what is paid and how people are heard, and what is promised."""

    policy: Policy
    promises: Assurance


def differences(before: Rules, after: Rules) -> tuple[Difference, ...]:
    """Every difference, in the order of the file, each part's together."""
    found = [*_policy(before.policy, after.policy), *_promises(before.promises, after.promises)]
    parts = dict.fromkeys(each.part for each in found)
    return tuple(each for part in parts for each in found if each.part == part)


def rewritten(before: Rules, after: Rules, since: date) -> Iterator[str]:
    """Each thing that the day before ``since``, or one before that, would be told otherwise by the later edition.

    Records name an activity, a charity and who sells vouchers for good, and what was paid or owed on a day stays what
    it was.
    """
    of, to = before.policy, after.policy
    paid = {each.id: each for each in to.activity_types}
    for each in of.activity_types:
        if each.id not in paid:
            yield f"{each.name}: records name it, so it has to stay. End its last rate instead."
        else:
            yield from _past(each.name, each.rates, paid[each.id].rates, since)
    yield from _past("Mileage", of.mileage.rates, to.mileage.rates, since)
    gone = {each.id for each in of.charities} - {each.id for each in to.charities}
    yield from (f"{each.name}: records name it, so it has to stay." for each in of.charities if each.id in gone)
    if of.vouchers.provider != to.vouchers.provider:
        yield f"{of.vouchers.provider}: vouchers carry it, so it has to stay."
    for id in dict.fromkeys(each.id for each in before.promises.commitments):
        was, will = before.promises.versions(id), after.promises.versions(id)
        yield from _past(was[0].name, was, will, since)
    for key in _BUILT_IN:
        if (getattr(of, key) is None) != (getattr(to, key) is None):
            yield f"[{key}] comes or goes with a new deployment only. Leave it as it is."


def _past(name: str, was: Sequence[Any], will: Sequence[Any], since: date) -> Iterator[str]:
    """One sentence where some day before ``since`` has another rate or promise than it had."""
    both = (*was, *will)
    turns = {each.starts for each in both} | {each.ends + timedelta(days=1) for each in both if each.ends}
    for day in sorted(each for each in turns if each < since):
        if _on(day, was) != _on(day, will):
            what = f"what held on {short_day(day)} would change"
            yield f"{name}: {what}. Leave that as it is, and start a new one on {short_day(since)}."
            return


def _on(day: date, spans: Sequence[Any]) -> Any:
    """What holds on a day, without its last day: that may still be set."""
    found = next((each for each in spans if each.starts <= day and (each.ends is None or day <= each.ends)), None)
    return replace(found, ends=None) if found is not None else None


def _policy(before: Policy, after: Policy) -> Iterator[Difference]:
    if before.version != after.version:
        yield Difference(part="The edition", what="Version", before=before.version, after=after.version)
    for each in _asked(Policy):
        if each.name not in _ELSEWHERE:
            part = _PARTS.get(each.name, _label(each.name))
            of, to = getattr(before, each.name), getattr(after, each.name)
            yield from _told(part, "", each, of, to)
    if before.equality is not None and after.equality is not None:
        yield from _things(_PARTS["equality"], "", before.equality, after.equality)


def _promises(before: Assurance, after: Assurance) -> Iterator[Difference]:
    for each in _asked(type(before)):
        if each.name not in _ELSEWHERE:
            yield from _told("Promises", "", each, getattr(before, each.name), getattr(after, each.name))
    for name, whose in (("commitments", "owners"), ("statements", "asks")):
        for of, to in _paired(getattr(before, name), getattr(after, name)):
            kinds = {kind for one in (of, to) if one is not None for kind in getattr(one, whose)}
            teams = _teams(kinds, after)
            yield from (replace(each, teams=teams) for each in _pair(_PARTS[name], "", of, to))


def _teams(kinds: Iterable[TeamKind], rules: Assurance) -> tuple[str, ...]:
    kinds = frozenset(kinds)
    return tuple(each.name for each in rules.owners if each.kind in kinds)


def _asked(kind: Any) -> Iterator[Field[Any]]:
    """The fields that a key of the file gives."""
    return (each for each in fields(kind) if MADE not in getattr(each.type, "__metadata__", ()))


def _told(part: str, at: str, field: Field[Any], before: Any, after: Any) -> Iterator[Difference]:
    """What one field says otherwise."""
    if before == after:
        return
    what = _label(field.name)
    if _is_thing(before) and _is_thing(after):
        yield from _things(part, _joined(at, "" if not at else what), before, after)
    elif _are_things(before) or _are_things(after):
        for of, to in _paired(before or (), after or ()):
            yield from _pair(part, at, of, to)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                inner = _joined(at, what, _words(key))
                yield Difference(part=part, what=inner, before=_words(before.get(key)), after=_words(after.get(key)))
    else:
        of, to = _said(field, before), _said(field, after)
        yield Difference(part=part, what=_joined(at, what), before=of, after=to)


def _things(part: str, at: str, before: Any, after: Any) -> Iterator[Difference]:
    if type(before) is not type(after):
        yield Difference(part=part, what=at or "All of it", before=_words(before), after=_words(after))
        return
    for each in _asked(type(before)):
        yield from _told(part, at, each, getattr(before, each.name), getattr(after, each.name))


def _pair(part: str, at: str, before: Any, after: Any) -> Iterator[Difference]:
    """One of a list: what it says otherwise, or that it is new or gone."""
    name = _joined(at, _name(before if before is not None else after))
    if before is not None and after is not None:
        yield from _things(part, name, before, after)
    else:
        before, after = (_words(each) if each is not None else "" for each in (before, after))
        yield Difference(part=part, what=name, before=before, after=after)


def _paired(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """What is in either list beside the same thing in the other, in the order of the later one."""
    of, to = _keyed(before), _keyed(after)
    for key in dict.fromkeys((*of, *to)):
        if of.get(key) != to.get(key):
            yield of.get(key), to.get(key)


def _keyed(things: Sequence[Any]) -> dict[tuple[Any, ...], Any]:
    """Each under what tells it from the others: its id and its first day; or else its name, or its place."""
    found: dict[tuple[Any, ...], Any] = {}
    for number, each in enumerate(things):
        key = tuple(getattr(each, name) for name in ("id", "starts") if hasattr(each, name))
        key = key or tuple(getattr(each, name) for name in ("name",) if hasattr(each, name)) or (number,)
        found[key if key not in found else (*key, number)] = each
    return found


def _name(thing: Any) -> str:
    """What people call one of a list."""
    name = next((str(getattr(thing, each)) for each in ("name", "words", "id") if hasattr(thing, each)), "")
    first = f"from {short_day(thing.starts)}" if hasattr(thing, "starts") else ""
    return ", ".join(filter(None, (name, first))) or _label(type(thing).__name__)


def _words(value: Any, unit: str = "") -> str:
    """A value as people write it."""
    if value is None or value == "" or (isinstance(value, tuple | frozenset | Mapping) and not value):
        return _NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, PlainWord):
        return value.plain
    if isinstance(value, StrEnum):
        return value.value.replace("-", " ")
    if isinstance(value, Money):
        return str(value)
    if is_dataclass(value):
        said = ((_label(each.name), _said(each, getattr(value, each.name))) for each in _asked(type(value)))
        return "; ".join(f"{label[:1].lower()}{label[1:]} {words}" for label, words in said if words != _NOTHING)
    if isinstance(value, Mapping):
        return listed([f"{_words(key)} {_words(each)}" for key, each in value.items()])
    if isinstance(value, frozenset):
        named = [_WEEKDAYS[each] for each in sorted(value)] if all(isinstance(each, int) for each in value) else []
        return listed(named or sorted(map(_words, value)))
    if isinstance(value, tuple):
        return listed([_words(each) for each in value]) + (f" {unit}" if unit else "")
    return f"{value} {unit}" if unit else str(value)


def _is_thing(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, Money | type)


def _are_things(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and all(map(_is_thing, value))


def _said(field: Field[Any], value: Any) -> str:
    """What a field says, with its unit."""
    says = next((each for each in getattr(field.type, "__metadata__", ()) if isinstance(each, Key)), Key())
    if says.kind == "month_and_day" and value:
        return day_of_year(value)
    if says.kind == "pence_a_mile" and value is not None:
        return f"{plain_number(value)}p"
    return _words(value, says.unit)


def _label(name: str) -> str:
    words = _LABELS.get(name) or name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _joined(*parts: str) -> str:
    return ": ".join(filter(None, parts))
