"""Reasons to look twice at a claim: by its own facts, and beside its neighbours. Nothing here refuses anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from takepart.domain.fee_choice import QuotedLine
from takepart.domain.ids import ActivityTypeId, ClaimId, PersonId, SessionKey
from takepart.domain.lines import COSTS, FARES, Flag, LineKind
from takepart.domain.money import NOTHING, Money
from takepart.domain.names import same_holder
from takepart.domain.part_of_day import PartOfDay, id_in, may_be_one
from takepart.domain.policy import Policy
from takepart.domain.working_days import Holidays

NEAR: Final = timedelta(days=3)
"""Two claims for the same activity and amount this close together look like one claim with a slip in its date."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """As much of a claim as is needed to hold another against it. What is not known stays empty and matches nothing."""

    claim: ClaimId
    person: PersonId | None = None
    mailbox: str = ""
    """What everyone who shares an email address has in common: brothers, sisters, or one person with two names."""
    session: SessionKey | None = None
    activity_type: ActivityTypeId | None = None
    day: date | None = None
    part_of_day: PartOfDay | None = None
    days: int = 1
    amount: Money = NOTHING
    kinds: frozenset[LineKind] = frozenset()
    account: str = ""
    """The fingerprint of the bank account, never the account."""
    receipts: frozenset[str] = frozenset()
    """The SHA-256 of each receipt."""


@dataclass(frozen=True, slots=True)
class Match:
    """One likeness: what it is, and with which claim."""

    flag: Flag
    claim: ClaimId


def flags_of_claim(
    *, day: date, part_of_day: PartOfDay, under_16: bool, sent_on: date, policy: Policy, holidays: Holidays
) -> frozenset[Flag]:
    """What a claim's own facts say about the whole of it: sent late, or in school hours for someone under 16."""
    flags = set()
    if (sent_on - day).days > policy.claims.late_after_days:
        flags.add(Flag.LATE)
    if under_16 and in_school_hours(day, part_of_day, policy=policy, holidays=holidays):
        flags.add(Flag.SCHOOL_HOURS)
    return frozenset(flags)


def flags_of_account(*, person: str, account: str) -> frozenset[Flag]:
    """Whether the bank account that is paid has another name than the person who claims. Unknown names say nothing."""
    differs = bool(person and account) and not same_holder(person, account)
    return frozenset({Flag.OTHER_NAME}) if differs else frozenset()


def flags_of_line(line: QuotedLine, *, has_receipt: bool, policy: Policy) -> frozenset[Flag]:
    """A line's flags: those it was priced with, and a receipt that is missing."""
    return line.flags | ({Flag.NO_RECEIPT} if needs_receipt(line, policy=policy) and not has_receipt else set())


def needs_receipt(line: QuotedLine, *, policy: Policy) -> bool:
    """Whether a fare or cost is more than the policy pays on a person's word. Miles and fees have no receipt."""
    return line.kind in FARES | COSTS and line.amount > policy.claims.receipts_over


def in_school_hours(day: date, part_of_day: PartOfDay, *, policy: Policy, holidays: Holidays) -> bool:
    """Whether a part of a day may take someone out of lessons. A policy without school hours never says so."""
    hours = policy.school_hours
    return (
        hours is not None and hours.in_term(day) and day not in holidays and part_of_day.touches(hours.start, hours.end)
    )


def matches(claim: Neighbour, others: Iterable[Neighbour]) -> tuple[Match, ...]:
    """Every likeness with every other claim, so that a decider can be shown which. A claim is not like itself.

    Somebody else who is paid into the same account is shown once, however many claims they have.
    """
    found: list[Match] = []
    beside: set[PersonId | ClaimId] = set()
    for other in others:
        for flag in _likenesses(claim, other) if other.claim != claim.claim else ():
            who = other.person or other.claim
            if flag is not Flag.SHARED_BANK_ACCOUNT or who not in beside:
                found.append(Match(flag, other.claim))
            if flag is Flag.SHARED_BANK_ACCOUNT:
                beside.add(who)
    return tuple(found)


def _likenesses(one: Neighbour, other: Neighbour) -> Iterator[Flag]:
    same_person = one.person is not None and one.person == other.person
    if same_person:
        if _may_be_one_session(one, other):
            yield Flag.SAME_SESSION
        elif _nearly_the_same(one, other):
            yield Flag.NEAR_DUPLICATE
    elif one.mailbox and one.mailbox == other.mailbox and _may_be_one_session(one, other):
        yield Flag.NEAR_DUPLICATE
    if one.receipts & other.receipts:
        yield Flag.SAME_RECEIPT
    # Someone's own account is no surprise on their own claims, nor on those of a family that shares a mailbox.
    family = bool(one.mailbox) and one.mailbox == other.mailbox
    if one.account and one.account == other.account and not same_person and not family:
        yield Flag.SHARED_BANK_ACCOUNT


def _may_be_one_session(one: Neighbour, other: Neighbour) -> bool:
    return one.session is not None and other.session is not None and may_be_one(one.session, other.session)


def _nearly_the_same(one: Neighbour, other: Neighbour) -> bool:
    """Two places at one time, or the same activity for the same amount a few days apart.

    Not where attendance was recorded at each of two sessions: then both are known to have happened.
    """
    if one.day is None or other.day is None:
        return False
    if one.session and other.session and id_in(one.session) and id_in(other.session):
        return False
    first, then = sorted((one, other), key=lambda each: each.day or date.min)
    same_days = first.day is not None and then.day is not None and (then.day - first.day).days < first.days
    if same_days and one.part_of_day and other.part_of_day and one.part_of_day.overlaps(other.part_of_day):
        return True
    alike = one.activity_type == other.activity_type and one.amount == other.amount and one.kinds == other.kinds
    return alike and abs(one.day - other.day) <= NEAR
