"""How somebody asks a worker to do something for them: in the journal of each step, and in the letter about it."""

from __future__ import annotations

from typing import Self

from takepart.domain.plain_reason import PlainWord


class HowAsked(PlainWord):
    """How they asked. ``told`` is what the letter to them says."""

    told: str

    PHONE = "phone", "They called", "you called us"
    MESSAGE = "message", "They wrote an email or a text", "you wrote to us"
    LETTER = "letter", "They sent a letter", "you sent us a letter"
    DOOR = "door", "They spoke to me", "you spoke to us"

    def __new__(cls, value: str, plain: str = "", told: str = "") -> Self:
        """Keep both words."""
        member = str.__new__(cls, value)
        member._value_, member.plain, member.told = value, plain, told
        return member
