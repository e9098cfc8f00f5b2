"""The places of one session, and the line of people who wait for one: first in, first offered.

Everything about a place is one small value that is written on condition of its version, together with the sign-up it
is about. So the last place goes once, however many people press at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from takepart.domain.ids import SessionId
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused


@dataclass(frozen=True, kw_only=True)
class Places:
    """How many places there are and how many are spoken for.

    Always: ``0 <= to_offer <= waiting`` and ``to_offer <= taken <= total``.
    """

    session: SessionId
    total: int
    taken: int = 0
    """Confirmed, offered to someone who waited, or kept back for the next in line."""
    waiting: int = 0
    """People in the line."""
    to_offer: int = 0
    """Places kept back for the line that are not yet offered to anyone: nobody who comes later gets one."""
    tickets: int = 0
    """How many numbers were given out. A lower number is nearer the front."""
    version: int = field(default=0, compare=False)
    """The version that was read. However many steps follow, it stays: the write is on condition of it."""

    @property
    def free(self) -> int:
        """Places that anyone can take now."""
        return self.total - self.taken

    def take(self) -> Places:
        """One place for someone who says yes. Raises Refused when there is none."""
        if self.free <= 0:
            raise Refused(self.session, reason=ProgrammeRefusal.NO_PLACES)
        return replace(self, taken=self.taken + 1)

    def join_line(self) -> tuple[Places, int]:
        """One more in the line, and their number."""
        return replace(self, waiting=self.waiting + 1, tickets=self.tickets + 1), self.tickets + 1

    def offer_next(self) -> Places:
        """A place that was kept back goes, as an offer, to the first in the line."""
        if not self.to_offer:
            raise Refused(self.session, reason=ProgrammeRefusal.NO_PLACES)
        return replace(self, to_offer=self.to_offer - 1, waiting=self.waiting - 1)

    def give_back(self) -> Places:
        """A place that somebody had is kept back for the line, or is free again when nobody waits for it."""
        if self.waiting > self.to_offer:
            return replace(self, to_offer=self.to_offer + 1)
        return replace(self, taken=self.taken - 1)

    def leave_line(self) -> Places:
        """One fewer in the line. A place kept back for nobody is free again."""
        waiting = self.waiting - 1
        spare = max(self.to_offer - waiting, 0)
        return replace(self, waiting=waiting, to_offer=self.to_offer - spare, taken=self.taken - spare)

    def resized(self, total: int) -> Places:
        """More or fewer places. New ones go to the line first. Raises Refused below 1, or below those taken."""
        if total < 1:
            raise Refused(self.session, reason=ProgrammeRefusal.NO_PLACES)
        if total < self.taken:
            raise Refused(self.session, reason=ProgrammeRefusal.FEWER_THAN_TAKEN)
        for_line = min(total - self.taken, self.waiting - self.to_offer)
        return replace(self, total=total, taken=self.taken + for_line, to_offer=self.to_offer + for_line)

    def squeezed_in(self) -> Places:
        """One more place and the person in it: somebody who walked in, and whom the worker let in over the number."""
        return replace(self, total=max(self.total, self.taken + 1), taken=self.taken + 1)
