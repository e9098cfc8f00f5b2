"""A month of money: what moved, told by the claims' own journals, and held against batches and floats.

Two books say what happened. A claim says what was approved for it, put in a batch, sent, came back and was handed over;
a batch says what went to the bank and came back, a float what was taken out. They are written one after the other, so
they may differ for a while, and must not differ for good: each difference is told, to the penny, with where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from takepart.domain.batches.batch import MOST_REFERENCE, Batch, BatchAction, reference_of
from takepart.domain.claims.claim import CASH_ON_THE_DAY, Claim, ClaimAction
from takepart.domain.claims.parts import MONEY, ON_THE_DAY, PaymentId
from takepart.domain.floats.cash_float import CashFloat, FloatAction
from takepart.domain.ids import ActivityTypeId, ClaimId, StaffId
from takepart.domain.journal import Entry
from takepart.domain.money import NOTHING, Money
from takepart.domain.plain_reason import PlainWord
from takepart.domain.uk_time import local_date


class Move(PlainWord):
    """What a sum did."""

    APPROVED = "approved", "Approved"
    TAKEN_BACK = "taken-back", "Of these, taken back by the person"
    BATCHED = "batched", "Put in a batch"
    LEFT_OUT = "left-out", "Left out of its batch"
    SENT = "sent", "Sent to the bank"
    AGAIN = "again", "Of these, paid again"
    ARRIVED = "arrived", "Arrived"
    CAME_BACK = "came-back", "Came back"
    CASH = "cash", "Given in cash"
    VOUCHER = "voucher", "Given in vouchers"


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """One sum of one claim that did something on a day."""

    day: date
    move: Move
    claim: ClaimId
    activity: ActivityTypeId
    payment: PaymentId
    amount: Money
    about: str = ""
    """The batch, the float, or the vouchers' serials."""


_PAID: Final = frozenset({ClaimAction.PAY.value, ClaimAction.PAY_LAST.value})
_BACK: Final = frozenset({ClaimAction.BOUNCE.value, ClaimAction.BOUNCE_GIFT.value})
_APPROVING: Final = frozenset({ClaimAction.APPROVE.value, ClaimAction.APPROVE_ALREADY_PAID.value})


def moves_of(claim: Claim, sent_on: Mapping[str, date]) -> Iterator[Moved]:
    """All that one claim's money did. ``sent_on`` has the day on which each batch went to the bank."""
    gone: dict[tuple[str, str], Moved] = {}
    approved = 0

    def moved(
        move: Move, entry: Entry, pence: int, *, day: date | None = None, payment: str = "", about: str = ""
    ) -> Moved:
        facts = entry.facts
        return Moved(
            day=day or local_date(entry.at),
            move=move,
            claim=claim.id,
            activity=claim.activity_type,
            payment=PaymentId(payment or str(facts.get("payment", MONEY))),
            amount=Money(pence),
            about=about or str(facts.get("batch") or facts.get("float") or facts.get("serials") or ""),
        )

    for entry in claim.journal:
        facts, pence = entry.facts, int(entry.facts.get("pence", 0))
        batch, payment = str(facts.get("batch", "")), str(facts.get("payment", ""))
        if entry.action in _APPROVING:
            approved = pence + (claim.gift.amount.pence if claim.gift else 0)
            yield moved(Move.APPROVED, entry, approved)
        elif entry.action == ClaimAction.WITHDRAW.value and approved:
            yield moved(Move.TAKEN_BACK, entry, approved)
        elif entry.action == ClaimAction.SEND.value and CASH_ON_THE_DAY in facts:
            box = claim.advance.proof[0] if claim.advance and claim.advance.proof else ""
            yield moved(Move.CASH, entry, int(facts[CASH_ON_THE_DAY]), payment=ON_THE_DAY, about=box)
        elif entry.action == ClaimAction.BATCH.value:
            yield moved(Move.BATCHED, entry, pence)
        elif entry.action in _PAID and batch:
            sent = moved(Move.SENT, entry, pence, day=sent_on.get(batch, local_date(entry.at)))
            yield sent
            if int(facts.get("try", 1)) > 1:
                yield moved(Move.AGAIN, entry, pence, day=sent.day)
            gone[payment, batch] = moved(Move.ARRIVED, entry, pence, day=date.fromisoformat(str(facts["arrives"])))
        elif entry.action in _PAID:
            yield moved(Move.VOUCHER if "serials" in facts else Move.CASH, entry, pence)
        elif entry.action in _BACK:
            was_sent = gone.pop((payment, batch), None)
            yield moved(Move.CAME_BACK if was_sent else Move.LEFT_OUT, entry, pence)
    yield from gone.values()


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthDifference:
    """Where two books do not say the same: ``about`` is a batch or a float."""

    about: str
    plain: str
    theirs: Money
    """What the batch or the float says."""
    ours: Money
    """What the claims say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FloatMonth:
    """A float in a month."""

    id: str
    keeper: StaffId
    before: Money
    put_in: Money
    paid_out: Money
    counted: Money
    """What counting it found too much, or too little."""
    handed_back: Money
    after: Money


@dataclass(frozen=True, kw_only=True)
class MonthEnd:
    """One month, from its first day to its last."""

    first: date
    moved: tuple[Moved, ...]
    floats: tuple[FloatMonth, ...]
    sent: Money
    """What the batches say that went to the bank in this month."""
    came_back: Money
    differences: tuple[MonthDifference, ...]

    @property
    def last(self) -> date:
        """The last day."""
        return next_month(self.first) - timedelta(days=1)

    def total(self, move: Move, activities: Iterable[ActivityTypeId] | None = None) -> Money:
        """What did this, of some activities or of all."""
        some = None if activities is None else set(activities)
        return Money.total(
            each.amount for each in self.moved if each.move is move and (some is None or each.activity in some)
        )


Here = Callable[[date], bool]
"""Whether a day is in the stretch that is looked at."""


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return month_of(first + timedelta(days=31))


def month_end(
    first: date, *, claims: Iterable[Claim], batches: Sequence[Batch], floats: Sequence[CashFloat]
) -> MonthEnd:
    """The month that begins on a day, and whether claims, batches and floats agree on it."""
    inside = range(first.toordinal(), next_month(first).toordinal())

    def here(day: date) -> bool:
        return day.toordinal() in inside

    sent_on: dict[str, date] = {batch.id: local_date(entry.at) for batch in batches if (entry := batch.sent_entry)}
    every = [move for claim in claims for move in moves_of(claim, sent_on)]
    moved = sorted((each for each in every if here(each.day)), key=lambda each: (each.day, each.claim, each.move))
    sent = [batch for batch in batches if batch.id in sent_on and here(sent_on[batch.id])]
    back: dict[str, tuple[Money, frozenset[str]]] = {batch.id: _came_back(batch, here) for batch in batches}
    in_cash = [each for each in moved if each.move is Move.CASH]
    out: dict[str, Money] = {cash.id: _float(cash, first, here).paid_out for cash in floats}
    return MonthEnd(
        first=first,
        moved=tuple(moved),
        floats=tuple(
            _float(cash, first, here) for cash in floats if local_date(cash.journal[0].at) < next_month(first)
        ),
        sent=Money.total(batch.total for batch in sent),
        came_back=Money.total(amount for amount, _ in back.values()),
        differences=(
            *_between(
                (each for each in every if each.move is Move.SENT),
                {batch.id: batch.total for batch in sent},
                "went to the bank",
            ),
            *_between(
                _told_back(every, back),
                {id: amount for id, (amount, _) in back.items() if amount},
                "came back from the bank",
            ),
            *_between(in_cash, out, "was taken out of the float"),
            *_unknown((each for each in moved if each.move in (Move.SENT, Move.CAME_BACK, Move.CASH)), {*back, *out}),
        ),
    )


def _came_back(batch: Batch, here: Here) -> tuple[Money, frozenset[str]]:
    """What came back of a batch in a stretch of time, and its references."""
    told = [e for e in batch.journal if e.action == BatchAction.CAME_BACK.value and here(local_date(e.at))]
    references = frozenset(each for e in told for each in str(e.facts["references"]).split())
    return Money(sum(int(e.facts["pence"]) for e in told)), references


def _told_back(moved: Iterable[Moved], back: Mapping[str, tuple[Money, frozenset[str]]]) -> Iterator[Moved]:
    """What claims say of these very returns, whichever day they were told on."""
    for each in moved:
        _, references = back.get(each.about, (NOTHING, frozenset()))
        if each.move is Move.CAME_BACK and any(
            reference_of(each.claim, each.payment, length=length) in references for length in _LENGTHS
        ):
            yield each


_LENGTHS: Final = (MOST_REFERENCE, 0)
"""A reference as it is, or without what a bank has no room for."""


def _between(moved: Iterable[Moved], theirs: Mapping[str, Money], what: str) -> Iterator[MonthDifference]:
    """Where batches or floats and the claims differ."""
    ours = dict.fromkeys(theirs, NOTHING)
    for each in moved:
        if each.about in ours:
            ours[each.about] += each.amount
    for about, amount in theirs.items():
        if amount != ours[about]:
            plain = f"{about}: {amount} {what}. The claims say {ours[about]}."
            yield MonthDifference(about=about, plain=plain, theirs=amount, ours=ours[about])


def _unknown(moved: Iterable[Moved], known: set[str]) -> Iterator[MonthDifference]:
    """Claims that were paid by a batch or from a float that was not read."""
    strange: dict[str, Money] = {}
    for each in moved:
        if each.about not in known:
            strange[each.about] = strange.get(each.about, NOTHING) + each.amount
    for about, amount in strange.items():
        plain = f"{about or 'No float'}: claims say {amount}, and there is no record of it in the last months."
        yield MonthDifference(about=about, plain=plain, theirs=NOTHING, ours=amount)


def _float(cash: CashFloat, first: date, here: Here) -> FloatMonth:
    def of(*actions: FloatAction) -> Money:
        named = {action.value for action in actions}
        return Money(sum(int(e.facts["pence"]) for e in cash.journal if e.action in named and here(local_date(e.at))))

    before = Money(sum(int(e.facts["pence"]) for e in cash.journal if local_date(e.at) < first))
    return FloatMonth(
        id=cash.id,
        keeper=cash.keeper,
        before=before,
        put_in=of(FloatAction.TOP_UP),
        paid_out=-of(FloatAction.PAY_OUT),
        counted=of(FloatAction.COUNT),
        handed_back=-of(FloatAction.CLOSE),
        after=before + of(*FloatAction),
    )
