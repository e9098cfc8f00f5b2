"""Promises in DynamoDB: all of a team's under one key, sorted by year, so that one query reads what a day needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pynamodb.exceptions import PynamoDBException

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.assurance.map_parts import map_pk, read_map, stored_map
from takepart.adapters.assurance.parts import (
    RUNS,
    kept_board,
    notice_pk,
    read_audit,
    read_duty,
    read_kept,
    read_notice,
    read_run,
    stored,
    team_pk,
)
from takepart.adapters.assurance.review_parts import REVIEWS, read_review, stored_review
from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.duty import Duty
from takepart.domain.assurance.level_map import TeamMap
from takepart.domain.assurance.notices import Notice, Run
from takepart.domain.assurance.review import Review
from takepart.domain.assurance.rules import CommitmentId, TeamId
from takepart.use_cases.assurance.ports import Kept, Records
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.stores import Damaged, DamagedRecord, Found

_MOST_TOGETHER: Final = 50
"""Items of one transaction: DynamoDB takes 100, of 4 MB in all."""


class AssuranceTable:
    """The port ``PromiseStore``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def of_team(self, team: TeamId, years: Sequence[int]) -> Records:
        """What a team did and planned in some years next to each other: one consistent query."""
        row = self._aggregates.row
        between = row.sk.between(f"{min(years)}#", f"{max(years)}#~")
        found = self._aggregates.of_key(team_pk(team), between)
        duties = read_each(read_duty, Found(each for each in found if "#DUTY#" in each.sk))
        audits = read_each(read_audit, Found(each for each in found if each.sk.endswith("#AUDIT")))
        return Records(
            duties={(each.commitment, each.year): each for each in duties},
            audits={each.year: each for each in audits},
            damaged={_named(each): each for some in (found, duties, audits) for each in some.damaged},
        )

    def save(self, *steps: Duty | Audit | Notice | Review | TeamMap) -> None:
        """Keep the next step of each: one write for one, a transaction for more."""
        kept = [_stored(step) for step in steps]
        if len(kept) > 1:
            self._aggregates.save_together(kept)
        elif kept[0].version == 1:
            self._aggregates.add(kept[0])
        else:
            self._aggregates.save(kept[0])

    def mark(self, run: Run, *steps: Duty | Audit) -> None:
        """Keep the next step of each with one transaction, on the condition that the run has not gone on."""
        begun = (RUNS, run.month, 1)
        for start in range(0, len(steps), _MOST_TOGETHER):
            kept = [stored(step) for step in steps[start : start + _MOST_TOGETHER]]
            self._aggregates.save_together(kept, unchanged=[begun])

    def notice(self, id: str) -> Notice | None:
        """A notice, as it was written."""
        found = self._aggregates.get(notice_pk(id), "NOTICE")
        return read_one(read_notice, found)

    def reviews(self) -> Sequence[Review]:
        """Every review of the policy, by the version that it looked at: one consistent query."""
        return read_each(read_review, self._aggregates.of_key(REVIEWS))

    def team_map(self, team: TeamId, year: int) -> TeamMap | None:
        """A team's map of a year, as it is now."""
        found = self._aggregates.get(map_pk(year), team)
        return read_one(read_map, found)

    def maps(self, year: int) -> Sequence[TeamMap]:
        """Everybody's maps of a year: one query."""
        return read_each(read_map, self._aggregates.of_key(map_pk(year)))

    def latest_run(self) -> Run | None:
        """The run of the latest month. Raises DamagedRecord: the month before it is no answer."""
        found = read_each(read_run, self._aggregates.of_key(RUNS, scan_index_forward=False, limit=1))
        if found.damaged:
            raise DamagedRecord(found.damaged[0])
        return found[0] if found else None

    def save_run(self, run: Run) -> None:
        """Keep a run's next step."""
        kept = stored(run)
        if kept.version == 1:
            self._aggregates.add(kept)
        else:
            self._aggregates.save(kept)

    def kept_in(self, year: int) -> Sequence[Kept]:
        """Everything that was kept or started of a year's promises, from the keys of one index alone."""
        try:
            entries = [each.board_at for each in self._aggregates.row.by_board.query(kept_board(year))]
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return [kept for each in entries for kept in read_kept(each)]


def _stored(step: Duty | Audit | Notice | Review | TeamMap) -> Stored:
    match step:
        case Review():
            return stored_review(step)
        case TeamMap():
            return stored_map(step)
        case _:
            return stored(step)


def _named(damaged: Damaged) -> tuple[CommitmentId, int] | int:
    """What a record of a team is about, from its key: ``PROMISES#team 2026#DUTY#commitment``, or ``… 2026#AUDIT``."""
    year, _, rest = damaged.about.rpartition(" ")[2].partition("#")
    return (CommitmentId(rest.partition("#")[2]), int(year)) if rest.startswith("DUTY#") else int(year)
