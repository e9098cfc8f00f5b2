"""Promises in DynamoDB: all of a team's under one key, sorted by year, so that one query reads what a day needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from takepart.adapters.aggregates import Aggregates, Stored, key_of, read_each, reading
from takepart.adapters.answering import answering
from takepart.adapters.store import Shape, Store
from takepart.domain.aggregate import Journalled
from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.duty import Duty
from takepart.domain.assurance.level_map import TeamMap
from takepart.domain.assurance.notices import Notice, Run
from takepart.domain.assurance.review import Review
from takepart.domain.assurance.rules import CommitmentId, TeamId
from takepart.domain.assurance.slots import SlotId
from takepart.use_cases.assurance.ports import Kept, Records
from takepart.use_cases.stores import Damaged, DamagedRecord, Found

RUNS: Final = "RUNS"
REVIEWS: Final = "REVIEWS"
"""Where all reviews of the policy lie: one in two years or so."""
_MOST_TOGETHER: Final = 50
"""Items of one transaction: DynamoDB takes 100, of 4 MB in all."""
_MOST_IN_INDEX: Final = 900
"""Characters of slots in the key of an index, which may have 1,024 bytes: the latest that fit."""
_BETWEEN: Final = "#"


def _kept_board(year: int) -> str:
    return f"kept:{year}"


def _keys(duty: Duty) -> dict[str, str]:
    """The index of everything that was kept of a year's promises: the slots, each with its day and when it is due."""
    due = {each.id: each.day for each in duty.occasions}
    days = {each.slot: each.day for each in duty.evidence}
    slots = list(dict.fromkeys((*due, *days)))
    kept = ",".join(f"{slot}{_short(due.get(slot), duty.year)}{_short(days.get(slot), duty.year)}" for slot in slots)
    if len(kept) > _MOST_IN_INDEX:
        kept = kept[-_MOST_IN_INDEX:].partition(",")[2]
    at = _BETWEEN.join((duty.commitment, duty.team, kept))
    return {"board": _kept_board(duty.year), "board_at": at} if kept else {}


_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_NO_DAY: Final = "--"


def _short(day: date | None, year: int) -> str:
    """A day in two characters, counted from a year before; what lies further away is as far as they go."""
    if day is None:
        return _NO_DAY
    number = min(max((day - date(year - 1, 1, 1)).days, 0), len(_DIGITS) ** 2 - 1)
    return _DIGITS[number // len(_DIGITS)] + _DIGITS[number % len(_DIGITS)]


def _long(short: str, year: int) -> date | None:
    """The day that ``_short`` spelled."""
    return None if short == _NO_DAY else date(year - 1, 1, 1) + timedelta(days=int(short, len(_DIGITS)))


def _read_kept(board_at: str, year: int) -> list[Kept]:
    commitment, team, kept = board_at.split(_BETWEEN, 2)
    return [
        Kept(
            team=TeamId(team),
            commitment=CommitmentId(commitment),
            slot=SlotId(each[:-4]),
            day=_long(each[-2:], year),
            due=_long(each[-4:-2], year),
        )
        for each in kept.split(",")
    ]


class DutiesTable(Store[Duty]):
    """One promise of one team in one year each."""

    shape = Shape(Duty, pk="PROMISES#{team}", sk="{year}#DUTY#{commitment}", keys=_keys)


class AuditsTable(Store[Audit]):
    """Beside the team's duties."""

    shape = Shape(Audit, pk="PROMISES#{team}", sk="{year}#AUDIT")


class NoticesTable(Store[Notice]):
    """One letter each."""

    shape = Shape(Notice, pk="NOTICE#{id}", sk="NOTICE")


class ReviewsTable(Store[Review]):
    """Reviews of the policy."""

    shape = Shape(Review, pk=REVIEWS, sk="{of}")


class MapsTable(Store[TeamMap]):
    """All of a year under one key, so that one query reads them."""

    shape = Shape(TeamMap, pk="MAP#{year}", sk="{team}")


class RunsTable(Store[Run]):
    """The months' runs."""

    shape = Shape(Run, pk=RUNS, sk="{month}")


_SHAPES: Final[Mapping[type[Journalled], Shape[Any]]] = MappingProxyType(
    {
        each.shape.kind: each.shape
        for each in (DutiesTable, AuditsTable, NoticesTable, ReviewsTable, MapsTable, RunsTable)
    }
)


def team_pk(team: TeamId) -> str:
    """Where everything of a team lies."""
    return DutiesTable.shape.key((team, 0, ""))[0]


class AssuranceTable:
    """The port ``PromiseStore``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def of_team(self, team: TeamId, years: Sequence[int]) -> Records:
        """What a team did and planned in some years next to each other: one consistent query."""
        between = self._aggregates.row.sk.between(f"{min(years)}#", f"{max(years)}#~")
        return records_in(self._aggregates.of_key(team_pk(team), between))

    def save(self, *steps: Journalled) -> None:
        """Keep the next step of each: one write for one, a transaction for more."""
        kept = [_stored(step) for step in steps]
        if len(kept) > 1:
            self._aggregates.save_together(kept)
        else:
            self._aggregates.keep_step(kept[0])

    def mark(self, run: Run, *steps: Duty | Audit) -> None:
        """Keep the next step of each with one transaction, on the condition that the run has not gone on."""
        begun = (*RunsTable.shape.key(run.month), 1)
        for start in range(0, len(steps), _MOST_TOGETHER):
            kept = [_stored(step) for step in steps[start : start + _MOST_TOGETHER]]
            self._aggregates.save_together(kept, unchanged=[begun])

    def notice(self, id: str) -> Notice | None:
        """A notice, as it was written."""
        return NoticesTable(self._aggregates).get(id)

    def reviews(self) -> Sequence[Review]:
        """Every review of the policy, by the version that it looked at: one consistent query."""
        return read_each(ReviewsTable.shape.read, self._aggregates.of_key(REVIEWS))

    def team_map(self, team: TeamId, year: int) -> TeamMap | None:
        """A team's map of a year, as it is now."""
        return MapsTable(self._aggregates).get((year, team))

    def maps(self, year: int) -> Sequence[TeamMap]:
        """Everybody's maps of a year: one query."""
        pk, _ = MapsTable.shape.key((year, ""))
        return read_each(MapsTable.shape.read, self._aggregates.of_key(pk))

    def latest_run(self) -> Run | None:
        """The run of the latest month. Raises DamagedRecord: the month before it is no answer."""
        newest = self._aggregates.of_key(RUNS, scan_index_forward=False, limit=1)
        found = read_each(RunsTable.shape.read, newest)
        if found.damaged:
            raise DamagedRecord(found.damaged[0])
        return found[0] if found else None

    def kept_in(self, year: int) -> Sequence[Kept]:
        """Everything that was kept or started of a year's promises, from the keys of one index alone."""
        found = Found[Kept]()
        with answering():
            items: list[Any] = list(self._aggregates.row.by_board.query(_kept_board(year)))
        for each in items:
            with suppress(DamagedRecord):
                found += reading(partial(_read_kept, year=year), each["board_at"]["S"], *key_of(each))
        return found


def records_in(found: Found[Stored]) -> Records:
    """What lies under a team's key, damaged ones apart."""
    duties = read_each(DutiesTable.shape.read, Found(each for each in found if "#DUTY#" in each.sk))
    audits = read_each(AuditsTable.shape.read, Found(each for each in found if each.sk.endswith("#AUDIT")))
    return Records(
        duties={(each.commitment, each.year): each for each in duties},
        audits={each.year: each for each in audits},
        damaged={_named(each): each for some in (found, duties, audits) for each in some.damaged},
    )


def _stored(step: Journalled) -> Stored:
    return _SHAPES[type(step)].stored(step)


def _named(damaged: Damaged) -> tuple[CommitmentId, int] | int:
    """What a record of a team is about, from its key: ``PROMISES#team 2026#DUTY#commitment``, or ``… 2026#AUDIT``."""
    year, _, rest = damaged.about.rpartition(" ")[2].partition("#")
    return (CommitmentId(rest.partition("#")[2]), int(year)) if rest.startswith("DUTY#") else int(year)
