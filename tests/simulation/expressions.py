"""DynamoDB's expressions, as far as the service writes any: conditions, updates, and what a key must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

Item = dict[str, Any]
Given = tuple[Mapping[str, str], Mapping[str, Any]]
"""Names and values that an expression's placeholders stand for."""
Holds = Callable[[Item, Given], bool]
_WORD: Final = re.compile(r"\s*(<>|<=|>=|[=<>(),+-]|:\w+|[#\w][\w#.\[\]]*)")


class NotUnderstood(Exception):
    """An expression that is not among those that the service writes: it belongs in here."""


@cache
def _words(text: str) -> tuple[str, ...]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _WORD.match(text, at)
        if match is None:
            raise NotUnderstood(text)
        found.append(match[1])
        at = match.end()
    return tuple(found)


def plain(value: Any) -> Any:
    """A value with its type, as Python compares it."""
    ((kind, inner),) = value.items()
    return Decimal(inner) if kind == "N" else inner


def _path(path: str, names: Mapping[str, str]) -> list[str]:
    return [names.get(part, part) for part in path.split(".")]


def found_at(item: Item, path: str, names: Mapping[str, str]) -> Any:
    """What lies at a path; None for nothing."""
    value: Any = {"M": item}
    for part in _path(path, names):
        value = value.get("M", {}).get(part) if value else None
    return value


class _Reader:
    """Reads one condition, by its grammar: or, and, not, and what stands between them."""

    def __init__(self, text: str) -> None:
        self.text, self.words, self.at = text, _words(text), 0

    def look(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self, wanted: str = "") -> str:
        word = self.look()
        if not word or (wanted and word.upper() != wanted):
            raise NotUnderstood(f"{wanted or 'a word'} at {self.at} of {self.text}")
        self.at += 1
        return word

    def either(self) -> Holds:
        parts = [self.both()]
        while self.look().upper() == "OR":
            self.take()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda item, given: any(part(item, given) for part in parts)

    def both(self) -> Holds:
        parts = [self.one()]
        while self.look().upper() == "AND":
            self.take()
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else lambda item, given: all(part(item, given) for part in parts)

    def one(self) -> Holds:
        if self.look().upper() == "NOT":
            self.take()
            inner = self.one()
            return lambda item, given: not inner(item, given)
        if self.look() == "(":
            self.take()
            inner = self.either()
            self.take(")")
            return inner
        word = self.look()
        if word in ("attribute_exists", "attribute_not_exists", "contains", "begins_with"):
            return self.function()
        return self.comparison()

    def function(self) -> Holds:
        name = self.take()
        self.take("(")
        path = self.take()
        other = ""
        if self.look() == ",":
            self.take()
            other = self.take()
        self.take(")")
        if name == "attribute_exists":
            return lambda item, given: found_at(item, path, given[0]) is not None
        if name == "attribute_not_exists":
            return lambda item, given: found_at(item, path, given[0]) is None
        if name == "contains":

            def contains(item: Item, given: Given) -> bool:
                value = found_at(item, path, given[0])
                return value is not None and plain(given[1][other]) in plain(value)

            return contains

        def begins(item: Item, given: Given) -> bool:
            value = found_at(item, path, given[0])
            return value is not None and str(plain(value)).startswith(plain(given[1][other]))

        return begins

    def operand(self) -> Callable[[Item, Given], Any]:
        word = self.take()
        if word == "size":
            self.take("(")
            path = self.take()
            self.take(")")

            def size(item: Item, given: Given) -> Any:
                value = found_at(item, path, given[0])
                return None if value is None else Decimal(len(plain(value)))

            return size
        if word.startswith(":"):
            return lambda _, given: plain(given[1][word])

        def at(item: Item, given: Given) -> Any:
            value = found_at(item, word, given[0])
            return None if value is None else plain(value)

        return at

    def comparison(self) -> Holds:
        left = self.operand()
        op = self.take().upper()
        if op == "BETWEEN":
            low = self.operand()
            self.take("AND")
            high = self.operand()
            return lambda item, given: (
                left(item, given) is not None and (low(item, given) <= left(item, given) <= high(item, given))
            )
        if op == "IN":
            self.take("(")
            among = [self.operand()]
            while self.look() == ",":
                self.take()
                among.append(self.operand())
            self.take(")")
            return lambda item, given: any(left(item, given) == each(item, given) for each in among)
        right = self.operand()
        compare = _COMPARE.get(op)
        if compare is None:
            raise NotUnderstood(self.text)

        def compared(item: Item, given: Given) -> bool:
            one, other = left(item, given), right(item, given)
            return op == "<>" if one is None or other is None else compare(one, other)

        return compared


_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


@cache
def condition(text: str) -> Holds:
    """A condition, read once."""
    reader = _Reader(text)
    holds = reader.either()
    if reader.look():
        raise NotUnderstood(text)
    return holds


def updated(item: Item, text: str, given: Given) -> Item:
    """The item after an update expression."""
    new = dict(item)
    for clause, parts in _clauses(text):
        for part in parts:
            _DO[clause](new, part, given)
    return new


@cache
def _clauses(text: str) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    found: list[tuple[str, list[list[str]]]] = []
    depth = 0
    for word in _words(text):
        depth += (word == "(") - (word == ")")
        if word.upper() in _DO:
            found.append((word.upper(), [[]]))
        elif word == "," and not depth:
            found[-1][1].append([])
        else:
            found[-1][1][-1].append(word)
    return tuple((clause, tuple(tuple(part) for part in parts)) for clause, parts in found)


def _holder(new: Item, path: str, names: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    *above, last = _path(path, names)
    holder = new
    for part in above:
        inner = dict(holder.get(part, {"M": {}})["M"])
        holder[part] = {"M": inner}
        holder = inner
    return holder, last


def _value(new: Item, words: tuple[str, ...], given: Given) -> Any:
    match words:
        case (word,):
            return given[1][word] if word.startswith(":") else found_at(new, word, given[0])
        case ("list_append", "(", one, ",", other, ")"):
            both = _value(new, (one,), given), _value(new, (other,), given)
            return {"L": [each for part in both for each in (part or {"L": []})["L"]]}
        case ("if_not_exists", "(", path, ",", other, ")"):
            return found_at(new, path, given[0]) or _value(new, (other,), given)
        case (one, "+" | "-" as sign, other):
            left, right = (plain(_value(new, (each,), given)) for each in (one, other))
            return {"N": str(left + right if sign == "+" else left - right)}
    raise NotUnderstood(" ".join(words))


def _set(new: Item, part: tuple[str, ...], given: Given) -> None:
    value = _value(new, part[2:], given)
    holder, name = _holder(new, part[0], given[0])
    holder[name] = value


def _remove(new: Item, part: tuple[str, ...], given: Given) -> None:
    holder, name = _holder(new, part[0], given[0])
    holder.pop(name, None)


def _add(new: Item, part: tuple[str, ...], given: Given) -> None:
    holder, name = _holder(new, part[0], given[0])
    more, before = given[1][part[1]], holder.get(name)
    if "N" in more:
        holder[name] = {"N": str(Decimal(before["N"] if before else 0) + Decimal(more["N"]))}
    else:
        holder[name] = {"SS": sorted({*(before["SS"] if before else ()), *more["SS"]})}


def _delete(new: Item, part: tuple[str, ...], given: Given) -> None:
    holder, name = _holder(new, part[0], given[0])
    left = sorted(set(holder[name]["SS"]) - set(given[1][part[1]]["SS"])) if name in holder else []
    if left:
        holder[name] = {"SS": left}
    else:
        holder.pop(name, None)


_DO: Final = {"SET": _set, "REMOVE": _remove, "ADD": _add, "DELETE": _delete}
