"""The claim that a draft became: its reference follows from the draft, so no list is needed to find it."""

from __future__ import annotations

from typing import Final

from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ClaimId, DraftId
from takepart.domain.references import claim_reference
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.ports import ChangedMeanwhile

MOST_ATTEMPTS: Final = 20
"""References that one draft tries before it gives up: a second try is one in thousands of millions."""


def place_of(draft: DraftId, *, claims: Claims) -> tuple[ClaimId, Claim | None]:
    """The reference that a draft has, or gets when it is sent; and its claim, if it was. Raises ChangedMeanwhile."""
    for attempt in range(MOST_ATTEMPTS):
        reference = claim_reference(draft, attempt=attempt)
        claim = claims.get(reference)
        if claim is None or claim.draft == draft:
            return reference, claim
    raise ChangedMeanwhile(draft)


def find_claim(draft: DraftId, *, claims: Claims) -> Claim | None:
    """The claim that a draft became, or nothing when it was not sent."""
    return place_of(draft, claims=claims)[1]
