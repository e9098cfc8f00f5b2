"""The kinds of letter about taking part, and the links in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from takepart.domain.links import Link, Purpose
from takepart.domain.people.person import Person
from takepart.use_cases.mailbox_limit import LetterName

_LINK_DAYS: Final = 30


class ProgrammeLetter(LetterName):
    """Every letter about taking part. The value names its template."""

    CONFIRM_EMAIL = "programme/confirm-email"
    ASK_CONSENT = "programme/ask-consent"
    WELCOME = "programme/welcome"
    OUTGROWN = "programme/outgrown"
    MY_LINK = "programme/my-link"
    RENAMED = "programme/renamed"
    AGREE_ADDRESS = "programme/agree-address"
    IS_IT_YOURS = "programme/is-it-yours"
    ADDRESS_ASKED = "programme/address-asked"
    ADDRESS_CHANGED = "programme/address-changed"
    PLACE = "programme/place"
    ON_LIST = "programme/on-list"
    PLACE_OFFERED = "programme/place-offered"
    LAPSED = "programme/lapsed"
    GAVE_UP = "programme/gave-up"
    COST_AGREED = "programme/cost-agreed"
    REMINDER = "programme/reminder"
    MOVED = "programme/moved"
    CALLED_OFF = "programme/called-off"
    AGENDA_WISH = "programme/agenda-wish"
    PAPERS = "programme/papers"
    NOTES = "programme/notes"
    CLAIM_READY = "programme/claim-ready"
    EXIT_INTERVIEW = "programme/exit-interview"

    @property
    def never_held(self) -> bool:
        """What staff, the clock or somebody's own proven mailbox causes."""
        return self in _NEVER_HELD


_NEVER_HELD: Final = frozenset(
    {
        ProgrammeLetter.WELCOME,
        ProgrammeLetter.OUTGROWN,
        ProgrammeLetter.RENAMED,
        ProgrammeLetter.AGREE_ADDRESS,
        ProgrammeLetter.ADDRESS_ASKED,
        ProgrammeLetter.ADDRESS_CHANGED,
        ProgrammeLetter.PLACE,
        ProgrammeLetter.ON_LIST,
        ProgrammeLetter.PLACE_OFFERED,
        ProgrammeLetter.LAPSED,
        ProgrammeLetter.GAVE_UP,
        ProgrammeLetter.COST_AGREED,
        ProgrammeLetter.REMINDER,
        ProgrammeLetter.MOVED,
        ProgrammeLetter.CALLED_OFF,
        ProgrammeLetter.AGENDA_WISH,
        ProgrammeLetter.PAPERS,
        ProgrammeLetter.NOTES,
        ProgrammeLetter.CLAIM_READY,
    }
)


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
