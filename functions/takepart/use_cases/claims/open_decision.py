"""Somebody opens a decision link: they see the claim, or why there is nothing for them to decide. Nothing changes.

A link that no longer works is replaced: a fresh one goes by email to whoever must decide now, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import WITH_STAFF, Claim, ClaimAction, ClaimState
from takepart.domain.claims.deciding import changes_of
from takepart.domain.claims.parts import AmountChange, ClaimLine, ClaimRefusal, Decider
from takepart.domain.flags import Match, Neighbour, matches
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.journal import Entry, Job
from takepart.domain.lines import Flag
from takepart.domain.links import Purpose
from takepart.domain.policy import Policy, StaffMember, UnknownStaff
from takepart.domain.policy.rates import tax_year_start
from takepart.domain.refused import Refused
from takepart.use_cases.claims.assignment import colleagues, decider
from takepart.use_cases.claims.ports import Claims, Receipt, Receipts, claims_beside
from takepart.use_cases.doing import do
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import LinkReader

_NEAR: Final = timedelta(days=3)
_PAGE: Final = 100


_CHANGES_NO_TURN: Final = frozenset(
    {
        ClaimAction.NUDGE,
        ClaimAction.SEND_LINK,
        ClaimAction.ADD_RECEIPT,
        ClaimAction.OFFER_BANK_DETAILS,
        ClaimAction.CONFIRM_BANK_DETAILS,
        ClaimAction.HAND_OVER,
        ClaimAction.ACKNOWLEDGE,
        ClaimAction.AMEND,
        ClaimAction.ERASE_BANK,
        ClaimAction.ERASE,
    }
)


def step_after(claim: Claim, turn: int) -> Entry | None:
    """The step that ended a turn: the decision, the answer, or the passing on. None while the turn lasts."""
    return next((e for e in claim.journal if e.seq > turn and e.action not in _CHANGES_NO_TURN), None)


@dataclass(frozen=True, kw_only=True)
class OpenDecision:
    """What the page of one decision needs."""

    claim: Claim
    member: StaffMember
    receipts: Sequence[Receipt]
    matches: Sequence[Match]
    """What other claims say about this one, and which they are."""
    colleagues: Sequence[StaffMember]
    theirs: Sequence[Claim]
    """What the same person claimed: for who approves, all that the week and tax year of its day may depend on."""

    @property
    def flags(self) -> frozenset[Flag]:
        """About the whole claim, those against other claims included; a line's own flags are on the line."""
        return self.claim.flags | {match.flag for match in self.matches}

    @property
    def changes(self) -> tuple[tuple[ClaimLine, AmountChange], ...]:
        """Every amount that somebody changed since the claim was sent."""
        return changes_of(self.claim)

    @property
    def decider(self) -> Decider:
        """The member of staff as someone who decides."""
        return decider(self.member)


def open_decision(
    token: str,
    *,
    links: LinkReader,
    claims: Claims,
    receipts: Receipts,
    policy: Policy,
    now: datetime,
    claim_id: ClaimId | None = None,
) -> OpenDecision:
    """The decision that a link is for. With ``claim_id``, one of those on the holder's waiting list.

    Raises NothingToDecide, or StoreUnavailable.
    """
    link = read_link(token, purpose=Purpose.DECIDE if claim_id is None else Purpose.WAITING, links=links, now=now)
    claim = claims.get(claim_id or ClaimId(link.about))
    if claim is None:
        raise NothingToDecide(LinkClosed.GONE, link=link)
    staff_id = link.staff
    if not claim.is_with_staff or not claim.turn.is_of(staff_id) or (claim_id is None and claim.turn.seq != link.turn):
        raise NothingToDecide(LinkClosed.DECIDED, link=link, claim=claim)
    return decision_for(claim, staff_id, claims=claims, receipts=receipts, policy=policy)


def decision_for(
    claim: Claim, staff_id: StaffId, *, claims: Claims, receipts: Receipts, policy: Policy
) -> OpenDecision:
    """What a member of staff needs to decide a claim that is theirs. Raises NothingToDecide when they have left."""
    try:
        member = policy.staff_member(staff_id)
    except UnknownStaff as error:
        raise NothingToDecide(LinkClosed.NOT_YOURS, claim=claim) from error
    kept = receipts.of_draft(claim.draft)
    pictures = frozenset(receipt.sha256 for receipt in kept if receipt.usable)
    since, until = claim.day - _NEAR, claim.day + _NEAR
    if claim.state is not ClaimState.WITH_WORKER:  # a worker who confirms need not know what somebody was paid so far
        since, until = tax_year_start(claim.day) - timedelta(days=7), claim.day + timedelta(days=366)
    names = (claim.person, *claim.also)
    beside = list(claims_beside(names, since=since, until=until, claims=claims))
    return OpenDecision(
        claim=claim,
        member=member,
        receipts=kept,
        matches=matches(
            neighbour(claim, pictures), neighbours_of(claim, pictures, beside, claims=claims, receipts=receipts)
        ),
        colleagues=colleagues(policy, claim, by=decider(member)),
        theirs=tuple(each for each in beside if each.person in names),
    )


def waiting_for(staff_id: StaffId, *, claims: Claims) -> tuple[Claim, ...]:
    """All the claims that wait for one member of staff, the longest waiting first."""
    return claims_of_turn(f"staff:{staff_id}", sorted(WITH_STAFF), claims=claims)


def claims_of_turn(who: str, states: Iterable[ClaimState], *, claims: Claims) -> tuple[Claim, ...]:
    """All the claims in some states that are somebody's turn, the longest waiting first."""
    found = [claim for state in states for claim in every_in_state(state, who=who, claims=claims)]
    return tuple(sorted(found, key=lambda claim: claim.turn.since))


def every_in_state(state: ClaimState, *, who: str | None = None, claims: Claims) -> Iterator[Claim]:
    """All the claims in a state, read a page at a time while they are looked at."""
    start: str | None = None
    while True:
        page = claims.in_state(state, who=who, start=start, limit=_PAGE)
        yield from page.claims
        start = page.next
        if start is None:
            return


def neighbours_of(
    claim: Claim, pictures: Iterable[str], beside: Iterable[Claim], *, claims: Claims, receipts: Receipts
) -> tuple[Neighbour, ...]:
    """The claims that this one should be held against: the same mailbox, the same account, the same receipt.

    ``pictures`` are the SHA-256 of its receipts: who holds the same is one question for each, and none for each claim.
    ``beside`` are the claims of its mailboxes around its day, or more of them. Whatever its person is called is one.
    """
    names = (claim.person, *claim.also)
    near = {other.id: other for other in beside if other.id != claim.id and abs(other.day - claim.day) <= _NEAR}
    known = {other.draft: other.id for other in near.values()}
    if claim.bank:
        alike = claims.same_account(claim.bank.fingerprint)
        others = claims.many([each for each in alike if each != claim.id and each not in near])
        known |= {other.draft: other.id for other in others}
        near |= {other.id: other for other in others if other.person not in names}  # their own account is no news
    held = {each: set(receipts.same_picture(each)) - {claim.draft} for each in sorted(pictures)}
    found = [
        neighbour(
            replace(other, person=claim.person) if other.person in names else other,
            (each for each in held if other.draft in held[each]),
        )
        for other in near.values()
    ]
    seen = {other.draft for other in near.values()}
    found.extend(
        Neighbour(claim=known.get(draft, ClaimId(f"draft:{draft}")), receipts=frozenset({each}))
        for each, drafts in held.items()
        for draft in sorted(drafts - seen)
    )
    return tuple(found)


def neighbour(claim: Claim, pictures: Iterable[str]) -> Neighbour:
    """A claim as its neighbours see it. ``pictures`` are the SHA-256 of receipts that it holds."""
    return Neighbour(
        claim=claim.id,
        person=claim.person,
        mailbox=claim.person.partition(".")[0],
        session=claim.session,
        activity_type=claim.activity_type,
        day=claim.day,
        part_of_day=claim.part_of_day,
        days=claim.days,
        amount=claim.claimed,
        kinds=frozenset(line.kind for line in claim.lines),
        account=claim.bank.fingerprint if claim.bank else "",
        receipts=frozenset(pictures),
    )


MOST_A_DAY: Final = 5
"""Fresh links that one claim sends in 24 hours, whoever asks."""


def ask_for_link(claim_id: ClaimId, *, claims: Claims, step: StepId, now: datetime) -> StaffId:
    """Send a fresh link to the member of staff whose turn it is; who that is.

    Raises Refused when nobody on the staff must decide, or when enough links were sent today; ChangedMeanwhile.
    """

    def change(claim: Claim, step: Step) -> Claim:
        if not claim.is_with_staff:
            raise Refused(claim.id, reason=ClaimRefusal.NOT_IN_THIS_STATE)
        day_ago = now - timedelta(days=1)
        if sum(e.action == ClaimAction.SEND_LINK.value and e.at > day_ago for e in claim.journal) >= MOST_A_DAY:
            raise Refused(claim.id, reason=ClaimRefusal.TOO_MANY_LINKS)
        return deciding.ask_for_link(claim, step, to=claim.turn.who.removeprefix("staff:"))

    after = do(claims, claim_id, Step(Job.MAILER.actor, now, step), change)
    return next(StaffId(str(entry.facts["to"])) for entry in after.journal if entry.step == step)
