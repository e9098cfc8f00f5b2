"""Who decides next: the claimant, the confirmer and the approvers are always different people."""

from __future__ import annotations

from collections.abc import Iterable

from takepart.domain.claims import duties
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import ClaimDuty, claiming, in_the_way
from takepart.domain.claims.parts import Decider, SealedBankDetails
from takepart.domain.ids import ActivityTypeId, StaffId
from takepart.domain.names import same_holder
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.ports import NobodyToDecide


def decider(member: StaffMember) -> Decider:
    """A member of staff as someone who decides."""
    return Decider(id=member.id, email=member.email)


def first_confirmer(
    policy: Policy,
    activity_type: ActivityTypeId,
    *,
    claimant_email: str,
    household: tuple[StaffId, ...] = (),
    cash_given_by: StaffMember | None = None,
) -> StaffMember:
    """The worker or budget holder of the activity, or whoever runs the office where the first is of the household.

    Whoever handed cash over at the session does not confirm that they did. Raises NobodyToDecide.
    """
    candidates = (
        *policy.confirmers(activity_type),
        *policy.with_role(Role.BUDGET_HOLDER),
        *policy.with_role(Role.WORKER),
        *policy.with_role(Role.OFFICE),
    )
    parts = [
        *claiming(claimant_email, household),
        *([(ClaimDuty.HAND_OVER, decider(cash_given_by))] if cash_given_by else []),
    ]
    return _first(each for each in candidates if in_the_way(ClaimDuty.CONFIRM, decider(each), parts) is None)


def household_of(
    policy: Policy, *, mailboxes: Iterable[str] = (), account: SealedBankDetails | None = None, claims: Claims
) -> tuple[StaffId, ...]:
    """The members of staff who are of somebody's household, as far as we know.

    Theirs is one of ``mailboxes`` (a parent's or carer's), or somebody who claims with their mailbox is paid into the
    same account, or the account has their name.
    """
    near = set(mailboxes)
    if account is not None:
        beside = claims.many(claims.same_account(account.fingerprint))
        near |= {each.claimant.email for each in beside}
    return tuple(
        member.id
        for member in policy.staff
        if any(decider(member).is_person(each) for each in near)
        or (account is not None and account.name and same_holder(member.name, account.name))
    )


def next_approver(policy: Policy, claim: Claim, *, after: Decider) -> StaffMember:
    """The finance approver who has had no part in the claim. Raises NobodyToDecide."""
    return _first(
        each
        for each in policy.finance()
        if _is_other(each, after) and duties.may_take(claim, ClaimDuty.APPROVE, decider(each))
    )


def colleagues(policy: Policy, claim: Claim, *, by: Decider) -> tuple[StaffMember, ...]:
    """Who a decision can be passed on to: people of the same duty who have had no part in the claim."""
    roles = {Role.FINANCE} if claim.confirmed_by else {Role.WORKER, Role.BUDGET_HOLDER}
    duty = ClaimDuty.APPROVE if claim.confirmed_by else ClaimDuty.CONFIRM
    return tuple(
        member
        for member in policy.staff
        if member.roles & roles and _is_other(member, by) and duties.may_take(claim, duty, decider(member))
    )


def deputy_of(policy: Policy, claim: Claim, staff_id: StaffId) -> StaffMember:
    """Who sits in for somebody who did not decide: their deputy, or a colleague. Raises NobodyToDecide."""
    member = policy.staff_member(staff_id)
    by = decider(member)
    others = colleagues(policy, claim, by=by)
    if member.deputy:
        deputy = policy.staff_member(member.deputy)
        duty = ClaimDuty.APPROVE if claim.confirmed_by else ClaimDuty.CONFIRM
        if _is_other(deputy, by) and duties.may_take(claim, duty, decider(deputy)):
            others = (deputy, *others)
    return _first(others)


def needs_two(policy: Policy, claim: Claim) -> bool:
    """Whether the sum is large enough for two approvers."""
    return claim.to_approve >= policy.approval.second_approver_at


def _is_other(member: StaffMember, by: Decider) -> bool:
    return member.id != by.id and not by.is_person(member.email)


def _first(candidates: Iterable[StaffMember]) -> StaffMember:
    for member in candidates:
        return member
    raise NobodyToDecide
