"""A typed reader for a table of a TOML file, that goes on after a mistake so that all of them are told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from takepart.domain.money import MOST_PENCE_TYPED, NOTHING, Money, NotMoney

E = TypeVar("E", bound=StrEnum)

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PENCE: Final = re.compile(r"(\d{1,4})p", re.ASCII)
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ORIGIN: Final = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?|http://localhost(:\d{1,5})?")
_LEAST_CONTRAST: Final = 4.5
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")

AN_AMOUNT: Final = 'write an amount in quotes, like "20.00" or "55p"'


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

    @property
    def names(self) -> tuple[str, ...]:
        """Every key there is, for a table whose keys are names of something else."""
        return tuple(self._data)

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
            if _ORIGIN.fullmatch(origin) is None:
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

    def amounts_by(self, key: str, names: type[E], allowed: Sequence[E]) -> dict[E, Money]:
        """A table of amounts, each under one of the names allowed. It may be missing."""
        if not self.has(key):
            return {}
        table = self.table(key)
        found = {name: table.amount(name.value) for name in names if name in allowed and table.has(name.value)}
        for name in allowed:
            table.has(name.value)
        table.close()
        return found

    def miles(self, key: str) -> Decimal:
        """A whole number of miles."""
        return Decimal(self.whole(key))

    def day(self, key: str) -> date:
        """A day, written bare: 2026-04-06."""
        value = self._take(key, date, "write a day without quotes, like 2026-04-06")
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
        """A table inside this one. When it is missing that is one problem, not one for each of its keys."""
        value = self._take(key, dict, f"write a table that starts with [{self.key(key)}]")
        return Table(value, self.key(key), self._problems) if value is not None else _Missing(self.key(key))

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
        for name in names:
            if name.value == value:
                return name
        self.wrong(key, f'"{value}" is not allowed, choose from {listed(names)}')
        return None


class _Missing(Table):
    """A table that is not there: whatever is wrong inside it was said once already."""

    def __init__(self, at: str) -> None:
        super().__init__({}, at, [])


def listed(names: type[E]) -> str:
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
