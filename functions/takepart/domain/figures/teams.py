"""Whose a record is: the team of the member of staff who ran it, or else the whole organisation's."""

from __future__ import annotations

from datetime import date

from takepart.domain.assurance.rules import ORGANISATION, Assurance, KeeperId, TeamId
from takepart.domain.ids import StaffId


def team_of(member: StaffId | None, *, day: date, rules: Assurance) -> TeamId:
    """The team that somebody leads, or else works in, on a day.

    A manager of several teams is none of them: what they run themselves is the whole organisation's. Of two teams that
    somebody is in, it is the first in the policy's order.
    """
    keeper = KeeperId(member) if member else None  # a policy names its staff and its keepers alike
    there = [team for team in rules.teams if team.starts <= day and not team.is_closed(day)]
    led = [team.id for team in there if team.lead == keeper]
    worked_in = [team.id for team in there if keeper in team.contributors]
    return next(iter([*led, *worked_in]), ORGANISATION)
