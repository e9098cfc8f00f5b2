"""A message that a worker writes to those of a day, to a group, or to those who might come.

Source: somerset ("keep people updated at every stage"), Wirral policy, section 11 (all roles are publicised).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import PersonId, SessionId
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.programme.sign_up import SignUpState

MessageId = NewType("MessageId", str)
MOST: Final = 500
"""People in one of them: so many more are in the next one."""


class Audience(PlainWord):
    """Who gets it."""

    COMING = "coming", "Who has a place"
    WAITING = "waiting", "Who waits for a place"
    ASKED = "asked", "Who has the offer and has not said yes yet"
    CAME = "came", "Who was there"
    OFF = "off", "Who was to come before it was called off"
    MEMBERS = "members", "Who is a member of the group"
    MIGHT = "might", "Who might come: they would like this kind of thing, it is for them, and they have not answered"


HOLDS: Final = MappingProxyType(
    {
        Audience.COMING: frozenset({SignUpState.CONFIRMED}),
        Audience.WAITING: frozenset({SignUpState.WAITING, SignUpState.PLACE_OFFERED}),
        Audience.ASKED: frozenset({SignUpState.OFFERED}),
        Audience.CAME: frozenset({SignUpState.ATTENDED}),
        Audience.OFF: frozenset({SignUpState.CALLED_OFF}),
    }
)
"""How somebody stands with a session who is of the audience. Those who might come do not stand in any way."""


class MessageAction(StrEnum):
    """What can happen to it."""

    SEND = "sent"


@dataclass(frozen=True, kw_only=True)
class Message(Journalled):
    """What was written, and to whom: those whom the page showed. Nobody gets it who has left since."""

    KEY: ClassVar = ("id",)

    id: MessageId
    session: SessionId
    audience: Audience
    words: str
    to: tuple[PersonId, ...]


def send(
    id: MessageId, step: Step, *, session: SessionId, audience: Audience, words: str, to: Iterable[PersonId]
) -> Message:
    """A message on its way. The journal says how many get it, and not what it says."""
    blank = Message(id=id, session=session, audience=audience, words=words, to=tuple(to))
    facts: dict[str, Fact] = {"people": len(blank.to), "words": journals.digest_of(words, step=step.press)}
    return blank.written(MessageAction.SEND, step, facts)
