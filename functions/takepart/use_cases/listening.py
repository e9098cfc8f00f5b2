"""Everything that somebody outside the staff says is listened to at the door: words that may mean harm reach a person.

They send it themselves, or tell a member of staff who types it in a form that is declared as ``heard``.

There is one such place, the door that all requests go through (``web.app``), so that no box can be forgotten. What has
a reader on duty of its own (feedback, answers) says which words it has told of, with ``told_of``; the rest becomes an
``Alert``. Pages can ask, with ``in_danger``, whether whoever reads them has just written such words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from takepart.domain.voice.harm import may_mean_harm, plain

if TYPE_CHECKING:
    from takepart.domain.policy import Policy
    from takepart.domain.voice.alert import Alert

    RaiseAlert = Callable[[Alert], None]
    """Keeps a new alert; quiet when it is kept already. Raises StoreUnavailable."""

PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "api": "a claim that came from another program",
        "asked": "what people were asked about a team",
        "claims": "a claim, or a question about one",
        "complaints": "a complaint",
        "consultations": "a consultation",
        "feedback": "what somebody says to us",
        "my": "somebody’s own pages",
        "newsletter": "the newsletter",
        "office": "what somebody told a member of staff",
        "opportunities": "signing up for something",
        "questionnaires": "a questionnaire",
        "register": "registering",
    }
)
"""Our pages by the first part of their address. An address may hold a code or a link: it is not kept."""
_WHO: Final = ("name", "email", "phone", "guardian_name", "guardian_email", "guardian_phone")
_A_WORD: Final = 7
"""Letters: words between signs are shorter than that on average, and what is between a token's is longer."""
_LONGEST_TOKEN: Final = 24


class Danger(StrEnum):
    """What whoever has just written such words is told."""

    NONE = ""
    TOLD = "told"
    """Somebody on duty is being told."""
    NOT_TOLD = "not-told"
    """We could not tell anybody: they must call themselves."""
    UNREAD = "unread"
    """They wrote them where no person reads: into a box that only looks something up."""


class _Call:
    """What is known during one request."""

    def __init__(self) -> None:
        self.told_of: list[str] = []
        self.link = self.who = ""
        self.danger = Danger.NONE


_CALL: Final[ContextVar[_Call | None]] = ContextVar("listening", default=None)


@contextmanager
def listening() -> Iterator[None]:
    """For one request, and for no other."""
    before = _CALL.set(_Call())
    try:
        yield
    finally:
        _CALL.reset(before)


def told_of(*words: str) -> None:
    """Somebody on duty has been told of these words already, or they raise an alert that is kept with them."""
    if (call := _CALL.get()) is not None:
        call.told_of += [plain(each) for each in words]


def said_at(link: str) -> None:
    """The office's page about what this request is about."""
    if (call := _CALL.get()) is not None:
        call.link = link


def said_by(*who: str) -> None:
    """The name and address of whoever sends this request, where they gave them before."""
    if (call := _CALL.get()) is not None:
        call.who = ", ".join(each for each in who if each)


def in_danger() -> Danger:
    """What the page must say at its top."""
    call = _CALL.get()
    return call.danger if call else Danger.NONE


def show(danger: Danger) -> None:
    """What pages say from here on, in this request."""
    if (call := _CALL.get()) is not None:
        call.danger = danger


class Listener:
    """The ear of one site."""

    def __init__(
        self, *, policy: Policy, raise_alert: RaiseAlert, now: Callable[[], datetime], everything: bool = True
    ) -> None:
        self.policy, self.raise_alert, self.now = policy, raise_alert, now
        self.everything = everything
        """Or only what staff type for somebody else."""

    def hear(self, typed: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Of what was sent, the boxes whose words may mean harm."""
        rules = self.policy.voice
        words = rules.words_of_harm if rules else ()
        return tuple((box, text) for box, text in typed if _is_text(text) and may_mean_harm(text, words=words))

    def tell(self, found: Iterable[tuple[str, str]], *, sent: Mapping[str, str], path: str, press: bytes) -> None:
        """Raise an alert of what nobody on duty has been told of yet. Raises StoreUnavailable."""
        call = _CALL.get() or _Call()
        new = [(box, text) for box, text in found if not any(plain(text) in known for known in call.told_of)]
        if not new:
            return
        from takepart.domain.aggregate import Step
        from takepart.domain.ids import StepId
        from takepart.domain.voice import alert as alerts
        from takepart.domain.voice.days import day_only

        day = day_only(self.now())
        id = alerts.AlertId(hashlib.sha256(b"\n".join((f"{day:%Y-%m-%d} {path}".encode(), press))).hexdigest()[:40])
        alert = alerts.raised(
            Step(alerts.DOOR, day, StepId(f"raised-{id}")),
            id=id,
            where=PLACES.get(path.split("/")[1], "one of our pages"),
            link=call.link,
            who=call.who or ", ".join(sent[name] for name in _WHO if sent.get(name, "").strip()),
            written=tuple(alerts.Written(box=box, words=text) for box, text in new),
        )
        self.raise_alert(alert)


def _is_text(text: str) -> bool:
    """Tokens and addresses are not: letters in a row that happen to spell a word, as in somebody's own address.

    A token is long, without a space or sign between its letters, and has figures in it: words that are run together
    have none.
    """
    word = text.strip()
    one_word = len(word.split()) == 1
    is_token = len(word) > _LONGEST_TOKEN and word.isascii() and any(letter.isdigit() for letter in word)
    parts = len(re.split(r"[^A-Za-z0-9]+", word))
    return bool(word) and not (one_word and ("@" in word or (is_token and (parts == 1 or len(word) / parts > _A_WORD))))
