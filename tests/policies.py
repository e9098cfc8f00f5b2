"""Policies for tests: the council's as it is, and small changes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from takepart.adapters.policy.file import load
from takepart.domain.ids import ActivityTypeId, StaffId
from takepart.domain.money import Money
from takepart.domain.policy import Policy
from takepart.domain.policy.rates import ActivityType, BeyondLimit, PaidAs, Rate, Travel, Unit

POLICIES = Path(__file__).parents[1] / "functions" / "policies"
WIRRAL = load(POLICIES / "wirral.toml")


def a_rate(**changes: Any) -> Rate:
    """£20 a session of up to two hours, travel included."""
    rate = Rate(
        starts=date(2020, 1, 1),
        ends=None,
        fee=Money(20_00),
        unit=Unit.SESSION,
        paid_as=PaidAs.MONEY,
        travel=Travel.INCLUDED,
        limit_minutes=120,
        beyond_limit=BeyondLimit.AGREED_SECOND_UNIT,
    )
    return replace(rate, **changes)


def a_policy(*rates: Rate, **changes: Any) -> Policy:
    """The council's policy with one activity, ``talk``, at these rates, and any other part changed."""
    talk = ActivityType(
        id=ActivityTypeId("talk"),
        name="Talk",
        summary="You talk.",
        confirmers=(StaffId("participation-worker"),),
        rates=rates or (a_rate(),),
    )
    return replace(WIRRAL, **{"activity_types": (talk,), **changes})
