"""Who the organisation is, its notices, and the rules it sets for itself: who must agree, how long things may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

from takepart.domain.ids import StaffId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy.rates import year_end, year_start
from takepart.domain.policy_keys import Email, Key, Notice, Slug
from takepart.domain.words import day_of_year, how_long

_HOUR: Final = 60


class SmallTeam(PlainWord):
    """What one person may do twice where too few work in finance; without it two people do."""

    APPROVER_RELEASES = "approver-releases", "whoever approved a claim may also send its batch to the bank"
    APPROVER_RETURNS = "approver-records-returns", "whoever approved a claim may also write down what came back"
    RELEASER_RETURNS = "releaser-records-returns", "whoever sent a batch to the bank may also write down what came back"


@dataclass(frozen=True, kw_only=True)
class ApprovalRules:
    """Who must agree before money moves, and what happens while nobody does."""

    second_approver_at: Money
    """A claim of this much or more needs two finance approvers."""
    signed_in_at: Money | None
    """A claim of this much or more is approved only by someone who is signed in. None: a link is always enough."""
    link_days: Annotated[int, Key(1, 90, "calendar days")]
    """Days that a decision link works for."""
    nudge_days: Annotated[tuple[int, ...], Key(1, unit="working days")]
    """After how many a decision that nobody took is asked for again, and an answer or bank details of who claimed."""
    deputy_after_days: Annotated[int, Key(1, 90, "working days")]
    """After how many a decision goes to the deputy, and who asked a question hears that there is no answer."""
    list_from: Annotated[int, Key(2, 1000, "claims")]
    """This many claims waiting for one person come as one list."""
    fees_agreed_by: tuple[StaffId, ...] = ()
    """Who agrees before something that pays a fee is published. Left out: nobody has to."""
    small_team: tuple[SmallTeam, ...] = ()
    """What one person in finance may do twice, since there are too few of them; the page of a batch says so."""


class PaymentRuns(StrEnum):
    """How often a payment run leaves for the bank."""

    EACH = "each-run-day"
    MONTH = "month"
    """Once a month."""
    QUARTER = "quarter"
    """In January, April, July and October."""


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
    runs: PaymentRuns = PaymentRuns.EACH
    """Whether one leaves on each of these days, or on the first of them in a month or a quarter."""
    run_from_day: Annotated[int, Key(1, 28, "day of the month")] = 1
    """With one run a month or quarter: the day of its month from which on it leaves."""


class Per(StrEnum):
    """A stretch of time in which something is counted."""

    WEEK = "week"
    """Monday to Sunday."""
    MONTH = "month"
    YEAR = "year"

    def span(self, day: date, *, year_starts: str = "04-06") -> tuple[date, date]:
        """The first and the last day of the one that a day is in."""
        if self is Per.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        if self is Per.MONTH:
            return day.replace(day=1), (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        starts = year_start(day, year_starts)
        return starts, year_end(starts)


@dataclass(frozen=True, kw_only=True)
class PersonLimit:
    """How much one person is paid in fees, or how often, before somebody looks twice. It refuses nothing."""

    per: Per
    """In what time."""
    fees: Money | None
    """The most in fees."""
    times: Annotated[int | None, Key(1, 400, "paid activities")]
    """The most paid activities."""
    year_starts: Annotated[str, Key(kind="month_and_day")] = "04-06"
    """The month and day on which a year starts. Left out: the tax year."""

    def span(self, day: date) -> tuple[date, date]:
        """The first and the last day of the time that a day is in."""
        return self.per.span(day, year_starts=self.year_starts)

    @property
    def plain(self) -> str:
        """``1 paid activity and £104 in fees a week``."""
        times = [f"{self.times} paid {'activity' if self.times == 1 else 'activities'}"] if self.times else []
        fees = [f"{self.fees} in fees"] if self.fees is not None else []
        since = f" from {day_of_year(self.year_starts)}" if self.per is Per.YEAR else ""
        return f"{' and '.join([*times, *fees])} a {self.per.value}{since}"


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """What we usually pay at most for one kind of cost, by how long it takes, for each hour, or where it was."""

    kind: LineKind
    """Which kind of fare or cost."""
    most: Money
    """More than this is flagged."""
    over_minutes: Annotated[int, Key(0, 1440, "minutes")] = 0
    """It counts where a day takes longer than this. Of several that count, the longest does."""
    by_the_hour: bool = False
    """Whether the amount is for each hour of all days, as for care."""
    place: Annotated[str, Key(most=40)] = ""
    """It counts in this place alone, before any that counts everywhere: people choose it with a cost."""

    @property
    def plain(self) -> str:
        """``overnight stay in London: £150``, ``meals, if it takes more than 5 hours: £10``."""
        place = f" in {self.place}" if self.place else ""
        longer = f", if it takes more than {how_long(self.over_minutes)}" if self.over_minutes else ""
        return f"{self.kind.plain.lower()}{place}{longer}: {self.most}{' for each hour' if self.by_the_hour else ''}"


@dataclass(frozen=True, kw_only=True)
class ClaimRules:
    """What a claim may hold, what refuses it, and what only flags it."""

    oldest_days: Annotated[int, Key(1, 3660, "calendar days")]
    """A session longer ago than this cannot be claimed for at all."""
    late_after_days: Annotated[int, Key(1, 3660, "calendar days")]
    """A claim sent later than this is flagged."""
    longest_minutes: Annotated[int, Key(1, 1440, "minutes")]
    """A session cannot be longer than this."""
    most: Money
    """A cost above this is flagged, unless its kind has an amount of its own."""
    most_by_kind: Mapping[LineKind, Money] = MappingProxyType({})
    """The same for one kind of expense."""
    ceilings: tuple[Ceiling, ...] = ()
    """The same by the time it takes, for each hour, or by place."""
    receipts_over: Money
    """A fare or cost above this is flagged when it has no receipt."""
    person_limits: tuple[PersonLimit, ...] = ()
    """What takes one person past any of these is flagged."""

    def most_for(self, kind: LineKind, *, minutes: int, days: int = 1, place: str = "") -> Money:
        """The amount above which a cost of this kind is flagged, for days in a row that take so long each."""
        fit = (each for each in self.ceilings if each.kind is kind and each.place in ("", place))
        found = [each for each in fit if not each.over_minutes or minutes > each.over_minutes]
        if not found:
            return self.most_by_kind.get(kind, self.most)
        ceiling = max(found, key=lambda each: (bool(each.place), each.over_minutes))
        if not ceiling.by_the_hour:
            return ceiling.most
        return Money.round_half_up(Decimal(ceiling.most.pence * minutes * days) / _HOUR)

    @property
    def places(self) -> tuple[str, ...]:
        """The places that have a ceiling of their own."""
        return tuple(dict.fromkeys(each.place for each in self.ceilings if each.place))


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
    draft_days: Annotated[int, Key(1, 400, "calendar days")]
    """Days that an unsent claim is kept."""
    mail_days: Annotated[int, Key(1, 4000, "calendar days")]
    """Days that we remember what was sent."""
    bank_details_days: Annotated[int, Key(1, 400, "calendar days")]
    """Days that bank details are kept once the claim is closed."""


@dataclass(frozen=True, kw_only=True)
class LetterLimits:
    """How many letters one mailbox gets in a day when anybody could have typed its address."""

    most_of_a_kind: Annotated[int, Key(1, 100, "letters a day")] = 8
    """Of each kind: one for each child of a family."""
    most_a_day: Annotated[int, Key(1, 200, "letters a day")] = 30
    """Of all such kinds together."""
    most_for_strangers: Annotated[int, Key(100, 1_000_000, "letters a day")] = 2_000
    """Of all such kinds to all mailboxes: the rest of what may be sent in a day is for staff and who is known."""
    most_with_a_list: Annotated[int, Key(10, 1_000, "letters a day")] = 100
    """Of each kind to one member of staff, once each letter leads to a list of all that waits for them."""
    most_texts_a_day: Annotated[int, Key(0, 100_000, "texts a day")] = 0
    """Text messages to all numbers, each of which costs some 2p to 5p; 0 where people cannot choose them."""


A_FEW_LETTERS = LetterLimits()


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Someone to talk to."""

    name: str
    """As it stands in the middle of a sentence: “the independent visitor service”."""
    email: Email
    phone: Annotated[str, Key(most=30)]

    @property
    def first(self) -> str:
        """The name as it begins a sentence."""
        return self.name[:1].upper() + self.name[1:]


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The council or trust whose service this is."""

    name: str
    site_name: Annotated[str, Key(most=40)]
    """What the service is called, at the top of each page."""
    contact_email: Email
    """Where people write to."""
    contact_phone: Annotated[str, Key(most=30)]
    """The number that people call."""
    address: Annotated[tuple[str, ...], Key(least=1)]
    """The postal address, line by line."""
    brand_colour: Annotated[str, Key(kind="colour")]
    """``#rrggbb``, dark enough for white words to be read on it (WCAG 2.2, 4.5 to 1)."""
    independent_person: Contact
    """Someone outside the service to turn to (Wirral policy, section 3)."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Notices in the organisation's own words. Each is shown where the person decides, and kept as it was shown."""

    benefits: Notice
    """What being paid may mean for benefits."""
    tax: Notice
    """What being paid may mean for tax."""
    your_choice: Notice
    """That nobody has to take money."""
    bank_details: Notice
    """What happens with bank details."""
    declaration: Notice
    """What somebody says is true when they send a claim."""
    costs: Notice = ""
    """What they say as well when they claim for a journey or a cost."""
    eligibility: Notice = ""
    """Whom we pay, where not everybody can be: people read it before they say yes, and tick it with their claim."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """A training course (Wirral policy, section 6)."""

    id: Slug
    name: str


@dataclass(frozen=True, kw_only=True)
class EarningsLimit:
    """An amount that somebody on benefits may want to stay below."""

    name: Annotated[str, Key(most=120)]
    amount: Money
    """What one can be paid before it matters."""
    weekly: bool
    """Over a week (Monday to Sunday) rather than a tax year."""

    @property
    def plain(self) -> str:
        """``Permitted work, £203.50 a week``."""
        return f"{self.name}, {self.amount} a {'week' if self.weekly else 'year'}"


@dataclass(frozen=True, kw_only=True)
class Participation:
    """The rules of taking part."""

    offer_hours: Annotated[int, Key(1, 336, "hours")]
    """How long a place that came free is kept for the first in the line."""
    consent_under: Annotated[int, Key(0, 18, "years of age")]
    """A child younger than this takes part once a parent or carer agrees."""
    reminder_days: Annotated[tuple[int, ...], Key(1, unit="calendar days")]
    """How many days before a session its people are reminded."""
    courses: tuple[Course, ...] = ()
    """The training that is given."""
    limits: tuple[EarningsLimit, ...] = ()
    """What a person on benefits is told of before they choose money."""
    say_why: bool = False
    """Whether a worker says why before they open what is kept of somebody. That they looked is always written down."""

    def course(self, id: str) -> str:
        """A course's name; its id when the policy no longer has it."""
        return next((course.name for course in self.courses if course.id == id), id)


USUAL: Final = Participation(
    offer_hours=48,
    consent_under=13,
    reminder_days=(7, 1),
    courses=(
        Course(id="introduction", name="Introduction to taking part"),
        Course(id="meetings", name="Taking part in meetings"),
        Course(id="influencing", name="Influencing and negotiating"),
        Course(id="interviewing", name="Interviewing and presenting"),
    ),
    limits=(),
)
"""What holds where a policy file has no ``[participation]``."""
