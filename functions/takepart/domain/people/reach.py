"""Who is reached: what may be told of the answers, beside who lives here.

Everything here is made from bands of five, so it tells no more than they do: the about-shares, which group is missing,
the chart, the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from takepart.domain.disclosure import Band, band
from takepart.domain.people.equality import PREFER_NOT_TO_SAY, Answer, EqualityStage, Population, Question
from takepart.domain.plain_reason import PlainWord

ENOUGH: Final = 20
"""With fewer answers than this to a question, shares say nothing."""
FAR_BELOW: Final = Decimal("0.8")
"""A group is missing when its share is surely less than this part of its share of who lives here."""

Counts = Mapping[tuple[EqualityStage, str], int]
"""How many gave each answer to one question, by stage."""


class ReachStanding(PlainWord):
    """How a group's share compares with who lives here."""

    MISSING = "missing", "Fewer than live here"
    REACHED = "reached", "As many as live here"
    UNSURE = "unsure", "Cannot tell yet"


@dataclass(frozen=True, kw_only=True)
class ReachCell:
    """One group at one stage."""

    band: Band
    about: int | None
    """Per cent of the answers, roughly; None when it is hidden or there are too few answers."""
    standing: ReachStanding


@dataclass(frozen=True, kw_only=True)
class ReachRow:
    """One group."""

    answer: Answer
    here: Decimal | None
    """Per cent of who lives here; None when the policy does not say."""
    cells: Mapping[EqualityStage, ReachCell]

    @property
    def is_missing(self) -> bool:
        """Whether it is missing at some stage."""
        return any(cell.standing is ReachStanding.MISSING for cell in self.cells.values())


@dataclass(frozen=True, kw_only=True)
class Reach:
    """One question's table."""

    question: Question
    population: Population | None
    rows: tuple[ReachRow, ...]
    not_said: Mapping[EqualityStage, Band]
    """Who preferred not to say. They are in no share."""

    @property
    def has_answers(self) -> bool:
        """Whether there is any count that can be shown."""
        bands = [cell.band for row in self.rows for cell in row.cells.values()]
        return any(not each.is_hidden for each in (*bands, *self.not_said.values()))

    def is_shown_at(self, stage: EqualityStage) -> bool:
        """Whether there is a count of a group at this stage that can be shown."""
        return any(not row.cells[stage].band.is_hidden for row in self.rows)


def reach_of(question: Question, counts: Counts, population: Population | None) -> Reach:
    """What may be told of the answers to one question."""
    bands = {
        (stage, each.id): band(counts.get((stage, each.id), 0)) for stage in EqualityStage for each in question.answers
    }
    return Reach(
        question=question,
        population=population,
        rows=tuple(_row(each, question, bands, population) for each in question.answers),
        not_said={stage: band(counts.get((stage, PREFER_NOT_TO_SAY), 0)) for stage in EqualityStage},
    )


def _row(
    answer: Answer, question: Question, bands: Mapping[tuple[EqualityStage, str], Band], population: Population | None
) -> ReachRow:
    here = population.share(answer.id) if population else None
    cells = {}
    for stage in EqualityStage:
        own = bands[stage, answer.id]
        others = [bands[stage, each.id] for each in question.answers if each != answer]
        cells[stage] = ReachCell(band=own, about=_about(own, others), standing=_standing(own, others, here))
    return ReachRow(answer=answer, here=here, cells=cells)


def _is_enough(own: Band, others: list[Band]) -> bool:
    return own.low + sum(each.low for each in others) >= ENOUGH


def _about(own: Band, others: list[Band]) -> int | None:
    if own.is_hidden or not _is_enough(own, others):
        return None
    return round(100 * own.middle / (own.middle + sum(each.middle for each in others)))


def _standing(own: Band, others: list[Band], here: Decimal | None) -> ReachStanding:
    """Whether a group's share is surely far below, or surely not, wherever the counts lie in their bands."""
    if not here or not _is_enough(own, others):
        return ReachStanding.UNSURE
    most = Decimal(100 * own.high) / (own.high + sum(each.low for each in others))
    least = Decimal(100 * own.low) / (own.low + sum(each.high for each in others))
    if most < FAR_BELOW * here:
        return ReachStanding.MISSING
    return ReachStanding.REACHED if least >= FAR_BELOW * here else ReachStanding.UNSURE
