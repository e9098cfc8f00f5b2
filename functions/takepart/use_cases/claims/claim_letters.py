"""Which letters an event of a claim calls for, to whom, with which link, at the mailboxes that people have today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from takepart.domain.claims.claim import PARTICIPANT, WITH_STAFF, Claim, ClaimAction
from takepart.domain.ids import ClaimId, StaffId
from takepart.domain.journal import Entry
from takepart.domain.links import Link, Purpose, end_of_day
from takepart.domain.policy import Policy, Role, StaffMember, UnknownStaff
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.letters import ClaimLetter, LetterDue
from takepart.use_cases.ports import Event

_PERSONAL_LINK_DAYS: Final = 400
_BANK_LINK_DAYS: Final = 14


_TO_PARTICIPANT: Final[Mapping[str, ClaimLetter]] = MappingProxyType(
    {
        ClaimAction.SEND.value: ClaimLetter.RECEIVED,
        ClaimAction.ASK.value: ClaimLetter.QUESTION,
        ClaimAction.CONFIRM_WITHOUT_PAY.value: ClaimLetter.NOTHING_TO_PAY,
        ClaimAction.APPROVE.value: ClaimLetter.APPROVED,
        ClaimAction.APPROVE_ALREADY_PAID.value: ClaimLetter.APPROVED,
        ClaimAction.REFUSE.value: ClaimLetter.REFUSED,
        ClaimAction.REOPEN.value: ClaimLetter.REOPENED,
        ClaimAction.WITHDRAW.value: ClaimLetter.WITHDRAWN,
        ClaimAction.OFFER_BANK_DETAILS.value: ClaimLetter.CONFIRM_BANK_DETAILS,
        ClaimAction.CONFIRM_BANK_DETAILS.value: ClaimLetter.BANK_DETAILS_CONFIRMED,
        ClaimAction.BOUNCE.value: ClaimLetter.PAYMENT_FAILED,
        ClaimAction.PAY.value: ClaimLetter.PAID,
        ClaimAction.PAY_LAST.value: ClaimLetter.PAID,
    }
)
_TO_STAFF: Final[Mapping[str, ClaimLetter]] = MappingProxyType(
    {
        ClaimAction.SEND.value: ClaimLetter.PLEASE_CONFIRM,
        ClaimAction.CONFIRM.value: ClaimLetter.PLEASE_APPROVE,
        ClaimAction.APPROVE_FIRST.value: ClaimLetter.PLEASE_APPROVE,
        ClaimAction.REOPEN.value: ClaimLetter.PLEASE_APPROVE,
        ClaimAction.ANSWER.value: ClaimLetter.ANSWERED,
        ClaimAction.PASS_ON.value: ClaimLetter.PLEASE_CONFIRM,
        ClaimAction.ESCALATE.value: ClaimLetter.PLEASE_CONFIRM,
        ClaimAction.NUDGE.value: ClaimLetter.REMINDER,
        ClaimAction.SEND_LINK.value: ClaimLetter.FRESH_LINK,
    }
)


def letters_due(claim: Claim, entry: Entry, *, policy: Policy, now: datetime) -> list[LetterDue]:
    """The letters that one entry of a claim's journal calls for.

    A letter that asks for a decision is left out once its turn is over, since its link would open nothing: messages
    come late and out of order. An erased person gets none.
    """
    letters: list[LetterDue] = []
    to_participant = _TO_PARTICIPANT.get(entry.action)
    if entry.action == ClaimAction.SEND_LINK.value and entry.facts.get("to") == "participant":
        to_participant = ClaimLetter.PERSONAL_LINK
    if to_participant and not claim.claimant.erased:
        letters.append(_to_participant(claim, entry, to_participant, now=now))
    if entry.action == ClaimAction.NUDGE.value and claim.turn.who == PARTICIPANT and _still_asks(claim, entry):
        letters += _once_more(claim, entry, policy=policy, now=now)
    to_staff = _TO_STAFF.get(entry.action)
    if to_staff and claim.is_with_staff and _still_asks(claim, entry):
        letter = _to_staff(claim, entry, to_staff, policy=policy, now=now)
        if letter is not None:
            letters.append(letter)
    return letters


def _once_more(claim: Claim, nudge: Entry, *, policy: Policy, now: datetime) -> list[LetterDue]:
    """The letter that somebody who claimed had when it became their turn, again; at last, to whoever asked them too."""
    offers = [each for each in claim.journal if each.action == ClaimAction.OFFER_BANK_DETAILS.value]
    entry = offers[-1] if claim.bank_held and offers else claim.journal[claim.turn.seq - 1]
    again = _to_participant(claim, entry, _TO_PARTICIPANT[entry.action], now=now)
    letters = [replace(again, key=_key(claim, nudge, "participant"))]
    if claim.is_asked and int(nudge.facts["days"]) >= policy.approval.deputy_after_days:
        try:
            member = policy.acting(claim.asker)
        except UnknownStaff:
            member = policy.with_role(Role.OFFICE)[0]
        key = _key(claim, nudge, member.id)
        told = LetterDue(kind=ClaimLetter.NO_ANSWER, key=key, to=member.email, claim=claim, entry=nudge, member=member)
        letters.append(told)
    return letters


def personal_link(claim: Claim, *, now: datetime) -> Link:
    """The participant's own link: where is my money? It outlives every turn."""
    return Link(
        purpose=Purpose.TRACK,
        about=claim.id,
        turn=0,
        who="participant",
        expires=end_of_day(now, days=_PERSONAL_LINK_DAYS),
    )


def decision_link(claim: Claim, *, policy: Policy, now: datetime) -> Link:
    """The link with which whoever's turn it is decides."""
    return Link(
        purpose=Purpose.DECIDE,
        about=claim.id,
        turn=claim.turn.seq,
        who=claim.turn.who.removeprefix("staff:"),
        expires=end_of_day(now, days=policy.approval.link_days),
    )


def waiting_link(member: StaffMember, *, policy: Policy, now: datetime) -> Link:
    """The link to everything that waits for one member of staff."""
    return Link(
        purpose=Purpose.WAITING,
        about=member.id,
        turn=0,
        who=member.id,
        expires=end_of_day(now, days=policy.approval.link_days),
    )


def _to_participant(claim: Claim, entry: Entry, kind: ClaimLetter, *, now: datetime) -> LetterDue:
    link = personal_link(claim, now=now)
    if kind is ClaimLetter.CONFIRM_BANK_DETAILS:
        link = Link(
            purpose=Purpose.CONFIRM_BANK,
            about=claim.id,
            turn=entry.seq,
            who="participant",
            expires=end_of_day(now, days=_BANK_LINK_DAYS),
        )
    return LetterDue(
        kind=kind, key=_key(claim, entry, "participant"), to=claim.claimant.email, claim=claim, entry=entry, link=link
    )


def _to_staff(claim: Claim, entry: Entry, kind: ClaimLetter, *, policy: Policy, now: datetime) -> LetterDue | None:
    try:
        member = policy.staff_member(StaffId(claim.turn.who.removeprefix("staff:")))
    except UnknownStaff:
        return None
    if kind is ClaimLetter.PLEASE_CONFIRM and claim.confirmed_by is not None:
        kind = ClaimLetter.PLEASE_APPROVE
    return LetterDue(
        kind=kind,
        key=_key(claim, entry, member.id),
        to=member.email,
        claim=claim,
        entry=entry,
        link=decision_link(claim, policy=policy, now=now),
        member=member,
    )


def _still_asks(claim: Claim, entry: Entry) -> bool:
    if entry.action == ClaimAction.NUDGE.value:
        return entry.facts.get("turn") == claim.turn.seq
    if entry.action == ClaimAction.SEND_LINK.value:
        return entry.facts.get("to") != "participant" and entry.seq > claim.turn.seq
    return claim.turn.seq == entry.seq


def _key(claim: Claim, entry: Entry, to: str) -> str:
    return f"{claim.id}#{entry.seq}#{to}"


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
