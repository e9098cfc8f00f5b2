"""A month's pay promises: were all payments that were promised for a day of the month there by that day?

One late payment, or one that is still owed, and the month is not kept. What was refused or withdrawn, or had
nothing to pay, was owed to nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from takepart.domain.assurance.finding import Record, RecordId, RecordKind
from takepart.domain.assurance.rules import ORGANISATION
from takepart.domain.claims.claim import CLOSED, Claim, ClaimState
from takepart.domain.claims.parts import PaymentState
from takepart.domain.uk_time import local_date
from takepart.domain.words import short_day
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.assurance.record_evidence import record_evidence
from takepart.use_cases.claims.ports import Page
from takepart.use_cases.stores import DamagedRecord

MONTHS_BACK: Final = 3
"""A month that no run looked at is looked at by one of the next three."""
_SENT_EARLY: Final = timedelta(days=10)
"""A bank payment is written down as paid when it is sent: some days before it arrives."""
_PAGE: Final = 100


class PromisedClaims(Protocol):
    """Claims by where they stand."""

    def in_state(self, state: ClaimState, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        """Claims in one state, page by page."""

    def paid_between(self, since: date, until: date) -> Iterator[Claim]:
        """Claims whose last payment was written down between two days."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthOfPay:
    """What was promised for the days of one month, and how it went."""

    last: date
    """The month's last day."""
    in_time: int
    late: int
    """Paid after the day, or not paid yet."""

    @property
    def record(self) -> Record | None:
        """The record that keeps the month's promise; nothing when a payment was late."""
        if self.late:
            return None
        month = short_day(self.last).partition(" ")[2]
        return Record(
            id=RecordId(f"{RecordKind.PAID_BY_PROMISED_DAY.value} {self.last:%Y-%m}"),
            of=RecordKind.PAID_BY_PROMISED_DAY,
            day=self.last,
            month_to=self.last,
            note=_said(self.in_time, month),
        )


def check_months(*, claims: PromisedClaims, promises: Promises, now: datetime) -> tuple[MonthOfPay, ...]:
    """Look at the months that are over, the earliest first, and record those that were kept.

    Safe to run twice, late, or never for a month or two. Raises ChangedMeanwhile or StoreUnavailable.
    """
    owed = any(
        each.found_by is not None and each.found_by.record is RecordKind.PAID_BY_PROMISED_DAY
        for each in promises.rules.owed_by(promises.rules.team(ORGANISATION))
    )
    if not owed:
        return ()
    months = pay_months(_months_over(local_date(now)), claims=claims)
    for month in months:
        if month.record is not None:
            with suppress(DamagedRecord):  # the next run tries it again
                record_evidence(month.record, promises=promises, now=now)
    return months


def pay_months(lasts: Sequence[date], *, claims: PromisedClaims) -> tuple[MonthOfPay, ...]:
    """Months by their last days, the earliest first, as they stand now.

    It reads what is open, and what was paid since the first of them began: not the years before.
    """
    in_time, late = Counter[date](), Counter[date]()
    for claim in _unpaid(claims):
        late[claim.promised.replace(day=1)] += 1
    for claim in claims.paid_between(min(lasts).replace(day=1) - _SENT_EARLY, date.max):
        counter = in_time if _arrived(claim) <= claim.promised else late
        counter[claim.promised.replace(day=1)] += 1
    firsts = [(last.replace(day=1), last) for last in lasts]
    return tuple(MonthOfPay(last=last, in_time=in_time[first], late=late[first]) for first, last in firsts)


def _months_over(today: date) -> tuple[date, ...]:
    lasts = [today.replace(day=1) - timedelta(days=1)]
    while len(lasts) < MONTHS_BACK:
        lasts.append(lasts[-1].replace(day=1) - timedelta(days=1))
    return tuple(reversed(lasts))


def _arrived(claim: Claim) -> date:
    """The day on which the last of its money was there."""
    written = local_date(claim.turn.since)
    return max((each.arrives or written for each in claim.payments if each.state is PaymentState.PAID), default=written)


def _unpaid(claims: PromisedClaims) -> Iterator[Claim]:
    for state in ClaimState:
        if state in CLOSED:
            continue
        start: str | None = None
        while True:
            page = claims.in_state(state, start=start, limit=_PAGE)
            yield from page.claims
            start = page.next
            if start is None:
                break


def _said(in_time: int, month: str) -> str:
    if not in_time:
        return f"No payment was promised for {month}."
    return f"{in_time} of {in_time} payments that were promised for {month} came by their day."
