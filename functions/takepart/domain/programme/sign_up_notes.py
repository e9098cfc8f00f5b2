"""What is noted with a sign-up and moves no place: what to talk about, who came along, and that it is forgotten."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import nothing_left
from takepart.domain.ids import StaffId, StepId
from takepart.domain.programme.agenda import MOST_EACH, Suggestion
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.programme.sign_up import SignUp, SignUpAction
from takepart.domain.programme.supporters import MOST, Supporter

_STAYS: Final = frozenset({"session", "person", "state", "offer", "starts", "attended_by", "journal"})
"""What is left on a sign-up of somebody who is forgotten: it names nobody."""


def note_support(sign_up: SignUp, role: Supporter, count: int, *, by: StaffId, at: datetime, step: StepId) -> SignUp:
    """So many in this role came along with them. Raises CannotDo for somebody who was not there."""
    count = min(max(count, 0), MOST)
    left = {each: number for each, number in sign_up.supporters.items() if each is not role}
    return sign_up.step(
        SignUpAction.NOTE_SUPPORT,
        by=journals.staff(by),
        at=at,
        step=step,
        facts={"role": role.value, "count": count},
        supporters=MappingProxyType({**left, role: count} if count else left),
    )


def suggest(sign_up: SignUp, text: str, *, at: datetime, step: StepId) -> SignUp:
    """Want to talk about something. Only who has a place can, and not about everything. Raises CannotDo."""
    if len(sign_up.suggestions) >= MOST_EACH:
        raise CannotDo(sign_up.session, reason=Refusal.ENOUGH_ITEMS)
    return sign_up.step(
        SignUpAction.SUGGEST,
        by=journals.person(sign_up.person),
        at=at,
        step=step,
        facts={"text": journals.digest_of(text, step=step)},
        suggestions=(*sign_up.suggestions, Suggestion(number=sign_up.version + 1, text=text)),
    )


def take_back(sign_up: SignUp, number: int, *, at: datetime, step: StepId) -> SignUp:
    """Not talk about it after all."""
    left = tuple(each for each in sign_up.suggestions if each.number != number)
    who = journals.person(sign_up.person)
    return sign_up.step(SignUpAction.TAKE_BACK, by=who, at=at, step=step, facts={"item": number}, suggestions=left)


def forget(sign_up: SignUp, *, at: datetime, step: StepId) -> SignUp:
    """The person is erased: what they wrote, chose and came with goes too. Which session, and what it offered, stays.

    The same one back when there is nothing to forget.
    """
    gone = nothing_left(sign_up, stays=_STAYS)
    if all(getattr(sign_up, name) == nothing for name, nothing in gone.items()):
        return sign_up
    return sign_up.step(SignUpAction.FORGET, by=journals.person(sign_up.person), at=at, step=step, **gone)
