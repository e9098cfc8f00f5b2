"""A list of staff as a file: each line is tried before anything is done, and says what came of it.

It goes the same way as the page: the same rules, the same second person, the same journal. Who is on the list by their
address is changed where the line says something else, and nobody is there twice however often it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.email_addresses import mailable, normalised
from takepart.domain.ids import StaffId, StepId
from takepart.domain.organisation.member import Held, Member
from takepart.domain.policy import Role
from takepart.domain.refused import Refused
from takepart.domain.sheets import MOST_CHARACTERS, RowProblem, below_headings, cell, heading, read_sheet, shown
from takepart.domain.typed_words import holds_address, holds_number
from takepart.use_cases.organisation import keep_staff
from takepart.use_cases.organisation.keep_staff import Members, Staff
from takepart.use_cases.ports import ChangedMeanwhile

MOST_LINES: Final = 500
_NAMES: Final = ("name", "title", "nameortitle", "fullname")
_EMAILS: Final = ("email", "emailaddress", "workemail", "workemailaddress", "address")
_ROLES: Final = ("roles", "role", "whattheydo")
_DEPUTIES: Final = ("deputy", "deputysemail", "deputyemail")
_BY_WORDS: Final[Mapping[str, Role]] = {
    **{role.plain.casefold(): role for role in Role},
    **{words: role for role in Role for words in (role.value, role.value.replace("-", " "))},
}


class Came(StrEnum):
    """What comes of one line."""

    ADDED = "added"
    CHANGED = "changed"
    WAITS = "waits"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of the file, and what comes of it. ``why`` is the reason of a refusal."""

    line: int
    name: str
    came: Came
    why: str = ""


class _Once:
    """The records at hand, read once, as each line is judged by all of them; again where somebody was quicker.

    What is written is there too. On a trial it is kept nowhere else.
    """

    def __init__(self, kept: Members, *, trial: bool) -> None:
        self._kept, self._trial = kept, trial
        self._read()

    def get(self, key: StaffId, /) -> Member | None:
        return self._found.get(key)

    def many(self, keys: Sequence[StaffId], /) -> Sequence[Member]:
        return [self._found[key] for key in keys if key in self._found]

    def add(self, member: Member, /) -> None:
        self._write(self._kept.add, member)

    def save(self, member: Member, /) -> None:
        self._write(self._kept.save, member)

    def all(self) -> Sequence[Member]:
        return [*self._found.values()]

    def _write(self, keep: Callable[[Member], None], member: Member) -> None:
        try:
            if not self._trial:
                keep(member)
        except ChangedMeanwhile:
            self._read()
            raise
        self._found[member.id] = member

    def _read(self) -> None:
        self._found = {each.id: each for each in self._kept.all()}


def try_staff(text: str, *, staff: Staff, step: Step) -> tuple[Told, ...]:
    """What would come of each line. Nothing is kept."""
    return tuple(_lines(text, replace(staff, kept=_Once(staff.kept, trial=True)), step))


def bring_in(text: str, *, staff: Staff, step: Step) -> tuple[Told, ...]:
    """Do each line that can be done; one that is refused keeps back no other. Sent again, it changes nothing more."""
    return tuple(_lines(text, replace(staff, kept=_Once(staff.kept, trial=False)), step))


def _lines(text: str, staff: Staff, step: Step) -> Iterator[Told]:
    lines, heads = below_headings(read_sheet(text[:MOST_CHARACTERS]), _EMAILS)
    names = (_NAMES, _EMAILS, _ROLES, _DEPUTIES)
    columns = tuple(heading(heads, each) for each in names) if heads else (0, 1, 2, 3)
    seen: dict[str, int] = {}
    for number, cells in lines[:MOST_LINES]:
        name, email, roles, deputy = (cell(cells, at) for at in columns)
        problem = _problem(number, name, email, roles, seen)
        if problem is not None:
            yield Told(line=number, name=name, came=Came.REFUSED, why=problem.plain)
            continue
        seen[normalised(email)] = number
        yield _one(number, name, email, roles, deputy, staff, step)
    if len(lines) > MOST_LINES:
        yield Told(line=lines[MOST_LINES][0], name="", came=Came.REFUSED, why=f"Send {MOST_LINES} lines or fewer.")


def _problem(number: int, name: str, email: str, roles: str, seen: Mapping[str, int]) -> RowProblem | None:
    words = ""
    unknown = [each for each in _split(roles) if each.casefold() not in _BY_WORDS]
    if not name or holds_address(name) or holds_number(name):
        words = "Give a name or title, without an address or a number in it."
    elif mailable(email) is None:
        words = f"{shown(email)} is no email address." if email else "There is no email address here."
    elif normalised(email) in seen:
        words = f"This address is on line {seen[normalised(email)]} too."
    elif unknown:
        words = f"{shown(unknown[0])} is no role. Write {', '.join(role.plain for role in Role)}."
    elif not _split(roles):
        words = "Give one role or more."
    return RowProblem(line=number, plain=words) if words else None


def _one(number: int, name: str, email: str, roles: str, deputy: str, staff: Staff, step: Step) -> Told:
    here = {normalised(each.email): each for each in staff.on(step.today).staff}
    sits_in = here.get(normalised(deputy)) if deputy else None
    if deputy and sits_in is None:
        return Told(line=number, name=name, came=Came.REFUSED, why=f"{shown(deputy)} is nobody's address on the list.")
    known = here.get(normalised(email))
    asked = (each.asked.held.email for each in staff.every().values() if each.asked)
    if normalised(email) in map(normalised, asked):
        return Told(line=number, name=name, came=Came.WAITS)
    held = Held(
        since=step.today,
        name=name,
        email=known.email if known else email,
        roles=frozenset(_BY_WORDS[each.casefold()] for each in _split(roles)),
        deputy=sits_in.id if sits_in else known.deputy if known else None,
    )
    if known is not None and (known.name, known.roles, known.deputy) == (held.name, held.roles, held.deputy):
        return Told(line=number, name=name, came=Came.SAME)
    press = StepId(f"{step.press}-{sha256(normalised(email).encode()).hexdigest()[:12]}")
    theirs = step._replace(press=press)
    try:
        made = (
            keep_staff.change(staff, known.id, held, theirs, seen=None)
            if known
            else keep_staff.join(staff, held, theirs)
        )
    except Refused as refused:
        return Told(line=number, name=name, came=Came.REFUSED, why=refused.reason.plain)
    except ChangedMeanwhile:
        return Told(line=number, name=name, came=Came.REFUSED, why="Somebody changed this at the same moment.")
    came = Came.ADDED if known is None else Came.CHANGED
    return Told(line=number, name=name, came=Came.WAITS if made.asked else came)


def _split(roles: str) -> list[str]:
    return [each.strip() for each in re.split(r"[;/+|\n]|\band\b", roles.replace(",", ";")) if each.strip()]
