"""A form that is bound to a dataclass: its boxes are the fields that say how they are asked (``domain/asking.py``).

The form reads its boxes into values for the dataclass, and starts from the words of one. Nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final, Self, get_origin

from wtforms import Field

from takepart.domain.asking import As, Ask, Asked, asked
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import (
    Choice,
    Day,
    Email,
    LongWords,
    Name,
    Phone,
    Ticks,
    Whole,
    Words,
    YesNo,
    enum_options,
)
from takepart.web.requests import Typed

_KINDS: Final[dict[As, Callable[[Ask, dict[str, Any]], Field]]] = {
    As.FEW: lambda ask, says: Words(ask.label, most=ask.most, what=ask.what, **says),
    As.LONG: lambda ask, says: LongWords(ask.label, most=ask.most, what=ask.what, **says),
    As.NAME: lambda ask, says: Name(ask.label, what=ask.what, **says),
    As.EMAIL: lambda ask, says: Email(ask.label, **says),
    As.PHONE: lambda ask, says: Phone(ask.label, **says),
    As.ONE_OF: lambda ask, says: Choice(ask.label, **says),
}


class AskedForm(PageForm):
    """With ``of = SomeDataclass`` it has a box for each field of it that people are asked for.

    With ``again = True`` it has none for what is asked once.
    """

    of: ClassVar[Any]
    again: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "of" not in vars(cls):
            return
        for name, one in asked(cls.of).items():
            if not (cls.again and one.ask.once):
                setattr(cls, name, box_for(one))

    @classmethod
    def starting_from(cls, thing: Any, rules: Rules, **context: Any) -> Self:
        """The form as it starts: with what a dataclass of its kind says."""
        return cls(Typed(typed_of(thing)), rules, **context)

    @property
    def needed(self) -> list[Field]:
        """The boxes that must be filled in, in the order of the fields; those that stand apart are not among them."""
        return self._together(needed=True)

    @property
    def further(self) -> list[Field]:
        """The boxes that may stay empty."""
        return self._together(needed=False)

    def _together(self, *, needed: bool) -> list[Field]:
        asks = {name: one.ask for name, one in asked(self.of).items() if name in self and not one.ask.apart}
        return [self[name] for name, ask in asks.items() if bool(ask.missing) is needed]

    def values(self) -> dict[str, Any]:
        """What was typed, for the fields of the dataclass, once there are no problems."""
        return {name: _value(self[name].data, one) for name, one in asked(self.of).items() if name in self}


def _value(data: Any, one: Asked) -> Any:
    if data is None:
        return one.empty
    return one.of(data) if isinstance(one.of, type) and issubclass(one.of, StrEnum) else data


def box_for(one: Asked) -> Any:
    """The box of one field. Raises TypeError for a type that has none."""
    of, ask = one.of, one.ask
    if of is date:
        return Day(ask.label, missing=ask.missing, hint=ask.hint, autocomplete=ask.autocomplete)
    says: dict[str, Any] = {"missing": ask.missing, "hint": ask.hint, "autocomplete": ask.autocomplete}
    if of is bool:
        return YesNo(ask.label, **says)
    if of is int:
        return Whole(ask.label, least=ask.least, most=ask.most, what=ask.what, **says)
    if get_origin(of) is tuple:
        return Ticks(ask.label, options=enum_options(ask.among or ()), **says)
    if issubclass(of, StrEnum):
        return Choice(ask.label, options=enum_options(of), **says)
    if of is not str:
        raise TypeError(of)
    return _KINDS[ask.kind](ask, says)


def typed_of(thing: Any) -> list[tuple[str, str]]:
    """The words that the boxes of a dataclass start from."""
    pairs = []
    for name in asked(thing.__class__):
        value = getattr(thing, name)
        if isinstance(value, date):
            pairs += [(f"{name}-{part}", str(getattr(value, part))) for part in ("day", "month", "year")]
        elif isinstance(value, tuple):
            pairs += [(name, each) for each in value]
        elif isinstance(value, bool):
            pairs.append((name, "yes" if value else ""))
        else:
            pairs.append((name, "" if value is None else str(value)))
    return pairs
