"""The kinds of letter about taking part, and the links in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from takepart.domain.links import Link, Purpose
from takepart.domain.people.person import Person
from takepart.use_cases.letters import Lane, LetterName

_LINK_DAYS: Final = 30


class ProgrammeLetter(LetterName):
    """Every letter about taking part. The value names its template."""

    CONFIRM_EMAIL = "programme/confirm-email"
    ASK_CONSENT = "programme/ask-consent"
    WELCOME = "programme/welcome", Lane.ALWAYS
    OUTGROWN = "programme/outgrown", Lane.ALWAYS
    MY_LINK = "programme/my-link", Lane.TO_THEIRS
    RENAMED = "programme/renamed", Lane.ALWAYS
    AGREE_ADDRESS = "programme/agree-address", Lane.ALWAYS
    IS_IT_YOURS = "programme/is-it-yours"
    ADDRESS_ASKED = "programme/address-asked", Lane.ALWAYS
    ADDRESS_CHANGED = "programme/address-changed", Lane.ALWAYS
    PLACE = "programme/place", Lane.ALWAYS
    ON_LIST = "programme/on-list", Lane.ALWAYS
    PLACE_OFFERED = "programme/place-offered", Lane.ALWAYS
    LAPSED = "programme/lapsed", Lane.ALWAYS
    GAVE_UP = "programme/gave-up", Lane.ALWAYS
    COST_AGREED = "programme/cost-agreed", Lane.ALWAYS
    REMINDER = "programme/reminder", Lane.ALWAYS
    MOVED = "programme/moved", Lane.ALWAYS
    CALLED_OFF = "programme/called-off", Lane.ALWAYS
    AGENDA_WISH = "programme/agenda-wish", Lane.ALWAYS
    PAPERS = "programme/papers", Lane.ALWAYS
    NOTES = "programme/notes", Lane.ALWAYS
    CLAIM_READY = "programme/claim-ready", Lane.ALWAYS
    EXIT_INTERVIEW = "programme/exit-interview"


def my_link(person: Person, *, now: datetime) -> Link:
    """The person's own link to everything of theirs."""
    return personal_link(Purpose.MY_PART, person, now=now)


def personal_link(purpose: Purpose, person: Person, *, now: datetime) -> Link:
    """A link that only its reader has. One to their own pages dies when their mailbox changes, one that asks for a
    parent's or carer's yes when they are asked again.
    """
    turn = {Purpose.MY_PART: person.moves, Purpose.CONSENT: person.asked_for_consent}.get(purpose, 0)
    return until_night(_LINK_DAYS, Link(purpose=purpose, about=person.id, turn=turn, who="participant", expires=now))


def until_night(days: int, link: Link) -> Link:
    """A link that works until midnight, so many days from when it says."""
    expires = (link.expires + timedelta(days=days)).replace(hour=23, minute=59, second=59, microsecond=0)
    return replace(link, expires=expires)
