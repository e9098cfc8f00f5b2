"""A person takes part: sees the offer, says yes or no, waits in line, or gives a place up.

Each of these is one write. Where a place is at stake it is one write to two items, on condition that neither changed
since it was read; whoever loses reads again and gets the true answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import PersonId, StepId
from takepart.domain.people.person import Person
from takepart.domain.policy import Policy
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import SignUp, SignUpAction, SignUpState
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.programme.ports import Opportunities, Sessions, SignUps

TRIES: Final = 25
Pause = Callable[[int], None]
"""Waits a little, longer with each try; tests do not wait."""


def no_pause(_attempt: int) -> None:
    """Go on at once."""


@dataclass(frozen=True, kw_only=True)
class Open:
    """A session that a person looks at, with what it belongs to and what they have of it."""

    session: Session
    opportunity: Opportunity
    sign_up: SignUp | None
    places: Places


def look(
    session_id: SessionId, person: Person, *, sessions: Sessions, opportunities: Opportunities, sign_ups: SignUps
) -> Open:
    """One session as a person sees it. Raises CannotDo when there is no such session, or nobody may see it yet."""
    session = sessions.get(session_id)
    opportunity = opportunities.get(session.opportunity) if session else None
    sign_up = sign_ups.get((session_id, person.id)) if session else None
    if session is None or opportunity is None or (sign_up is None and not opportunity.is_open):
        raise CannotDo(session_id, reason=Refusal.NOT_THERE)
    return Open(session=session, opportunity=opportunity, sign_up=sign_up, places=sign_ups.places(session_id))


def may_join(seen: Open, person: Person, *, now: datetime) -> Refusal | None:
    """Why a person cannot join a session; None when they can."""
    about = seen.opportunity.about
    if not person.is_registered:
        return Refusal.NOT_REGISTERED
    if seen.session.state is not SessionState.PLANNED or not seen.opportunity.is_open:
        return Refusal.NOT_OPEN
    if now >= seen.session.starts:
        return Refusal.STARTED
    age = person.age_on(seen.session.day)
    if (about.least_age is not None or about.most_age is not None) and age is None:
        return Refusal.AGE_UNKNOWN
    if age is not None and about.least_age is not None and age < about.least_age:
        return Refusal.TOO_YOUNG
    if age is not None and about.most_age is not None and age > about.most_age:
        return Refusal.TOO_OLD
    if any(course not in person.training for course in about.training):
        return Refusal.NEEDS_TRAINING
    return None


def ask_for_offer(
    seen: Open, person: Person, *, support: str, sign_ups: SignUps, policy: Policy, step: StepId, now: datetime
) -> SignUp:
    """Make the offer and keep it as it is shown. Raises CannotDo with the reason to show."""
    before = seen.sign_up
    if before is not None and journals.has_step(before.journal, step):
        return before
    if (refusal := may_join(seen, person, now=now)) is not None:
        raise CannotDo(seen.session.id, reason=refusal)
    agreed = before.offer.agreed if before else ()
    after = sign_ups_domain.make_offer(
        before,
        session=seen.session.id,
        person=person.id,
        offer=offer_for(seen.session, policy=policy, now=now, agreed=agreed),
        starts=seen.session.starts,
        support=support,
        at=now,
        step=step,
    )
    _kept(after, sign_ups=sign_ups)
    return after


def say_yes(
    seen: Open,
    person: Person,
    *,
    choice: FeeChoice,
    sign_ups: SignUps,
    step: StepId,
    now: datetime,
    pause: Pause = no_pause,
) -> SignUp:
    """Accept the offer: a place, or a number in the line. Sent twice, it happens once.

    Raises CannotDo, or StoreUnavailable when so many people press at once that it could not be settled.
    """
    if seen.session.state is not SessionState.PLANNED or now >= seen.session.starts:
        raise CannotDo(seen.session.id, reason=Refusal.STARTED)
    if not person.is_registered:
        raise CannotDo(seen.session.id, reason=Refusal.NOT_REGISTERED)

    def accepted(sign_up: SignUp, places: Places) -> tuple[SignUp, Places]:
        if sign_up.state is SignUpState.OFFERED and not seen.opportunity.is_open:
            raise CannotDo(seen.session.id, reason=Refusal.NOT_OPEN)
        if sign_up.state is SignUpState.OFFERED and not sign_up.offer.is_for(seen.session):
            raise CannotDo(seen.session.id, reason=Refusal.OUT_OF_DATE)  # It was moved: see the new offer first.
        return sign_ups_domain.accept(sign_up, places, choice=choice, at=now, step=step)

    return settle(seen.session.id, person.id, accepted, step=step, sign_ups=sign_ups, pause=pause)


def say_no(
    seen: Open,
    person: Person,
    *,
    sign_ups: SignUps,
    policy: Policy,
    step: StepId,
    now: datetime,
    pause: Pause = no_pause,
) -> SignUp:
    """Decline an offer, leave the line, or give up a place, which goes to the next in the line. Raises CannotDo."""
    if now >= seen.session.starts:
        raise CannotDo(seen.session.id, reason=Refusal.STARTED)

    def left(sign_up: SignUp, places: Places) -> tuple[SignUp, Places]:
        had = sign_up.state in (SignUpState.CONFIRMED, SignUpState.WAITING)
        action = SignUpAction.CANCEL if had else SignUpAction.DECLINE
        return sign_ups_domain.leave(sign_up, places, action=action, by=journals.person(person.id), at=now, step=step)

    after = settle(seen.session.id, person.id, left, step=step, sign_ups=sign_ups, pause=pause)
    offer_to_line(seen.session, sign_ups=sign_ups, policy=policy, now=now, pause=pause)
    return after


def offer_to_line(
    session: Session, *, sign_ups: SignUps, policy: Policy, now: datetime, pause: Pause = no_pause
) -> int:
    """Offer every place that is kept back for the line to who is first in it; how many offers were made.

    It can stop at any point and be run again: a place that is kept back stays so until it is offered.
    """
    made = 0
    if not session.is_to_come(now):
        return made
    for attempt in range(TRIES):
        places = sign_ups.places(session.id)
        line = sorted(
            (s for s in sign_ups.of_session(session.id) if s.state is SignUpState.WAITING and s.ticket is not None),
            key=lambda sign_up: sign_up.ticket or 0,
        )
        if not places.to_offer or not line:
            return made
        first = line[0]
        step = StepId(f"offer-place-{first.version}")
        hours = policy.participation.offer_hours
        after, left = sign_ups_domain.offer_place(first, places, hours=hours, starts=session.starts, at=now, step=step)
        try:
            sign_ups.save_with_places(after, left)
            made += 1
        except ChangedMeanwhile:
            pause(attempt)
    return made


def lapse(session: Session, *, sign_ups: SignUps, policy: Policy, now: datetime, pause: Pause = no_pause) -> int:
    """Take back places that were kept long enough, and offer them to the next; how many lapsed."""
    lapsed = 0
    for sign_up in sign_ups.of_session(session.id):
        if sign_up.state is not SignUpState.PLACE_OFFERED or sign_up.kept_until is None or now < sign_up.kept_until:
            continue
        step = StepId(f"lapse-{sign_up.version}")

        def taken_back(found: SignUp, places: Places, step: StepId = step) -> tuple[SignUp, Places]:
            return sign_ups_domain.leave(
                found, places, action=SignUpAction.LAPSE, by=journals.Job.REMINDERS.actor, at=now, step=step
            )

        try:
            settle(session.id, sign_up.person, taken_back, step=step, sign_ups=sign_ups, pause=pause)
            lapsed += 1
        except CannotDo:
            continue  # They answered in the meantime.
    offer_to_line(session, sign_ups=sign_ups, policy=policy, now=now, pause=pause)
    return lapsed


def settle(
    session: SessionId,
    person: PersonId,
    change: Callable[[SignUp, Places], tuple[SignUp, Places]],
    *,
    step: StepId,
    sign_ups: SignUps,
    pause: Pause,
) -> SignUp:
    """Change a sign-up and the places together, again from the start whenever somebody else was faster.

    Raises CannotDo, or StoreUnavailable after too many tries.
    """
    for attempt in range(TRIES):
        sign_up = sign_ups.get((session, person))
        if sign_up is None:
            raise CannotDo(session, reason=Refusal.NOT_THERE)
        if journals.has_step(sign_up.journal, step):
            return sign_up
        places = sign_ups.places(session)
        after, left = change(sign_up, places)
        try:
            if left == places:
                sign_ups.save(after)
            else:
                sign_ups.save_with_places(after, left)
        except ChangedMeanwhile:
            pause(attempt)
            continue
        return after
    raise StoreUnavailable


def _kept(sign_up: SignUp, *, sign_ups: SignUps) -> None:
    try:
        sign_ups.save(sign_up)
    except ChangedMeanwhile as changed:
        raise CannotDo(sign_up.session, reason=Refusal.OUT_OF_DATE) from changed
