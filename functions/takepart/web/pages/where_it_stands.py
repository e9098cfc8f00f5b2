"""A claim's way in the participant's words: what is done, what happens now and since when, what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from takepart.domain.claims import coming
from takepart.domain.claims.claim import Claim, ClaimAction, ClaimState
from takepart.domain.claims.parts import GIFT, Payment, PaymentState
from takepart.domain.journal import Entry
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy import Policy, UnknownCharity
from takepart.domain.uk_time import local_date
from takepart.domain.words import long_day
from takepart.domain.working_days import Holidays


class WayMark(StrEnum):
    """How a step is shown."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to-come"


@dataclass(frozen=True, kw_only=True)
class WayStep:
    """One step of the way."""

    mark: WayMark
    title: str
    detail: str = ""


WITH_WORKER = {ClaimState.WITH_WORKER, ClaimState.ASKED_BY_WORKER}
_FINANCE = {ClaimState.WITH_FINANCE, ClaimState.ASKED_BY_FINANCE}
_SECOND = {ClaimState.WITH_SECOND_APPROVER, ClaimState.ASKED_BY_SECOND_APPROVER}
_ENDS = {
    ClaimState.REFUSED: ("We could not pay this claim", ClaimAction.REFUSE),
    ClaimState.WITHDRAWN: ("You cancelled this claim", ClaimAction.WITHDRAW),
    ClaimState.NOTHING_TO_PAY: ("Done: there is nothing to pay", ClaimAction.CONFIRM_WITHOUT_PAY),
}


def steps(claim: Claim, *, policy: Policy, today: date, holidays: Holidays) -> tuple[WayStep, ...]:
    """The whole way, in order. What somebody must do now says who has it and by when."""
    days = policy.approval.deputy_after_days
    decide_by = coming.decide_by(claim, today=today, deputy_after_days=days, holidays=holidays)
    return tuple(_steps(claim, policy, today, decide_by))


def question(claim: Claim) -> str:
    """What a decider asked and nobody answered yet; empty when nothing was."""
    return _note(claim, ClaimAction.ASK) if claim.is_asked else ""


def refusal(claim: Claim) -> str:
    """Why the claim was refused; empty when it was not."""
    return _note(claim, ClaimAction.REFUSE) if claim.state is ClaimState.REFUSED else ""


def late_words(claim: Claim, *, policy: Policy) -> str:
    """What was promised for a day that went by."""
    return coming.late_in_words(claim, charity=_charity(claim, policy))


def arriving(claim: Claim, *, today: date) -> str:
    """Once all is paid: how much is on its way to the person's account, and when it should be there; else nothing."""
    last = coming.arrives(claim, today=today)
    sent = [each for each in claim.payments if each.id != GIFT and coming.is_on_its_way(each, today=today)]
    total = Money.total(each.amount for each in sent)
    return f"{total} is on its way. It should be in your account on {long_day(last)}." if last else ""


def what_comes(claim: Claim, *, policy: Policy) -> dict[str, object]:
    """What is still to be paid, and whole sentences that say so."""
    return {
        "coming": coming.still_to_come(claim),
        "what_comes": coming.in_words(claim, charity=_charity(claim, policy)),
    }


def to_acknowledge(claim: Claim) -> tuple[Payment, ...]:
    """Cash and vouchers that we wrote down as handed over, and that the person has not told us they have."""
    return tuple(payment for payment in claim.payments if payment.to_acknowledge)


def _steps(claim: Claim, policy: Policy, today: date, decide_by: date | None) -> Iterator[WayStep]:
    yield WayStep(mark=WayMark.DONE, title="You sent it", detail=_on(claim.journal[0]))
    if claim.state in WITH_WORKER:
        yield _turn(claim, policy, decide_by, "Someone who was there says that you came")
        if coming.still_to_come(claim).is_anything or claim.advance:
            yield WayStep(mark=WayMark.TO_COME, title="Our money team checks it")
        yield _paid_later(claim, policy)
        return
    if claim.confirmed_by is not None:
        yield WayStep(mark=WayMark.DONE, title="Your session was confirmed", detail=_last(claim, ClaimAction.CONFIRM))
    if claim.state in _FINANCE | _SECOND:
        title = "A second person checks it" if claim.state in _SECOND else "Our money team checks it"
        yield _turn(claim, policy, decide_by, title)
        yield _paid_later(claim, policy)
        return
    if claim.state in _ENDS:
        yield _end(claim)
        return
    yield WayStep(
        mark=WayMark.DONE,
        title="Our money team said yes",
        detail=_last(claim, ClaimAction.APPROVE, ClaimAction.APPROVE_ALREADY_PAID),
    )
    for payment in claim.payments:
        yield _payment(payment, claim, policy, today)


def _turn(claim: Claim, policy: Policy, decide_by: date | None, title: str) -> WayStep:
    """Who must act, and the last day on which that still keeps our promise; once it went by, that it is late."""
    since = long_day(local_date(claim.turn.since))
    last = f"by {long_day(decide_by)}" if decide_by else "as soon as possible"
    if claim.is_asked:
        words = f"It has waited for your answer since {since}. Answer {last}. Then {_asker(claim, policy)} decides."
        return WayStep(mark=WayMark.NOW, title="We asked you a question", detail=words)
    who = _who(claim.turn.who, policy)
    return WayStep(mark=WayMark.NOW, title=title, detail=f"{who} has had it since {since}, and should decide {last}.")


def _asker(claim: Claim, policy: Policy) -> str:
    return _who(claim.asker, policy)


def _who(actor: str, policy: Policy) -> str:
    return policy.staff_name(actor.removeprefix("staff:"), otherwise="Our team")


def _paid_later(claim: Claim, policy: Policy) -> WayStep:
    what, give = coming.still_to_come(claim), f"give your fee to {_charity(claim, policy)}"
    if not what.is_anything:
        return WayStep(mark=WayMark.TO_COME, title=f"There is nothing {'more ' if what.had else ''}to pay")
    title = (
        f"We pay you, and {give}" if what.to_person and what.gift else "We pay you" if what.to_person else f"We {give}"
    )
    return WayStep(mark=WayMark.TO_COME, title=title, detail=f"By {long_day(claim.promised)}.")


def _end(claim: Claim) -> WayStep:
    title, action = _ENDS[claim.state]
    return WayStep(mark=WayMark.DONE, title=title, detail=_last(claim, action))


def _payment(payment: Payment, claim: Claim, policy: Policy, today: date) -> WayStep:
    what, late = f"{payment.amount} {_way(payment, claim, policy)}", today > claim.promised
    by = f"{'It was due by' if late else 'By'} {long_day(claim.promised)}."
    if payment.state is PaymentState.PAID:
        if coming.is_on_its_way(payment, today=today) and payment.arrives:
            detail = f"The bank has it. It should be there on {long_day(payment.arrives)}."
            return WayStep(mark=WayMark.NOW, title=f"On its way: {what}", detail=detail)
        given = "It should be there on" if payment.method is PaymentMethod.BANK else "Given on"
        arrived = f"{given} {long_day(payment.arrives)}." if payment.arrives else ""
        return WayStep(mark=WayMark.DONE, title=f"Paid: {what}", detail=arrived)
    if payment.state is PaymentState.FAILED:
        todo = "Our money team puts the account right." if payment.id == GIFT else "Check your bank details."
        return WayStep(mark=WayMark.NOW, title=f"Not paid yet: {what}", detail=f"The bank sent it back. {todo} {by}")
    if payment.state is PaymentState.BATCHED:
        words = f"Our money team sends it with the next payment to the bank. {by}"
        return WayStep(mark=WayMark.NOW, title=f"Going to the bank: {what}", detail=words)
    who = "Your worker gives it to you." if payment.method is PaymentMethod.CASH else "Our money team pays it."
    return WayStep(mark=WayMark.NOW, title=f"To be paid: {what}", detail=f"{who} {by}")


def _way(payment: Payment, claim: Claim, policy: Policy) -> str:
    if payment.id == GIFT:
        return f"to {_charity(claim, policy)}"
    return {
        PaymentMethod.BANK: "into your bank account",
        PaymentMethod.CASH: "in cash",
        PaymentMethod.VOUCHER: "in shopping vouchers",
    }[payment.method]


def _charity(claim: Claim, policy: Policy) -> str:
    try:
        return policy.charity(claim.gift.charity).name if claim.gift else "the charity"
    except UnknownCharity:
        return "the charity"


def _on(entry: Entry) -> str:
    return f"On {long_day(local_date(entry.at))}."


def _last(claim: Claim, *actions: ClaimAction) -> str:
    names = {action.value for action in actions}
    return next((_on(entry) for entry in reversed(claim.journal) if entry.action in names), "")


def _note(claim: Claim, action: ClaimAction) -> str:
    found = (entry for entry in reversed(claim.journal) if entry.action == action.value)
    return next((claim.notes.get(entry.seq, "") for entry in found), "")
