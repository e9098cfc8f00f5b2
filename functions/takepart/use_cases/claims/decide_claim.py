"""Somebody decides a claim: agree, refuse, ask, or pass on. One conditional write, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import ClaimRefusal, LineDecision
from takepart.domain.claims.told import approval_of
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.money import Money
from takepart.domain.policy import Policy, Role
from takepart.domain.refused import Refused
from takepart.use_cases.claims.assignment import colleagues, decider, needs_two, next_approver
from takepart.use_cases.claims.open_decision import OpenDecision
from takepart.use_cases.claims.ports import AlreadyPaidFor, Approvals, Claims
from takepart.use_cases.doing import do


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """A line that puts an earlier claim right: more, or less, than it was paid."""

    earlier: ClaimId
    amount: Money
    reason: str


@dataclass(frozen=True, kw_only=True)
class Agree:
    """Confirm or approve, with the amounts as the decider left them."""

    lines: tuple[LineDecision, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Refuse:
    """Say no to the whole claim."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Ask the participant something."""

    question: str


@dataclass(frozen=True, kw_only=True)
class PassClaimOn:
    """Give it to a colleague."""

    to: StaffId
    reason: str = ""


Decision = Agree | Refuse | Ask | PassClaimOn


def decide_claim(
    opened: OpenDecision,
    decision: Decision,
    *,
    seen_version: int,
    claims: Claims,
    approvals: Approvals,
    policy: Policy,
    step: StepId,
    now: datetime,
    signed_in: StaffId | None = None,
) -> Claim:
    """Take the decision and keep it; an approval is sealed, so that no other amount or payee is ever paid.

    ``seen_version`` is the version of the claim on the page that was decided from.

    Sent twice, it happens once. ``signed_in`` is who is signed in to the office, for sums that need it.
    Raises Refused, NobodyToDecide, ChangedMeanwhile or StoreUnavailable. Nothing is written then.
    """

    def change(claim: Claim, step: Step) -> Claim:
        now_open = replace(opened, claim=claim)
        if isinstance(decision, Agree) and needs_sign_in(now_open, policy=policy) and signed_in != opened.member.id:
            raise Refused(claim.id, reason=ClaimRefusal.SIGN_IN_FIRST)
        after = _decided(now_open, decision, step, claims=claims, policy=policy)
        deciding.fits_vouchers(claim, after, policy.vouchers)
        return replace(after, approval=approvals.seal(after)) if approval_of(after) else after

    about = opened.claim.id
    try:
        return do(claims, about, Step(journals.staff(opened.member.id), now, step), change, seen=seen_version)
    except AlreadyPaidFor as paid:
        raise Refused(about, reason=ClaimRefusal.PAID_BEFORE, detail=paid.claim) from paid


def needs_sign_in(opened: OpenDecision, *, policy: Policy) -> bool:
    """Whether the sum is so large that a link alone does not approve it: its holder is signed in as well."""
    least = policy.approval.signed_in_at
    return (
        opened.claim.state in (ClaimState.WITH_FINANCE, ClaimState.WITH_SECOND_APPROVER)
        and least is not None
        and opened.claim.to_approve >= least
    )


def _decided(opened: OpenDecision, decision: Decision, step: Step, *, claims: Claims, policy: Policy) -> Claim:
    claim, by = opened.claim, opened.decider
    match decision:
        case Agree():
            return _agreed(opened, decision, step, claims=claims, policy=policy)
        case Refuse(reason=reason):
            return deciding.refuse(claim, step, by=by, reason=reason)
        case Ask(question=question):
            return deciding.ask(claim, step, by=by, question=question)
        case PassClaimOn(to=to, reason=reason):
            chosen = next((member for member in colleagues(policy, claim, by=by) if member.id == to), None)
            if chosen is None:
                raise Refused(claim.id, reason=ClaimRefusal.NO_OTHER_PERSON)
            return deciding.pass_on(claim, step, by=by, to=decider(chosen), reason=reason)


def _agreed(opened: OpenDecision, decision: Agree, step: Step, *, claims: Claims, policy: Policy) -> Claim:
    claim, by = opened.claim, opened.decider
    for adjustment in decision.adjustments:
        earlier = claims.get(adjustment.earlier)
        if earlier is None or earlier.person != claim.person or earlier.id == claim.id:
            raise Refused(claim.id, reason=ClaimRefusal.NOT_THEIR_CLAIM, detail=adjustment.earlier)
        claim = deciding.adjust(claim, amount=adjustment.amount, earlier=adjustment.earlier, reason=adjustment.reason)
    lines, note = decision.lines, decision.note
    if claim.state is ClaimState.WITH_WORKER:
        approver = journals.staff(next_approver(policy, claim, after=by).id)
        within = None if Role.BUDGET_HOLDER in opened.member.roles else policy.claims
        return deciding.confirm(claim, step, by=by, decisions=lines, approver=approver, note=note, within=within)
    second = None
    if claim.state is ClaimState.WITH_FINANCE and needs_two(policy, claim):
        second = journals.staff(next_approver(policy, claim, after=by).id)
    return deciding.approve(claim, step, by=by, decisions=lines, second_approver=second, note=note)
