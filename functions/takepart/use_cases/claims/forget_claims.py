"""Every night, what is not to be kept any longer is erased: bank details after some days, people after the years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from takepart.domain import journal as journals
from takepart.domain.claims import keeping
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.refusals import CannotAct
from takepart.domain.ids import ClaimId, StepId
from takepart.domain.policy.rules import Retention
from takepart.domain.uk_time import local_date
from takepart.use_cases.ports import ChangedMeanwhile

MOST: Final = 500
"""In one run of each kind; the rest waits for the next night."""
_BANK, _PERSON = StepId("erase-bank"), StepId("erase-person")


class ClosedClaims(Protocol):
    """Finds claims that are over, without looking at any other."""

    def get(self, claim_id: ClaimId) -> Claim | None:
        """The claim as it is now."""

    def save(self, claim: Claim) -> None:
        """Keep its next step. Raises ChangedMeanwhile."""

    def closed_before(self, day: date, *, with_bank: bool, limit: int) -> Sequence[Claim]:
        """Claims that were over before a day and still hold a person, the earliest first; with bank details, or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """How much was erased."""

    bank_details: int
    people: int


def forget_claims(*, claims: ClosedClaims, retention: Retention, now: datetime) -> Forgotten:
    """Erase what is due. Safe to run twice, and late. Raises StoreUnavailable."""
    today = local_date(now)
    years_ago = keeping.person_cut_off(today, retention)
    people = sum(
        _step(claim, lambda one: keeping.erase(one, at=now, step=_PERSON), _PERSON, claims)
        for with_bank in (True, False)
        for claim in claims.closed_before(years_ago, with_bank=with_bank, limit=MOST)
    )
    days_ago = keeping.bank_cut_off(today, retention)
    banks = sum(
        _step(claim, lambda one: keeping.erase_bank(one, at=now, step=_named(one)), _named(claim), claims)
        for claim in claims.closed_before(days_ago, with_bank=True, limit=MOST)
    )
    return Forgotten(bank_details=banks, people=people)


def _named(claim: Claim) -> StepId:
    """A claim can be opened again and get new bank details, which end again."""
    return StepId(f"{_BANK}-{claim.turn.seq}")


def _step(claim: Claim, erase: Callable[[Claim], Claim], step: StepId, claims: ClosedClaims) -> int:
    if journals.has_step(claim.journal, step):
        return 0
    with suppress(CannotAct, ChangedMeanwhile):  # opened again, or somebody adds a note: the next night
        claims.save(erase(claim))
        return 1
    return 0
