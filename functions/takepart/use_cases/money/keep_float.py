"""Keeping a cash float: open it, top it up, count it, close it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from takepart.domain.floats import cash_float
from takepart.domain.floats.cash_float import CashFloat
from takepart.domain.ids import FloatId, StepId
from takepart.domain.journal import has_step
from takepart.domain.money import Money
from takepart.domain.money_refusals import CannotDo, MoneyRefusal
from takepart.domain.policy import Role, StaffMember
from takepart.use_cases.money.cash_on_the_day import HANDLES_CASH
from takepart.use_cases.money.ports import Floats
from takepart.use_cases.ports import ChangedMeanwhile

_FILLS: Final = frozenset({Role.OFFICE, Role.FINANCE})


def open_float(
    name: str, *, keeper: StaffMember, amount: Money, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """A new float with its first money; ``name`` as a person says it, ``Drop-in box``. Raises CannotDo."""
    _may(by, _FILLS, name)
    float_id = float_id_of(name)
    opened = cash_float.open_float(id=float_id, keeper=keeper.id, amount=amount, by=by.id, at=now, step=step)
    try:
        floats.add(opened)
    except ChangedMeanwhile as taken:
        raise CannotDo(float_id, reason=MoneyRefusal.FLOAT_EXISTS) from taken
    return opened


def top_up_float(
    float_id: FloatId, *, amount: Money, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """Money is put in. Raises CannotDo."""
    _may(by, _FILLS, float_id)
    return _step(
        float_id,
        lambda cash: cash_float.top_up(cash, amount=amount, by=by.id, at=now, step=step),
        floats=floats,
        step=step,
    )


def count_float(
    float_id: FloatId, *, found: Money, reason: str, by: StaffMember, floats: Floats, step: StepId, now: datetime
) -> CashFloat:
    """Somebody counted it and found this much; a difference needs a reason. Raises CannotDo."""
    _may(by, HANDLES_CASH | _FILLS, float_id)
    return _step(
        float_id,
        lambda cash: cash_float.count(cash, found=found, reason=reason, by=by.id, at=now, step=step),
        floats=floats,
        step=step,
    )


def close_float(float_id: FloatId, *, by: StaffMember, floats: Floats, step: StepId, now: datetime) -> CashFloat:
    """What is left goes back to finance. Raises CannotDo."""
    _may(by, _FILLS, float_id)
    return _step(float_id, lambda cash: cash_float.close(cash, by=by.id, at=now, step=step), floats=floats, step=step)


def float_id_of(name: str) -> FloatId:
    """The id of a float with this name: ``drop-in-box``. Raises CannotDo when nothing of the name is left."""
    id = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
    if not id:
        raise CannotDo("float", reason=MoneyRefusal.NO_NAME)
    return FloatId(id)


def _step(float_id: FloatId, change: Callable[[CashFloat], CashFloat], *, floats: Floats, step: StepId) -> CashFloat:
    cash = floats.get(float_id)
    if cash is None:
        raise CannotDo(float_id, reason=MoneyRefusal.NOT_FOUND)
    if has_step(cash.journal, step):
        return cash
    after = change(cash)
    try:
        floats.save(after)
    except ChangedMeanwhile as changed:
        raise CannotDo(float_id, reason=MoneyRefusal.OUT_OF_DATE) from changed
    return after


def _may(by: StaffMember, roles: frozenset[Role], about: str) -> None:
    if not by.roles & roles:
        raise CannotDo(about, reason=MoneyRefusal.NOT_ALLOWED)
