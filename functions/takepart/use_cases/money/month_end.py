"""A month of money for finance: which records it is told from, and what it says line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from takepart.domain.batches.batch import Batch
from takepart.domain.batches.month import MonthEnd, Move, Moved, month_end, month_of
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.floats.cash_float import FloatAction
from takepart.domain.ids import ActivityTypeId, BatchId, ClaimId
from takepart.domain.money import Money
from takepart.domain.policy import Policy, UnknownActivityType
from takepart.domain.policy.paying import AmountFormat, LedgerColumn, LedgerFile
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.open_decision import every_in_state
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.money.ports import Batches, Floats

BEFORE: Final = timedelta(days=92)
"""Batches of so many days before the month are read too: what they sent may come back in it."""
Value = str | int | date | Money
"""What a cell of a file holds."""
_STANDING: Final = (ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS)
_OVER: Final = (ClaimState.PAID, ClaimState.WITHDRAWN)


def read_month(day: date, *, claims: Claims, batches: Batches, floats: Floats) -> MonthEnd:
    """The month that a day is in.

    It is read from the claims that are paid or to be paid: those that stand open, and those that were over since the
    month began. So a month that is long over takes longer to read. A claim is in none before it is approved, but for
    the cash that was handed out for it.
    """
    first = month_of(day)
    boxes = floats.all()
    found = {claim.id: claim for claim in _claims(first, claims)}
    from_boxes = {
        ClaimId(str(entry.facts["claim"]))
        for box in boxes
        for entry in box.journal
        if entry.action == FloatAction.PAY_OUT.value and local_date(entry.at) >= first
    }
    found |= {claim.id: claim for claim in claims.many(sorted(from_boxes - found.keys()))}
    return month_end(first, claims=found.values(), batches=_batches(first, batches), floats=boxes)


def _claims(first: date, claims: Claims) -> Iterator[Claim]:
    for state in _STANDING:
        yield from every_in_state(state, claims=claims)
    for state in _OVER:
        yield from claims.over_between(first - timedelta(days=1), date.max, state=state)


def _batches(first: date, batches: Batches) -> list[Batch]:
    """Those of the month and of the three before, the newest first; nothing was sent before its batch was made."""
    found: list[Batch] = []
    page = batches.recent()
    while True:
        found += page
        if page.after is None or (page and page[-1].day < first - BEFORE):
            return found
        page = batches.recent(before=BatchId(page.after))


def booked(activity: ActivityTypeId, *, policy: Policy) -> tuple[str, str, str]:
    """Cost centre, ledger code and VAT code of an activity's money; empty where the policy does not say, or no longer
    has the activity."""
    try:
        found = policy.activity_type(activity)
    except UnknownActivityType:
        return "", "", ""
    return found.cost_centre, found.ledger_code, found.vat_code


def centres(month: MonthEnd, *, policy: Policy) -> dict[str, list[ActivityTypeId]]:
    """The activities of the month by cost centre, in order."""
    found: dict[str, list[ActivityTypeId]] = {}
    for activity in sorted({each.activity for each in month.moved}):
        found.setdefault(booked(activity, policy=policy)[0], []).append(activity)
    return dict(sorted(found.items()))


LEAVES: Final = {Move.SENT: 1, Move.CAME_BACK: -1, Move.CASH: 1, Move.VOUCHER: 1}
"""What is booked: all that left, and less what came back."""


def booked_total(month: MonthEnd) -> Money:
    """What the file for the ledger comes to: it ties to what the month says was sent, given and came back."""
    return Money(sum(sign * month.total(move).pence for move, sign in LEAVES.items()))


def ledger(month: MonthEnd, file: LedgerFile, *, policy: Policy) -> list[dict[str, Value]]:
    """The month as the organisation's own ledger reads it: the columns that its policy declares, a line for each sum
    that left or came back. Days and amounts stay what they are, so that each kind of file writes them its own way."""
    return [_booking(each, file, policy) for each in month.moved if each.move in LEAVES]


def _booking(moved: Moved, file: LedgerFile, policy: Policy) -> dict[str, Value]:
    centre, code, vat = booked(moved.activity, policy=policy)
    amount = Money(LEAVES[moved.move] * moved.amount.pence)
    values: dict[LedgerColumn, Value] = {
        LedgerColumn.DAY: moved.day,
        LedgerColumn.WHAT: moved.move.plain,
        LedgerColumn.CLAIM: moved.claim,
        LedgerColumn.PART: moved.payment,
        LedgerColumn.ACTIVITY: moved.activity,
        LedgerColumn.COST_CENTRE: centre,
        LedgerColumn.LEDGER_CODE: code,
        LedgerColumn.VAT_CODE: vat,
        LedgerColumn.ABOUT: moved.about,
        LedgerColumn.AMOUNT: amount.pence if file.amount_format is AmountFormat.PENCE else amount,
    }
    return {each.heading: values.get(each.holds, each.words) for each in file.columns}


def as_lines(month: MonthEnd, *, policy: Policy) -> list[dict[str, Value]]:
    """Each sum that moved, for a spreadsheet: no name, and no account."""
    lines: list[dict[str, Value]] = []
    for each in month.moved:
        centre, ledger, vat = booked(each.activity, policy=policy)
        lines.append(
            {
                "Day": each.day,
                "What": each.move.plain,
                "Claim": each.claim,
                "Part": each.payment,
                "Cost centre": centre,
                "Ledger code": ledger,
                "VAT code": vat,
                "Activity": each.activity,
                "Batch, float or vouchers": each.about,
                "Pounds": each.amount,
            }
        )
    return lines
