"""The letters of a change of name or address: who is asked to agree, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from takepart.domain.journal import Entry
from takepart.domain.links import Link, Purpose
from takepart.domain.people.moving import address_of
from takepart.domain.people.person import Person, PersonAction, PersonState, Whose
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.programme.letter_kinds import ProgrammeLetter, my_link, personal_link, until_night

_LINK_DAYS: Final = 7
"""How long a change of address waits for an answer."""
_L = ProgrammeLetter

CHANGES: Final = frozenset(
    {
        PersonAction.RENAME.value,
        PersonAction.ASK_MOVE.value,
        PersonAction.AGREE_MOVE.value,
        PersonAction.CHECK_IDENTITY.value,
        PersonAction.MOVE.value,
    }
)
"""Steps of a change of name or address."""


def letters_of_change(person: Person, entry: Entry, *, now: datetime) -> Sequence[LetterDue]:
    """Who is asked, and who is told. What was replaced or answered since is not asked any more."""
    details, moving = person.details, person.moving
    if details is None:
        return ()

    def due(letter: ProgrammeLetter, to: str, *, link: Link | None = None, path: str = "", whose: str) -> LetterDue:
        return LetterDue(
            kind=letter,
            key=f"person:{person.id}#{entry.seq}#{letter.value}",
            to=to,
            entry=entry,
            link=link,
            path=path,
            values=MappingProxyType({"person": details, "moving": moving, "whose": whose}),
        )

    def asks(letter: ProgrammeLetter, purpose: Purpose, to: str, path: str) -> LetterDue:
        link = Link(purpose=purpose, about=person.id, turn=_asked_in(entry), who="participant", expires=now)
        return due(
            letter, to, link=until_night(_LINK_DAYS, link), path=path, whose=moving.whose.value if moving else ""
        )

    waits = moving is not None and moving.asked == _asked_in(entry)
    match PersonAction(entry.action):
        case PersonAction.RENAME:
            return (due(_L.RENAMED, person.mail_goes_to, link=my_link(person, now=now), path="/my", whose="own"),)
        case PersonAction.ASK_MOVE if moving and waits and not moving.agreed:
            to = address_of(person, moving.whose)
            return (asks(_L.AGREE_ADDRESS, Purpose.OLD_ADDRESS, to, "/my/address/agree"),)
        case PersonAction.AGREE_MOVE if moving and waits:
            return (asks(_L.IS_IT_YOURS, Purpose.NEW_ADDRESS, moving.email, "/my/address/new"),)
        case PersonAction.CHECK_IDENTITY if moving and waits:
            told = due(_L.ADDRESS_ASKED, address_of(person, moving.whose), whose=moving.whose.value)
            return (told, asks(_L.IS_IT_YOURS, Purpose.NEW_ADDRESS, moving.email, "/my/address/new"))
        case PersonAction.MOVE:
            return _after_move(person, entry, due, now=now)
        case _:
            return ()


def _after_move(person: Person, entry: Entry, due: Callable[..., LetterDue], *, now: datetime) -> Sequence[LetterDue]:
    whose = str(entry.facts["whose"])
    last = max(e.seq for e in person.journal if e.action == PersonAction.MOVE.value)
    found = [due(_L.ADDRESS_CHANGED, person.before, whose=whose)] if person.before and last == entry.seq else []
    if person.state is PersonState.AWAITING_CONSENT:
        to = person.details.guardian_email if person.details else ""
        consent = personal_link(Purpose.CONSENT, person, now=now)
        return (*found, due(_L.ASK_CONSENT, to, link=consent, path="/register/consent", whose=whose))
    parent = person.details.guardian_email if person.details else ""
    if whose == Whose.OWN.value and parent:
        told = due(_L.ADDRESS_CHANGED, parent, whose="child")
        found.append(replace(told, key=f"{told.key}#parent"))
    if whose == Whose.OWN.value:
        found.append(due(_L.MY_LINK, person.mail_goes_to, link=my_link(person, now=now), path="/my", whose=whose))
    return found


def _asked_in(entry: Entry) -> int:
    return int(entry.facts.get("asked", entry.seq))
