"""What a worker does for somebody who calls, writes or stands at the door: the steps that the person has themselves.

The rules are those of the person's own pages. The journal says who did it and how they asked; the letter goes to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import DraftId, PersonId, SessionId
from takepart.domain.lines import LineKind
from takepart.domain.people.details import Details
from takepart.domain.people.look import LookReason
from takepart.domain.people.person import Person
from takepart.domain.policy.rates import PaidAs
from takepart.domain.programme.membership import wording
from takepart.domain.programme.offer import AgreedCost
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.session import DOORS_OPEN, MOST_IN_A_ROW, Session
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.domain.refused import Closed
from takepart.use_cases.programme import find_people, groups, registration, take_part
from takepart.use_cases.programme.run_sessions import Attendance, Running
from takepart.use_cases.programme.take_part import Open
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import (
    ActForm,
    AgreedCostForm,
    LetInForm,
    OfferForm,
    OtherSessionForm,
    RegisterForForm,
    YesForm,
)
from takepart.web.paging import part_of
from takepart.web.problems import Elsewhere, Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call

_ALL: Final = "/office/people/<person>/sessions"
_ONE: Final = f"{_ALL}/<session>"
_PAGE: Final = 50
_LONGEST: Final = timedelta(days=MOST_IN_A_ROW + 1)
"""How long ago a session may have started whose doors are open still."""
_AHEAD: Final = timedelta(days=366)
_DONE: Final = {
    "offer": "The offer is made. Read it to them, then ask if they say yes.",
    "yes": "It is written down. Who gets letters gets one about it.",
    "no": "It is written down. Who gets letters gets one about it.",
    "moved": "They have a place here instead. Who gets letters gets one about it.",
    "member": "They are a member now. Who gets letters gets one about it.",
    "here": "They are written down as here, and can claim.",
    "agreed": "It is part of the offer now. Who gets letters gets one about it.",
}
STANDS: Final = {
    SignUpState.OFFERED: "Has the offer, and has not said yes yet",
    SignUpState.CONFIRMED: "Has a place",
    SignUpState.WAITING: "Is on the waiting list",
    SignUpState.PLACE_OFFERED: "A place is kept for them",
    SignUpState.LAPSED: "The place went to someone else",
    SignUpState.DECLINED: "Said no",
    SignUpState.CANCELLED: "Gave up the place",
    SignUpState.CALLED_OFF: "The session was called off",
    SignUpState.ATTENDED: "Was there",
    SignUpState.ABSENT: "Was not there",
}
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


def running_for(call: Called) -> Running:
    """This press, with how somebody asked for it."""
    running = call.site.running(call)
    return Running(running.kept, running.step._replace(asked=str(call.form.asked.data)), seen=running.seen)


def what_they_have(desk: ProgrammeDesk, person: Person) -> list[tuple[Session, Opportunity, str]]:
    """Sessions to come that they signed up for, with how they stand."""
    sign_ups = {each.session: each for each in desk.kept.sign_ups.of_person(person.id, since=desk.now())}
    sessions = desk.kept.sessions.many(list(sign_ups))
    return [(each, of, STANDS[sign_ups[each.id].state]) for each, of in _with_theirs(desk, sessions)]


def _with_theirs(desk: ProgrammeDesk, sessions: Sequence[Session]) -> list[tuple[Session, Opportunity]]:
    found = {each.id: each for each in desk.kept.opportunities.many([each.opportunity for each in sessions])}
    return [(each, found[each.opportunity]) for each in sessions if each.opportunity in found]


def _person(call: Called) -> Person:
    """Whom it is for. Raises Problem 404."""
    return call.site.person(call.params["person"])


def looked_at(call: Called, which: str = "person") -> Person:
    """The same, to be shown. Leads to the door where it is not written down that they look: after a press as well."""
    desk, found = call.site, call.site.person(call.params[which])
    if not find_people.may_look(found.id, call.who.id, desk.now(), looks=desk.looks):
        raise Elsewhere(f"/office/people/{found.id}")
    return found


def _open(call: Called, person: Person, session: str) -> Open:
    try:
        return take_part.look(SessionId(session), person, kept=call.site.kept)
    except Closed as closed:
        raise Problem.not_found() from closed


@routes.get("/office/people/new")
def ask(call: Called) -> Answer:
    """The questions to read to them."""
    under = call.site.policy.participation.consent_under
    values = {"form": call.filled(RegisterForForm), "under": under, "errors": call.errors}
    return call.site.html(call, "office/programme/person_new.html", section="people", **values)


@routes.post("/office/people/new", form=RegisterForForm, shown=ask)
def register(call: Call[ProgrammeDesk, RegisterForForm]) -> Answer:
    """Register somebody who asked for it. Whoever does it looks at them: that is written down as well."""
    desk, step = call.site, _step(call)
    person = registration.register_for(Details(**call.form.values()), step, kept=desk.kept, naming=desk.naming)
    find_people.look(person.id, desk.step(call), why=LookReason.ASKED, needed=False, looks=desk.looks)
    done = "registered" if person.has(step) else "known"
    return responses.see_other(f"/office/people/{person.id}?{urlencode({'done': done})}")


@routes.get(_ALL)
def choose(call: Called) -> Answer:
    """What there is to come, for them to choose from."""
    desk, person, now = call.site, looked_at(call), call.site.now()
    planned = _with_theirs(desk, desk.kept.sessions.planned(since=now, until=now + _AHEAD))
    sessions, until = desk.kept.sessions, now + DOORS_OPEN
    recent = [*sessions.planned(since=now - _LONGEST, until=until), *sessions.held(since=now - _LONGEST, until=until)]
    doors = [each for each in recent if each.doors_open(now)]
    part = part_of([(each, of) for each, of in planned if of.is_open], call.request, size=_PAGE)
    places = desk.kept.sign_ups.places_of([each.id for each, _ in part.things])
    return desk.html(
        call,
        "office/programme/person_sessions.html",
        section="people",
        person=person,
        part=part,
        places=places,
        doors=_with_theirs(desk, sorted(doors, key=lambda each: each.starts)),
    )


@routes.get(_ONE)
def show(call: Called) -> Answer:
    """One session, as it stands for them, and what can be done."""
    desk, person = call.site, looked_at(call)
    seen = _open(call, person, call.params["session"])
    sign_up, state = seen.sign_up, seen.sign_up.state if seen.sign_up else None
    return desk.html(
        call,
        "office/programme/person_session.html",
        section="people",
        person=person,
        session=seen.session,
        about=seen.opportunity.about,
        sign_up=sign_up,
        stands=STANDS[state] if state else "",
        places=seen.places,
        refusal=take_part.may_join(seen, person, under=desk.policy.participation.consent_under, now=desk.now()),
        to_come=seen.session.is_to_come(desk.now()),
        door=seen.session.takes_attendance(desk.now()) and state is not SignUpState.ATTENDED,
        let_in=call.filled(LetInForm),
        rules=wording(seen.opportunity.about.ground_rules),
        moved=sign_up is not None and not sign_up.offer.is_for(seen.session),
        form=_form(call, sign_up),
        other=call.filled(OtherSessionForm, others=desk.other_days(seen.session)),
        cost=call.filled(AgreedCostForm),
        version=sign_up.version if sign_up else 0,
        courses=desk.policy.participation,
        done=_DONE.get(call.request.query.get("done", ""), ""),
    )


def _form(call: Called, sign_up: SignUp | None) -> ActForm:
    """What is asked as things stand: as it was typed, or as it starts."""
    if isinstance(call.form, ActForm):
        return call.form
    if sign_up is not None and sign_up.state is SignUpState.OFFERED:
        return _yes(call, sign_up, Typed())
    return OfferForm(Typed([("support", sign_up.support)] if sign_up else []), call.site.rules)


def _yes(call: Called, sign_up: SignUp, typed: Typed) -> ActForm:
    if not sign_up.offer.fee:
        return ActForm(typed, call.site.rules)
    in_vouchers = sign_up.offer.paid_as is PaidAs.VOUCHER
    return YesForm(typed, call.site.rules, fee=sign_up.offer.fee, in_vouchers=in_vouchers)


def _step(call: Called) -> Step:
    return running_for(call).step


def _back(call: Called, done: str, session: str = "") -> Answer:
    there = f"/office/people/{call.params['person']}/sessions/{session or call.params['session']}"
    return responses.see_other(f"{there}?{urlencode({'done': done})}")


@routes.post(f"{_ONE}/offer", form=OfferForm, shown=show)
def offer(call: Call[ProgrammeDesk, OfferForm]) -> Answer:
    """Make the offer, with what they need."""
    person, support = _person(call), str(call.form.support.data or "")
    seen = _open(call, person, call.params["session"])
    take_part.ask_for_offer(seen, person, _step(call), support=support, kept=call.site.kept)
    return _back(call, "offer")


def _saying_yes(call: Called) -> PageForm:
    sign_up = call.site.kept.sign_ups.get((SessionId(call.params["session"]), PersonId(call.params["person"])))
    if sign_up is None or sign_up.state is not SignUpState.OFFERED:
        return ActForm(call.typed, call.site.rules)
    return _yes(call, sign_up, call.typed)


@routes.post(f"{_ONE}/yes", form=PageForm, shown=show, make=_saying_yes)
def yes(call: Call[ProgrammeDesk, Any]) -> Answer:
    """They say yes: a place, or a number in the line."""
    person = _person(call)
    seen = _open(call, person, call.params["session"])
    before = seen.sign_up.choice if seen.sign_up else FeeChoice.as_offered()
    choice = call.form.choice() if isinstance(call.form, YesForm) else before
    take_part.say_yes(seen, person, _step(call), choice=choice, kept=call.site.kept)
    return _back(call, "yes")


@routes.post(f"{_ONE}/no", form=ActForm, shown=show)
def no(call: Call[ProgrammeDesk, ActForm]) -> Answer:
    """They say no, give up their place, or leave the line."""
    person = _person(call)
    seen = _open(call, person, call.params["session"])
    take_part.say_no(seen.session, person, _step(call), kept=call.site.kept)
    return _back(call, "no")


def _going(call: Called) -> OtherSessionForm:
    session, _ = call.site.session(call.params["session"])
    return OtherSessionForm(call.typed, call.site.rules, others=call.site.other_days(session))


@routes.post(f"{_ONE}/move", form=OtherSessionForm, shown=show, make=_going)
def move(call: Call[ProgrammeDesk, OtherSessionForm]) -> Answer:
    """Another day instead."""
    person, to = _person(call), str(call.form.to.data)
    old, new = _open(call, person, call.params["session"]), _open(call, person, to)
    take_part.change_session(old, new, person, _step(call), kept=call.site.kept)
    return _back(call, "moved", to)


@routes.post(f"{_ONE}/member", form=ActForm, shown=show)
def member(call: Call[ProgrammeDesk, ActForm]) -> Answer:
    """They join the group, and agree to what its members agree to."""
    _, group = call.site.session(call.params["session"])
    groups.join(group, _person(call), _step(call), read=call.typed.get("rules", ""), kept=call.site.kept)
    return _back(call, "member")


@routes.post(f"{_ONE}/here", form=LetInForm, shown=show)
def here(call: Call[ProgrammeDesk, LetInForm]) -> Answer:
    """They stand at the door, with a place or without: nobody needs a mailbox to be let in."""
    person, running = _person(call), call.site.running(call)
    session, _ = call.site.session(call.params["session"])
    door = Attendance(session, draft=DraftId(call.site.new_id()), kept=running.kept)
    door.let_in(person, running.step, over=bool(call.form.over.data))
    running.hold(session)
    return _back(call, "here")


@routes.post(f"{_ONE}/agree", form=AgreedCostForm, shown=show)
def agree(call: Call[ProgrammeDesk, AgreedCostForm]) -> Answer:
    """Agree a cost, before they say yes or after."""
    session, _ = call.site.session(call.params["session"])
    cost = AgreedCost(kind=LineKind(str(call.form.kind.data)), most=call.form.most.data)
    call.site.running(call).agree_cost(call.site.sign_up(session, _person(call).id).identity, cost)
    return _back(call, "agreed")
