"""Who decides next: the claimant, the confirmer and the approvers are always different people."""

from __future__ import annotations

from collections.abc import Iterable

from takepart.domain import journal as journals
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import Decider
from takepart.domain.email_addresses import same_mailbox
from takepart.domain.ids import ActivityTypeId, StaffId
from takepart.domain.policy import Policy, Role, StaffMember


class NobodyToDecide(Exception):
    """The policy names nobody who may take this decision: everyone who could is part of the claim already."""


def decider(member: StaffMember) -> Decider:
    """A member of staff as someone who decides."""
    return Decider(id=member.id, email=member.email)


def first_confirmer(
    policy: Policy, activity_type: ActivityTypeId, *, claimant_email: str, cash_given_by: str = ""
) -> StaffMember:
    """The worker or budget holder of the activity, or whoever runs the office where the first is the claimant.

    Whoever handed cash over at the session does not confirm that they did. Raises NobodyToDecide.
    """
    candidates = (
        *policy.confirmers(activity_type),
        *policy.with_role(Role.BUDGET_HOLDER),
        *policy.with_role(Role.WORKER),
        *policy.with_role(Role.OFFICE),
    )
    return _first(candidates, apart_from=(claimant_email, cash_given_by))


def next_approver(policy: Policy, claim: Claim, *, after: Decider) -> StaffMember:
    """The finance approver who has had no part in the claim. Raises NobodyToDecide."""
    return _first(policy.finance(), apart_from=_parts_taken(claim, after))


def colleagues(policy: Policy, claim: Claim, *, by: Decider) -> tuple[StaffMember, ...]:
    """Who a decision can be passed on to: people of the same duty who have had no part in the claim."""
    taken = _parts_taken(claim, by)
    duty = {Role.FINANCE} if claim.confirmed_by else {Role.WORKER, Role.BUDGET_HOLDER}
    return tuple(
        member
        for member in policy.staff
        if member.roles & duty
        and claim.cash_given_by != journals.staff(member.id)
        and not any(same_mailbox(member.email, email) for email in taken)
    )


def deputy_of(policy: Policy, claim: Claim, staff_id: StaffId) -> StaffMember:
    """Who sits in for somebody who did not decide: their deputy, or a colleague. Raises NobodyToDecide."""
    member = policy.staff_member(staff_id)
    others = colleagues(policy, claim, by=decider(member))
    if member.deputy:
        deputy = policy.staff_member(member.deputy)
        others = (
            (deputy, *others)
            if not any(same_mailbox(deputy.email, email) for email in _parts_taken(claim, decider(member)))
            else others
        )
    return _first(others, apart_from=())


def needs_two(policy: Policy, claim: Claim) -> bool:
    """Whether the sum is large enough for two approvers."""
    return claim.to_approve >= policy.approval.second_approver_at


def _parts_taken(claim: Claim, by: Decider) -> tuple[str, ...]:
    confirmer = (claim.confirmed_by.email,) if claim.confirmed_by else ()
    return (claim.claimant.email, by.email, *confirmer, *(approver.email for approver in claim.approved_by))


def _first(candidates: Iterable[StaffMember], *, apart_from: tuple[str, ...]) -> StaffMember:
    for member in candidates:
        if not any(email and same_mailbox(member.email, email) for email in apart_from):
            return member
    raise NobodyToDecide
