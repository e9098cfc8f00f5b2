"""A person takes part: sees the offer, says yes or no, waits in line, or gives a place up.

Each of these is one write. Where a place is at stake it is one write to two items, on condition that neither changed
since it was read; whoever loses reads again and gets the true answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import PersonId, SessionId, StepId
from takepart.domain.people.person import Person
from takepart.domain.programme import sign_up as steps
from takepart.domain.programme.offer import AgreedCost, offer_for
from takepart.domain.programme.opportunity import About, Opportunity
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import MOST_IN_A_ROW, Session, SessionState, hold
from takepart.domain.programme.sign_up import COMES, SignUp, SignUpState, remind
from takepart.domain.refused import Closed, Refused
from takepart.domain.uk_time import LONDON, local_date
from takepart.use_cases.doing import do_each, read, until_kept
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.programme.ports import People, ProgrammeStores, SessionStores
from takepart.use_cases.stores import DamagedRecord

TRIES: Final = 25
Moves = Callable[[SignUp, Step, Places], tuple[SignUp, Places]]
"""A step on a sign-up that may move a place."""


def theirs(person: PersonId, now: datetime, press: str) -> Step:
    """A step that somebody takes on what is theirs."""
    return Step(journals.person(person), now, StepId(press))


def by_the_clock(now: datetime, occasion: str) -> Step:
    """A step that no person takes."""
    return Step(journals.Job.REMINDERS.actor, now, StepId(occasion))


def who_stays(found: Iterable[Person], *, people: People) -> list[Person]:
    """Each person once: in place of a registration that was put into another, the one that stays."""
    every = list(found)
    stays = people.many(list(dict.fromkeys(each.into for each in every if each.into is not None)))
    return list({each.id: each for each in (*every, *stays) if each.into is None}.values())


@dataclass(frozen=True, kw_only=True)
class Open:
    """A session that a person looks at, with what it belongs to and what they have of it."""

    session: Session
    opportunity: Opportunity
    sign_up: SignUp | None
    places: Places
    member: bool = True
    """Whether they may come to what is for members; True where nobody need be one."""


def look(session_id: SessionId, person: Person, *, kept: ProgrammeStores) -> Open:
    """One session as a person sees it. Raises Closed when there is no such session, or nobody may see it yet."""
    session = read(kept.sessions, session_id)
    opportunity = read(kept.opportunities, session.opportunity)
    sign_up = kept.sign_ups.get((session_id, person.id))
    if sign_up is None and person.merged:  # they came under a registration that was put into this one
        others = kept.sign_ups.many([(session_id, id) for id in person.merged])
        sign_up = next((each for each in others if each.state is SignUpState.ATTENDED), None)
    if sign_up is None and not opportunity.is_open:
        raise Closed(session_id)
    places, rules = kept.sign_ups.places(session_id), opportunity.about.ground_rules
    found = kept.memberships.many([(opportunity.id, id) for id in person.ids]) if rules else ()
    member = not rules or any(each.is_one(session.day) for each in found)
    return Open(session=session, opportunity=opportunity, sign_up=sign_up, places=places, member=member)


def not_for(person: Person, about: About, day: date, *, under: int) -> ProgrammeRefusal | None:
    """Why it is not for somebody on a day: they do not take part, nobody's yes lasts so long, or their age."""
    if not person.is_registered:
        return ProgrammeRefusal.AWAITS_CONSENT if person.waits_for_parent else ProgrammeRefusal.NOT_REGISTERED
    if person.yes_ends_before(day, under=under):
        return ProgrammeRefusal.YES_ENDS
    age = person.age_on(day)
    if (about.least_age is not None or about.most_age is not None) and age is None:
        return ProgrammeRefusal.AGE_UNKNOWN
    if age is not None and about.least_age is not None and age < about.least_age:
        return ProgrammeRefusal.TOO_YOUNG
    if age is not None and about.most_age is not None and age > about.most_age:
        return ProgrammeRefusal.TOO_OLD
    return None


def may_join(seen: Open, person: Person, *, under: int, now: datetime) -> ProgrammeRefusal | None:
    """Why a person cannot join a session; None when they can."""
    about = seen.opportunity.about
    if (refusal := not_for(person, about, seen.session.day, under=under)) is not None:
        return refusal
    if seen.session.state is not SessionState.PLANNED or not seen.opportunity.is_open:
        return ProgrammeRefusal.NOT_OPEN
    if now >= seen.session.starts:
        return ProgrammeRefusal.STARTED
    if not seen.member:
        return ProgrammeRefusal.NOT_A_MEMBER
    if any(course not in person.training for course in about.training):
        return ProgrammeRefusal.NEEDS_TRAINING
    return None


def came(sign_up: SignUp, session: Session | None, *, now: datetime) -> bool:
    """Whether somebody can ask to be paid: they were there, or had a place and it is over with nothing written down."""
    if sign_up.state is SignUpState.ATTENDED:
        return True
    over = session is not None and session.state is not SessionState.CANCELLED and session.ends <= now
    return over and sign_up.state is SignUpState.CONFIRMED


def ask_for_offer(
    seen: Open,
    person: Person,
    step: Step,
    *,
    support: str,
    kept: SessionStores,
    agreed: tuple[AgreedCost, ...] = (),
) -> SignUp:
    """Make the offer and keep it as it is shown. Raises Refused with the reason to show.

    ``agreed`` are costs that come along from another session; those that were agreed for this one count before them.
    """
    if seen.sign_up is not None and seen.sign_up.has(step):
        return seen.sign_up
    if (refusal := may_join(seen, person, under=kept.policy.participation.consent_under, now=step.at)) is not None:
        raise Refused(seen.session.id, reason=refusal)

    def attempt() -> SignUp:
        before = kept.sign_ups.get((seen.session.id, person.id))
        if before is not None and before.has(step):
            return before
        promised = before.offer.agreed if before else agreed
        after = steps.make_offer(
            before,
            step,
            session=seen.session.id,
            person=person.id,
            offer=offer_for(seen.session, policy=kept.policy, holidays=kept.holidays, now=step.at, agreed=promised),
            starts=seen.session.starts,
            support=support,
        )
        kept.sign_ups.save(after)
        return after

    return until_kept(attempt, tries=TRIES, pause=kept.pause)


def say_yes(
    seen: Open, person: Person, step: Step, *, choice: FeeChoice, kept: SessionStores, waits: bool = True
) -> SignUp:
    """Accept the offer: a place, or a number in the line where they would wait. Sent twice, it happens once.

    Raises Refused, or StoreUnavailable when so many people press at once that it could not be settled.
    """
    if seen.session.state is not SessionState.PLANNED or step.at >= seen.session.starts:
        raise Refused(seen.session.id, reason=ProgrammeRefusal.STARTED)
    if not person.is_registered:
        raise Refused(seen.session.id, reason=ProgrammeRefusal.NOT_REGISTERED)

    def accepted(sign_up: SignUp, step: Step, places: Places) -> tuple[SignUp, Places]:
        if sign_up.state is SignUpState.OFFERED:
            under = kept.policy.participation.consent_under
            refusal = may_join(seen, person, under=under, now=step.at)
            if refusal is None and not sign_up.offer.is_for(seen.session):
                refusal = ProgrammeRefusal.OUT_OF_DATE  # Moved: see the new offer first.
            if refusal is None and not waits and places.free <= 0:
                refusal = ProgrammeRefusal.FULL_THERE
            if refusal is not None:
                raise Refused(seen.session.id, reason=refusal)
        return steps.accept(sign_up, step, places, choice=choice)

    return settle((seen.session.id, person.id), step, accepted, kept=kept)


def say_no(session: Session, person: Person, step: Step, *, kept: SessionStores) -> SignUp:
    """Decline an offer, leave the line, or give up a place, which goes to the next in the line. Raises Refused."""
    if step.at >= session.starts:
        raise Refused(session.id, reason=ProgrammeRefusal.STARTED)
    after = settle((session.id, person.id), step, steps.leave, kept=kept)
    offer_to_line(session, kept=kept, now=step.at)
    return after


def change_session(old: Open, new: Open, person: Person, step: Step, *, kept: SessionStores) -> SignUp:
    """A place in another session instead of the one they have, with what was agreed for them and what they chose.

    The new place is taken before the old one is given up, so that nobody is left without either. It can stop anywhere
    and be pressed again. Raises Refused, and they keep the old place, where the new session is full or not for them.
    """
    before = old.sign_up
    gone = before is not None and before.has(step)
    if before is None or not (gone or (before.has_place and old.session.is_to_come(step.at))):
        raise Refused(old.session.id, reason=ProgrammeRefusal.NOT_IN_THIS_STATE)
    if not (new.sign_up and new.sign_up.state in COMES):
        asks = step._replace(press=StepId(f"{step.press}-offer"))
        after = ask_for_offer(new, person, asks, support=before.support, kept=kept, agreed=before.offer.agreed)
        less = before.choice.amount
        choice = FeeChoice.as_offered() if less is not None and less > after.offer.fee else before.choice
        say_yes(new, person, step, choice=choice, kept=kept, waits=False)
    return before if gone else say_no(old.session, person, step, kept=kept)


def offer_to_line(session: Session, *, kept: SessionStores, now: datetime) -> int:
    """Offer every place that is kept back for the line to who is first in it; how many offers were made.

    It can stop at any point and be run again: a place that is kept back stays so until it is offered.
    """
    made = 0
    if not session.is_to_come(now):
        return made
    for attempt in range(TRIES):
        places = kept.sign_ups.places(session.id)
        line = sorted(
            (s for s in kept.sign_ups.of_session(session.id) if s.state is SignUpState.WAITING and s.ticket),
            key=lambda sign_up: sign_up.ticket or 0,
        )
        if not places.to_offer or not line:
            return made
        first, hours = line[0], kept.policy.participation.offer_hours
        step = by_the_clock(now, f"offer-place-{first.version}")
        after, left = steps.offer_place(first, step, places, hours=hours, starts=session.starts)
        try:
            kept.sign_ups.save_with_places(after, left)
            made += 1
        except ChangedMeanwhile:
            kept.pause(attempt)
    return made


def lapse(session: Session, *, kept: SessionStores, now: datetime) -> int:
    """Take back places that were kept long enough, and offer them to the next; how many lapsed."""
    lapsed = 0
    for sign_up in kept.sign_ups.of_session(session.id):
        if sign_up.state is not SignUpState.PLACE_OFFERED or sign_up.kept_until is None or now < sign_up.kept_until:
            continue
        step = by_the_clock(now, f"lapse-{sign_up.version}")
        with suppress(Refused):  # They answered in the meantime.
            settle(sign_up.identity, step, partial(steps.leave, lapsed=True), kept=kept)
            lapsed += 1
    offer_to_line(session, kept=kept, now=now)
    return lapsed


def settle(key: tuple[SessionId, PersonId], step: Step, change: Moves, *, kept: SessionStores) -> SignUp:
    """Change a sign-up and the places together, again from the start whenever somebody else was faster.

    Raises Refused, Closed when there is none, or StoreUnavailable after too many tries.
    """

    def attempt() -> SignUp:
        sign_up = read(kept.sign_ups, key)
        if sign_up.has(step):
            return sign_up
        places = kept.sign_ups.places(key[0])
        after, left = change(sign_up, step, places)
        if after is sign_up:
            return after
        if left == places:
            kept.sign_ups.save(after)
        else:
            kept.sign_ups.save_with_places(after, left)
        return after

    try:
        return until_kept(attempt, tries=TRIES, pause=kept.pause)
    except ChangedMeanwhile as changed:
        raise StoreUnavailable from changed


_LOOK_BACK: Final = timedelta(days=MOST_IN_A_ROW + 7)
"""How far back the hourly job looks for sessions that nobody has said were held: one lasts for days, and the job may
have stood still for days."""


def remind_participants(*, kept: SessionStores, now: datetime) -> int:
    """Remind everyone who has a place in a session so many days from now; how many. Run again, it reminds nobody twice.

    A session that was moved is reminded of anew.
    """
    reminded = 0
    for days in kept.policy.participation.reminder_days:
        start = _midnight(local_date(now) + timedelta(days=days))
        end = _midnight(local_date(now) + timedelta(days=days + 1)) - timedelta(milliseconds=1)
        for session in kept.sessions.planned(since=start, until=end):
            step = by_the_clock(now, f"remind-{days}-{session.sequence}")
            reminded += _remind(session.id, step, days, kept=kept)
    return reminded


def _remind(session: SessionId, step: Step, days: int, *, kept: SessionStores) -> int:
    come = (each for each in kept.sign_ups.of_session(session) if each.state is SignUpState.CONFIRMED)
    return do_each(kept.sign_ups, come, lambda _: step, partial(remind, days=days))


def pass_on_places(*, kept: SessionStores, now: datetime) -> int:
    """Take back what was kept long enough, and offer what is free to who waits; how many places lapsed."""
    lapsed = 0
    for session in kept.sessions.planned(since=now, until=now + timedelta(days=366)):
        with suppress(DamagedRecord):  # its count of places, say: the other sessions go on
            lapsed += lapse(session, kept=kept, now=now)
    return lapsed


def hold_attended(*, kept: SessionStores, now: datetime) -> int:
    """Say of each session that has started, and that somebody came to, that it was held; how many.

    A worker who takes attendance after the start says so at once. It is left to the clock when all were ticked at the
    open door, before the start, or scanned the code themselves.
    """
    came = (
        session
        for session in kept.sessions.planned(since=now - _LOOK_BACK, until=now)
        if any(sign_up.state is SignUpState.ATTENDED for sign_up in kept.sign_ups.of_session(session.id))
    )
    return do_each(kept.sessions, came, lambda _: by_the_clock(now, "hold"), hold)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=LONDON)
