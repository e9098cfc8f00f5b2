"""Who was reached in a year: each question's table, from the quarters that are over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

from takepart.domain.disclosure import released
from takepart.domain.links import Link, Purpose
from takepart.domain.people.equality import (
    PREFER_NOT_TO_SAY,
    Equality,
    EqualityStage,
    Quarter,
    Question,
    quarter_on,
    quarters_over,
)
from takepart.domain.people.outreach import Outreach
from takepart.domain.people.reach import Counts, Reach, reach_of
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import Store
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import LinkMaker, LinkReader

Counted = Mapping[tuple[str, EqualityStage, str], int]
"""How many, by question, stage and answer."""


class Tally(Protocol):
    """Counts answers, and cannot read what it counted."""

    def count(
        self, once: str, quarter: Quarter, stage: EqualityStage, answers: Mapping[str, str], *, forget: date
    ) -> bool:
        """Add one to each answer and mark ``once`` until a day, both or neither; False when it was marked before.

        ``answers`` are by question. Raises StoreUnavailable.
        """


class Figures(Protocol):
    """Reads what was counted."""

    def of(self, quarters: Sequence[Quarter]) -> Sequence[Counted]:
        """The counts of each of some quarters, in their order. Raises StoreUnavailable."""


class Outreaches(Store[Outreach], Protocol):
    """What will be done to reach who is missing."""

    def still_open(self, *, start: str | None = None, limit: int = 50) -> tuple[Sequence[Outreach], str | None]:
        """One page of what is to be done, the earliest date first, so that late ones are on top; the next page."""

    def closed_of(
        self, year: int, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Outreach], str | None]:
        """One page of what was done or dropped about the figures of a year, the latest date first; the next page."""


TICKET_DAYS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What one ticket is for."""

    stage: EqualityStage
    name: str


def ticket(stage: EqualityStage, *, name: str, links: LinkMaker, now: datetime) -> str:
    """A ticket for one answer at one stage; ``name`` is random. All tickets of a day end at the same time."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = midnight + timedelta(days=TICKET_DAYS)
    return links.make(Link(purpose=Purpose.EQUALITY, about=stage.value, turn=0, who=name, expires=expires))


def open_ticket(token: str, *, links: LinkReader, now: datetime) -> Ticket:
    """What a ticket is for. Raises NothingToDecide."""
    link = read_link(token, purpose=Purpose.EQUALITY, links=links, now=now)
    try:
        return Ticket(stage=EqualityStage(link.about), name=link.who)
    except ValueError as error:
        raise NothingToDecide(LinkClosed.FORGED, link=link) from error


def answer(opened: Ticket, answers: Mapping[str, str], *, tally: Tally, rules: Equality, now: datetime) -> bool:
    """Count the answers that are on offer, once for each ticket; False when nothing was answered, or it was counted.

    Raises StoreUnavailable.
    """
    given = {
        question.id: answers[question.id]
        for question in rules.questions
        if answers.get(question.id) in {PREFER_NOT_TO_SAY, *(each.id for each in question.answers)}
    }
    if not given:
        return False
    today = local_date(now)
    # The mark outlives the ticket, and ends on the last day of a quarter like all others of it.
    forget = quarter_on(today + timedelta(days=TICKET_DAYS + 1), rules.year_starts).last_day(rules.year_starts)
    quarter = quarter_on(today, rules.year_starts)
    return tally.count(opened.name, quarter, opened.stage, given, forget=forget + timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class YearReached:
    """One year's figures."""

    year: int
    quarters: tuple[Quarter, ...]
    """Those that are over and counted."""
    tables: tuple[Reach, ...]

    @property
    def has_answers(self) -> bool:
        """Whether any count can be shown."""
        return any(each.has_answers for each in self.tables)


def year_reached(year: int, *, figures: Figures, rules: Equality, today: date) -> YearReached:
    """The figures of one year up to the last quarter that is over. Raises StoreUnavailable."""
    quarters = quarters_over(year, today=today, starts=rules.year_starts)
    counted = figures.of(quarters)
    tables = tuple(
        reach_of(question, _counts(question, counted), rules.population(question.id)) for question in rules.questions
    )
    return YearReached(year=year, quarters=quarters, tables=tables)


def _counts(question: Question, counted: Sequence[Counted]) -> Counts:
    found: dict[tuple[EqualityStage, str], int] = {}
    for stage in EqualityStage:
        quarters = [
            {answer: number for (asked, at, answer), number in each.items() if (asked, at) == (question.id, stage)}
            for each in counted
        ]
        found |= {(stage, answer): number for answer, number in released(quarters).items()}
    return found
