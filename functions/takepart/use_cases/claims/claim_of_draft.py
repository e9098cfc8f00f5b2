"""The claim that a draft became: its reference follows from the draft, so no list is needed to find it."""

from __future__ import annotations

from typing import Final

from takepart.domain.claims.claim import Claim
from takepart.domain.ids import DraftId
from takepart.domain.references import claim_reference
from takepart.use_cases.claims.ports import Claims

MOST_ATTEMPTS: Final = 20
"""References that one draft tries before it gives up: a second try is one in thousands of millions."""


def find_claim(draft: DraftId, *, claims: Claims) -> Claim | None:
    """The claim that a draft became, or nothing when it was not sent."""
    for attempt in range(MOST_ATTEMPTS):
        claim = claims.get(claim_reference(draft, attempt=attempt))
        if claim is None:
            return None
        if claim.draft == draft:
            return claim
    return None
