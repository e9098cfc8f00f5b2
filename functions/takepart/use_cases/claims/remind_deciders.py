"""Decisions that nobody takes: a reminder on the policy's days, then the deputy. Each happens once.

Somebody who claimed is reminded on the same days of a question, or of bank details that they have to put right. On the
deputy's day they are reminded once more, and whoever asked hears that there is no answer. It ends with that: the letter
about promises at risk goes on each day.

Days are working days, from the day that the turn began: at weekends and on bank holidays nobody is in. A day that was
missed is not made up for: after a gap only the latest reminder goes out, or the claim goes to the deputy at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import PARTICIPANT, WITH_SOMEBODY, Claim, ClaimAction
from takepart.domain.claims.parts import Decider
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.journal import Job, has_step
from takepart.domain.policy import Policy, StaffMember, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.domain.working_days import Holidays, working_days_since
from takepart.use_cases.claims.assignment import colleagues, decider, deputy_of
from takepart.use_cases.claims.open_decision import every_in_state
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import do, do_each
from takepart.use_cases.ports import NobodyToDecide

_SAME_DECISION: Final = frozenset(
    {
        ClaimAction.NUDGE,
        ClaimAction.ESCALATE,
        ClaimAction.PASS_ON,
        ClaimAction.SEND_LINK,
        ClaimAction.ADD_RECEIPT,
        ClaimAction.OFFER_BANK_DETAILS,
        ClaimAction.CONFIRM_BANK_DETAILS,
        ClaimAction.ACKNOWLEDGE,
        ClaimAction.ASK,
        ClaimAction.ANSWER,
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


class _Due(NamedTuple):
    """What is due for one claim today: it goes to the deputy, or whoever has it is reminded of so many working days."""

    claim: Claim
    deputy: Decider | None = None
    days: int = 0

    @property
    def press(self) -> StepId:
        """Once for each turn, and once for each of the policy's days."""
        turn = self.claim.turn.seq
        return StepId(f"escalate-{turn}" if self.deputy else f"nudge-{turn}-{self.days}")

    def take(self, claim: Claim, step: Step) -> Claim:
        """The step itself."""
        if self.deputy:
            return deciding.escalate(claim, step, to=self.deputy)
        return deciding.nudge(claim, step, days=self.days)


def remind_deciders(
    *, claims: Claims, policy: Policy, holidays: Holidays, now: datetime, hurry: Callable[[], bool] = lambda: False
) -> Reminded:
    """Remind whoever must decide, or pass the decision to their deputy, as of ``now`` (the time the job was due).

    Safe to run twice, late, or after a run that stopped half-way. Raises StoreUnavailable, to be run again.
    """
    waiting = [claim for state in sorted(WITH_SOMEBODY) for claim in every_in_state(state, claims=claims)]
    today = local_date(now)
    found = [
        one for claim in waiting if (one := _due(claim, policy=policy, today=today, holidays=holidays)) is not None
    ]
    due = {each.claim.id: each for each in found if not has_step(each.claim.journal, each.press)}

    def take(some: Iterable[_Due]) -> int:
        return do_each(
            claims,
            [each.claim for each in some],
            lambda claim: Step(Job.REMINDERS.actor, now, due[claim.id].press),
            lambda claim, step: due[claim.id].take(claim, step),
            hurry=hurry,
        )

    escalated = take(each for each in due.values() if each.deputy)
    nudged = take(each for each in due.values() if not each.deputy)
    lost = len(due) - escalated - nudged
    return Reminded(looked_at=len(waiting), nudged=nudged, escalated=escalated, lost=lost)


def pass_on_at_once(id: ClaimId, holder: StaffId, *, claims: Claims, policy: Policy, now: datetime) -> None:
    """Letters to whoever must decide come back: the deputy has it, while there is one. Raises ChangedMeanwhile."""
    claim = claims.get(id)
    if claim is None or not claim.is_with_staff or claim.turn.who != f"staff:{holder}":
        return
    deputy = _deputy(claim, holder, gone=not any(each.id == holder for each in policy.staff), policy=policy)
    if deputy is not None:
        due = _Due(claim, deputy=decider(deputy))
        do(claims, id, Step(Job.REMINDERS.actor, now, due.press), due.take)


def _due(claim: Claim, *, policy: Policy, today: date, holidays: Holidays) -> _Due | None:
    """The step that is due today, if any."""
    waited = working_days_since(local_date(claim.turn.since), today, holidays)
    if claim.turn.who == PARTICIPANT:
        days = [each for each in (*policy.approval.nudge_days, policy.approval.deputy_after_days) if each <= waited]
        return _Due(claim, days=max(days)) if days else None
    holder = StaffId(claim.turn.who.removeprefix("staff:"))
    here = any(each.id == holder for each in policy.staff)
    gone = not here or holder in policy.stand_ins  # they left or are away: pass it on at once
    if gone or waited >= policy.approval.deputy_after_days:
        deputy = _deputy(claim, holder, gone=gone, policy=policy)
        if deputy is not None:
            return _Due(claim, deputy=decider(deputy))
    reached = [days for days in policy.approval.nudge_days if days <= waited]
    return None if not here or not reached else _Due(claim, days=max(reached))


def _deputy(claim: Claim, holder: StaffId, *, gone: bool, policy: Policy) -> StaffMember | None:
    """Who takes over: the deputy, or a colleague; never twice the same person for one decision, so that it ends."""
    had_it = _had_it(claim) | {holder}
    first: tuple[StaffMember, ...] = ()
    with suppress(NobodyToDecide, UnknownStaff):
        first = (policy.acting(holder) if gone else deputy_of(policy, claim, holder),)
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
        if entry.action in (ClaimAction.ESCALATE.value, ClaimAction.PASS_ON.value):
            found.update((str(entry.facts.get("to", "")), str(entry.facts.get("from", "")).removeprefix("staff:")))
        if entry.by.startswith("staff:"):
            found.add(entry.by.removeprefix("staff:"))
    return frozenset(StaffId(each) for each in found)
