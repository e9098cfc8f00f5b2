"""What is noted with a sign-up and moves no place: what to talk about, who came along, and that it is forgotten."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step, nothing_left
from takepart.domain.programme.agenda import MOST_EACH, Suggestion
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import MOST, SignUp, SignUpAction, Supporter
from takepart.domain.refused import Refused

_STAYS: Final = frozenset({"session", "person", "state", "offer", "starts", "attended_by", "journal"})
"""What is left on a sign-up of somebody who is forgotten: it names nobody."""


def note_support(sign_up: SignUp, step: Step, role: Supporter, more: int) -> SignUp:
    """So many more in this role came along with them, or fewer. Raises Refused for somebody who was not there."""
    count = min(max(sign_up.supporters.get(role, 0) + more, 0), MOST)
    left = {each: number for each, number in sign_up.supporters.items() if each is not role}
    supporters = MappingProxyType({**left, role: count} if count else left)
    return sign_up.took(SignUpAction.NOTE_SUPPORT, step, {"role": role.value, "count": count}, supporters=supporters)


def suggest(sign_up: SignUp, step: Step, text: str) -> SignUp:
    """Want to talk about something. Only who has a place can, and not about everything. Raises Refused."""
    if len(sign_up.suggestions) >= MOST_EACH:
        raise Refused(sign_up.session, reason=ProgrammeRefusal.ENOUGH_ITEMS)
    said = (*sign_up.suggestions, Suggestion(number=sign_up.version + 1, text=text))
    facts = {"text": journals.digest_of(text, step=step.press)}
    return sign_up.took(SignUpAction.SUGGEST, step, facts, suggestions=said)


def take_back(sign_up: SignUp, step: Step, number: int) -> SignUp:
    """Not talk about it after all; the same back where it was never said."""
    left = tuple(each for each in sign_up.suggestions if each.number != number)
    if left == sign_up.suggestions:
        return sign_up
    return sign_up.took(SignUpAction.TAKE_BACK, step, {"item": number}, suggestions=left)


def forget(sign_up: SignUp, step: Step) -> SignUp:
    """The person is erased: what they wrote, chose and came with goes too. Which session, and what it offered, stays.

    The same one back when there is nothing to forget.
    """
    gone = nothing_left(sign_up, stays=_STAYS)
    if all(getattr(sign_up, name) == nothing for name, nothing in gone.items()):
        return sign_up
    return sign_up.took(SignUpAction.FORGET, step, **gone)
