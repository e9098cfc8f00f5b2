"""The part of a policy file that promises: ``[assurance]``, its people, teams, commitments and audit statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from takepart.adapters.assurance.policy_review_parts import level_map, review_problems, review_task, twice, version
from takepart.adapters.policy.reader import Table
from takepart.domain.assurance.finding import NEW_SERVICE, FoundBy, RecordKind
from takepart.domain.assurance.rules import (
    ORGANISATION,
    Assurance,
    Cadence,
    Commitment,
    CommitmentId,
    Keeper,
    KeeperId,
    Piece,
    Place,
    Statement,
    StatementId,
    Team,
    TeamId,
    TeamKind,
)
from takepart.domain.assurance.years import DIVISIONS, YearStart
from takepart.domain.policy import Policy
from takepart.domain.policy.staff import StaffMember
from takepart.domain.programme.opportunity import Kind

Problem = tuple[str, str]
MOST_TO_PEOPLE: Final = 20
"""More questions than that nobody answers."""


def read_assurance(table: Table, *, staff: Sequence[StaffMember]) -> Assurance:
    """Everything that is promised. The policy's staff can be named as keepers; so can the people listed here."""
    members = tuple(Keeper(id=KeeperId(each.id), name=each.name, email=each.email) for each in staff)
    rules = Assurance(
        year_starts=table.one_of("year_starts", YearStart),
        participation_lead=KeeperId(table.name_of("participation_lead")),
        head=KeeperId(table.name_of("head")),
        missed_after_days=table.whole("missed_after_days", least=1, most=180),
        link_days=table.whole("link_days", least=1, most=100),
        keepers=(*members, *(_keeper(each) for each in table.tables("people", least=0))),
        teams=tuple(_team(each) for each in table.tables("teams", least=0)),
        commitments=tuple(_commitment(each) for each in table.tables("commitments", least=0)),
        statements=tuple(_statement(each) for each in table.tables("statements", least=0)),
        review_tasks=tuple(review_task(each) for each in table.tables("review_tasks", least=0)),
        policy_versions=tuple(version(each) for each in table.tables("policy_versions", least=0)),
        map=level_map(table.table("map")) if table.has("map") else None,
    )
    table.close()
    return rules


def _keeper(table: Table) -> Keeper:
    keeper = Keeper(id=KeeperId(table.name_of()), name=table.text("name"), email=table.email("email"))
    table.close()
    return keeper


def _team(table: Table) -> Team:
    team = Team(
        id=TeamId(table.name_of()),
        name=table.text("name"),
        kind=table.one_of("kind", TeamKind),
        lead=KeeperId(table.name_of("lead")),
        manager=KeeperId(table.name_of("manager")),
        contributors=tuple(KeeperId(each) for each in table.texts("contributors")) if table.has("contributors") else (),
        starts=table.day("starts"),
        ends=_ends(table),
    )
    table.close()
    return team


def _commitment(table: Table) -> Commitment:
    commitment = Commitment(
        id=CommitmentId(table.name_of()),
        name=table.text("name"),
        promise=table.text("promise", most=300),
        source=table.text("source", most=120),
        owners=frozenset(table.several_of("owners", TeamKind)),
        cadence=table.one_of("cadence", Cadence),
        times=table.whole("times", least=1, most=12) if table.has("times") else 1,
        evidence=table.texts("evidence", least=1),
        remind=table.one_of("remind", Place),
        remind_days=table.whole("remind_days", least=1, most=365),
        plan_days=table.whole("plan_days", most=700) if table.has("plan_days") else 0,
        tell_when_late=table.one_of("tell_when_late", Place),
        starts=table.day("starts"),
        ends=_ends(table),
        found_by=_found_by(table) if table.has("found_by") else None,
    )
    table.close()
    return commitment


def _found_by(table: Table) -> FoundBy:
    record = table.one_of("found_by", RecordKind)
    ahead = table.yes_or_no("found_ahead") if table.has("found_ahead") else True
    if not table.has("found_kind"):
        return FoundBy(record=record, ahead=ahead)
    if record in (RecordKind.SESSION_HELD, RecordKind.OPPORTUNITY_PUBLISHED):
        return FoundBy(record=record, kind=table.one_of("found_kind", Kind).value, ahead=ahead)
    return FoundBy(record=record, kind=table.name_of("found_kind"), ahead=ahead)


def _statement(table: Table) -> Statement:
    statement = Statement(
        id=StatementId(table.name_of()),
        piece=table.one_of("piece", Piece),
        words=table.text("words", most=300),
        asks=frozenset(table.several_of("asks", TeamKind)),
        to_people=table.text("to_people", most=160) if table.has("to_people") else "",
    )
    table.close()
    return statement


def _ends(table: Table) -> date | None:
    return table.day("ends") if table.has("ends") else None


def assurance_problems(rules: Assurance) -> Iterator[Problem]:
    """Every contradiction among promises, as a key and what is wrong with it."""
    known = {each.id for each in rules.keepers}
    for key, keeper in _named(rules):
        if keeper not in known:
            yield key, f'"{keeper}" is nobody we know, name one of the staff or add them to [[assurance.people]]'
    yield from twice("people", [each.id for each in rules.keepers])
    yield from twice("teams", [each.id for each in rules.teams])
    yield from twice("statements", [each.id for each in rules.statements])
    for team in rules.teams:
        at = f"assurance.teams[{team.id}]"
        if team.id == ORGANISATION or team.kind is TeamKind.ORGANISATION:
            yield at, f'"{ORGANISATION}" is there by itself, give the team another id and kind'
        if team.ends is not None and team.ends < team.starts:
            yield f"{at}.ends", f"{team.ends} is before the team starts on {team.starts}"
    yield from _statement_problems(rules)
    yield from review_problems(rules)
    for commitment in rules.commitments:
        yield from _commitment_problems(commitment, rules)
        yield from _found_by_problems(commitment)
    for id in dict.fromkeys(each.id for each in rules.commitments):
        for before, after in pairwise(rules.versions(id)):
            if before.ends is None or before.ends >= after.starts:
                yield (
                    f"assurance.commitments[{id}].starts",
                    f"{after.starts} overlaps the version from {before.starts}, end that one the day before",
                )


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
    courses = {each.id for each in policy.participation.courses}
    group = policy.voice.stakeholder_group if policy.voice else None
    for commitment in rules.commitments:
        found_by = commitment.found_by
        if found_by is not None and found_by.record is RecordKind.YOU_SAID_PUBLISHED and group is None:
            at = f"assurance.commitments[{commitment.id}].found_by"
            yield at, f'"{found_by.record}" tells a group, give its address as stakeholder_group in [voice]'
        if found_by is None or not found_by.kind:
            continue
        at = f"assurance.commitments[{commitment.id}].found_kind"
        if found_by.record is RecordKind.TRAINING_HELD:
            if found_by.kind not in courses:
                known = ", ".join(sorted(courses)) or "none"
                yield at, f'"{found_by.kind}" is no course, choose from {known}'
        elif found_by.record is RecordKind.CONSULTATION_CLOSED:
            if found_by.kind != NEW_SERVICE:
                yield at, f'"{found_by.kind}" is not allowed, choose from {NEW_SERVICE}'
        elif found_by.record not in (RecordKind.SESSION_HELD, RecordKind.OPPORTUNITY_PUBLISHED):
            yield at, f'"{found_by.record}" has no kinds, leave it out'


def _named(rules: Assurance) -> Iterator[tuple[str, KeeperId]]:
    yield "assurance.participation_lead", rules.participation_lead
    yield "assurance.head", rules.head
    for team in rules.teams:
        yield f"assurance.teams[{team.id}].lead", team.lead
        yield f"assurance.teams[{team.id}].manager", team.manager
        for each in team.contributors:
            yield f"assurance.teams[{team.id}].contributors", each
