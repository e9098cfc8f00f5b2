"""How far each promise is kept in a year, over all who owe it: counted from the index of what was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from takepart.domain.assurance.rules import Assurance, Cadence, Commitment, CommitmentId, TeamId
from takepart.domain.assurance.slots import SlotId, slots_of
from takepart.domain.assurance.years import first_day
from takepart.use_cases.assurance.ports import Kept, PromiseStore


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseKept:
    """One promise in one year."""

    commitment: Commitment
    owed: int
    """How many times it was owed by a day, over all who owe it."""
    kept: int
    """How many of those were kept, late ones too."""
    kept_late: int
    owed_in_year: int
    """How many times it is owed in the whole year."""
    kept_in_year: int
    latest: date | None
    """The last day on which it was kept."""
    next_due: date | None
    """The next day on which it is owed and not yet kept."""

    @property
    def state(self) -> str:
        """``kept``, ``partly`` or ``not-kept``; ``early`` or ``not-due`` when nothing was owed yet."""
        if not self.owed:
            return "early" if self.kept_in_year else "not-due"
        if self.kept >= self.owed:
            return "kept"
        return "partly" if self.kept else "not-kept"


def public_promises(year: int, *, store: PromiseStore, rules: Assurance, today: date) -> tuple[PromiseKept, ...]:
    """Every promise of a year, in the order of the policy. Raises StoreUnavailable.

    A slot counts as owed once its day has passed, and so does each thing that a promise "each time" was owed for.
    """
    found = store.kept_in(year)
    occasions = [each for each in found if each.due]
    kept: dict[tuple[TeamId, CommitmentId, SlotId], date] = {
        (each.team, each.commitment, each.slot): date.fromisoformat(each.day) for each in found if each.day
    }
    return tuple(
        _one(commitment, year, kept, occasions, rules=rules, today=today)
        for commitment in rules.commitments
        if commitment.starts < first_day(year + 1, rules.year_starts)
        and (commitment.ends is None or commitment.ends >= first_day(year, rules.year_starts))
    )


def _one(
    commitment: Commitment,
    year: int,
    kept: Mapping[tuple[TeamId, CommitmentId, SlotId], date],
    occasions: Sequence[Kept],
    *,
    rules: Assurance,
    today: date,
) -> PromiseKept:
    if commitment.cadence is Cadence.EACH_TIME:
        found = [
            each
            for each in occasions
            if each.commitment == commitment.id and commitment.in_force(date.fromisoformat(each.due))
        ]
        over = [each for each in found if each.due < today.isoformat()]
        days = [date.fromisoformat(each.day) for each in found if each.day]
        return PromiseKept(
            commitment=commitment,
            owed=len(over),
            kept=sum(bool(each.day) for each in over),
            kept_late=sum(each.day > each.due for each in over),
            owed_in_year=len(found),
            kept_in_year=len(days),
            latest=max(days, default=None),
            next_due=min(
                (date.fromisoformat(each.due) for each in found if not each.day and each not in over), default=None
            ),
        )
    slots = [slot for team in rules.owners for slot in slots_of(commitment, team, year, rules=rules)]
    filled = {slot: kept.get((slot.team, commitment.id, slot.id)) for slot in slots}
    past = [slot for slot in slots if slot.due < today]
    days = [day for day in filled.values() if day is not None]
    return PromiseKept(
        commitment=commitment,
        owed=len(past),
        kept=sum(filled[slot] is not None for slot in past),
        kept_late=sum((day := filled[slot]) is not None and day > slot.due for slot in past),
        owed_in_year=len(slots),
        kept_in_year=len(days),
        latest=max(days, default=None),
        next_due=min((slot.due for slot in slots if slot.due >= today and filled[slot] is None), default=None),
    )
