"""Promises for tests: an organisation with as many teams as wanted, each with one obvious value for everything."""

from __future__ import annotations

from datetime import date
from typing import Any

from takepart.domain.assurance.rules import (
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
from takepart.domain.assurance.years import YearStart

BEGAN = date(2026, 4, 1)
LEAD, MANAGER = KeeperId("lead"), KeeperId("manager")
EVERYONE = frozenset({TeamKind.TEAM, TeamKind.SERVICE, TeamKind.COMMISSIONED})


def a_team(name: str = "fostering", **changes: Any) -> Team:
    """A team that has been there for years."""
    values: dict[str, Any] = {
        "id": TeamId(name),
        "name": name.title(),
        "kind": TeamKind.TEAM,
        "lead": LEAD,
        "manager": MANAGER,
        "starts": date(2020, 1, 1),
        **changes,
    }
    return Team(**values)


def a_commitment(name: str = "drop-ins", **changes: Any) -> Commitment:
    """Four drop-ins a year (Wirral policy, section 11): a reminder six weeks before, a plan two months."""
    values: dict[str, Any] = {
        "id": CommitmentId(name),
        "name": name.replace("-", " ").capitalize(),
        "promise": "We hold a drop-in four times a year.",
        "source": "Wirral policy, section 11",
        "owners": EVERYONE,
        "cadence": Cadence.TIMES_A_YEAR,
        "times": 4,
        "evidence": ("notes",),
        "remind": Place.LEAD,
        "remind_days": 42,
        "plan_days": 61,
        "tell_when_late": Place.MANAGER,
        "starts": BEGAN,
        **changes,
    }
    return Commitment(**values)


def an_audit_commitment(**changes: Any) -> Commitment:
    """The yearly audit (Wirral policy, section 12)."""
    return a_commitment("audit", **{"times": 1, "evidence": ("audit",), "plan_days": 0, **changes})


STATEMENTS = tuple(
    Statement(
        id=StatementId(f"{piece.value}-1"),
        piece=piece,
        words=f"We do {piece.value}.",
        asks=EVERYONE,
        to_people="Staff ask me what I think.",
    )
    for piece in Piece
)


def a_keeper(name: str) -> Keeper:
    """Somebody at example.org."""
    return Keeper(id=KeeperId(name), name=name.replace("-", " ").capitalize(), email=f"{name}@example.org")


def an_assurance(*teams: Team, commitments: tuple[Commitment, ...] | None = None, **changes: Any) -> Assurance:
    """One organisation, years from April. People of the teams are made up from their ids."""
    teams = teams or (a_team(),)
    people = dict.fromkeys(person for team in teams for person in (team.lead, team.manager, *team.contributors)) | {
        KeeperId("participation-lead"): None,
        KeeperId("head"): None,
    }
    values: dict[str, Any] = {
        "year_starts": YearStart.APRIL,
        "participation_lead": KeeperId("participation-lead"),
        "head": KeeperId("head"),
        "missed_after_days": 90,
        "link_days": 45,
        "keepers": tuple(a_keeper(each) for each in people),
        "teams": teams,
        "commitments": (a_commitment(),) if commitments is None else commitments,
        "statements": STATEMENTS,
        **changes,
    }
    return Assurance(**values)
