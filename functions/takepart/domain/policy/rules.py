"""The rules an organisation sets for itself: who must agree, how long things may take, how long they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Annotated

from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.policy_keys import Key


@dataclass(frozen=True, kw_only=True)
class ApprovalRules:
    """Who must agree before money moves, and what happens while nobody does."""

    second_approver_at: Money
    """A claim of this much or more needs two finance approvers."""
    signed_in_at: Money | None
    """A claim of this much or more is approved only by someone who is signed in. None: a link is always enough."""
    link_days: Annotated[int, Key(1, 90, "days")]
    """Days that a decision link works for."""
    nudge_days: Annotated[tuple[int, ...], Key(1, unit="days")]
    """Days after which a decision that nobody took is asked for again."""
    deputy_after_days: Annotated[int, Key(1, 90, "days")]
    """Days after which it goes to the deputy."""
    list_from: Annotated[int, Key(2, 1000, "claims")]
    """This many claims waiting for one person come as one list."""


@dataclass(frozen=True, kw_only=True)
class PaymentPromise:
    """When we say that money will arrive: working days after a claim is sent, by method."""

    bank: Annotated[int, Key(0, 90, "working days")]
    """By bank transfer."""
    voucher: Annotated[int, Key(0, 90, "working days")]
    """By voucher."""
    cash: Annotated[int, Key(0, 90, "working days")]
    """In cash at a session."""
    run_days: frozenset[int]
    """The weekdays (Monday is 0) on which a payment run may leave for the bank."""


@dataclass(frozen=True, kw_only=True)
class ClaimRules:
    """What a claim may hold, what refuses it, and what only flags it."""

    oldest_days: Annotated[int, Key(1, 3660, "days")]
    """A session longer ago than this cannot be claimed for at all."""
    late_after_days: Annotated[int, Key(1, 3660, "days")]
    """A claim sent later than this is flagged."""
    longest_minutes: Annotated[int, Key(1, 1440, "minutes")]
    """A session cannot be longer than this."""
    most: Money
    """A cost above this is flagged, unless its kind has an amount of its own."""
    most_by_kind: Mapping[LineKind, Money] = MappingProxyType({})
    """The same for one kind of expense."""
    receipts_over: Money
    """A fare or cost above this is flagged when it has no receipt."""

    def most_for(self, kind: LineKind) -> Money:
        """The amount above which a cost of this kind is flagged."""
        return self.most_by_kind.get(kind, self.most)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A school term, both days included."""

    starts: date
    ends: date
    """The last day of term."""


@dataclass(frozen=True, kw_only=True)
class SchoolHours:
    """When schools are open. Without terms, every weekday counts as a school day."""

    start: time
    """When lessons begin."""
    end: time
    """When lessons are over."""
    terms: tuple[Term, ...] = ()
    """The terms of this school year and the next."""

    def in_term(self, day: date) -> bool:
        """Whether schools teach on this weekday, bank holidays apart."""
        return day.weekday() < 5 and (not self.terms or any(term.starts <= day <= term.ends for term in self.terms))


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long each kind of record is kept."""

    finance_years: Annotated[int, Key(1, 20, "financial years")]
    """Financial years that claims and payments are kept for, after the one they fall in."""
    draft_days: Annotated[int, Key(1, 400, "days")]
    """Days that an unsent claim is kept."""
    mail_days: Annotated[int, Key(1, 4000, "days")]
    """Days that we remember what was sent."""
    bank_details_days: Annotated[int, Key(1, 400, "days")]
    """Days that bank details are kept once the claim is closed."""


@dataclass(frozen=True, kw_only=True)
class LetterLimits:
    """How many letters one mailbox gets in a day when anybody could have typed its address."""

    most_of_a_kind: Annotated[int, Key(1, 100, "letters a day")] = 8
    """Of each kind: one for each child of a family."""
    most_a_day: Annotated[int, Key(1, 200, "letters a day")] = 30
    """Of all such kinds together."""


A_FEW_LETTERS = LetterLimits()
