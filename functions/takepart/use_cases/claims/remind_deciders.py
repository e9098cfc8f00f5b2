"""Decisions that nobody takes: a reminder on the policy's days, then the deputy. Each happens once.

Days are calendar days in the UK, from the day that the turn began: a participant waits at weekends too. A day that was
missed is not made up for: after a gap only the latest reminder goes out, or the claim goes to the deputy at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import Decider
from takepart.domain.claims.refusals import CannotAct
from takepart.domain.claims.states import WITH_STAFF, Action, State
from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy, StaffMember, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.assignment import NobodyToDecide, colleagues, decider, deputy_of
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.ports import ChangedMeanwhile

_PAGE: Final = 100
_SAME_DECISION: Final = frozenset(
    {
        Action.NUDGE,
        Action.ESCALATE,
        Action.PASS_ON,
        Action.SEND_LINK,
        Action.ADD_RECEIPT,
        Action.OFFER_BANK_DETAILS,
        Action.CONFIRM_BANK_DETAILS,
        Action.ACKNOWLEDGE,
        Action.ASK,
        Action.ANSWER,
    }
)
"""Steps after which the same decision is still to be taken."""


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """What one run did, in counts."""

    looked_at: int
    nudged: int
    escalated: int
    lost: int
    """Claims that somebody changed at the same moment, or that nobody is left to decide."""


def remind_deciders(*, claims: Claims, policy: Policy, now: datetime) -> Reminded:
    """Remind whoever must decide, or pass the decision to their deputy, as of ``now`` (the time the job was due).

    Safe to run twice, late, or after a run that stopped half-way. Raises StoreUnavailable, to be run again.
    """
    today = local_date(now)
    looked_at = nudged = escalated = lost = 0
    for claim in list(_waiting(claims)):
        looked_at += 1
        after = _next_step(claim, policy=policy, today=today, now=now)
        if after is None:
            continue
        try:
            claims.save(after)
        except ChangedMeanwhile:
            lost += 1
            continue
        if after.journal[-1].action == Action.ESCALATE.value:
            escalated += 1
        else:
            nudged += 1
    return Reminded(looked_at=looked_at, nudged=nudged, escalated=escalated, lost=lost)


def _waiting(claims: Claims) -> Iterator[Claim]:
    for state in sorted(WITH_STAFF):
        start: str | None = None
        while True:
            page = claims.in_state(State(state), start=start, limit=_PAGE)
            yield from page.claims
            start = page.next
            if start is None:
                break


def _next_step(claim: Claim, *, policy: Policy, today: date, now: datetime) -> Claim | None:
    """The step that is due today, if any and not taken yet."""
    waited = (today - local_date(claim.turn.since)).days
    holder = StaffId(claim.turn.who.removeprefix("staff:"))
    try:
        policy.staff_member(holder)
        gone = False
    except UnknownStaff:
        gone = True  # nobody reads that mailbox any more: pass it on at once
    if gone or waited >= policy.approval.deputy_after_days:
        deputy = _deputy(claim, holder, gone=gone, policy=policy)
        if deputy is not None:
            try:
                step = StepId(f"escalate-{claim.turn.seq}")
                return deciding.escalate(claim, to=decider(deputy), at=now, step=step)
            except CannotAct:
                return None
    reached = [days for days in policy.approval.nudge_days if days <= waited]
    if gone or not reached:
        return None
    step = StepId(f"nudge-{claim.turn.seq}-{max(reached)}")
    if journals.has_step(claim.journal, step):
        return None
    return deciding.nudge(claim, days=max(reached), at=now, step=step)


def _deputy(claim: Claim, holder: StaffId, *, gone: bool, policy: Policy) -> StaffMember | None:
    """Who takes over: the deputy, or a colleague; never twice the same person for one decision, so that it ends."""
    had_it = _had_it(claim) | {holder}
    try:
        first = () if gone else (deputy_of(policy, claim, holder),)
    except NobodyToDecide:
        first = ()
    leaving = Decider(id=holder, email="") if gone else decider(policy.staff_member(holder))
    candidates = (*first, *colleagues(policy, claim, by=leaving))
    return next(
        (each for each in candidates if each.id not in had_it and deciding.may_decide(claim, decider(each))), None
    )


def _had_it(claim: Claim) -> frozenset[StaffId]:
    """Everyone who was asked for the decision that the claim waits for, as far as the journal says."""
    found: set[str] = set()
    for entry in reversed(claim.journal):
        if entry.action not in _SAME_DECISION:
            break
        if entry.action in (Action.ESCALATE.value, Action.PASS_ON.value):
            found.update((str(entry.facts.get("to", "")), str(entry.facts.get("from", "")).removeprefix("staff:")))
        if entry.by.startswith("staff:"):
            found.add(entry.by.removeprefix("staff:"))
    return frozenset(StaffId(each) for each in found)
