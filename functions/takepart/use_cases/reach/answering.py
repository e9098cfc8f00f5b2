"""Somebody is asked who they are: a ticket says when and not whom we ask, and its answer is counted once.

The ticket is handed out where the person is known and used where they are not. It holds a random name, which is
written down nowhere but in the mark that it was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from takepart.domain.links import Link, Purpose
from takepart.domain.people.equality import PREFER_NOT_TO_SAY, Equality, EqualityStage, quarter_on
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.open_decision import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import LinkMaker, LinkReader
from takepart.use_cases.reach.ports import Tally

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
