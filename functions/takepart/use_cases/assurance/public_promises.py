"""How far each promise is kept in a year, over all who owe it: counted from the index of what was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from takepart.domain.assurance.rules import Assurance, Cadence, Commitment, CommitmentId, TeamId
from takepart.domain.assurance.slots import SlotId, slots_of
from takepart.domain.assurance.years import first_day
from takepart.domain.plain_reason import PlainWord
from takepart.use_cases.assurance.ports import Kept, Promises


class PromiseState(PlainWord):
    """How far one promise is kept in one year."""

    KEPT = "kept", "Kept"
    PARTLY = "partly", "Partly kept"
    NOT_KEPT = "not-kept", "Not kept"
    AHEAD = "ahead", "Done ahead of time"
    NOT_DUE = "not-due", "Not due yet"
    NO_RECORD = "no-record", "No record from then"


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
    before_records: int = 0
    """How many times its day passed before anything was written down here: kept or not, nobody can tell from this."""

    @property
    def state(self) -> PromiseState:
        """What may truly be said of it."""
        if not self.owed and self.kept_in_year:
            return PromiseState.AHEAD
        if not self.owed:
            return PromiseState.NO_RECORD if self.before_records else PromiseState.NOT_DUE
        if self.kept >= self.owed:
            return PromiseState.KEPT
        return PromiseState.PARTLY if self.kept else PromiseState.NOT_KEPT


def public_promises(year: int, *, promises: Promises, today: date) -> tuple[PromiseKept, ...]:
    """Every promise of a year, in the order of the policy. Raises StoreUnavailable.

    A slot counts as owed once its day has passed, and so does each thing that a promise "each time" was owed for. What
    was due before the first thing was written down in this year or the one before is apart: there is no record of it.
    """
    found = promises.store.kept_in(year)
    days = (each.day or each.due for each in (*found, *promises.store.kept_in(year - 1)))
    begun = min((day for day in days if day is not None), default=today)
    occasions = [each for each in found if each.due]
    kept: dict[tuple[TeamId, CommitmentId, SlotId], date] = {
        (each.team, each.commitment, each.slot): each.day for each in found if each.day
    }
    return tuple(
        _one(commitment, year, kept, occasions, rules=promises.rules, today=today, begun=begun)
        for commitment in promises.rules.commitments
        if commitment.starts < first_day(year + 1, promises.rules.year_starts)
        and (commitment.ends is None or commitment.ends >= first_day(year, promises.rules.year_starts))
    )


def _one(
    commitment: Commitment,
    year: int,
    kept: Mapping[tuple[TeamId, CommitmentId, SlotId], date],
    occasions: Sequence[Kept],
    *,
    rules: Assurance,
    today: date,
    begun: date,
) -> PromiseKept:
    if commitment.cadence is Cadence.EACH_TIME:
        found = [
            (each.due, each.day)
            for each in occasions
            if each.due and each.commitment == commitment.id and commitment.in_force(each.due)
        ]
        over = [(due, day) for due, day in found if due < today]
        days = [day for _, day in found if day]
        return PromiseKept(
            commitment=commitment,
            owed=len(over),
            kept=sum(day is not None for _, day in over),
            kept_late=sum(day is not None and day > due for due, day in over),
            owed_in_year=len(found),
            kept_in_year=len(days),
            latest=max(days, default=None),
            next_due=min((due for due, day in found if day is None and due >= today), default=None),
        )
    slots = [slot for team in rules.owners for slot in slots_of(commitment, team, year, rules=rules)]
    filled = {slot: kept.get((slot.team, commitment.id, slot.id)) for slot in slots}
    gone_by = [slot for slot in slots if slot.due < today]
    past = [slot for slot in gone_by if slot.due >= begun or filled[slot] is not None]
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
        before_records=len(gone_by) - len(past),
    )
