"""Keeping a cash float: open it, top it up, count it, close it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.floats import cash_float
from takepart.domain.floats.cash_float import CashFloat
from takepart.domain.ids import FloatId, StepId
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.policy import Role, StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.doing import do
from takepart.use_cases.money.cash_on_the_day import HANDLES_CASH
from takepart.use_cases.money.ports import Floats
from takepart.use_cases.ports import ChangedMeanwhile

_FILLS: Final = frozenset({Role.OFFICE, Role.FINANCE})


def open_float(
    name: str, *, keeper: StaffMember, amount: Money, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """A new float with its first money; ``name`` as a person says it, ``Drop-in box``. Raises Refused."""
    opening = _may(by, _FILLS, name, step=step, now=now)
    float_id = float_id_of(name)
    opened = cash_float.open_float(opening, id=float_id, keeper=keeper.id, amount=amount)
    try:
        floats.add(opened)
    except ChangedMeanwhile as taken:
        raise Refused(float_id, reason=MoneyRefusal.FLOAT_EXISTS) from taken
    return opened


def top_up_float(
    float_id: FloatId, *, amount: Money, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """Money is put in. Raises Refused, ChangedMeanwhile."""
    filling = _may(by, _FILLS, float_id, step=step, now=now)
    return do(floats, float_id, filling, lambda cash, step: cash_float.top_up(cash, step, amount=amount))


def count_float(
    float_id: FloatId, *, found: Money, reason: str, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """Somebody counted it and found this much; a difference needs a reason. Raises Refused, ChangedMeanwhile."""
    counting = _may(by, HANDLES_CASH | _FILLS, float_id, step=step, now=now)
    return do(floats, float_id, counting, lambda cash, step: cash_float.count(cash, step, found=found, reason=reason))


def close_float(float_id: FloatId, *, by: StaffMember, floats: Floats, step: StepId, now: datetime) -> CashFloat:
    """What is left goes back to finance. Raises Refused, ChangedMeanwhile."""
    return do(floats, float_id, _may(by, _FILLS, float_id, step=step, now=now), cash_float.close)


def float_id_of(name: str) -> FloatId:
    """The id of a float with this name: ``drop-in-box``. Raises Refused when nothing of the name is left."""
    id = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
    if not id:
        raise Refused("float", reason=MoneyRefusal.NO_NAME)
    return FloatId(id)


def _may(by: StaffMember, roles: frozenset[Role], about: str, *, step: StepId, now: datetime) -> Step:
    if not by.roles & roles:
        raise Refused(about, reason=MoneyRefusal.NOT_ALLOWED)
    return Step(journals.staff(by.id), now, step)
