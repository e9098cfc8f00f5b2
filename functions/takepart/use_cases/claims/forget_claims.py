"""Every night, what is not to be kept any longer is erased: bank details after some days, people after the years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Final, Protocol

from takepart.domain.aggregate import Step
from takepart.domain.claims import keeping
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import StepId
from takepart.domain.journal import Job
from takepart.domain.policy.rules import Retention
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import Store, do_each

_NIGHT: Final = Job.REMINDERS.actor


class ClosedClaims(Store[Claim], Protocol):
    """Finds claims that are over, without looking at any other."""

    def closed_before(self, day: date, *, with_bank: bool) -> Iterator[Claim]:
        """Claims that were over before a day and still hold a person, the earliest first; with bank details, or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """How much was erased."""

    bank_details: int
    people: int


def forget_claims(
    *, claims: ClosedClaims, retention: Retention, now: datetime, hurry: Callable[[], bool] = lambda: False
) -> Forgotten:
    """Erase all that is due, until time is short. Safe to run twice, and late. Raises StoreUnavailable.

    A claim that was opened again, or that somebody adds a note to, is left for the next night.
    """
    today = local_date(now)
    years_ago = keeping.person_cut_off(today, retention)
    over = chain.from_iterable(claims.closed_before(years_ago, with_bank=with_bank) for with_bank in (True, False))
    person = Step(_NIGHT, now, StepId("erase-person"))
    people = do_each(claims, over, lambda _: person, keeping.erase, hurry=hurry)
    with_bank = claims.closed_before(keeping.bank_cut_off(today, retention), with_bank=True)
    banks = do_each(claims, with_bank, lambda one: Step(_NIGHT, now, _named(one)), keeping.erase_bank, hurry=hurry)
    return Forgotten(bank_details=banks, people=people)


def _named(claim: Claim) -> StepId:
    """A claim can be opened again and get new bank details, which end again."""
    return StepId(f"erase-bank-{claim.turn.seq}")
