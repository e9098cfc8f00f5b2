"""A sign-up: one person and one session, from the offer to having been there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step, nothing_left
from takepart.domain.fee_choice import FeeChoice, FeeWish
from takepart.domain.ids import DraftId, PersonId, SessionId, StaffId
from takepart.domain.journal import Fact
from takepart.domain.money import Money
from takepart.domain.plain_reason import PlainWord
from takepart.domain.programme.agenda import MOST_EACH, Suggestion
from takepart.domain.programme.offer import AgreedCost, Offer
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused

MOST: Final = 9
"""In one role, with one person."""


class Supporter(PlainWord):
    """What somebody who came along does."""

    PARENT = "parent", "Parent or carer"
    ADVOCATE = "advocate", "Advocate"
    ASSISTANT = "assistant", "Personal assistant"
    WORKER = "worker", "Support worker"

    def counted(self, count: int) -> str:
        """``1 advocate``, ``2 parents or carers``."""
        one = self.plain.lower()
        return f"{count} {one}" if count == 1 else f"{count} {one.replace('parent', 'parents')}s"


Supporters = Mapping[Supporter, int]


def together(each: Iterable[Supporters]) -> dict[Supporter, int]:
    """How many came as support to a whole session, in each role; roles in which nobody came are left out."""
    lists = list(each)
    totals = {role: sum(one.get(role, 0) for one in lists) for role in Supporter}
    return {role: count for role, count in totals.items() if count}


def in_words(supporters: Supporters) -> str:
    """``1 parent or carer, 2 advocates``; empty for nobody."""
    return ", ".join(role.counted(supporters[role]) for role in Supporter if supporters.get(role))


class SignUpState(PlainWord):
    """Where a sign-up stands."""

    OFFERED = "offered", "You have not said yes yet"
    """The person has the offer and has not answered."""
    CONFIRMED = "confirmed", "You have a place"
    WAITING = "waiting", "You are on the waiting list"
    """They said yes when the session was full."""
    PLACE_OFFERED = "place-offered", "A place is kept for you"
    """A place came free, and is kept for them for some hours."""
    LAPSED = "lapsed", "The place went to someone else"
    DECLINED = "declined", "You said no"
    CANCELLED = "cancelled", "You gave up your place"
    """They had said yes, and gave it up."""
    CALLED_OFF = "called-off", "The session was called off"
    """The session was cancelled."""
    ATTENDED = "attended", "You were there"
    ABSENT = "absent", "You were not there"


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
    SAY_CAME = "said-they-came"
    MISS = "absent"
    CORRECT = "attendance-corrected"
    SUGGEST = "agenda-item-suggested"
    TAKE_BACK = "agenda-item-taken-back"
    NOTE_SUPPORT = "supporters-noted"
    FORGET = "words-erased"


_NOT_WAITING: Final[Mapping[str, Any]] = MappingProxyType({"ticket": None, "kept_until": None})
_AS_OFFERED: Final = FeeChoice(wish=FeeWish.AS_OFFERED)
_OPEN: Final = (SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.PLACE_OFFERED, SignUpState.OFFERED)
_GONE: Final = (SignUpState.LAPSED, SignUpState.DECLINED, SignUpState.CANCELLED)
HAS_PLACE: Final = frozenset({SignUpState.CONFIRMED, SignUpState.PLACE_OFFERED})
"""Where a place is kept for the person."""
COMES: Final = frozenset({SignUpState.CONFIRMED, SignUpState.ATTENDED, SignUpState.ABSENT})
"""Who is on the attendance sheet."""


@dataclass(frozen=True, kw_only=True)
class SignUp(Aggregate):
    """One person and one session. It holds no name: those stay with the person."""

    KEY: ClassVar = ("session", "person")
    TRANSITIONS: ClassVar = MappingProxyType(
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
            (SignUpState.CONFIRMED, SignUpAction.SAY_CAME): SignUpState.CONFIRMED,
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
    NOT_NOW: ClassVar = ProgrammeRefusal.NOT_IN_THIS_STATE

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
    """The claim form that having been there prepared, under a name that nobody guesses."""
    attended_by: StaffId | None = None
    """Who wrote down that they were there; empty when they scanned the code."""
    supporters: Supporters = MappingProxyType({})
    """Who came along with them."""

    @property
    def has_place(self) -> bool:
        """Whether a place is taken up by it."""
        return self.state in HAS_PLACE


def make_offer(
    before: SignUp | None,
    step: Step,
    *,
    session: SessionId,
    person: PersonId,
    offer: Offer,
    starts: datetime,
    support: str,
) -> SignUp:
    """Show the person the offer, and keep it as it was shown. Somebody who left may ask again."""
    facts: dict[str, Fact] = {
        "policy": offer.policy_version,
        "wording": offer.wording,
        "pence": offer.fee.pence,
        "minutes": offer.minutes,
    }
    if before is not None:
        return before.took(SignUpAction.OFFER, step, facts, offer=offer, support=support, **_NOT_WAITING)
    blank = SignUp(
        session=session, person=person, state=SignUpState.OFFERED, offer=offer, starts=starts, support=support
    )
    return blank.written(SignUpAction.OFFER, step, facts)


def accept(sign_up: SignUp, step: Step, places: Places, *, choice: FeeChoice) -> tuple[SignUp, Places]:
    """Say yes: a place when one is free, a number in the line when none is.

    Someone whose place was kept for them takes that very place, in time. Raises Refused.
    """
    facts: dict[str, Fact] = {"choice": choice.wish.value}
    if choice.amount is not None:
        facts["pence"] = choice.amount.pence
    if sign_up.state is SignUpState.PLACE_OFFERED:
        if sign_up.kept_until is not None and step.at >= sign_up.kept_until:
            raise Refused(sign_up.session, reason=ProgrammeRefusal.LAPSED)
        return sign_up.took(SignUpAction.ACCEPT, step, facts, choice=choice, kept_until=None), places
    if places.free > 0:
        return sign_up.took(SignUpAction.ACCEPT, step, facts, choice=choice), places.take()
    line, ticket = places.join_line()
    facts["ticket"] = ticket
    return sign_up.took(SignUpAction.ACCEPT_AND_WAIT, step, facts, choice=choice, ticket=ticket), line


def offer_place(sign_up: SignUp, step: Step, places: Places, *, hours: int, starts: datetime) -> tuple[SignUp, Places]:
    """Keep a place that came free for the first in the line, for the policy's hours and never past the start."""
    until = min(step.at + timedelta(hours=hours), starts)
    facts = {"until": journals.instant(until)}
    after = sign_up.took(SignUpAction.OFFER_PLACE, step, facts, ticket=None, kept_until=until)
    return after, places.offer_next()


def leave(sign_up: SignUp, step: Step, places: Places, *, lapsed: bool = False) -> tuple[SignUp, Places]:
    """Decline, cancel or lapse: what the person had goes back. Raises Refused."""
    had = sign_up.state in (SignUpState.CONFIRMED, SignUpState.WAITING)
    action = SignUpAction.LAPSE if lapsed else SignUpAction.CANCEL if had else SignUpAction.DECLINE
    after = sign_up.took(action, step, **_NOT_WAITING)
    if sign_up.has_place:
        return after, places.give_back()
    if sign_up.state is SignUpState.WAITING:
        return after, places.leave_line()
    return after, places


def call_off(sign_up: SignUp, step: Step) -> SignUp:
    """The session was cancelled: nobody has a place any more."""
    return sign_up.took(SignUpAction.CALL_OFF, step, **_NOT_WAITING)


def agree_cost(sign_up: SignUp, step: Step, cost: AgreedCost) -> SignUp:
    """The worker agrees to a cost before the session: it becomes part of the offer (Wirral policy, appendix 1)."""
    others = tuple(each for each in sign_up.offer.agreed if each.kind is not cost.kind)
    offer = replace(sign_up.offer, agreed=(*others, cost) if cost.most > Money(0) else others)
    facts: dict[str, Fact] = {"kind": cost.kind.value, "pence": cost.most.pence}
    return sign_up.took(SignUpAction.AGREE_COST, step, facts, offer=offer)


def remind(sign_up: SignUp, step: Step, *, days: int) -> SignUp:
    """Remind someone who has a place."""
    return sign_up.took(SignUpAction.REMIND, step, {"days": days})


def attend(sign_up: SignUp, step: Step, *, draft: DraftId) -> SignUp:
    """They were there: a worker writes it down, or they scanned the session's code themselves."""
    return sign_up.took(SignUpAction.ATTEND, step, **_was_there(sign_up, step, draft))


def walk_in(sign_up: SignUp, step: Step, places: Places, *, over: bool, draft: DraftId) -> tuple[SignUp, Places]:
    """They came without a confirmed place, and the worker let them in.

    They get the place that was kept for them, or one that is free. Where none is, ``over`` says that the worker lets
    them in over the number of places: that is written down. Raises Refused when it does not.
    """
    left = places.leave_line() if sign_up.state is SignUpState.WAITING else places
    squeezed = not sign_up.has_place and left.free <= 0
    facts: dict[str, Fact] = {"places": places.total, "over": left.taken + 1 - places.total} if squeezed else {}
    after = sign_up.took(SignUpAction.WALK_IN, step, facts, **_was_there(sign_up, step, draft), **_NOT_WAITING)
    if squeezed and not over:
        raise Refused(sign_up.session, reason=ProgrammeRefusal.FULL)
    if sign_up.has_place:
        return after, places
    return after, left.squeezed_in() if squeezed else left.take()


def say_came(sign_up: SignUp, step: Step, *, draft: DraftId) -> SignUp:
    """They say that they came, before anybody wrote it down: they can fill their claim in."""
    return sign_up.took(SignUpAction.SAY_CAME, step, draft=draft)


def miss(sign_up: SignUp, step: Step) -> SignUp:
    """They were not there: no claim is made for them."""
    return sign_up.took(SignUpAction.MISS, step)


def correct(sign_up: SignUp, step: Step, *, reason: str, draft: DraftId) -> SignUp:
    """The worker wrote down the wrong thing, and says why. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(sign_up.session, reason=ProgrammeRefusal.NO_REASON)
    facts = {"reason": journals.digest_of(reason, step=step.press)}
    return sign_up.took(SignUpAction.CORRECT, step, facts, **_was_there(sign_up, step, draft))


def _was_there(sign_up: SignUp, step: Step, draft: DraftId) -> dict[str, Any]:
    return {"draft": sign_up.draft or draft, "attended_by": step.staff or None}


_STAYS: Final = frozenset({"session", "person", "state", "offer", "starts", "attended_by", "journal"})
"""What is left on a sign-up of somebody who is forgotten: it names nobody."""


def note_support(sign_up: SignUp, step: Step, role: Supporter, more: int) -> SignUp:
    """So many more in this role came along with them, or fewer. Raises Refused for somebody who was not there."""
    count = min(max(sign_up.supporters.get(role, 0) + more, 0), MOST)
    left = {each: number for each, number in sign_up.supporters.items() if each is not role}
    supporters = MappingProxyType({**left, role: count} if count else left)
    return sign_up.took(SignUpAction.NOTE_SUPPORT, step, {"role": role.value, "count": count}, supporters=supporters)


def suggest(sign_up: SignUp, step: Step, text: str) -> SignUp:
    """Want to talk about something. Only who has a place can, and not about everything. Raises Refused."""
    if len(sign_up.suggestions) >= MOST_EACH:
        raise Refused(sign_up.session, reason=ProgrammeRefusal.ENOUGH_ITEMS)
    said = (*sign_up.suggestions, Suggestion(number=sign_up.version + 1, text=text))
    facts = {"text": journals.digest_of(text, step=step.press)}
    return sign_up.took(SignUpAction.SUGGEST, step, facts, suggestions=said)


def take_back(sign_up: SignUp, step: Step, number: int) -> SignUp:
    """Not talk about it after all; the same back where it was never said."""
    left = tuple(each for each in sign_up.suggestions if each.number != number)
    if left == sign_up.suggestions:
        return sign_up
    return sign_up.took(SignUpAction.TAKE_BACK, step, {"item": number}, suggestions=left)


def forget(sign_up: SignUp, step: Step) -> SignUp:
    """The person is erased: what they wrote, chose and came with goes too. Which session, and what it offered, stays.

    The same one back when there is nothing to forget.
    """
    gone = nothing_left(sign_up, stays=_STAYS)
    if all(getattr(sign_up, name) == nothing for name, nothing in gone.items()):
        return sign_up
    return sign_up.took(SignUpAction.FORGET, step, **gone)
