"""How many letters of one kind one mailbox gets in a day, when it is strangers who cause them.

Anybody can type somebody else's address into a form. What they send is kept and read all the same; only the letter
about it is held back once the mailbox has had enough of its kind today. Every kind of letter is limited unless its own
list says that it never is: a new one is limited until somebody decides otherwise. Decisions, sign-in links, alerts and
whatever follows from a step of staff are on those lists, and are not counted here at all: nothing can use them up.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from takepart.domain.policy.rules import LetterLimits
from takepart.domain.uk_time import local_date
from takepart.use_cases.ports import Room


class LetterName(StrEnum):
    """A kind of letter; the value names its template."""

    @property
    def never_held(self) -> bool:
        """Whether it goes however many went before it: no stranger can cause it by a form."""
        return False

    @property
    def many_at_once(self) -> bool:
        """Whether an honest person causes many in a day: then only the limit for all kinds together counts."""
        return False


def may_go(kind: LetterName, *, to: str, key: str, room: Room, limits: LetterLimits, now: datetime) -> bool:
    """Whether a letter goes out today. Raises StoreUnavailable."""
    if kind.never_held:
        return True
    of_a_kind = limits.most_a_day if kind.many_at_once else limits.most_of_a_kind
    day = local_date(now)
    return room.room_for(to, key, kind=kind.value, of_a_kind=of_a_kind, of_all=limits.most_a_day, day=day)
