"""Which acts on one claim must be different people's. The table below is the whole rule, on every path.

No one person can make money leave: who says that it is owed, who agrees to pay it, who hands it over or sends it to the
bank, and who saw it come or come back are four people. A policy may say of some pairs that the team is too small for
two; the pages say so. Whoever is of the claimant's household, or is paid into the same account, is as the claimant.
Otherwise only the record of attendance may be the work of whoever confirms, hands out cash or
stands by at the same session (Wirral policy, section 7 and appendix 1: agreed, confirmed and paid through one form;
cash on the day).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from takepart.domain.claims.claim import CASH_ON_THE_DAY, Claim, ClaimAction, ClaimState
from takepart.domain.claims.parts import ClaimRefusal, Decider
from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy.rules import SmallTeam
from takepart.domain.refused import Refused

_STAFF: Final = "staff:"


class ClaimDuty(PlainWord):
    """One part that somebody takes in one claim, and how the page of its batch says that they did."""

    CLAIM = "claim", "made a claim in this batch, or somebody of your household did"
    RECORD = "record", "took the attendance for a claim in this batch"
    """To write down that the person was there."""
    CONFIRM = "confirm", "confirmed a claim in this batch"
    """To say that it happened and what it cost; to open a refused claim again says so once more."""
    APPROVE = "approve", "approved a claim in this batch"
    HAND_OVER = "hand-over", "handed something over for a claim in this batch"
    """To put cash or vouchers in the person's hand."""
    WITNESS = "witness", "saw something handed over for a claim in this batch"
    """To say beside the person that they have it."""
    RELEASE = "release", "sent it to the bank"
    """To send the batch that it is in to the bank."""
    RETURN = "return", "wrote down what came back"
    """To write down that the bank sent it back."""


_HANDING: Final = (ClaimAction.PAY.value, ClaimAction.PAY_LAST.value, ClaimAction.HAND_OVER.value)

Taken = tuple[ClaimDuty, Decider]
"""A duty, and who took it. The email is empty where only the name of the member of staff is known."""

_MAY_BE_ONE: Final = frozenset(
    {
        frozenset({ClaimDuty.RECORD, ClaimDuty.CONFIRM}),
        frozenset({ClaimDuty.RECORD, ClaimDuty.HAND_OVER}),
        frozenset({ClaimDuty.RECORD, ClaimDuty.WITNESS}),
    }
)
_SMALL_TEAMS: Final = {
    SmallTeam.APPROVER_RELEASES: frozenset({ClaimDuty.APPROVE, ClaimDuty.RELEASE}),
    SmallTeam.APPROVER_RETURNS: frozenset({ClaimDuty.APPROVE, ClaimDuty.RETURN}),
    SmallTeam.RELEASER_RETURNS: frozenset({ClaimDuty.RELEASE, ClaimDuty.RETURN}),
}
DIFFERENT: Final = frozenset(frozenset(pair) for pair in combinations(ClaimDuty, 2)) - _MAY_BE_ONE | {
    frozenset({ClaimDuty.APPROVE})
}
"""Every pair of duties that two people take. A duty that stands alone is taken by another person each time."""


def taken(claim: Claim) -> Iterator[Taken]:
    """Who has taken which duty in a claim so far, the claimant among them and whoever is of their household."""
    yield from claiming(claim.claimant.email, claim.household)
    if claim.recorded_by is not None:
        yield ClaimDuty.RECORD, claim.recorded_by
    if claim.confirmed_by is not None:
        yield ClaimDuty.CONFIRM, claim.confirmed_by
    for approver in claim.approved_by:
        yield ClaimDuty.APPROVE, approver
    for entry in claim.journal:
        yield from _by_entry(entry)


def claiming(email: str, household: Iterable[StaffId] = ()) -> Iterator[Taken]:
    """That the owner of a mailbox claims, and with them their household. An erased person has none, and is nobody."""
    yield ClaimDuty.CLAIM, Decider(id=StaffId(""), email=email)
    for each in household:
        yield ClaimDuty.CLAIM, Decider(id=each, email="")


def in_the_way(
    duty: ClaimDuty, who: Decider, parts: Iterable[Taken], *, small: Iterable[SmallTeam] = ()
) -> ClaimDuty | None:
    """The duty that somebody has taken already and that keeps them from this one; None when they may take it.

    ``small`` are the pairs for which the policy has too few people.
    """
    differ = DIFFERENT - {_SMALL_TEAMS[each] for each in small}
    return next((had for had, by in parts if frozenset({had, duty}) in differ and _is(who, by)), None)


def may_take(claim: Claim, duty: ClaimDuty, who: Decider) -> bool:
    """Whether somebody may take a duty in a claim as it stands."""
    return why_not(claim, duty, who) is None


def why_not(claim: Claim, duty: ClaimDuty, who: Decider) -> ClaimRefusal | None:
    """Why somebody may not take a duty in a claim; None when they may."""
    had = in_the_way(duty, who, taken(claim))
    if had is None:
        decides = duty in (ClaimDuty.HAND_OVER, ClaimDuty.WITNESS) and _is_to_decide(claim, who)
        return ClaimRefusal.IS_TO_DECIDE if decides else None
    if duty in (ClaimDuty.HAND_OVER, ClaimDuty.WITNESS):
        return {
            (ClaimDuty.HAND_OVER, ClaimDuty.CLAIM): ClaimRefusal.HANDS_OVER_OWN,
            (ClaimDuty.WITNESS, ClaimDuty.HAND_OVER): ClaimRefusal.WITNESS_HANDED_OVER,
        }.get((duty, had), ClaimRefusal.HAD_A_PART_IN_THE_MONEY)
    return ClaimRefusal.DECIDER_IS_CLAIMANT if had is ClaimDuty.CLAIM else ClaimRefusal.DECIDED_BEFORE


def check(claim: Claim, duty: ClaimDuty, who: Decider) -> None:
    """Refuse a duty to somebody whose earlier part keeps them from it. Raises Refused."""
    reason = why_not(claim, duty, who)
    if reason is not None:
        raise Refused(claim.id, reason=reason)


def deciding_duty(claim: Claim) -> ClaimDuty:
    """The duty of whoever takes the decision that the claim waits for."""
    return (
        ClaimDuty.CONFIRM if claim.state in (ClaimState.WITH_WORKER, ClaimState.ASKED_BY_WORKER) else ClaimDuty.APPROVE
    )


def _by_entry(entry: Entry) -> Iterator[Taken]:
    """What the journal alone tells: who handed something over, who stood by, who opened a claim again."""
    by_staff = entry.by.startswith(_STAFF)
    who = Decider(id=StaffId(entry.by.removeprefix(_STAFF)), email="")
    if by_staff and entry.action == ClaimAction.SEND.value and CASH_ON_THE_DAY in entry.facts:
        yield ClaimDuty.HAND_OVER, who
    if by_staff and entry.action in _HANDING:
        yield ClaimDuty.HAND_OVER, who
    if by_staff and entry.action == ClaimAction.REOPEN.value:
        yield ClaimDuty.CONFIRM, who
    if entry.action == ClaimAction.ACKNOWLEDGE.value:
        witness = str(entry.facts.get("witness", ""))
        if witness:
            yield ClaimDuty.WITNESS, Decider(id=StaffId(witness), email="")


def _is_to_decide(claim: Claim, who: Decider) -> bool:
    """Whether the next decision is theirs, now or once their question is answered."""
    if claim.is_with_staff:
        return claim.turn.is_of(who.id)
    return claim.is_asked and claim.asker == who.id


def _is(who: Decider, other: Decider) -> bool:
    return bool(who.id and who.id == other.id) or who.is_person(other.email)
