"""Somebody decides a claim: agree, refuse, ask, or pass on. One conditional write, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import LineDecision
from takepart.domain.claims.refusals import CannotAct, Refusal
from takepart.domain.claims.states import State
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.money import NOTHING, Money
from takepart.domain.policy import Policy
from takepart.use_cases.claims.assignment import colleagues, decider, needs_two, next_approver
from takepart.use_cases.claims.open_decision import OpenDecision
from takepart.use_cases.claims.ports import AlreadyPaidFor, Claims
from takepart.use_cases.ports import ChangedMeanwhile


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
class PassOn:
    """Give it to a colleague."""

    to: StaffId
    reason: str = ""


Decision = Agree | Refuse | Ask | PassOn


def decide_claim(
    opened: OpenDecision,
    decision: Decision,
    *,
    seen_version: int,
    claims: Claims,
    policy: Policy,
    step: StepId,
    now: datetime,
    signed_in: StaffId | None = None,
) -> Claim:
    """Take the decision and keep it. ``seen_version`` is the version of the claim on the page that was decided from.

    Sent twice, it happens once. ``signed_in`` is who is signed in to the office, for sums that need it.
    Raises CannotAct (with the reason to show), NobodyToDecide, or StoreUnavailable. Nothing is written then.
    """
    claim = opened.claim
    if journals.has_step(claim.journal, step):
        return claim
    if claim.version != seen_version:
        raise CannotAct(claim.id, reason=Refusal.OUT_OF_DATE)
    if isinstance(decision, Agree) and needs_sign_in(opened, policy=policy) and signed_in != opened.member.id:
        raise CannotAct(claim.id, reason=Refusal.SIGN_IN_FIRST)
    after = _decided(opened, decision, claims=claims, policy=policy, step=step, now=now)
    try:
        claims.save(after)
    except ChangedMeanwhile as changed:
        raise CannotAct(claim.id, reason=Refusal.OUT_OF_DATE) from changed
    except AlreadyPaidFor as paid:
        raise CannotAct(claim.id, reason=Refusal.PAID_BEFORE, detail=paid.claim) from paid
    return after


def needs_sign_in(opened: OpenDecision, *, policy: Policy) -> bool:
    """Whether the sum is so large that a link alone does not approve it: its holder is signed in as well."""
    least = policy.approval.signed_in_at
    return (
        opened.claim.state in (State.WITH_FINANCE, State.WITH_SECOND_APPROVER)
        and least is not None
        and opened.claim.to_approve >= least
    )


def _decided(
    opened: OpenDecision, decision: Decision, *, claims: Claims, policy: Policy, step: StepId, now: datetime
) -> Claim:
    claim, by = opened.claim, opened.decider
    match decision:
        case Agree():
            return _agreed(opened, decision, claims=claims, policy=policy, step=step, now=now)
        case Refuse(reason=reason):
            return deciding.refuse(claim, by=by, reason=reason, at=now, step=step)
        case Ask(question=question):
            return deciding.ask(claim, by=by, question=question, at=now, step=step)
        case PassOn(to=to, reason=reason):
            chosen = next((member for member in colleagues(policy, claim, by=by) if member.id == to), None)
            if chosen is None:
                raise CannotAct(claim.id, reason=Refusal.NO_OTHER_PERSON)
            return deciding.pass_on(claim, by=by, to=decider(chosen), reason=reason, at=now, step=step)


def _agreed(
    opened: OpenDecision, decision: Agree, *, claims: Claims, policy: Policy, step: StepId, now: datetime
) -> Claim:
    claim, by = opened.claim, opened.decider
    for adjustment in decision.adjustments:
        if claim.state is not State.WITH_WORKER and adjustment.amount > NOTHING:
            raise CannotAct(claim.id, reason=Refusal.MORE_THAN_CONFIRMED, detail="adjustment")
        if claim.state is State.WITH_SECOND_APPROVER:
            raise CannotAct(claim.id, reason=Refusal.NOT_AS_APPROVED, detail="adjustment")
        earlier = claims.get(adjustment.earlier)
        if earlier is None or earlier.person != claim.person or earlier.id == claim.id:
            raise CannotAct(claim.id, reason=Refusal.NOT_THEIR_CLAIM, detail=adjustment.earlier)
        claim = deciding.adjust(claim, amount=adjustment.amount, earlier=adjustment.earlier, reason=adjustment.reason)
    if claim.state is State.WITH_WORKER:
        approver = next_approver(policy, claim, after=by)
        return deciding.confirm(
            claim,
            by=by,
            decisions=decision.lines,
            approver=journals.staff(approver.id),
            at=now,
            step=step,
            note=decision.note,
        )
    second = None
    if claim.state is State.WITH_FINANCE and needs_two(policy, claim):
        second = journals.staff(next_approver(policy, claim, after=by).id)
    return deciding.approve(
        claim, by=by, decisions=decision.lines, second_approver=second, at=now, step=step, note=decision.note
    )
