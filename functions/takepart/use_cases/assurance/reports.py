"""Reports of a year's promises and audits, counted from the records whenever one is asked for.

The promises' report reads one index; the audits' report reads each team's records once. Neither reads other years.
What the annual report recommends is written by staff; two who write at once do not overwrite each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from takepart.domain.aggregate import Step
from takepart.domain.assurance import recommendations as domain
from takepart.domain.assurance.audit import Audit, AuditPlan, Difference, Level, difference
from takepart.domain.assurance.recommendations import Recommendations
from takepart.domain.assurance.rules import Assurance, Cadence, Statement, StatementId, Team, TeamId
from takepart.domain.assurance.slots import slots_of
from takepart.domain.assurance.years import part_of_year
from takepart.domain.disclosure import LEAST, at_least
from takepart.use_cases.assurance.ports import Kept, Promises
from takepart.use_cases.assurance.public_promises import PromiseKept, public_promises
from takepart.use_cases.ports import ChangedMeanwhile


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamYear:
    """How one team kept its promises in a year, up to a day."""

    team: Team
    owed: int
    on_time: int
    late: int
    not_kept: int
    """Past their day, and nothing shown."""
    to_come: int


@dataclass(frozen=True, kw_only=True)
class PromisesReport:
    """Everybody's promises of a year."""

    year: int
    promises: tuple[PromiseKept, ...]
    teams: tuple[TeamYear, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedAction:
    """One line of the list for the business plan."""

    team: Team
    statement: Statement
    action: AuditPlan
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class TeamHeard:
    """One team's signed audit, as it may be shown beyond the team."""

    team: Team
    people: int
    """How many answered for themselves, in fives; 0 for fewer than five."""
    differences: Counter[Difference]
    """Of the statements that enough people answered: how many the team rates higher, the same or lower."""


@dataclass(frozen=True, kw_only=True)
class AuditsReport:
    """Everybody's audits of a year."""

    year: int
    signed: tuple[Team, ...]
    begun: tuple[Team, ...]
    """Begun and not signed."""
    not_begun: tuple[Team, ...]
    levels: tuple[tuple[Statement, Counter[Level]], ...]
    """How many signed audits gave each level, by statement."""
    their_levels: tuple[tuple[Statement, Counter[Level]], ...]
    """The same, as children and young people see it."""
    heard: tuple[TeamHeard, ...]
    """Of each signed audit: how those see the team who were asked themselves."""
    actions: tuple[ReportedAction, ...]


def promises_report(year: int, *, promises: Promises, today: date) -> PromisesReport:
    """Count a year's promises by promise and by team. Raises StoreUnavailable."""
    found = promises.store.kept_in(year)
    _, last = part_of_year(year, 1, of=1, starts=promises.rules.year_starts)
    rules = promises.rules.as_of(last)
    return PromisesReport(
        year=year,
        promises=public_promises(year, promises=promises, today=today),
        teams=tuple(
            each
            for team in rules.owners
            if (each := _team_year(team, year, found, rules=rules, today=today)).owed or each.to_come
        ),
    )


def audits_report(year: int, *, promises: Promises) -> AuditsReport:
    """Count a year's audits. Raises StoreUnavailable."""
    _, last = part_of_year(year, 1, of=1, starts=promises.rules.year_starts)
    rules = promises.rules.as_of(last)
    audits: dict[TeamId, Audit] = {}
    for team in rules.teams:
        found = promises.store.of_team(team.id, (year, year)).audits.get(year)
        if found is not None:
            audits[team.id] = found
    owing = [team for team in rules.teams if _owes_audit(team, year, rules)]
    signed = [team for team in owing if team.id in audits and audits[team.id].signed_on]
    signed_audits = [audits[team.id] for team in signed]
    statements = {each.id: each for each in promises.rules.statements}
    statements |= {each.id: each for audit in signed_audits for each in audit.asked}
    actions = [
        ReportedAction(
            team=team,
            statement=statements[id],
            action=action,
            done_on=audits[team.id].done[id].on if id in audits[team.id].done else None,
        )
        for team in signed
        for id, action in audits[team.id].actions
        if id in statements  # unless it was signed before audits kept what they asked
    ]
    return AuditsReport(
        year=year,
        signed=tuple(signed),
        begun=tuple(team for team in owing if team.id in audits and team not in signed),
        not_begun=tuple(team for team in owing if team.id not in audits),
        levels=tuple((each, _levels(id, signed_audits, theirs=False)) for id, each in statements.items()),
        their_levels=tuple((each, _levels(id, signed_audits, theirs=True)) for id, each in statements.items()),
        heard=teams_heard((team, audits[team.id]) for team in signed),
        actions=tuple(sorted(actions, key=lambda each: (each.action.by, each.team.name))),
    )


def _levels(id: StatementId, audits: Sequence[Audit], *, theirs: bool) -> Counter[Level]:
    levels = [their_level(audit, id) if theirs else audit.answer(id).level for audit in audits]
    return Counter(each for each in levels if each is not None)


def _owes_audit(team: Team, year: int, rules: Assurance) -> bool:
    return any(
        slots_of(commitment, team, year, rules=rules) for commitment in rules.owed_by(team) if commitment.is_audit
    )


def _team_year(team: Team, year: int, found: Sequence[Kept], *, rules: Assurance, today: date) -> TeamYear:
    ours = [each for each in found if each.team == team.id]
    kept = {(each.commitment, each.slot): each.day for each in ours}
    owed = [
        (slot.due, kept.get((commitment.id, slot.id)))
        for commitment in rules.owed_by(team)
        if commitment.cadence is not Cadence.EACH_TIME
        for slot in slots_of(commitment, team, year, rules=rules)
    ]
    owed += [(each.due, each.day) for each in ours if each.due]
    past = [(due, day) for due, day in owed if due < today]
    return TeamYear(
        team=team,
        owed=len(past),
        on_time=sum(day is not None and day <= due for due, day in past),
        late=sum(day is not None and day > due for due, day in past),
        not_kept=sum(day is None for _, day in past),
        to_come=len(owed) - len(past),
    )


def teams_heard(signed: Iterable[tuple[Team, Audit]]) -> tuple[TeamHeard, ...]:
    """What people said about each team, as far as it may be shown."""
    found = []
    for team, audit in signed:
        levels = ((audit.answer(id).level, people_say(audit, id)) for id in audit.heard.tallies)
        gaps = (difference(ours, theirs) for ours, theirs in levels)
        found.append(
            TeamHeard(
                team=team,
                people=at_least(audit.heard.people),
                differences=Counter(each for each in gaps if each is not None),
            )
        )
    return tuple(found)


def people_say(audit: Audit, id: StatementId) -> Level | None:
    """The level in the middle of what people said; None when too few said one."""
    tally = audit.heard.tally(id)
    return tally.middle if tally.answers >= LEAST else None


def their_level(audit: Audit, id: StatementId) -> Level | None:
    """The level that people gave themselves when enough did, else the one that the team wrote down for them."""
    return people_say(audit, id) or audit.answer(id).their_level


class RecommendationStore(Protocol):
    """Where they are kept."""

    def of_year(self, year: int) -> Recommendations:
        """A year's as they are now (a consistent read); none when nobody wrote any. Raises StoreUnavailable."""

    def save(self, recommendations: Recommendations) -> None:
        """Keep the next step. Quiet when it was kept before. Raises ChangedMeanwhile or StoreUnavailable."""


def recommend(year: int, texts: tuple[str, ...], *, seen: int, store: RecommendationStore, step: Step) -> None:
    """Write a year's recommendations, as whoever saw version ``seen`` of them wants them.

    Quiet when this very step was kept before. Raises ChangedMeanwhile when somebody else wrote since.
    """
    before = store.of_year(year)
    if before.has(step):
        return
    if before.version != seen:
        raise ChangedMeanwhile(str(year))
    store.save(domain.write(before, step, texts))
