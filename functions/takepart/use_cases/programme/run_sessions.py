"""A worker runs what there is to take part in: publishes, plans, moves, cancels, and takes attendance at the door."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from takepart.domain.aggregate import Step
from takepart.domain.ids import CourseId, DraftId, OpportunityId, PersonId, SessionId, StaffId, StepId
from takepart.domain.people import moving
from takepart.domain.people import person as people_steps
from takepart.domain.people.guardian import GuardianYes
from takepart.domain.people.person import Person, PersonState, Whose
from takepart.domain.policy import Policy, StaffMember, UnknownActivityType
from takepart.domain.policy.rates import NoRateThatDay
from takepart.domain.pricing import most_units
from takepart.domain.programme import opportunity as opportunity_steps
from takepart.domain.programme import session as session_steps
from takepart.domain.programme import sign_up as sign_up_notes
from takepart.domain.programme import sign_up as sign_up_steps
from takepart.domain.programme.agenda import Do
from takepart.domain.programme.offer import AgreedCost, offer_for
from takepart.domain.programme.opportunity import About, Opportunity, OpportunityState, waits_for_agreement
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import COMES, SignUp, SignUpState, Supporter
from takepart.domain.refused import Refused
from takepart.use_cases.doing import do, until_kept
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme import agenda
from takepart.use_cases.programme.ports import ProgrammeStores, SignUps
from takepart.use_cases.programme.take_part import TRIES, by_the_clock, offer_to_line, settle


def everyone_was_trained(session: Session, step: Step, course: CourseId, *, kept: ProgrammeStores) -> int:
    """Write the course down for everyone who was there; for how many. It can stop anywhere and be run again.

    Raises ChangedMeanwhile for somebody who is changed all the time.
    """
    there = [each.person for each in kept.sign_ups.of_session(session.id) if each.state is SignUpState.ATTENDED]
    left = [each for each in kept.people.many(there) if each.is_registered and course not in each.training]
    written = 0
    for person in left:
        with suppress(Refused):  # They left, or were forgotten, in the meantime.
            do(kept.people, person.id, step, lambda one, step: people_steps.train(one, step, course, on=session.day))
            written += 1
    return written


_AT_THE_DOOR: Final[Mapping[PersonState | None, ProgrammeRefusal]] = MappingProxyType(
    {
        PersonState.NEW: ProgrammeRefusal.NOT_CONFIRMED_AT_THE_DOOR,
        PersonState.AWAITING_CONSENT: ProgrammeRefusal.AWAITS_CONSENT_AT_THE_DOOR,
        PersonState.LEFT: ProgrammeRefusal.LEFT_BEFORE,
    }
)
"""What the worker reads about somebody who cannot be let in yet."""


class Running:
    """One press of a worker, with what a step on the programme needs. ``seen`` is the version that its page showed.

    Every step raises Refused, and ChangedMeanwhile when it is not as it was seen.
    """

    def __init__(self, kept: ProgrammeStores, step: Step, *, seen: int | None = None) -> None:
        self.kept, self.step, self.seen = kept, step, seen

    def write(self, about: About, when: When, places: int) -> Opportunity:
        """A new draft with its first session. The same press makes the same two."""
        written = opportunity_steps.write(OpportunityId(self._name("opportunity")), self.step, about)
        planned = self._planned(written, when)
        self.kept.opportunities.add(written)
        self.kept.sessions.plan(planned, places)
        return written

    def plan(self, opportunity: Opportunity, whens: Sequence[When], places: int) -> None:
        """More days of it: all of them can be planned, or none is. It can stop anywhere and be pressed again."""
        planned = [self._planned(opportunity, when, place) for place, when in enumerate(whens)]
        for session in planned:
            self.kept.sessions.plan(session, places)

    def edit(self, id: OpportunityId, about: About) -> Opportunity:
        """Say it better. What everyone can see never pays what nobody agreed to."""

        def edited(one: Opportunity, step: Step) -> Opportunity:
            after = opportunity_steps.edit(one, step, about=about)
            if after.is_open and about.activity_type != one.about.activity_type:
                _is_agreed(after, (), policy=self.kept.policy)
            return after

        return do(self.kept.opportunities, id, self.step, edited, seen=self.seen)

    def agree_fee(self, id: OpportunityId) -> Opportunity:
        """Agree to what it pays, before it is published. Raises Refused for whom the policy does not name."""
        if self.step.staff not in self.kept.policy.approval.fees_agreed_by:
            raise Refused(id, reason=ProgrammeRefusal.NOT_YOURS_TO_AGREE)
        agreed = partial(opportunity_steps.agree_fee, days=[each.activity_type for each in self._to_come(id)])
        return do(self.kept.opportunities, id, self.step, agreed, seen=self.seen)

    def publish(self, id: OpportunityId) -> Opportunity:
        """Let everyone find it; it needs a session to come. The same one back where everyone can."""

        def published(one: Opportunity, step: Step) -> Opportunity:
            if one.is_open:
                return one
            to_come = self._to_come(id)
            _is_agreed(one, to_come, policy=self.kept.policy)
            return opportunity_steps.publish(one, step, sessions_to_come=len(to_come))

        return do(self.kept.opportunities, id, self.step, published)

    def close(self, id: OpportunityId) -> Opportunity:
        """Take it off the list."""

        def closed(one: Opportunity, step: Step) -> Opportunity:
            return one if one.state is OpportunityState.CLOSED else opportunity_steps.close(one, step)

        return do(self.kept.opportunities, id, self.step, closed)

    def move(self, id: SessionId, when: When, *, why: str) -> Session:
        """Another time or place, at which it can be paid for. Raises Refused where no rate fits."""

        def moved(one: Session, step: Step) -> Session:
            after = session_steps.move(one, step, starts=when.starts, ends=when.ends, where=when.where, why=why)
            offer_for(after, policy=self.kept.policy, holidays=self.kept.holidays, now=step.at)
            return after

        return do(self.kept.sessions, id, self.step, moved, seen=self.seen)

    def cancel(self, id: SessionId, *, why: str, instead: SessionId | None) -> None:
        """Cancel a session and call off every sign-up. It can stop anywhere and be pressed again."""

        def cancelled(one: Session, step: Step) -> Session:
            if one.state is SessionState.CANCELLED:
                return one
            return session_steps.cancel(one, step, why=why, instead=instead)

        do(self.kept.sessions, id, self.step, cancelled)
        for sign_up in self.kept.sign_ups.of_session(id):
            with suppress(Refused):  # They had no place, nor an offer.
                step = by_the_clock(self.step.at, "call-off")
                do(self.kept.sign_ups, sign_up.identity, step, sign_up_steps.call_off)

    def resize(self, session: Session, total: int) -> Places:
        """More or fewer places; new ones go to the line first."""

        def attempt() -> Places:
            places = self.kept.sign_ups.places(session.id)
            if places.total == total:
                return places
            after = places.resized(total)
            self.kept.sign_ups.save_places(after)
            return after

        after = until_kept(attempt, tries=TRIES, pause=self.kept.pause)
        offer_to_line(session, kept=self.kept, now=self.step.at)
        return after

    def send(self, id: SessionId, words: str) -> bool:
        """The agenda ahead, or the notes of what was held; whether it was the notes."""

        def sent(one: Session, step: Step) -> Session:
            if one.state is SessionState.HELD:
                return session_steps.send_notes(one, step, notes=words)
            return session_steps.send_papers(one, step, agenda=words)

        return do(self.kept.sessions, id, self.step, sent, seen=self.seen).state is SessionState.HELD

    def arrange(self, id: SessionId, ref: str, what: Do) -> Session:
        """Put something on the agenda, higher, or off it."""
        return agenda.arrange(id, self.step, ref, what, kept=self.kept, seen=self.seen)

    def train_all(self, session: Session, course: CourseId) -> int:
        """Everyone who was there has done the course that it gives; how many had not before."""
        step = self.step._replace(press=StepId(f"train-{course}-{session.id}"))
        return everyone_was_trained(session, step, course, kept=self.kept)

    def agree_cost(self, key: tuple[SessionId, PersonId], cost: AgreedCost) -> SignUp:
        """Agree to a cost before the session."""
        return do(self.kept.sign_ups, key, self.step, partial(sign_up_steps.agree_cost, cost=cost), seen=self.seen)

    def agree_time(self, session: Session) -> Session:
        """Whoever holds the budget of its activity agrees, before it starts, to pay for all of a session.

        Raises Refused, also where the fee covers all of it.
        """
        units = units_to_agree(session, self.step.staff, policy=self.kept.policy)
        agreed = partial(session_steps.agree_time, units=units)
        return do(self.kept.sessions, session.id, self.step, agreed, seen=self.seen)

    def note_support(self, key: tuple[SessionId, PersonId], role: Supporter, more: int) -> SignUp:
        """One more or one fewer who came along in this role."""
        return do(self.kept.sign_ups, key, self.step, partial(sign_up_notes.note_support, role=role, more=more))

    def consent_on_paper(self, person: PersonId, said: GuardianYes) -> Person:
        """A parent or carer signed what their child may do, on paper that the worker keeps."""
        return do(self.kept.people, person, self.step, partial(people_steps.consent, said=said), seen=self.seen)

    def hold(self, session: Session) -> None:
        """The first attendance after the start says that the session happened; before it, the clock will."""
        if session.state is SessionState.PLANNED and self.step.at >= session.starts:
            step = self.step._replace(press=StepId("hold"))
            with suppress(Refused):  # It was called off, or somebody said so this moment.
                do(self.kept.sessions, session.id, step, session_steps.hold)

    def train(self, person: PersonId, course: CourseId, *, on: date) -> Person:
        """Write down a course that somebody did."""
        change = partial(people_steps.train, course=course, on=on)
        return do(self.kept.people, person, self.step, change, seen=self.seen)

    def identity_checked(
        self, person: PersonId, whose: Whose, *, email: str, name: str, how: str, by: StaffMember
    ) -> Person:
        """They checked who somebody is whose old mailbox is lost: the new contact is written to."""
        change = partial(moving.identity_checked, whose=whose, email=email, name=name, how=how, staff_email=by.email)
        return do(self.kept.people, person, self.step, change, seen=self.seen)

    def _to_come(self, id: OpportunityId) -> list[Session]:
        return [each for each in self.kept.sessions.of_opportunity(id) if each.is_to_come(self.step.at)]

    def _planned(self, opportunity: Opportunity, when: When, place: int = 0) -> Session:
        """The session that this press plans, its first or a later one. Raises Refused: no rate fits, or it is past."""
        blank = Session(
            id=SessionId(self._name(f"session-{place}" if place else "session")),
            opportunity=opportunity.id,
            activity_type=opportunity.about.activity_type,
            **when._asdict(),
        )
        session = session_steps.plan(blank, self.step)
        offer_for(session, policy=self.kept.policy, holidays=self.kept.holidays, now=self.step.at)
        return session

    def _name(self, what: str) -> str:
        """The same name for the same press, however often it is sent."""
        return hashlib.sha256(f"{what}:{self.step.press}".encode()).hexdigest()[:12]


def units_to_agree(session: Session, staff: StaffId, *, policy: Policy) -> int:
    """How many units of its fee somebody can agree to, so that all of a session is paid. Raises Refused."""
    try:
        rate = policy.activity_type(session.activity_type).rate_on(session.day)
    except (UnknownActivityType, NoRateThatDay) as error:
        raise Refused(session.id, reason=ProgrammeRefusal.NO_RATE) from error
    if staff not in {each.id for each in policy.confirmers(session.activity_type)}:
        raise Refused(session.id, reason=ProgrammeRefusal.NOT_YOUR_BUDGET)
    units = most_units(rate, minutes=session.minutes)
    if units == 1:
        raise Refused(session.id, reason=ProgrammeRefusal.NO_EXTRA_TIME)
    return units


def _is_agreed(one: Opportunity, days: Iterable[Session], *, policy: Policy) -> None:
    if waits_for_agreement(one, [day.activity_type for day in days], policy=policy):
        raise Refused(one.id, reason=ProgrammeRefusal.FEE_NOT_AGREED)


class When(NamedTuple):
    """When and where a session is, and whom to call on the day."""

    starts: datetime
    ends: datetime
    where: str
    online: bool = False
    contact: str = ""


class Attendance:
    """One session at its door. ``draft`` is the claim form that being there prepares."""

    def __init__(self, session: Session, *, draft: DraftId, kept: ProgrammeStores) -> None:
        self.session, self._draft, self._kept = session, draft, kept

    def record(self, person: PersonId, step: Step, *, was_there: bool, reason: str) -> SignUp:
        """Write down who was there. What was written before is corrected with a reason. Raises Refused."""
        self._is_taken(step.at)

        def recorded(found: SignUp, step: Step) -> SignUp:
            if found.state is (SignUpState.ATTENDED if was_there else SignUpState.ABSENT):
                return found
            if found.state not in COMES:
                raise Refused(found.session, reason=ProgrammeRefusal.NO_PLACE_NOW)
            if found.state is not SignUpState.CONFIRMED:
                return sign_up_steps.correct(self._held(found, step), step, reason=reason, draft=self._draft)
            return self._came(found, step) if was_there else sign_up_steps.miss(found, step)

        return do(self._kept.sign_ups, (self.session.id, person), step, recorded)

    def say_came(self, person: PersonId, step: Step) -> SignUp:
        """Somebody with a place says, once it is over, that they came; nobody has written it down yet.

        It prepares their claim and confirms nothing: whoever was there does. Raises Refused.
        """
        if self.session.state is SessionState.CANCELLED:
            raise Refused(self.session.id, reason=ProgrammeRefusal.CALLED_OFF)
        if step.at < self.session.ends:
            raise Refused(self.session.id, reason=ProgrammeRefusal.TOO_EARLY)

        def said(found: SignUp, step: Step) -> SignUp:
            if found.draft is not None:
                return found
            return sign_up_steps.say_came(self._held(found, step), step, draft=self._draft)

        return do(self._kept.sign_ups, (self.session.id, person), step, said)

    def check_in(self, person: PersonId, step: Step) -> SignUp:
        """A person scans the session's code. It works while the doors are open, and only for who has a place.

        A child whose parent or carer is asked waits for the answer, here as at every other step. Raises Refused.
        """
        who = self._kept.people.get(person)
        if who is not None and who.waits_for_parent:
            raise Refused(self.session.id, reason=ProgrammeRefusal.AWAITS_CONSENT)
        if self.session.state is SessionState.CANCELLED:
            raise Refused(self.session.id, reason=ProgrammeRefusal.NOT_OPEN)
        if not self.session.doors_open(step.at):
            early = step.at < self.session.starts
            raise Refused(self.session.id, reason=ProgrammeRefusal.TOO_EARLY if early else ProgrammeRefusal.TOO_LATE)
        return do(self._kept.sign_ups, (self.session.id, person), step, self._came)

    def let_in(self, person: Person | None, step: Step, *, over: bool = False) -> SignUp:
        """Somebody without a place walks in: they get the offer that everyone got, and are there.

        Where they stood before does not matter: in the line, offered, having said no, or never signed up. ``over``
        lets them in over the number of places. Raises Refused with words for the worker.
        """
        self._is_taken(step.at)
        if person is None or not person.is_registered:
            state = person.state if person else None
            raise Refused(self.session.id, reason=_AT_THE_DOOR.get(state, ProgrammeRefusal.UNKNOWN_AT_THE_DOOR))
        key, sign_ups = (self.session.id, person.id), self._kept.sign_ups
        if sign_ups.get(key) is None:
            with suppress(ChangedMeanwhile):  # They asked for the offer themselves, this moment.
                sign_ups.save(self._offered(person, step))

        def came(found: SignUp, step: Step, places: Places) -> tuple[SignUp, Places]:
            if found.state is SignUpState.ABSENT:
                raise Refused(self.session.id, reason=ProgrammeRefusal.WRITTEN_ABSENT)
            if found.state in COMES:
                return self._came(found, step), places
            return sign_up_steps.walk_in(self._held(found, step), step, places, over=over, draft=self._draft)

        return settle(key, step, came, kept=self._kept)

    def _came(self, found: SignUp, step: Step) -> SignUp:
        if found.state is SignUpState.ATTENDED:
            return found
        return sign_up_steps.attend(self._held(found, step), step, draft=self._draft)

    def _held(self, found: SignUp, step: Step) -> SignUp:
        return as_held(found, self.session, kept=self._kept, now=step.at)

    def _offered(self, person: Person, step: Step) -> SignUp:
        return sign_up_steps.make_offer(
            None,
            step._replace(press=StepId(f"{step.press}-offer")),
            session=self.session.id,
            person=person.id,
            offer=offer_for(self.session, policy=self._kept.policy, holidays=self._kept.holidays, now=step.at),
            starts=self.session.starts,
            support="",
        )

    def _is_taken(self, now: datetime) -> None:
        if not self.session.takes_attendance(now):
            off = self.session.state is SessionState.CANCELLED
            raise Refused(self.session.id, reason=ProgrammeRefusal.CALLED_OFF if off else ProgrammeRefusal.TOO_EARLY)


def as_held(sign_up: SignUp, session: Session, *, kept: ProgrammeStores, now: datetime) -> SignUp:
    """The sign-up for the session as it was held: one that was moved is paid for by its new day and length."""
    if sign_up.offer.is_for(session):
        return sign_up
    agreed = sign_up.offer.agreed
    offer = offer_for(session, policy=kept.policy, holidays=kept.holidays, now=now, agreed=agreed)
    return replace(sign_up, offer=offer, starts=session.starts)


def sheet(session: SessionId, *, sign_ups: SignUps) -> list[SignUp]:
    """Who is expected or was there, for the attendance sheet."""
    return [sign_up for sign_up in sign_ups.of_session(session) if sign_up.state in COMES]
