"""Reads a dataclass from a table of a TOML file, by its own fields and their annotations (``domain/policy_keys.py``).

A field's type says how its key is read, and its ``Key`` within which limits: nothing is said of a key a second time. It
goes on after a mistake, so that all of them are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import methodcaller
from types import NoneType
from typing import Any, Final, TypeVar

from takepart.domain.lines import COSTS, FARES, MILEAGE, LineKind
from takepart.domain.money import MOST_PENCE_TYPED, NOTHING, Money, NotMoney
from takepart.domain.policy_keys import MADE, Key

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

EXPENSES: Final = tuple(kind for kind in LineKind if kind in MILEAGE | FARES | COSTS)
DELIMITERS: Final = {",": ",", ";": ";", "|": "|", "tab": "\t"}
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PENCE: Final = re.compile(r"(\d{1,4})p", re.ASCII)
_TENTHS: Final = re.compile(r"\d{1,3}(\.\d)?p", re.ASCII)
_MONTH_AND_DAY: Final = re.compile(r"\d\d-\d\d", re.ASCII)
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ORIGIN: Final = r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?|http://localhost(:\d{1,5})?"
_SHARE: Final = r"(?a:\d{1,3}(\.\d{1,2})?)"
_LEAST_CONTRAST: Final = 4.5
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")

_A_ROW: Final = 'write a list of rows, like [["=T", "count", "total"]]'
AN_AMOUNT: Final = 'write an amount in quotes, like "20.00" or "55p"'


class Way:
    """How one field is read from the table that it stands in: its key, and what it is ``otherwise``, when left out."""

    def __init__(self, field: Field[Any]) -> None:
        of, says = _unwrapped(field.type)
        some = getattr(of, "__args__", ())
        may_be_none = NoneType in some
        if may_be_none:
            of, inner = _unwrapped(next(each for each in some if each is not NoneType))
            says = says if inner is _PLAIN else inner
        self.field, self.of, self.says = field.name, of, says
        self.key: str = ways(of)[0].key if says.flat else says.name or field.name
        self.optional = field.default is not MISSING or bool(says.same_as) or may_be_none
        self.otherwise = None if field.default is MISSING else field.default
        self.read = _reader(self.key, of, says, least=0 if self.optional else 1)


def read(kind: Callable[..., T], table: Table, **given: Any) -> T:
    """The dataclass that a table holds, but for the fields that are ``given``. What is wrong is noted in the table."""
    made = _fields(kind, table, given)
    table.close()
    return made


def _fields(kind: Callable[..., T], table: Table, given: dict[str, Any]) -> T:
    for way in ways(kind):
        if way.field in given:
            continue
        if not way.optional or table.has(way.key):
            given[way.field] = way.read(table)
        else:
            given[way.field] = given[way.says.same_as] if way.says.same_as else way.otherwise
    return kind(**given)


@cache
def ways(kind: Any) -> tuple[Way, ...]:
    """How each field of a dataclass is read, in their order, but for those that no key gives."""
    return tuple(Way(each) for each in fields(kind) if MADE not in getattr(each.type, "__metadata__", ()))


def _unwrapped(of: Any) -> tuple[Any, Key]:
    return (of.__origin__, of.__metadata__[0]) if hasattr(of, "__metadata__") else (of, _PLAIN)


_PLAIN: Final = Key()
_YEARS: Final = range(1900, 2101)
"""What a day of a policy can be in: one that is further away is a slip, and nothing would ever begin or end on it."""
_BY_TYPE: Final[dict[Any, str]] = {
    bool: "yes_or_no",
    date: "day",
    time: "time_of_day",
    Money: "amount",
    Decimal: "miles",
    frozenset[int]: "weekdays",
    Mapping[LineKind, Money]: "expenses",
    Mapping[str, Decimal]: "shares",
    Mapping[str, int]: "numbers",
}


def _reader(key: str, of: Any, says: Key, *, least: int) -> Callable[[Table], Any]:
    """What reads a type from a key. ``least``: how many tables a list of tables has at least, unless the key says."""
    if says.flat:
        return lambda table: _fields(of, table, {})
    if name := says.kind or _BY_TYPE.get(of, ""):
        return methodcaller(name, key)
    if hasattr(of, "__supertype__"):
        return methodcaller("name_of", key)
    if of is int:
        return methodcaller("whole", key, least=says.least or 0, most=1_000_000 if says.most is None else says.most)
    if of is str:
        return methodcaller("text", key, most=says.most or 80)
    if hasattr(of, "__dataclass_fields__"):
        return lambda table: read(of, table.table(key))
    if isinstance(of, type) and issubclass(of, StrEnum):
        return methodcaller("one_of", key, of)
    each, kind = of.__args__[0], of.__origin__
    if hasattr(each, "__dataclass_fields__"):
        few = least if says.least is None else says.least
        return lambda table: tuple(read(each, one) for one in table.tables(key, least=few))
    if isinstance(each, type) and issubclass(each, StrEnum):
        return lambda table: kind(table.several_of(key, each))
    return methodcaller("wholes" if each is int else "texts", key, least=says.least or 0)


class Table:
    """One table and where it is. Each method reads one key, notes what is wrong with it, and gives back a stand-in."""

    def __init__(self, data: Mapping[str, Any], at: str, problems: list[tuple[str, str]]) -> None:
        self._data, self._at, self._problems = data, at, problems
        self._asked: list[str] = []

    def key(self, key: str) -> str:
        """The whole name of a key, as the problems give it: ``claims.most``."""
        return f"{self._at}.{key}" if self._at else key

    def wrong(self, key: str, what: str) -> None:
        """Note a problem with a key."""
        self._problems.append((self.key(key), what))

    def has(self, key: str) -> bool:
        """Whether the key is there, for the few that need not be."""
        self._asked.append(key)
        return key in self._data

    def text(self, key: str, *, most: int = 80) -> str:
        """Words, trimmed, not empty."""
        value = self._take(key, str, "write it in quotes")
        words = " ".join(value.split()) if value is not None else ""
        if value is not None and not words:
            self.wrong(key, "is empty, write some words")
        elif len(words) > most:
            self.wrong(key, f"is {len(words)} letters long, at most {most} are allowed")
        return words

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """A list of words."""
        return tuple(str(each).strip() for each in self._list(key, str, "write a list of words in quotes", least=least))

    def cells(self, key: str) -> tuple[str, ...]:
        """One row of the bank's file: what each cell holds."""
        return self.texts(key, least=1)

    def rows(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Rows of the bank's file: a list of lists of words."""
        found = self._list(key, list, _A_ROW)
        for row in found:
            if not row or not all(isinstance(each, str) for each in row):
                self.wrong(key, f"has a row that is no list of words, {_A_ROW}")
        return tuple(tuple(str(each).strip() for each in row) for row in found)

    def name_of(self, key: str = "id") -> str:
        """An id: small letters, digits and single hyphens."""
        return self._matching(key, _SLUG, "use small letters, digits and hyphens, like finance-1", most=40)

    def email(self, key: str) -> str:
        """One email address."""
        return self._matching(key, _EMAIL, "write an email address, like desk@example.org", most=254)

    def origins(self, key: str) -> tuple[str, ...]:
        """Origins of other websites: a scheme and a host, https except on localhost."""
        origins = self.texts(key)
        for origin in origins:
            if re.fullmatch(_ORIGIN, origin) is None:
                self.wrong(key, f'"{origin}" is not an origin, write one like https://www.example.org without a path')
        return origins

    def colour(self, key: str) -> str:
        """A colour on which white words can be read."""
        colour = self._matching(key, _COLOUR, "write a colour like #00534c")
        if _COLOUR.fullmatch(colour) and contrast_with_white(colour) < _LEAST_CONTRAST:
            self.wrong(key, f'"{colour}" is too light for white words, choose a darker colour (contrast 4.5 or more)')
        return colour.lower()

    def whole(self, key: str, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number between two others."""
        value = self._take(key, int, f"write a whole number from {least} to {most}")
        if value is not None and not least <= value <= most:
            self.wrong(key, f"{value} is out of range, it must be from {least} to {most}")
        return most if value is None else int(value)

    def wholes(self, key: str, *, least: int = 0) -> tuple[int, ...]:
        """A list of whole numbers."""
        numbers = tuple(int(each) for each in self._list(key, int, "write a list of whole numbers, like [3, 7]"))
        if any(number < least for number in numbers):
            self.wrong(key, f"{list(numbers)} is out of range, each number must be {least} or more")
        return numbers

    def yes_or_no(self, key: str) -> bool:
        """True or false."""
        return bool(self._take(key, bool, "write true or false"))

    def amount(self, key: str) -> Money:
        """Money, in quotes: a number with a point is never exact."""
        value = self._take(key, str, AN_AMOUNT)
        if value is None:
            return NOTHING
        if found := _PENCE.fullmatch(value.strip()):
            return Money(int(found.group(1)))
        try:
            return Money.parse(value)
        except NotMoney as error:
            limit = f"£0 to {Money(MOST_PENCE_TYPED)}"
            self.wrong(
                key, f'"{value}" is not allowed: {str(error)[0].lower()}{str(error)[1:]}; {AN_AMOUNT}, from {limit}'
            )
            return NOTHING

    def expenses(self, key: str) -> dict[LineKind, Money]:
        """A table of amounts, each under the name of a kind of expense."""
        table = self.table(key)
        found = {name: table.amount(name.value) for name in EXPENSES if table.has(name.value)}
        table.close()
        return found

    def shares(self, key: str) -> dict[str, Decimal]:
        """A table of shares in per cent, under names that something else gives."""
        table, found = self.table(key), {}
        for name in table._data:
            written = table.text(name, most=8)
            if re.fullmatch(_SHARE, written):
                found[name] = Decimal(written)
            elif written:
                table.wrong(name, f'"{written}" is not allowed, write per cent in quotes, like "12.5"')
        return found

    def numbers(self, key: str) -> dict[str, int]:
        """A table of whole numbers, under names that something else gives."""
        table = self.table(key)
        return {name: table.whole(name, most=100_000_000) for name in table._data}

    def delimiter(self, key: str) -> str:
        """What stands between two columns of a file."""
        written = self.text(key, most=3)
        if written and written not in DELIMITERS:
            self.wrong(key, f'"{written}" is not allowed, choose from {" ".join(DELIMITERS)}')
        return DELIMITERS.get(written, ",")

    def miles(self, key: str) -> Decimal:
        """A whole number of miles."""
        return Decimal(self.whole(key))

    def pence_a_mile(self, key: str) -> Decimal:
        """What a mile pays, in pence and tenths: ``"37.4p"``, or ``"0.45"`` in pounds."""
        value = self._data.get(key)
        if not isinstance(value, str) or not value.strip().endswith("p"):
            return Decimal(self.amount(key).pence)
        written = self._matching(key, _TENTHS, 'write pence with one figure after the point at most, like "37.4p"')
        return Decimal(written.removesuffix("p")) if _TENTHS.fullmatch(written) else Decimal(0)

    def month_and_day(self, key: str) -> str:
        """The day of each year on which something starts."""
        written = self._matching(key, _MONTH_AND_DAY, 'write a month and a day, like "04-01"')
        try:
            date.fromisoformat(f"2025-{written}" if written else "2025-01-01")
        except ValueError:
            self.wrong(key, f'"{written}" is no day of every year, write a month and a day, like "04-01"')
            return "01-01"
        return written or "01-01"

    def day(self, key: str) -> date:
        """A day, written bare: 2026-04-06."""
        value = self._take(key, date, "write a day without quotes, like 2026-04-06")
        if value is not None and value.year not in _YEARS:
            self.wrong(key, f"{value} is too far away, write a year from {_YEARS[0]} to {_YEARS[-1]}")
        return value if value is not None else date.min

    def time_of_day(self, key: str) -> time:
        """A time, written bare: 09:00:00."""
        value = self._take(key, time, "write a time without quotes, like 09:00:00")
        return value if value is not None else time.min

    def one_of(self, key: str, names: type[E]) -> E:
        """One of the names allowed."""
        value = self._take(key, str, f"choose one of {listed(names)}")
        return next(iter(names)) if value is None else (self._named(key, value, names) or next(iter(names)))

    def several_of(self, key: str, names: type[E]) -> tuple[E, ...]:
        """A list of the names allowed, each at most once."""
        values = self._list(key, str, f"list some of {listed(names)}", least=1)
        for value in sorted({value for value in values if values.count(value) > 1}):
            self.wrong(key, f'"{value}" is there twice, list each once')
        return tuple(name for value in values if (name := self._named(key, value, names)) is not None)

    def weekdays(self, key: str) -> frozenset[int]:
        """A list of weekdays, as numbers from Monday, which is 0."""
        days = self._list(key, str, f"list some of {', '.join(_WEEKDAYS)}", least=1)
        for day in days:
            if day not in _WEEKDAYS:
                self.wrong(key, f'"{day}" is not allowed, choose from {", ".join(_WEEKDAYS)}')
        return frozenset(_WEEKDAYS.index(day) for day in days if day in _WEEKDAYS)

    def table(self, key: str) -> Table:
        """A table inside this one. When it is missing that is one problem, whatever it should hold."""
        value = self._take(key, dict, f"write a table that starts with [{self.key(key)}]")
        return Table(value, self.key(key), self._problems) if value is not None else Table({}, self.key(key), [])

    def tables(self, key: str, *, least: int = 1) -> tuple[Table, ...]:
        """A list of tables, each named by its id if it has one, or else counted from 1."""
        if least == 0 and not self.has(key):
            return ()
        values = self._list(key, dict, f"write tables that each start with [[{self.key(key)}]]", least=least)
        names = [
            value.get("id") if isinstance(value.get("id"), str) else number for number, value in enumerate(values, 1)
        ]
        return tuple(
            Table(value, f"{self.key(key)}[{name}]", self._problems) for name, value in zip(names, values, strict=True)
        )

    def close(self) -> None:
        """Note every key that nobody asked for: it is misspelt, or it does nothing."""
        for key in self._data:
            if key in self._asked:
                continue
            from difflib import get_close_matches  # only a broken file pays for this import

            likely = get_close_matches(key, self._asked, n=1)
            hint = f"did you mean {likely[0]}?" if likely else f"allowed here: {', '.join(dict.fromkeys(self._asked))}"
            self.wrong(key, f"is not a key that we know, {hint}")

    def _take(self, key: str, kind: type[Any], allowed: str) -> Any:
        self._asked.append(key)
        if key not in self._data:
            self.wrong(key, f"is missing, {allowed}")
            return None
        value = self._data[key]
        if _is_a(value, kind):
            return value
        self.wrong(key, f"{_shown(value)} is {_kind_of(value)}, {allowed}")
        return None

    def _list(self, key: str, kind: type[Any], allowed: str, *, least: int = 0) -> list[Any]:
        values = self._take(key, list, allowed)
        if values is None:
            return []
        for value in values:
            if not _is_a(value, kind):
                self.wrong(key, f"{_shown(value)} is {_kind_of(value)}, {allowed}")
        if len(values) < least:
            self.wrong(key, f"is an empty list, {allowed}")
        return [value for value in values if _is_a(value, kind)]

    def _matching(self, key: str, pattern: re.Pattern[str], allowed: str, *, most: int = 80) -> str:
        value = self._take(key, str, allowed)
        if value is None:
            return ""
        if pattern.fullmatch(value) is None or len(value) > most:
            self.wrong(key, f'"{value}" is not allowed, {allowed}')
        return str(value)

    def _named(self, key: str, value: str, names: type[E]) -> E | None:
        try:
            return names(value)
        except ValueError:
            self.wrong(key, f'"{value}" is not allowed, choose from {listed(names)}')
            return None


@cache
def listed(names: type[StrEnum]) -> str:
    """The names that are allowed, with commas."""
    return ", ".join(name.value for name in names)


def contrast_with_white(colour: str) -> float:
    """How well white words can be read on ``#rrggbb`` (WCAG 2.2, relative luminance): 1 to 21."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 1.05 / (0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05)


def _is_a(value: object, kind: type[Any]) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, kind)


_KINDS: Final = (
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number with a point"),
    (str, "in quotes"),
    (datetime, "a day with a time"),
    (date, "a day"),
    (time, "a time"),
    (list, "a list"),
    (dict, "a table"),
)


def _kind_of(value: object) -> str:
    return next((words for kind, words in _KINDS if isinstance(value, kind)), "not allowed")


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "what is there"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
