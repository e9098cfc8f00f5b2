"""Paid once: who holds the guard of one person, one morning's activity and one kind of line.

A claim that was typed names no session, so it stands for whichever there was that morning: it shares with nobody.
Claims that attendance prepared name their sessions, so two different ones can both be paid. The guard is one text,
written on condition of what it was: whoever comes second reads who was first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from takepart.domain.ids import ClaimId


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A claim that is approved, and the id of its session where it has one."""

    claim: ClaimId
    session: str = ""

    def is_in_the_way_of(self, other: Holder) -> bool:
        """Whether both cannot be paid."""
        return self.claim != other.claim and not (self.session and other.session and self.session != other.session)


class PaidBefore(Exception):
    """Another claim holds the guard for the same session."""

    def __init__(self, claim: ClaimId) -> None:
        super().__init__(claim)
        self.claim = claim


def spelled(*holders: Holder) -> str:
    """The holders as one text: ``K7M4-9QXR``, or ``K7M4-9QXR@3f9a+X2B4-7HJK@77c0``."""
    return "+".join(sorted(f"{each.claim}@{each.session}" if each.session else each.claim for each in holders))


def read(text: str) -> tuple[Holder, ...]:
    """The holders that were spelled."""
    pairs = (each.partition("@") for each in text.split("+") if each)
    return tuple(Holder(claim=ClaimId(claim), session=session) for claim, _, session in pairs)


def joined(held: str, mine: Holder, *, was_withdrawn: Callable[[ClaimId], bool]) -> str:
    """The guard with one more holder. A claim that was withdrawn before it was paid lets go, and never comes back.

    Raises PaidBefore.
    """
    left = []
    for each in read(held):
        if each.is_in_the_way_of(mine):
            if not was_withdrawn(each.claim):
                raise PaidBefore(each.claim)
            continue
        if each.claim != mine.claim:
            left.append(each)
    return spelled(*left, mine)
