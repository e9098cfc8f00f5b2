"""What the office can see and do: look at claims, add a note to one that was decided, open a refused one again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import ClaimId, StepId
from takepart.domain.policy import Policy, Role, StaffMember, UnknownActivityType
from takepart.use_cases.doing import do
from takepart.use_cases.ports import Event, EventKind

if TYPE_CHECKING:
    from takepart.domain.claims.claim import Claim
    from takepart.use_cases.claims.ports import Claims


class Right(StrEnum):
    """What somebody who is signed in may do."""

    SEE_ALL_CLAIMS = "see-all-claims"
    NOTE = "note"
    REOPEN = "reopen"
    BATCHES = "batches"
    VOUCHERS = "vouchers"
    FLOATS = "floats"
    GIVE_CASH = "give-cash"
    PROMISES = "promises"
    REPORTS = "reports"
    """To read the reports, which hold figures alone: what was paid, and whether it came by the promised day."""
    RUN_SESSIONS = "run-sessions"
    REACH = "reach"
    LETTERS = "letters"
    STUCK = "stuck"
    """To see what could not be done, and to let it go again."""
    AGREE_PAY = "agree-pay"
    """To pay for more than the fee covers, before a session."""
    STAFF = "staff"
    SECOND_STAFF = "second-staff"
    """To be the second person for a change to the list of staff."""


RIGHTS: Final[Mapping[Role, frozenset[Right]]] = MappingProxyType(
    {
        Role.WORKER: frozenset({Right.RUN_SESSIONS, Right.GIVE_CASH, Right.REACH, Right.LETTERS}),
        Role.BUDGET_HOLDER: frozenset({Right.RUN_SESSIONS, Right.GIVE_CASH, Right.AGREE_PAY}),
        Role.FINANCE: frozenset(
            {
                Right.SEE_ALL_CLAIMS,
                Right.NOTE,
                Right.REOPEN,
                Right.BATCHES,
                Right.FLOATS,
                Right.SECOND_STAFF,
                Right.REPORTS,
            }
        ),
        Role.OFFICE: frozenset(
            {
                Right.RUN_SESSIONS,
                Right.SEE_ALL_CLAIMS,
                Right.NOTE,
                Right.VOUCHERS,
                Right.FLOATS,
                Right.PROMISES,
                Right.REPORTS,
                Right.REACH,
                Right.LETTERS,
                Right.STUCK,
            }
        ),
        Role.VOICE: frozenset(),
        Role.ADMINISTRATOR: frozenset({Right.STAFF, Right.SECOND_STAFF, Right.STUCK}),
        Role.INSPECTOR: frozenset({Right.PROMISES, Right.REPORTS, Right.REACH}),
    }
)
"""What each role may do in the office. Deciding is not here: that is whose turn it is."""


def rights_of(member: StaffMember, *, changing: bool = False) -> frozenset[Right]:
    """Everything that somebody's roles let them look at; or change: an inspector changes nothing."""
    roles = member.roles - {Role.INSPECTOR} if changing else member.roles
    return frozenset(right for role in roles for right in RIGHTS[role])


def may_see(member: StaffMember, claim: Claim, *, policy: Policy) -> bool:
    """Finance and the office see every claim; a worker sees those of their own activities, or in their hands."""
    if Right.SEE_ALL_CLAIMS in rights_of(member) or claim.turn.is_of(member.id):
        return True
    if journals.staff(member.id) in {entry.by for entry in claim.journal}:
        return True
    try:
        return member in policy.confirmers(claim.activity_type)
    except UnknownActivityType:
        return False


_OPENS: Final[Mapping[EventKind, Right]] = MappingProxyType(
    {
        EventKind.PERSON: Right.RUN_SESSIONS,
        EventKind.SESSION: Right.RUN_SESSIONS,
        EventKind.BATCH: Right.BATCHES,
    }
)


def pages_for(
    member: StaffMember, events: Collection[Event], *, claims: Claims | None, policy: Policy
) -> Mapping[str, str]:
    """The pages about events that somebody may open, by how each is spelled; without ``claims`` none of a claim."""
    from takepart.use_cases.came_back import about_event  # with all letters

    about = sorted({ClaimId(each.about) for each in events if each.kind is EventKind.CLAIM})
    found = {claim.id: claim for claim in claims.many(about)} if claims and about else {}
    may = (each for each in events if _may_open(member, each, claims=found, policy=policy))
    return {each.spelled: about_event(each)[1] for each in may}


def _may_open(member: StaffMember, event: Event, *, claims: Mapping[ClaimId, Claim], policy: Policy) -> bool:
    if event.kind is EventKind.CLAIM:
        claim = claims.get(ClaimId(event.about))
        return claim is not None and may_see(member, claim, policy=policy)
    right = _OPENS.get(event.kind)
    if right:
        return right in rights_of(member)
    from takepart.use_cases.came_back import who_hears  # with all letters

    return member.id in who_hears(event.kind, policy)


def add_note(claim_id: ClaimId, *, by: StaffMember, note: str, claims: Claims, step: StepId, now: datetime) -> Claim:
    """A note beside a claim that was decided; nothing that was decided changes. Raises Refused, ChangedMeanwhile."""
    from takepart.domain.claims import deciding  # many offices are not about claims

    noting = Step(journals.staff(by.id), now, step)
    return do(claims, claim_id, noting, lambda claim, step: deciding.amend(claim, step, note=note))


def reopen_claim(
    claim_id: ClaimId,
    *,
    by: StaffMember,
    reason: str,
    seen_version: int,
    claims: Claims,
    policy: Policy,
    step: StepId,
    now: datetime,
) -> Claim:
    """A refusal that was a mistake goes back to finance, to somebody else than who opens it again.

    Raises Refused, NobodyToDecide, or ChangedMeanwhile when it is not as they saw it.
    """
    from takepart.domain.claims import deciding
    from takepart.use_cases.claims.assignment import decider, next_approver

    def change(claim: Claim, step: Step) -> Claim:
        approver = next_approver(policy, claim, after=decider(by))
        return deciding.reopen(claim, step, by=decider(by), reason=reason, approver=journals.staff(approver.id))

    return do(claims, claim_id, Step(journals.staff(by.id), now, step), change, seen=seen_version)
