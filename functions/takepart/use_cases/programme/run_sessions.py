"""A worker runs sessions: plans, moves, cancels, takes attendance, and lets in who walks in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.ids import DraftId, PersonId, StaffId, StepId
from takepart.domain.people.person import Person, PersonState
from takepart.domain.policy import Policy
from takepart.domain.programme import opportunity as opportunities_domain
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme import sign_up_notes
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.offer import AgreedCost, offer_for
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import COMES, SIGN_UP_TRANSITIONS, SignUp, SignUpAction, SignUpState
from takepart.domain.programme.supporters import Supporter
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme.ports import Opportunities, Sessions, SignUps
from takepart.use_cases.programme.take_part import TRIES, Pause, no_pause, offer_to_line, settle

_AT_THE_DOOR: Final[Mapping[PersonState | None, Refusal]] = MappingProxyType(
    {
        PersonState.NEW: Refusal.NOT_CONFIRMED_AT_THE_DOOR,
        PersonState.AWAITING_CONSENT: Refusal.AWAITS_CONSENT_AT_THE_DOOR,
        PersonState.LEFT: Refusal.LEFT_BEFORE,
    }
)
"""What the worker reads about somebody who cannot be let in yet."""


def publish(
    opportunity: Opportunity,
    *,
    opportunities: Opportunities,
    sessions: Sessions,
    by: StaffId,
    step: StepId,
    now: datetime,
) -> Opportunity:
    """Let everyone find it. Raises CannotDo without a session to come."""
    if journals.has_step(opportunity.journal, step):
        return opportunity
    to_come = sum(session.is_to_come(now) for session in sessions.of_opportunity(opportunity.id))
    after = opportunities_domain.publish(opportunity, sessions_to_come=to_come, by=by, at=now, step=step)
    try:
        opportunities.save(after)
    except ChangedMeanwhile as changed:
        raise CannotDo(opportunity.id, reason=Refusal.OUT_OF_DATE) from changed
    return after


def change_session(
    session: Session, change: Callable[[Session], Session], *, sessions: Sessions, step: StepId
) -> Session:
    """One step of a session: moved, held, papers sent. Sent twice, it happens once. Raises CannotDo."""
    if journals.has_step(session.journal, step):
        return session
    after = change(session)
    try:
        sessions.save(after)
    except ChangedMeanwhile as changed:
        raise CannotDo(session.id, reason=Refusal.OUT_OF_DATE) from changed
    return after


def cancel_session(
    session: Session, *, sessions: Sessions, sign_ups: SignUps, by: StaffId, step: StepId, now: datetime
) -> Session:
    """Cancel a session and call off every sign-up. It can stop anywhere and be run again. Raises CannotDo."""
    if session.state is not SessionState.CANCELLED:
        session = change_session(
            session,
            lambda found: sessions_domain.cancel(found, by=by, at=now, step=step),
            sessions=sessions,
            step=step,
        )
    for listed in sign_ups.of_session(session.id):
        sign_up: SignUp | None = listed
        for _ in range(TRIES):
            if sign_up is None or (sign_up.state, SignUpAction.CALL_OFF) not in SIGN_UP_TRANSITIONS:
                break
            try:
                sign_ups.save(sign_ups_domain.call_off(sign_up, at=now, step=StepId("call-off")))
                break
            except ChangedMeanwhile:
                sign_up = sign_ups.get((session.id, listed.person))
    return session


def resize(
    session: Session,
    total: int,
    *,
    sign_ups: SignUps,
    policy: Policy,
    now: datetime,
    pause: Pause = no_pause,
) -> Places:
    """More or fewer places; new ones go to the line first. Raises CannotDo below those that are taken."""
    for attempt in range(TRIES):
        places = sign_ups.places(session.id)
        if places.total == total:
            return places
        after = places.resized(total)
        try:
            sign_ups.save_places(after)
        except ChangedMeanwhile:
            pause(attempt)
            continue
        offer_to_line(session, sign_ups=sign_ups, policy=policy, now=now, pause=pause)
        return after
    raise CannotDo(session.id, reason=Refusal.OUT_OF_DATE)


def agree_cost(
    sign_up: SignUp, cost: AgreedCost, *, by: StaffId, sign_ups: SignUps, step: StepId, now: datetime
) -> SignUp:
    """Agree to a cost before the session. Raises CannotDo."""
    return _change(sign_up, lambda s: sign_ups_domain.agree_cost(s, cost, by=by, at=now, step=step), step, sign_ups)


def record_attendance(
    session: Session,
    sign_up: SignUp,
    *,
    was_there: bool,
    by: StaffId,
    reason: str,
    draft: DraftId,
    sign_ups: SignUps,
    policy: Policy,
    step: StepId,
    now: datetime,
) -> SignUp:
    """Write down who was there. What was written before is corrected with a reason. Raises CannotDo."""
    _takes_attendance(session, now=now)
    wanted = SignUpState.ATTENDED if was_there else SignUpState.ABSENT
    if sign_up.state is wanted:
        return sign_up
    if sign_up.state not in COMES:
        raise CannotDo(session.id, reason=Refusal.NO_PLACE_NOW)

    def recorded(found: SignUp) -> SignUp:
        if found.state in (SignUpState.ATTENDED, SignUpState.ABSENT):
            held = as_held(found, session, policy=policy, now=now)
            return sign_ups_domain.correct(held, by=by, reason=reason, draft=draft, at=now, step=step)
        if was_there:
            held = as_held(found, session, policy=policy, now=now)
            return sign_ups_domain.attend(held, by=by, draft=draft, at=now, step=step)
        return sign_ups_domain.miss(found, by=by, at=now, step=step)

    return _change(sign_up, recorded, step, sign_ups)


def check_in(
    session: Session,
    person: PersonId,
    *,
    draft: DraftId,
    sign_ups: SignUps,
    policy: Policy,
    step: StepId,
    now: datetime,
) -> SignUp:
    """A person scans the session's code. It works while the doors are open, and only for who has a place.

    Raises CannotDo.
    """
    sign_up = sign_ups.get((session.id, person))
    if session.state is SessionState.CANCELLED:
        raise CannotDo(session.id, reason=Refusal.NOT_OPEN)
    if not session.doors_open(now):
        early = now < session.starts
        raise CannotDo(session.id, reason=Refusal.TOO_EARLY if early else Refusal.TOO_LATE)
    if sign_up is None:
        raise CannotDo(session.id, reason=Refusal.NOT_THERE)
    if sign_up.state is SignUpState.ATTENDED:
        return sign_up
    if sign_up.state is not SignUpState.CONFIRMED:
        raise CannotDo(session.id, reason=Refusal.NOT_IN_THIS_STATE)
    return _change(
        sign_up,
        lambda s: sign_ups_domain.attend(
            as_held(s, session, policy=policy, now=now), by=None, draft=draft, at=now, step=step
        ),
        step,
        sign_ups,
    )


def let_in(
    session: Session,
    person: Person | None,
    *,
    over: bool = False,
    by: StaffId,
    draft: DraftId,
    sign_ups: SignUps,
    policy: Policy,
    step: StepId,
    now: datetime,
    pause: Pause = no_pause,
) -> SignUp:
    """Somebody without a place walks in: they get the offer that everyone got, and are there.

    Where they stood before does not matter: in the line, offered, having said no, or never signed up. ``over`` lets
    them in over the number of places. Raises CannotDo with words for the worker.
    """
    _takes_attendance(session, now=now)
    if person is None or not person.is_registered:
        state = person.state if person else None
        raise CannotDo(session.id, reason=_AT_THE_DOOR.get(state, Refusal.UNKNOWN_AT_THE_DOOR))
    sign_up = sign_ups.get((session.id, person.id))
    if sign_up is not None and sign_up.state is SignUpState.CONFIRMED:
        return _change(
            sign_up,
            lambda s: sign_ups_domain.attend(
                as_held(s, session, policy=policy, now=now), by=by, draft=draft, at=now, step=step
            ),
            step,
            sign_ups,
        )
    if sign_up is None:
        offered = sign_ups_domain.make_offer(
            None,
            session=session.id,
            person=person.id,
            offer=offer_for(session, policy=policy, now=now),
            starts=session.starts,
            support="",
            at=now,
            step=StepId(f"{step}-offer"),
        )
        try:
            sign_ups.save(offered)
        except ChangedMeanwhile as changed:
            raise CannotDo(session.id, reason=Refusal.OUT_OF_DATE) from changed
    elif sign_up.state is SignUpState.ATTENDED:
        return sign_up
    elif sign_up.state is SignUpState.ABSENT:
        raise CannotDo(session.id, reason=Refusal.WRITTEN_ABSENT)

    def came(found: SignUp, places: Places) -> tuple[SignUp, Places]:
        held = as_held(found, session, policy=policy, now=now)
        return sign_ups_domain.walk_in(held, places, over=over, by=by, draft=draft, at=now, step=step)

    return settle(session.id, person.id, came, step=step, sign_ups=sign_ups, pause=pause)


def note_support(
    sign_up: SignUp, role: Supporter, more: int, *, by: StaffId, sign_ups: SignUps, step: StepId, now: datetime
) -> SignUp:
    """One more or one fewer who came along in this role. Raises CannotDo for somebody who was not there."""
    count = sign_up.supporters.get(role, 0) + more
    return _change(
        sign_up, lambda found: sign_up_notes.note_support(found, role, count, by=by, at=now, step=step), step, sign_ups
    )


def as_held(sign_up: SignUp, session: Session, *, policy: Policy, now: datetime) -> SignUp:
    """The sign-up for the session as it was held: one that was moved is paid for by its new day and length."""
    if sign_up.offer.is_for(session):
        return sign_up
    offer = offer_for(session, policy=policy, now=now, agreed=sign_up.offer.agreed)
    return replace(sign_up, offer=offer, starts=session.starts)


def sheet(session: SessionId, *, sign_ups: SignUps) -> list[SignUp]:
    """Who is expected or was there, for the attendance sheet."""
    return [sign_up for sign_up in sign_ups.of_session(session) if sign_up.state in COMES]


def _takes_attendance(session: Session, *, now: datetime) -> None:
    if not session.takes_attendance(now):
        off = session.state is SessionState.CANCELLED
        raise CannotDo(session.id, reason=Refusal.CALLED_OFF if off else Refusal.TOO_EARLY)


def _change(sign_up: SignUp, change: Callable[[SignUp], SignUp], step: StepId, sign_ups: SignUps) -> SignUp:
    if journals.has_step(sign_up.journal, step):
        return sign_up
    after = change(sign_up)
    try:
        sign_ups.save(after)
    except ChangedMeanwhile as changed:
        raise CannotDo(sign_up.session, reason=Refusal.OUT_OF_DATE) from changed
    return after
