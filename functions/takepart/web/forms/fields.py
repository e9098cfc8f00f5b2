"""The kinds of box that people fill in. Each keeps what was typed, word for word, and reads it if it can.

Every message says what to do next. ``data`` is the value once it was read, or None; ``typed`` is what to show again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from wtforms import Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from takepart.domain.email_addresses import mailable
from takepart.domain.money import Money, NotMoney
from takepart.domain.typed_words import holds_address, holds_number, one_line, without_gaps

_DIGITS: Final = re.compile(r"[0-9]+")
_MILES: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{0,4})?|\.[0-9]{1,4})\s*(?:mi|miles?)?\.?", re.IGNORECASE)
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAY: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s/.,–-]+")


class Box(StringField):
    """One box for one value. ``missing`` is what to say when it is empty; without it the box may stay empty.

    ``looks`` names its macro, ``input`` the kind of input that it is, ``autocomplete`` what the browser may fill in.
    """

    looks, input, inputmode = "box", "text", ""

    def __init__(
        self, label: str, *, missing: str = "", hint: str = "", autocomplete: str = "", **options: Any
    ) -> None:
        super().__init__(label, description=hint, **options)
        self.data: Any = None
        self.missing, self.hint, self.autocomplete, self.typed = missing, hint, autocomplete, ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the words and read them. ValueError's message is shown beside the box."""
        self.typed = str(valuelist[0]) if valuelist else ""
        self.data = None
        text = one_line(self.typed)
        if text:
            self.data = self.read(text)

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms passes it
        """Ask for what is missing."""
        if self.process_errors:
            raise StopValidation
        if self.missing and self.data is None:
            raise StopValidation(self.missing)

    def ignore(self) -> None:
        """Leave out what stands in the box: another answer made it pointless. It is still shown again."""
        self.data, self.process_errors = None, []

    def read(self, text: str) -> Any:
        """The value of some text that is not empty. Raises ValueError with words for the person."""
        return text


class Words(Box):
    """A few words, up to ``most`` letters."""

    def __init__(self, label: str, *, most: int = 200, what: str = "This", **options: Any) -> None:
        super().__init__(label, **options)
        self.most, self.what = most, what

    def read(self, text: str) -> str:
        """The words, tidied to one line."""
        if len(text) > self.most:
            raise ValueError(f"{self.what} must be {self.most} characters or fewer")
        return text


class Name(Words):
    """Somebody's name, up to 200 letters. Our letters greet with it: nothing in it can be pressed or dialled."""

    def __init__(self, label: str, *, what: str = "Your name", **options: Any) -> None:
        super().__init__(label, most=200, what=what, **options)

    def read(self, text: str) -> str:
        """The name. A full stop without a space after it reads as a web address: J. Smith, not J.Smith."""
        if holds_address(text):
            raise ValueError(f"{self.what} cannot hold a web or email address. Put a space after each full stop")
        if holds_number(text):
            raise ValueError(f"{self.what} cannot hold a telephone number")
        return super().read(text)


class LongWords(Words):
    """A few sentences: line breaks stay."""

    looks = "long_box"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the lines, tidied one by one."""
        self.typed = str(valuelist[0]) if valuelist else ""
        lines = [one_line(line) for line in self.typed.splitlines()]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        self.data = self.read(text) if text else None


class Email(Box):
    """An email address."""

    input = "email"

    def read(self, text: str) -> str:
        """The address as typed, without spaces around it."""
        if mailable(text) is None:
            raise ValueError("Enter an email address in the right form, like name@example.com")
        return text


class Phone(Box):
    """A phone number, with the signs that people put between digits."""

    input = inputmode = "tel"

    def read(self, text: str) -> str:
        """The number as typed."""
        digits = re.sub(r"[()+]", "", without_gaps(text))
        if not _DIGITS.fullmatch(digits) or not 7 <= len(digits) <= 15:
            raise ValueError("Enter a phone number, like 0151 496 0000")
        return text


class Whole(Box):
    """A whole number from ``least`` to ``most``."""

    inputmode = "numeric"

    def __init__(self, label: str, *, least: int, most: int, what: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most, self.what = least, most, what

    def read(self, text: str) -> int:
        """The number. Words, fractions and numbers outside the range are refused."""
        if not _DIGITS.fullmatch(text) or len(text) > 9 or not self.least <= int(text) <= self.most:
            raise ValueError(f"{self.what} must be a whole number from {self.least} to {self.most}")
        return int(text)


class Miles(Box):
    """A distance in tenths of a mile; what is finer is rounded half up, as the page says."""

    def read(self, text: str) -> Decimal:
        """The miles, to a tenth."""
        found = _MILES.fullmatch(text)
        if found is None:
            raise ValueError("Enter the miles as a number, like 12 or 12.5")
        miles = Decimal(found[1]).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        if not miles:
            raise ValueError("The miles must be more than 0")
        return miles


class Amount(Box):
    """An amount of money that may be £0."""

    def read(self, text: str) -> Money:
        """The amount. ``12,50`` is refused, not guessed at."""
        try:
            return Money.parse(text)
        except NotMoney as error:
            raise ValueError(str(error)) from error


class Pounds(Box):
    """An amount of money."""

    def read(self, text: str) -> Money:
        """The amount. ``12,50`` is refused, not guessed at."""
        try:
            amount = Money.parse(text)
        except NotMoney as error:
            raise ValueError(str(error)) from error
        if not amount:
            raise ValueError("The amount must be more than £0")
        return amount


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to choose: the value that is sent, the words beside it, and a line below them."""

    value: str
    label: str
    hint: str = ""


class Choice(Box):
    """One answer out of a few. Nothing is chosen beforehand.

    What is on offer is known from the start (``options``), or to the form alone: then ``of`` gives it for a form.
    """

    looks = "radios"

    def __init__(
        self,
        label: str,
        *,
        options: Iterable[Option] = (),
        of: Callable[[Any], Iterable[Option]] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.options, self.of = tuple(options), of

    def read(self, text: str) -> str:
        """The value chosen, if it is on offer."""
        if text not in {option.value for option in self.options}:
            raise ValueError(self.missing or "Choose one of the answers")
        return text

    def offer(self, options: Iterable[Option]) -> None:
        """Set the answers on offer once they are known, and read again what was chosen."""
        self.options = tuple(options)
        self.process_errors = []
        try:
            self.process_formdata([self.typed] if self.typed else [])
        except ValueError as error:
            self.process_errors.append(str(error))


class Ticks(Choice):
    """Any number of answers out of a few; ``data`` is all that were ticked and are on offer, in their order there."""

    looks = "ticks"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was ticked."""
        self.ticked = tuple(valuelist)
        self.data = tuple(each.value for each in self.options if each.value in self.ticked)

    def offer(self, options: Iterable[Option]) -> None:
        """Set the answers on offer once they are known, and read again what was ticked."""
        self.options = tuple(options)
        self.process_formdata(self.ticked)


def enum_options(members: Any, *, hints: dict[str, str] | None = None) -> tuple[Option, ...]:
    """An option for each member of an enum with ``plain`` words."""
    return tuple(
        Option(value=member.value, label=member.plain, hint=(hints or {}).get(member.value, "")) for member in members
    )


def named_options(things: Iterable[Any]) -> tuple[Option, ...]:
    """An option for each thing that has an id and a name; its summary stands below, where it has one."""
    return tuple(Option(value=each.id, label=each.name, hint=getattr(each, "summary", "")) for each in things)


def teams_of(form: Any) -> tuple[Option, ...]:
    """The teams and services of the policy that a form is judged by."""
    return tuple(Option(value=id, label=name) for id, name in form.rules.policy.teams)


YES_NO: Final = (Option(value="yes", label="Yes"), Option(value="no", label="No"))


class YesNo(Choice):
    """Yes or no; ``data`` is a bool."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, options=YES_NO, **more)

    def read(self, text: str) -> Any:
        """True for yes."""
        return super().read(text) == "yes"


class Tick(Box):
    """A box to tick. ``missing`` is what to say when it has to be ticked and is not."""

    def read(self, text: str) -> Any:
        """True when it was ticked, in any of the ways that forms say so."""
        return True if text.lower() in {"yes", "true", "on", "1"} else None


_FIRST_YEAR, _LAST_YEAR = 1900, 2100
"""Of any date that somebody types: nobody was born before, and no plan reaches further."""


class Day(Field):
    """A date in three boxes: day, month and year. A program may send one ISO date instead.

    People write ``18th`` and ``Feb``, and some write the whole date where they are asked for the day: all are read.
    ``not_ahead`` is what to say of a day that is still to come, ``not_past`` of one that is over; without, it may be.
    ``autocomplete`` names what the browser may fill in: ``bday`` for a date of birth.
    """

    looks = "day"

    def __init__(
        self,
        label: str,
        *,
        missing: str,
        hint: str = "",
        autocomplete: str = "",
        not_ahead: str = "",
        not_past: str = "",
        **options: Any,
    ) -> None:
        super().__init__(label, description=hint, **options)
        self.missing, self.hint, self.autocomplete = missing, hint, autocomplete
        self.not_ahead, self.not_past = not_ahead, not_past
        self.parts = {"day": "", "month": "", "year": ""}
        self.wrong_parts: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - as WTForms
        """Read ``date-day``, ``date-month`` and ``date-year``, or ``date``."""
        self.process_errors = []
        self.data: date | None = None
        if formdata is None:
            return
        whole = formdata.getlist(self.name)
        found = re.fullmatch(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})\s*", whole[0]) if whole else None
        if found:
            self.parts = dict(zip(self.parts, reversed(found.groups()), strict=True))
        else:
            for part in self.parts:
                self.parts[part] = (formdata.getlist(f"{self.name}-{part}") or [""])[0]
            if whole and whole[0].strip() and not any(self.parts.values()):
                self.process_errors.append("Enter the date like 2026-11-23, or in three fields")
                return
        try:
            self.data = self._read()
        except ValueError as error:
            self.process_errors.append(str(error))

    def pre_validate(self, form: Any) -> None:
        """Ask for the date when it is missing, or on the wrong side of today."""
        if self.process_errors:
            raise StopValidation
        if self.missing and self.data is None:
            self.refuse(self.missing)
        if self.not_ahead and self.data and self.data > form.rules.today:
            self.refuse(self.not_ahead)
        if self.not_past and self.data and self.data < form.rules.today:
            self.refuse(self.not_past)

    def refuse(self, message: str) -> None:
        """Say what is wrong with a date that is one."""
        self.wrong_parts = ("day", "month", "year")
        raise StopValidation(message)

    def _read(self) -> date | None:
        texts = self._apart({part: one_line(text) for part, text in self.parts.items()})
        empty = tuple(part for part, text in texts.items() if not text)
        if len(empty) == 3:
            return None
        if empty:
            self.wrong_parts = empty
            raise ValueError(f"{self.label.text.rstrip('?')}: add the {' and the '.join(empty)}")
        day, month = _DAY.fullmatch(texts["day"].rstrip(".")), _month(texts["month"])
        self.wrong_parts = ("day", "month", "year")
        wrong = "Enter a real date, like 23 11 2026"
        if day is None or month is None or not _DIGITS.fullmatch(texts["year"]) or len(texts["year"]) > 4:
            raise ValueError(wrong)
        year = int(texts["year"])
        if len(texts["year"]) != 4:
            self.wrong_parts = ("year",)
            raise ValueError("Enter the year with four numbers, like 2026")
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            self.wrong_parts = ("year",)
            raise ValueError("Enter a year that can be right, like 2026")
        try:
            read = date(year, month, int(day[1]))
        except ValueError as error:
            raise ValueError(wrong) from error
        self.wrong_parts = ()
        if not self.parts["month"].strip() or not self.parts["year"].strip():
            self.parts = texts
        return read

    @staticmethod
    def _apart(texts: dict[str, str]) -> dict[str, str]:
        """The three parts, also where the box for the day holds more: ``1st Feb`` or ``18/11/2026``.

        What stands in the other boxes too must be the same, so that nobody has to guess which one is meant.
        """
        words = [word for word in _BETWEEN.split(texts["day"]) if word and word.lower() != "of"]
        if not 1 < len(words) <= 3:
            return texts
        if len(words) == 3 and _DIGITS.fullmatch(words[0]) and len(words[0]) == 4:
            words.reverse()
        elif not _DIGITS.fullmatch(words[0]) and _month(words[0]) is not None:
            words[:2] = words[1], words[0]
        found = dict(zip(texts, words, strict=False))
        if any(texts[part] and texts[part] != found[part] for part in ("month", "year") if part in found):
            return texts
        return {**texts, **found}


def _month(text: str) -> int | None:
    """The number of a month: ``2``, ``Feb``, ``Febr.`` or ``february``. ``junk`` is not June."""
    word = text.lower().rstrip(".")
    if _DIGITS.fullmatch(word):
        return int(word) if len(word) <= 2 else None
    found = [number for number, month in enumerate(_MONTHS, 1) if len(word) > 2 and month.startswith(word)]
    return found[0] if found else None
