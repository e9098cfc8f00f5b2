"""How teams see themselves beside how those see them whom they are for: from signed audits, small numbers hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.levels import LEAST_SHOWN, Difference, Level, difference
from takepart.domain.assurance.rules import StatementId, Team


@dataclass(frozen=True, kw_only=True)
class TeamHeard:
    """One team's signed audit, as it may be shown beyond the team."""

    team: Team
    people: int | None
    """How many answered for themselves; None when they were too few to be shown."""
    differences: Counter[Difference]
    """Of the statements that enough people answered: how many the team rates higher, the same or lower."""


def teams_heard(signed: Iterable[tuple[Team, Audit]]) -> tuple[TeamHeard, ...]:
    """What people said about each team, as far as it may be shown."""
    found = []
    for team, audit in signed:
        levels = ((audit.answer(id).level, people_say(audit, id)) for id in audit.heard.tallies)
        gaps = (difference(ours, theirs) for ours, theirs in levels)
        found.append(
            TeamHeard(
                team=team,
                people=audit.heard.people if audit.heard.people >= LEAST_SHOWN else None,
                differences=Counter(each for each in gaps if each is not None),
            )
        )
    return tuple(found)


def people_say(audit: Audit, id: StatementId) -> Level | None:
    """The level in the middle of what people said; None when too few said one."""
    tally = audit.heard.tally(id)
    return tally.middle if tally.answers >= LEAST_SHOWN else None


def their_level(audit: Audit, id: StatementId) -> Level | None:
    """The level that people gave themselves when enough did, else the one that the team wrote down for them."""
    return people_say(audit, id) or audit.answer(id).their_level
