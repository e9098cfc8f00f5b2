"""The rules an organisation sets for itself: who must agree, how long things may take, how long they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from takepart.domain.lines import LineKind
from takepart.domain.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRules:
    """Who must agree before money moves, and what happens while nobody does."""

    second_approver_at: Money
    """A claim of this much or more needs two finance approvers."""
    signed_in_at: Money | None
    """A claim of this much or more is approved only by someone who is signed in. None: a link is always enough."""
    link_days: int
    """Days that a decision link works for."""
    nudge_days: tuple[int, ...]
    """Days after which a decision that nobody took is asked for again."""
    deputy_after_days: int
    """Days after which it goes to the deputy."""
    list_from: int
    """This many claims waiting for one person come as one list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentPromise:
    """When we say that money will arrive: working days after a claim is sent, by method."""

    bank: int
    voucher: int
    cash: int
    run_days: frozenset[int]
    """The weekdays (Monday is 0) on which a payment run may leave for the bank."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRules:
    """What a claim may hold, what refuses it, and what only flags it."""

    oldest_days: int
    """A session longer ago than this cannot be claimed for at all."""
    late_after_days: int
    """A claim sent later than this is flagged."""
    longest_minutes: int
    """A session cannot be longer than this."""
    most: Money
    """A cost above this is flagged, unless its kind has an amount of its own."""
    most_by_kind: Mapping[LineKind, Money]
    receipts_over: Money
    """A fare or cost above this is flagged when it has no receipt."""

    def most_for(self, kind: LineKind) -> Money:
        """The amount above which a cost of this kind is flagged."""
        return self.most_by_kind.get(kind, self.most)


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A school term, both days included."""

    starts: date
    ends: date


@dataclass(frozen=True, kw_only=True, slots=True)
class SchoolHours:
    """When schools are open. Without terms, every weekday counts as a school day."""

    start: time
    end: time
    terms: tuple[Term, ...]

    def in_term(self, day: date) -> bool:
        """Whether schools teach on this weekday, bank holidays apart."""
        return day.weekday() < 5 and (not self.terms or any(term.starts <= day <= term.ends for term in self.terms))


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How long each kind of record is kept."""

    finance_years: int
    """Financial years that claims and payments are kept for, after the one they fall in."""
    draft_days: int
    """Days that an unsent claim is kept."""
    mail_days: int
    """Days that we remember what was sent."""
    bank_details_days: int
    """Days that bank details are kept once the claim is closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterLimits:
    """How many letters one mailbox gets in a day when anybody could have typed its address."""

    most_of_a_kind: int = 8
    """Of each kind: one for each child of a family."""
    most_a_day: int = 30
    """Of all such kinds together."""


A_FEW_LETTERS = LetterLimits()
