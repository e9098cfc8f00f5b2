"""Which letters an event calls for, to whom, with which link. Pure: the table below is the whole rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from takepart.domain.claims.claim import Claim
from takepart.domain.claims.states import Action
from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy, StaffMember, UnknownStaff
from takepart.use_cases.mailbox_limit import LetterName
from takepart.use_cases.ports import Attachment

_PERSONAL_LINK_DAYS: Final = 400
_BANK_LINK_DAYS: Final = 14


class LetterKind(LetterName):
    """Every letter that a claim can cause. The value names its template."""

    RECEIVED = "received"
    QUESTION = "question"
    ANSWERED = "answered"
    PLEASE_CONFIRM = "please-confirm"
    PLEASE_APPROVE = "please-approve"
    REMINDER = "reminder"
    FRESH_LINK = "fresh-link"
    APPROVED = "approved"
    NOTHING_TO_PAY = "nothing-to-pay"
    REFUSED = "refused"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    CONFIRM_BANK_DETAILS = "confirm-bank-details"
    BANK_DETAILS_CONFIRMED = "bank-details-confirmed"
    PAYMENT_FAILED = "payment-failed"
    PAID = "paid"
    PERSONAL_LINK = "personal-link"
    BATCH_READY = "batch-ready"
    LOW_STOCK = "low-stock"
    PROMISES_AT_RISK = "promises-at-risk"
    SIGN_IN = "sign-in"
    PROMISES_MONTHLY = "promises-monthly"
    AUDIT_READY = "audit-ready"
    PROMISES_LINK = "promises-link"

    @property
    def never_held(self) -> bool:
        """What staff, the clock or somebody's own link causes."""
        return self in _NEVER_HELD

    @property
    def many_at_once(self) -> bool:
        """A year's claims are sent in one evening."""
        return self is LetterKind.RECEIVED


_NEVER_HELD: Final = frozenset(
    {
        LetterKind.QUESTION,
        LetterKind.ANSWERED,
        LetterKind.PLEASE_CONFIRM,
        LetterKind.PLEASE_APPROVE,
        LetterKind.REMINDER,
        LetterKind.FRESH_LINK,
        LetterKind.APPROVED,
        LetterKind.NOTHING_TO_PAY,
        LetterKind.REFUSED,
        LetterKind.REOPENED,
        LetterKind.CONFIRM_BANK_DETAILS,
        LetterKind.BANK_DETAILS_CONFIRMED,
        LetterKind.PAYMENT_FAILED,
        LetterKind.PAID,
        LetterKind.BATCH_READY,
        LetterKind.LOW_STOCK,
        LetterKind.PROMISES_AT_RISK,
        LetterKind.SIGN_IN,
        LetterKind.PROMISES_MONTHLY,
        LetterKind.AUDIT_READY,
        LetterKind.PROMISES_LINK,
    }
)


@dataclass(frozen=True, kw_only=True)
class LetterDue:
    """One letter to write: its kind, who gets it, and the link in it."""

    kind: LetterName
    """Its value names the template: a LetterKind, or a kind of another part of the service."""
    key: str
    to: str
    claim: Claim | None = None
    entry: Entry | None = None
    link: Link | None = None
    member: StaffMember | None = None
    """The member of staff who gets it; None when the participant does."""
    waiting: int = 0
    """How many claims wait for this member of staff, when there are so many that the letter offers them as a list."""
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What else the letter's template needs, by the names it uses."""
    path: str = ""
    """Where its link leads, when that is not the one place that links of its purpose lead to."""
    attachments: tuple[Attachment, ...] = ()


_TO_PARTICIPANT: Final[Mapping[str, LetterKind]] = MappingProxyType(
    {
        Action.SEND.value: LetterKind.RECEIVED,
        Action.ASK.value: LetterKind.QUESTION,
        Action.CONFIRM_WITHOUT_PAY.value: LetterKind.NOTHING_TO_PAY,
        Action.APPROVE.value: LetterKind.APPROVED,
        Action.APPROVE_ALREADY_PAID.value: LetterKind.APPROVED,
        Action.REFUSE.value: LetterKind.REFUSED,
        Action.REOPEN.value: LetterKind.REOPENED,
        Action.WITHDRAW.value: LetterKind.WITHDRAWN,
        Action.OFFER_BANK_DETAILS.value: LetterKind.CONFIRM_BANK_DETAILS,
        Action.CONFIRM_BANK_DETAILS.value: LetterKind.BANK_DETAILS_CONFIRMED,
        Action.BOUNCE.value: LetterKind.PAYMENT_FAILED,
        Action.PAY.value: LetterKind.PAID,
        Action.PAY_LAST.value: LetterKind.PAID,
    }
)
_TO_STAFF: Final[Mapping[str, LetterKind]] = MappingProxyType(
    {
        Action.SEND.value: LetterKind.PLEASE_CONFIRM,
        Action.CONFIRM.value: LetterKind.PLEASE_APPROVE,
        Action.APPROVE_FIRST.value: LetterKind.PLEASE_APPROVE,
        Action.REOPEN.value: LetterKind.PLEASE_APPROVE,
        Action.ANSWER.value: LetterKind.ANSWERED,
        Action.PASS_ON.value: LetterKind.PLEASE_CONFIRM,
        Action.ESCALATE.value: LetterKind.PLEASE_CONFIRM,
        Action.NUDGE.value: LetterKind.REMINDER,
        Action.SEND_LINK.value: LetterKind.FRESH_LINK,
    }
)


def letters_due(claim: Claim, entry: Entry, *, policy: Policy, now: datetime) -> list[LetterDue]:
    """The letters that one entry of a claim's journal calls for.

    A letter that asks for a decision is left out once its turn is over, since its link would open nothing: messages
    come late and out of order. An erased person gets none.
    """
    letters: list[LetterDue] = []
    to_participant = _TO_PARTICIPANT.get(entry.action)
    if entry.action == Action.SEND_LINK.value and entry.facts.get("to") == "participant":
        to_participant = LetterKind.PERSONAL_LINK
    if to_participant and not claim.claimant.erased:
        letters.append(_to_participant(claim, entry, to_participant, now=now))
    to_staff = _TO_STAFF.get(entry.action)
    if to_staff and claim.is_with_staff and _still_asks(claim, entry):
        letter = _to_staff(claim, entry, to_staff, policy=policy, now=now)
        if letter is not None:
            letters.append(letter)
    return letters


def personal_link(claim: Claim, *, now: datetime) -> Link:
    """The participant's own link: where is my money? It outlives every turn."""
    return Link(
        purpose=Purpose.TRACK,
        about=claim.id,
        turn=0,
        who="participant",
        expires=_day_end(now + timedelta(days=_PERSONAL_LINK_DAYS)),
    )


def decision_link(claim: Claim, *, policy: Policy, now: datetime) -> Link:
    """The link with which whoever's turn it is decides."""
    return Link(
        purpose=Purpose.DECIDE,
        about=claim.id,
        turn=claim.turn.seq,
        who=claim.turn.who.removeprefix("staff:"),
        expires=_day_end(now + timedelta(days=policy.approval.link_days)),
    )


def waiting_link(member: StaffMember, *, policy: Policy, now: datetime) -> Link:
    """The link to everything that waits for one member of staff."""
    return Link(
        purpose=Purpose.WAITING,
        about=member.id,
        turn=0,
        who=member.id,
        expires=_day_end(now + timedelta(days=policy.approval.link_days)),
    )


def _to_participant(claim: Claim, entry: Entry, kind: LetterKind, *, now: datetime) -> LetterDue:
    link = personal_link(claim, now=now)
    if kind is LetterKind.CONFIRM_BANK_DETAILS:
        link = Link(
            purpose=Purpose.CONFIRM_BANK,
            about=claim.id,
            turn=entry.seq,
            who="participant",
            expires=_day_end(now + timedelta(days=_BANK_LINK_DAYS)),
        )
    return LetterDue(
        kind=kind, key=_key(claim, entry, "participant"), to=claim.claimant.email, claim=claim, entry=entry, link=link
    )


def _to_staff(claim: Claim, entry: Entry, kind: LetterKind, *, policy: Policy, now: datetime) -> LetterDue | None:
    try:
        member = policy.staff_member(StaffId(claim.turn.who.removeprefix("staff:")))
    except UnknownStaff:
        return None
    if kind is LetterKind.PLEASE_CONFIRM and claim.confirmed_by is not None:
        kind = LetterKind.PLEASE_APPROVE
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
    if entry.action == Action.NUDGE.value:
        return entry.facts.get("turn") == claim.turn.seq
    if entry.action == Action.SEND_LINK.value:
        return entry.facts.get("to") != "participant"
    return claim.turn.seq == entry.seq


def _key(claim: Claim, entry: Entry, to: str) -> str:
    return f"{claim.id}#{entry.seq}#{to}"


def _day_end(at: datetime) -> datetime:
    """The same expiry for letters of the same day, so that a retried letter carries the same link."""
    return at.replace(hour=23, minute=59, second=59, microsecond=0)
