"""A sign-up: one person and one session, from the offer to having been there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.fee_choice import FeeChoice, FeeWish
from takepart.domain.ids import DraftId, PersonId, StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.money import Money
from takepart.domain.programme.agenda import Suggestion
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.offer import AgreedCost, Offer
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.programme.supporters import Supporters


class SignUpState(StrEnum):
    """Where a sign-up stands."""

    OFFERED = "offered"
    """The person has the offer and has not answered."""
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    """They said yes when the session was full."""
    PLACE_OFFERED = "place-offered"
    """A place came free, and is kept for them for some hours."""
    LAPSED = "lapsed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    """They had said yes, and gave it up."""
    CALLED_OFF = "called-off"
    """The session was cancelled."""
    ATTENDED = "attended"
    ABSENT = "absent"

    @property
    def plain(self) -> str:
        """The words that the person reads."""
        return _PLAIN[self]


_PLAIN: Final = {
    SignUpState.OFFERED: "You have not said yes yet",
    SignUpState.CONFIRMED: "You have a place",
    SignUpState.WAITING: "You are on the waiting list",
    SignUpState.PLACE_OFFERED: "A place is kept for you",
    SignUpState.LAPSED: "The place went to someone else",
    SignUpState.DECLINED: "You said no",
    SignUpState.CANCELLED: "You gave up your place",
    SignUpState.CALLED_OFF: "The session was called off",
    SignUpState.ATTENDED: "You were there",
    SignUpState.ABSENT: "You were not there",
}


class SignUpAction(StrEnum):
    """What can happen to it."""

    OFFER = "offer-made"
    ACCEPT = "accepted"
    ACCEPT_AND_WAIT = "accepted-and-waiting"
    OFFER_PLACE = "place-offered"
    LAPSE = "lapsed"
    DECLINE = "declined"
    CANCEL = "cancelled"
    CALL_OFF = "called-off"
    AGREE_COST = "cost-agreed"
    REMIND = "reminded"
    ATTEND = "attended"
    WALK_IN = "walked-in"
    MISS = "absent"
    CORRECT = "attendance-corrected"
    SUGGEST = "agenda-item-suggested"
    TAKE_BACK = "agenda-item-taken-back"
    NOTE_SUPPORT = "supporters-noted"
    FORGET = "words-erased"


_AS_OFFERED: Final = FeeChoice(wish=FeeWish.AS_OFFERED)
_OPEN: Final = (SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.PLACE_OFFERED, SignUpState.OFFERED)
_GONE: Final = (SignUpState.LAPSED, SignUpState.DECLINED, SignUpState.CANCELLED)
HAS_PLACE: Final = frozenset({SignUpState.CONFIRMED, SignUpState.PLACE_OFFERED})
"""Where a place is kept for the person."""
COMES: Final = frozenset({SignUpState.CONFIRMED, SignUpState.ATTENDED, SignUpState.ABSENT})
"""Who is on the attendance sheet."""

SIGN_UP_TRANSITIONS: Final[Mapping[tuple[SignUpState, SignUpAction], SignUpState]] = MappingProxyType(
    {
        (SignUpState.OFFERED, SignUpAction.OFFER): SignUpState.OFFERED,
        **{(state, SignUpAction.OFFER): SignUpState.OFFERED for state in _GONE},
        (SignUpState.OFFERED, SignUpAction.ACCEPT): SignUpState.CONFIRMED,
        (SignUpState.OFFERED, SignUpAction.ACCEPT_AND_WAIT): SignUpState.WAITING,
        (SignUpState.OFFERED, SignUpAction.DECLINE): SignUpState.DECLINED,
        (SignUpState.WAITING, SignUpAction.OFFER_PLACE): SignUpState.PLACE_OFFERED,
        (SignUpState.WAITING, SignUpAction.CANCEL): SignUpState.CANCELLED,
        (SignUpState.PLACE_OFFERED, SignUpAction.ACCEPT): SignUpState.CONFIRMED,
        (SignUpState.PLACE_OFFERED, SignUpAction.DECLINE): SignUpState.DECLINED,
        (SignUpState.PLACE_OFFERED, SignUpAction.LAPSE): SignUpState.LAPSED,
        (SignUpState.CONFIRMED, SignUpAction.CANCEL): SignUpState.CANCELLED,
        **{(state, SignUpAction.CALL_OFF): SignUpState.CALLED_OFF for state in _OPEN},
        **{(state, SignUpAction.AGREE_COST): state for state in _OPEN},
        **{(state, SignUpAction.REMIND): state for state in _OPEN},
        (SignUpState.CONFIRMED, SignUpAction.SUGGEST): SignUpState.CONFIRMED,
        **{(state, SignUpAction.TAKE_BACK): state for state in SignUpState},
        (SignUpState.CONFIRMED, SignUpAction.ATTEND): SignUpState.ATTENDED,
        (SignUpState.CONFIRMED, SignUpAction.MISS): SignUpState.ABSENT,
        **{
            (state, SignUpAction.WALK_IN): SignUpState.ATTENDED
            for state in (SignUpState.OFFERED, SignUpState.WAITING, SignUpState.PLACE_OFFERED, *_GONE)
        },
        (SignUpState.ATTENDED, SignUpAction.NOTE_SUPPORT): SignUpState.ATTENDED,
        (SignUpState.ABSENT, SignUpAction.CORRECT): SignUpState.ATTENDED,
        (SignUpState.ATTENDED, SignUpAction.CORRECT): SignUpState.ABSENT,
        **{(state, SignUpAction.FORGET): state for state in SignUpState},
    }
)
"""Every pair that is not here is refused. The first OFFER is not here: it makes the sign-up."""


@dataclass(frozen=True, kw_only=True)
class SignUp(Aggregate):
    """One person and one session. It holds no name: those stay with the person."""

    KEY: ClassVar = ("session", "person")
    TRANSITIONS: ClassVar = SIGN_UP_TRANSITIONS

    session: SessionId
    person: PersonId
    state: SignUpState
    offer: Offer
    starts: datetime
    choice: FeeChoice = _AS_OFFERED
    support: str = ""
    """What they said they need for this session."""
    suggestions: tuple[Suggestion, ...] = ()
    """What they want to talk about."""
    ticket: int | None = None
    """Their number in the line, while they wait."""
    kept_until: datetime | None = None
    """Until when an offered place is theirs to take."""
    draft: DraftId | None = None
    """The claim form that attendance prepared, under a name that nobody guesses."""
    attended_by: StaffId | None = None
    """Who wrote down that they were there; empty when they scanned the code."""
    supporters: Supporters = MappingProxyType({})
    """Who came along with them."""

    @property
    def has_place(self) -> bool:
        """Whether a place is taken up by it."""
        return self.state in HAS_PLACE

    def step(
        self,
        action: SignUpAction,
        *,
        by: Actor,
        at: datetime,
        step: StepId,
        facts: Mapping[str, Fact] | None = None,
        **changes: Any,
    ) -> SignUp:
        """The sign-up after one allowed step. Raises CannotDo when the table refuses."""
        try:
            state = SIGN_UP_TRANSITIONS[self.state, action]
        except KeyError:
            raise CannotDo(
                self.session, reason=Refusal.NOT_IN_THIS_STATE, detail=f"{action} when {self.state}"
            ) from None
        journal = journals.append(self.journal, at=at, by=by, action=action.value, step=step, facts=facts)
        return replace(self, state=state, journal=journal, **changes)


def make_offer(
    before: SignUp | None,
    *,
    session: SessionId,
    person: PersonId,
    offer: Offer,
    starts: datetime,
    support: str,
    at: datetime,
    step: StepId,
) -> SignUp:
    """Show the person the offer, and keep it as it was shown. Somebody who left may ask again."""
    facts: dict[str, Fact] = {
        "policy": offer.policy_version,
        "wording": offer.wording,
        "pence": offer.fee.pence,
        "minutes": offer.minutes,
    }
    if before is not None:
        return before.step(
            SignUpAction.OFFER,
            by=journals.person(person),
            at=at,
            step=step,
            facts=facts,
            offer=offer,
            support=support,
            ticket=None,
            kept_until=None,
        )
    journal = journals.append(
        (), at=at, by=journals.person(person), action=SignUpAction.OFFER.value, step=step, facts=facts
    )
    return SignUp(
        session=session,
        person=person,
        state=SignUpState.OFFERED,
        offer=offer,
        starts=starts,
        support=support,
        journal=journal,
    )


def accept(sign_up: SignUp, places: Places, *, choice: FeeChoice, at: datetime, step: StepId) -> tuple[SignUp, Places]:
    """Say yes: a place when one is free, a number in the line when none is.

    Someone whose place was kept for them takes that very place, in time. Raises CannotDo.
    """
    who = journals.person(sign_up.person)
    facts: dict[str, Fact] = {"choice": choice.wish.value}
    if choice.amount is not None:
        facts["pence"] = choice.amount.pence
    if sign_up.state is SignUpState.PLACE_OFFERED:
        if sign_up.kept_until is not None and at >= sign_up.kept_until:
            raise CannotDo(sign_up.session, reason=Refusal.LAPSED)
        after = sign_up.step(SignUpAction.ACCEPT, by=who, at=at, step=step, facts=facts, choice=choice, kept_until=None)
        return after, places
    if places.free > 0:
        return sign_up.step(SignUpAction.ACCEPT, by=who, at=at, step=step, facts=facts, choice=choice), places.take()
    line, ticket = places.join_line()
    facts["ticket"] = ticket
    after = sign_up.step(
        SignUpAction.ACCEPT_AND_WAIT, by=who, at=at, step=step, facts=facts, choice=choice, ticket=ticket
    )
    return after, line


def offer_place(
    sign_up: SignUp, places: Places, *, hours: int, starts: datetime, at: datetime, step: StepId
) -> tuple[SignUp, Places]:
    """Keep a place that came free for the first in the line, for the policy's hours and never past the start."""
    until = min(at + timedelta(hours=hours), starts)
    after = sign_up.step(
        SignUpAction.OFFER_PLACE,
        by=journals.Job.REMINDERS.actor,
        at=at,
        step=step,
        facts={"until": journals.instant(until)},
        ticket=None,
        kept_until=until,
    )
    return after, places.offer_next()


def leave(
    sign_up: SignUp, places: Places, *, action: SignUpAction, by: Actor, at: datetime, step: StepId
) -> tuple[SignUp, Places]:
    """Decline, cancel or lapse: what the person had goes back. Raises CannotDo."""
    after = sign_up.step(action, by=by, at=at, step=step, ticket=None, kept_until=None)
    if sign_up.has_place:
        return after, places.give_back()
    if sign_up.state is SignUpState.WAITING:
        return after, places.leave_line()
    return after, places


def call_off(sign_up: SignUp, *, at: datetime, step: StepId) -> SignUp:
    """The session was cancelled: nobody has a place any more."""
    return sign_up.step(
        SignUpAction.CALL_OFF, by=journals.Job.REMINDERS.actor, at=at, step=step, ticket=None, kept_until=None
    )


def agree_cost(sign_up: SignUp, cost: AgreedCost, *, by: StaffId, at: datetime, step: StepId) -> SignUp:
    """The worker agrees to a cost before the session: it becomes part of the offer (Wirral policy, appendix 1)."""
    others = tuple(each for each in sign_up.offer.agreed if each.kind is not cost.kind)
    offer = replace(sign_up.offer, agreed=(*others, cost) if cost.most > Money(0) else others)
    return sign_up.step(
        SignUpAction.AGREE_COST,
        by=journals.staff(by),
        at=at,
        step=step,
        facts={"kind": cost.kind.value, "pence": cost.most.pence},
        offer=offer,
    )


def remind(sign_up: SignUp, *, days: int, at: datetime, step: StepId) -> SignUp:
    """Remind someone who has a place."""
    return sign_up.step(SignUpAction.REMIND, by=journals.Job.REMINDERS.actor, at=at, step=step, facts={"days": days})


def attend(sign_up: SignUp, *, by: StaffId | None, draft: DraftId, at: datetime, step: StepId) -> SignUp:
    """They were there. ``by`` is the worker who wrote it down, or nobody when they scanned the session's code."""
    return sign_up.step(
        SignUpAction.ATTEND,
        by=journals.staff(by) if by else journals.person(sign_up.person),
        at=at,
        step=step,
        draft=sign_up.draft or draft,
        attended_by=by,
    )


def walk_in(
    sign_up: SignUp, places: Places, *, over: bool, by: StaffId, draft: DraftId, at: datetime, step: StepId
) -> tuple[SignUp, Places]:
    """They came without a confirmed place, and the worker let them in.

    They get the place that was kept for them, or one that is free. Where none is, ``over`` says that the worker lets
    them in over the number of places: that is written down. Raises CannotDo when it does not.
    """
    left = places.leave_line() if sign_up.state is SignUpState.WAITING else places
    squeezed = not sign_up.has_place and left.free <= 0
    facts: dict[str, Fact] = {"places": places.total, "over": left.taken + 1 - places.total} if squeezed else {}
    after = sign_up.step(
        SignUpAction.WALK_IN,
        by=journals.staff(by),
        at=at,
        step=step,
        facts=facts,
        draft=sign_up.draft or draft,
        attended_by=by,
        ticket=None,
        kept_until=None,
    )
    if squeezed and not over:
        raise CannotDo(sign_up.session, reason=Refusal.FULL)
    if sign_up.has_place:
        return after, places
    return after, left.squeezed_in() if squeezed else left.take()


def miss(sign_up: SignUp, *, by: StaffId, at: datetime, step: StepId) -> SignUp:
    """They were not there: no claim is made for them."""
    return sign_up.step(SignUpAction.MISS, by=journals.staff(by), at=at, step=step)


def correct(sign_up: SignUp, *, by: StaffId, reason: str, draft: DraftId, at: datetime, step: StepId) -> SignUp:
    """The worker wrote down the wrong thing, and says why. Raises CannotDo without a reason."""
    if not reason.strip():
        raise CannotDo(sign_up.session, reason=Refusal.NO_REASON)
    return sign_up.step(
        SignUpAction.CORRECT,
        by=journals.staff(by),
        at=at,
        step=step,
        facts={"reason": journals.digest_of(reason, step=step)},
        draft=sign_up.draft or draft,
        attended_by=by,
    )
