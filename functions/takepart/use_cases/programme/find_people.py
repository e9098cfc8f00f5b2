"""A worker finds people and looks at what we keep of them. That they look is written down first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, StaffId
from takepart.domain.people import look as looking
from takepart.domain.people.finding import LEAST, Wanted
from takepart.domain.people.look import LookReason, Looks
from takepart.domain.people.person import Person
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import Store, until_kept
from takepart.use_cases.programme.ports import People

MOST: Final = 50
"""People that one search shows. Whoever sees so many looks for more of the name."""
_TRIES: Final = 5


def search(words: str, *, people: People, now: datetime) -> tuple[Sequence[Person], int]:
    """Who is called so, the first of them, and how many there are. Raises Refused for too little to look for."""
    if len("".join(each for each in words if each.isalnum())) < LEAST:
        raise Refused("people", reason=ProgrammeRefusal.TOO_SHORT)
    found = people.found(Wanted(words=words), today=local_date(now))
    return people.many(found[:MOST]), len(found)


def look(of: str, step: Step, *, why: LookReason | None, needed: bool, people: int = 1, looks: Store[Looks]) -> None:
    """Write down that somebody looks at a person, or takes a list. Raises Refused where a reason is needed."""
    if needed and why is None:
        raise Refused(of, reason=ProgrammeRefusal.NO_LOOK_REASON)

    def attempt() -> None:
        before = looks.get(looking.key_of(of, step.at))
        if before is None or not before.has(step):
            looks.save(looking.look(before, step, of, why=why, people=people))

    until_kept(attempt, tries=_TRIES)


def may_look(person: PersonId, who: StaffId, now: datetime, *, looks: Store[Looks]) -> bool:
    """Whether they said that they look, a short while ago."""
    return looking.may_look(looks.get(looking.key_of(person, now)), who, now)
