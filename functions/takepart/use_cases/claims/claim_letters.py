"""The letters that an event of a claim calls for, to the mailboxes that people have today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from takepart.domain.claims.claim import Claim
from takepart.domain.claims.states import WITH_STAFF
from takepart.domain.ids import ClaimId
from takepart.domain.links import Purpose
from takepart.domain.policy import Policy
from takepart.use_cases.claims.letters_due import letters_due, waiting_link
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event

MOST_COUNTED: Final = 5_000
"""Of each state, by the index: far more than one person can have."""
Reach = Callable[[Claim], str]
"""Where somebody who claimed is reached today."""


def as_claimed(claim: Claim) -> str:
    """The address that they gave with the claim."""
    return claim.claimant.email


def claim_letters(
    event: Event, *, claims: Claims, policy: Policy, now: datetime, reach: Reach = as_claimed
) -> list[LetterDue]:
    """The letters of one step; none for a claim that is gone. Raises StoreUnavailable."""
    claim = claims.get(ClaimId(event.about))
    if claim is None or not 1 <= event.seq <= claim.version:
        return []
    found = letters_due(claim, claim.journal[event.seq - 1], policy=policy, now=now)
    if event.seq > 1:  # The first goes where they have just asked for it.
        found = [due if due.member is not None else replace(due, to=reach(claim)) for due in found]
    return [_with_list(due, claims=claims, policy=policy, now=now) for due in found]


def _with_list(due: LetterDue, *, claims: Claims, policy: Policy, now: datetime) -> LetterDue:
    """The letter, with how many claims wait for its reader when there are enough of them for a list."""
    if due.member is None or due.link is None or due.link.purpose is not Purpose.DECIDE:
        return due
    waiting = sum(claims.count(state, who=f"staff:{due.member.id}", most=MOST_COUNTED) for state in WITH_STAFF)
    if waiting < policy.approval.list_from:
        return due
    return replace(due, waiting=waiting, beside=waiting_link(due.member, policy=policy, now=now))
