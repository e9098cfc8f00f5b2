"""What makes promises unfit, although each of their values can be read: parts that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from takepart.domain.assurance.finding import NEW_SERVICE, RecordKind
from takepart.domain.assurance.rules import (
    ORGANISATION,
    REVIEW,
    Assurance,
    Cadence,
    Commitment,
    KeeperId,
    Piece,
    TaskKind,
    TeamKind,
)
from takepart.domain.assurance.years import DIVISIONS
from takepart.domain.policy import Policy
from takepart.domain.programme.opportunity import OpportunityKind

Problem = tuple[str, str]
MOST_TO_PEOPLE: Final = 20
"""More questions than that nobody answers."""


def assurance_problems(rules: Assurance) -> Iterator[Problem]:
    """Every contradiction among promises, as a key and what is wrong with it."""
    known = {each.id for each in rules.keepers}
    for key, keeper in _named(rules):
        if keeper not in known:
            yield key, f'"{keeper}" is nobody we know, name one of the staff or add them to [[assurance.people]]'
    yield from twice("people", rules.keepers)
    yield from twice("teams", rules.teams)
    yield from twice("statements", rules.statements)
    for team in rules.teams:
        at = f"assurance.teams[{team.id}]"
        if team.id == ORGANISATION or team.kind is TeamKind.ORGANISATION:
            yield at, f'"{ORGANISATION}" is there by itself, give the team another id and kind'
        if team.ends is not None and team.ends < team.starts:
            yield f"{at}.ends", f"{team.ends} is before the team starts on {team.starts}"
        if team.lead == team.manager:
            yield f"{at}.manager", f'"{team.manager}" leads the team too, name another: one signs what the other writes'
    yield from _statement_problems(rules)
    yield from review_problems(rules)
    for commitment in rules.commitments:
        yield from _commitment_problems(commitment, rules)
        yield from _found_by_problems(commitment)
    for id in dict.fromkeys(each.id for each in rules.commitments):
        for before, after in pairwise(rules.versions(id)):
            if before.ends is None or before.ends >= after.starts:
                what = f"{after.starts} overlaps the version from {before.starts}, end that one the day before"
                yield f"assurance.commitments[{id}].starts", what


def _statement_problems(rules: Assurance) -> Iterator[Problem]:
    """Each kind of team that owes the audit has a set of its own or shares one, and each set has all four pieces."""
    kinds = {each.kind for each in rules.owners}
    for statement in rules.statements:
        for kind in sorted(statement.asks - kinds):
            yield f"assurance.statements[{statement.id}].asks", f'there is no team of the kind "{kind}", leave it out'
    audited = {kind for each in rules.commitments if each.is_audit for kind in each.owners & kinds}
    for kind in sorted(audited):
        asked = [each for each in rules.statements if kind in each.asks]
        for piece in Piece if asked else ():
            if not any(each.piece is piece for each in asked):
                yield "assurance.statements", f'nothing asks "{kind}" about {piece}, add a statement of that piece'
        if sum(bool(each.to_people) for each in asked) > MOST_TO_PEOPLE:
            yield (
                "assurance.statements",
                f'"{kind}" has more than {MOST_TO_PEOPLE} with to_people, leave it out of some',
            )


def _commitment_problems(commitment: Commitment, rules: Assurance) -> Iterator[Problem]:
    at = f"assurance.commitments[{commitment.id}]"
    if commitment.cadence is Cadence.TIMES_A_YEAR and commitment.times not in DIVISIONS:
        allowed = ", ".join(map(str, DIVISIONS))
        yield f"{at}.times", f"{commitment.times} does not divide a year into whole months, choose from {allowed}"
    if commitment.cadence is Cadence.EACH_TIME and commitment.times != 1:
        yield f"{at}.times", "has no meaning for each-time, leave it out"
    if commitment.plan_days and commitment.plan_days <= commitment.remind_days:
        yield f"{at}.plan_days", f"{commitment.plan_days} must be more than remind_days, {commitment.remind_days}, or 0"
    if commitment.ends is not None and commitment.ends < commitment.starts:
        yield f"{at}.ends", f"{commitment.ends} is before it starts on {commitment.starts}"
    kinds = {each.kind for each in rules.owners}
    if not commitment.owners & kinds:
        yield f"{at}.owners", "nobody of that kind exists, choose a kind that one of the teams has"
    if commitment.is_audit and not all(
        any(kind in each.asks for each in rules.statements) for kind in commitment.owners
    ):
        yield f"{at}.owners", "the audit asks some of them nothing, add statements that ask each kind of owner"


def _found_by_problems(commitment: Commitment) -> Iterator[Problem]:
    at, found_by = f"assurance.commitments[{commitment.id}]", commitment.found_by
    if found_by is None:
        return
    if commitment.is_audit:
        yield f"{at}.found_by", "the audit is kept by signing it off, leave found_by out"
    monthly = commitment.cadence is Cadence.TIMES_A_YEAR and commitment.times == 12
    if found_by.record is RecordKind.PAID_BY_PROMISED_DAY and not monthly:
        yield f"{at}.found_by", f'"{found_by.record}" is about a month, make it cadence times-a-year, times 12'


def found_by_problems(rules: Assurance, policy: Policy) -> Iterator[Problem]:
    """What promises, places and courses say of each other and cannot be."""
    teams = {each.id for each in rules.teams}
    for venue in policy.voice.venues if policy.voice else ():
        if venue.team and venue.team not in teams:
            known = ", ".join(sorted(teams)) or "none"
            yield f"voice.venues[{venue.id}].team", f'"{venue.team}" is no team, choose from {known}'
    choices = {
        RecordKind.TRAINING_HELD: ("no course", sorted(each.id for each in policy.participation.courses)),
        RecordKind.CONSULTATION_CLOSED: ("not allowed", [NEW_SERVICE]),
        RecordKind.SESSION_HELD: ("not allowed", [each.value for each in OpportunityKind]),
        RecordKind.OPPORTUNITY_PUBLISHED: ("not allowed", [each.value for each in OpportunityKind]),
    }
    group = policy.voice.stakeholder_group if policy.voice else None
    for commitment in rules.commitments:
        at, found_by = f"assurance.commitments[{commitment.id}]", commitment.found_by
        if found_by is None:
            continue
        if found_by.record is RecordKind.YOU_SAID_PUBLISHED and group is None:
            what = f'"{found_by.record}" tells a group, give its address as stakeholder_group in [voice]'
            yield f"{at}.found_by", what
        if found_by.kind and found_by.record not in choices:
            yield f"{at}.found_kind", f'"{found_by.record}" has no kinds, leave it out'
        elif found_by.kind:
            wrong, allowed = choices[found_by.record]
            if found_by.kind not in allowed:
                known = ", ".join(allowed) or "none"
                yield f"{at}.found_kind", f'"{found_by.kind}" is {wrong}, choose from {known}'


def _named(rules: Assurance) -> Iterator[tuple[str, KeeperId]]:
    yield "assurance.participation_lead", rules.participation_lead
    yield "assurance.head", rules.head
    for team in rules.teams:
        yield f"assurance.teams[{team.id}].lead", team.lead
        yield f"assurance.teams[{team.id}].manager", team.manager
        for each in team.contributors:
            yield f"assurance.teams[{team.id}].contributors", each


def review_problems(rules: Assurance) -> Iterator[Problem]:
    """A review ends by publishing, once; versions follow each other; a map has no level twice."""
    if rules.map is not None:
        yield from twice("map.levels", rules.map.levels)
        yield from twice("map.spheres", rules.map.spheres)
    yield from twice("review_tasks", rules.review_tasks)
    yield from twice("policy_versions", rules.policy_versions)
    for before, after in pairwise(rules.policy_versions):
        if after.starts <= before.starts:
            at = f"assurance.policy_versions[{after.id}].starts"
            yield at, f"{after.starts} is not after {before.starts}, the version before it: write the oldest first"
    last = [each for each in rules.review_tasks if each.kind is TaskKind.PUBLISH]
    if rules.review_tasks and len(last) != 1:
        yield "assurance.review_tasks", f"{len(last)} of them are of the kind publish, there must be one"
    if any(each.is_review for each in rules.commitments) and not (rules.review_tasks and rules.policy_versions):
        what = f'a promise is kept by "{REVIEW}", write its tasks here and versions in [[assurance.policy_versions]]'
        yield "assurance.review_tasks", what


def twice(key: str, things: Sequence[Any]) -> Iterator[Problem]:
    """Every id that is there more than once, as a problem."""
    ids = [each.id for each in things]
    for id in dict.fromkeys(each for each in ids if ids.count(each) > 1):
        yield f"assurance.{key}", f'"{id}" is there twice, give each its own id'
