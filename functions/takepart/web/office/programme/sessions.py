"""A worker runs a session: who comes and what they need, the agenda, changes, and its door."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.ids import DraftId, PersonId, SessionId
from takepart.domain.lines import LineKind
from takepart.domain.programme.agenda import Do
from takepart.domain.programme.offer import AgreedCost, offer_for
from takepart.domain.programme.session import LASTS_SECONDS, Session, SessionState, current_code
from takepart.domain.programme.sign_up import COMES, SignUpState, Supporter, in_words, together
from takepart.domain.refused import Refused
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.programme import agenda
from takepart.use_cases.programme.run_sessions import Attendance, Running, sheet, units_to_agree
from takepart.web import responses
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import (
    AgreedCostForm,
    CancelForm,
    MoveForm,
    PapersForm,
    PlacesForm,
    ReasonForm,
    WalkInForm,
    when_of,
)
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.qr_code import qr_code
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm, back

_ONE: Final = "/office/sessions/<session>"
_PAGE: Final = 50
"""People that a page shows at once: a session has up to 500 places, and as many may wait."""
_DONE: Final = {
    "moved": "Everyone is being told where and when it is now.",
    "places": "The number of places is saved.",
    "papers": "The agenda is on its way to everyone who has a place.",
    "message": "Your message is on its way.",
    "notes": "The notes are on their way to everyone who came.",
    "agreed": "It is part of their offer now, and they are being told.",
    "longer": "All of the time is paid now. Each offer says so from here on, and so does the claim of who comes.",
    "trained": "The training is written down for everyone who was here.",
}
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


def _id(call: Called) -> SessionId:
    return call.site.session(call.params["session"])[0].id


def _running(call: Called) -> Running:
    return call.site.running(call)


@routes.get(_ONE)
def show(call: Called) -> Answer:
    """One day: who comes, and what can be done."""
    desk, kept = call.site, call.site.kept
    found, opportunity = desk.session(call.params["session"])
    sign_ups = list(kept.sign_ups.of_session(found.id))
    waiting = sorted((s for s in sign_ups if s.state is SignUpState.WAITING), key=lambda s: s.ticket or 0)
    with_place = [s for s in sign_ups if s.state in COMES or s.state is SignUpState.PLACE_OFFERED]
    asks = [s for s in sign_ups if s.state in (SignUpState.OFFERED, SignUpState.WAITING) and s.support]
    held = found.state is SessionState.HELD
    places = kept.sign_ups.places(found.id)
    rows, agreeing = desk.with_people(with_place), call.typed.get("person", "")
    place = next((number for number, (sign_up, _) in enumerate(rows) if sign_up.person == agreeing), 0)
    to_come = found.is_to_come(desk.now())
    line = part_of(waiting, call.request, size=_PAGE, named="line")
    ideas = part_of(agenda.suggested(found, sign_ups), call.request, size=_PAGE, named="ideas")
    unplaced = desk.people_of([*line.things, *(sign_up for _, _, sign_up in ideas.things)])
    return desk.html(
        call,
        "office/programme/session.html",
        session=found,
        opportunity=opportunity,
        about=opportunity.about,
        places=places,
        rows=part_of(rows, call.request, size=_PAGE, first=place),
        line=line,
        waiting=[(sign_up, unplaced.get(sign_up.person)) for sign_up in line.things],
        asks=part_of(desk.with_people(asks) if to_come else [], call.request, size=_PAGE, named="asks"),
        page=_PAGE,
        held=held,
        to_come=to_come,
        doors=found.takes_attendance(desk.now()),
        cost=call.filled(AgreedCostForm),
        blank=AgreedCostForm(Typed(), desk.rules),
        agreeing=agreeing,
        resize=call.filled(PlacesForm, {"places": str(places.total)}),
        papers=call.filled(PapersForm, {"words": found.notes if held else found.agenda}),
        ideas=ideas,
        suggested=[(ref, each, unplaced.get(sign_up.person)) for ref, each, sign_up in ideas.things],
        support=in_words(together(sign_up.supporters for sign_up in with_place)),
        longer=_longer(call, found),
        policy=desk.policy,
        done=_DONE.get(call.request.query.get("done", ""), ""),
    )


@routes.get(f"{_ONE}/move")
def ask_move(call: Called) -> Answer:
    """The form for another time or place."""
    found, _ = call.site.session(call.params["session"])
    form = call.filled(MoveForm, when_of(found))
    return call.site.html(call, "office/programme/move.html", session=found, form=form)


@routes.post(f"{_ONE}/move", form=MoveForm, shown=ask_move)
def move(call: Call[ProgrammeDesk, MoveForm]) -> Answer:
    """Move it, and tell everyone."""
    _running(call).move(_id(call), call.form.when(), why=str(call.form.why.data))
    return back(call, "?done=moved")


@routes.get(f"{_ONE}/cancel")
def ask_cancel(call: Called) -> Answer:
    """Whether it is really to be called off, why, and what there is instead."""
    found, opportunity = call.site.session(call.params["session"])
    form = call.filled(CancelForm, others=call.site.other_days(found))
    return call.site.html(call, "office/programme/cancel.html", session=found, about=opportunity.about, form=form)


def _calling_off(call: Called) -> CancelForm:
    found, _ = call.site.session(call.params["session"])
    return CancelForm(call.typed, call.site.rules, others=call.site.other_days(found))


@routes.post(f"{_ONE}/cancel", form=CancelForm, shown=ask_cancel, make=_calling_off)
def cancel(call: Call[ProgrammeDesk, CancelForm]) -> None:
    """Call it off, and tell everyone."""
    other = call.form.instead.data
    _running(call).cancel(_id(call), why=str(call.form.why.data), instead=SessionId(other) if other else None)


@routes.post(f"{_ONE}/places", form=PlacesForm, shown=show)
def places(call: Call[ProgrammeDesk, PlacesForm]) -> Answer:
    """More or fewer places."""
    found, _ = call.site.session(call.params["session"])
    _running(call).resize(found, int(call.form.places.data))
    return back(call, "?done=places")


@routes.post(f"{_ONE}/papers", form=PapersForm, shown=show)
def papers(call: Call[ProgrammeDesk, PapersForm]) -> Answer:
    """Send the agenda ahead, or the notes afterwards."""
    notes = _running(call).send(_id(call), str(call.form.words.data))
    return back(call, f"?done={'notes' if notes else 'papers'}")


@routes.post(f"{_ONE}/agree", form=AgreedCostForm, shown=show)
def agree(call: Call[ProgrammeDesk, AgreedCostForm]) -> Answer:
    """Agree to a cost before the session."""
    cost = AgreedCost(kind=LineKind(str(call.form.kind.data)), most=call.form.most.data)
    _running(call).agree_cost(_sign_up(call), cost)
    return back(call, "?done=agreed")


@routes.post(f"{_ONE}/longer", form=NoForm, shown=show, right=Right.AGREE_PAY)
def pay_longer(call: Call[ProgrammeDesk, NoForm]) -> Answer:
    """Agree, before it starts, to pay for all of the time."""
    _running(call).agree_time(call.site.session(call.params["session"])[0])
    return back(call, "?done=longer")


@routes.post(f"{_ONE}/agenda", form=NoForm, shown=show)
def arrange(call: Call[ProgrammeDesk, NoForm]) -> Answer:
    """Put what somebody wants to talk about on the agenda, higher, or off it."""
    try:
        what = Do(call.typed.get("do", ""))
    except ValueError as error:
        raise Problem.bad("Part of the form is missing. Load the page again and press once more.") from error
    _running(call).arrange(_id(call), call.typed.get("item", ""), what)
    return responses.see_other(f"/office/sessions/{_id(call)}#agenda")


@routes.post(f"{_ONE}/training", form=NoForm, shown=show)
def trained(call: Call[ProgrammeDesk, NoForm]) -> Answer:
    """Write down the training for everyone who was here."""
    found, opportunity = call.site.session(call.params["session"])
    if opportunity.about.gives is None:
        raise Problem.not_found()
    _running(call).train_all(found, opportunity.about.gives)
    return back(call, "?done=trained")


@routes.get(f"{_ONE}/sheet")
def print_sheet(call: Called) -> Answer:
    """The attendance sheet, to print."""
    found, opportunity = call.site.session(call.params["session"])
    rows = call.site.with_people(sheet(found.id, sign_ups=call.site.kept.sign_ups))
    return call.site.html(call, "office/programme/sheet.html", session=found, about=opportunity.about, rows=rows)


def _longer(call: Called, found: Session) -> Any:
    """What the fee pays alone, and what all of the time would; None where there is nothing to agree to."""
    desk = call.site
    if Right.AGREE_PAY not in rights_of(call.who) or not found.is_to_come(desk.now()):
        return None
    try:
        units = units_to_agree(found, call.who.id, policy=desk.policy)
    except Refused:
        return None
    if units <= found.paid_units:
        return None
    now, then = (
        offer_for(each, policy=desk.policy, holidays=desk.kept.holidays, now=desk.now())
        for each in (found, replace(found, paid_units=units))
    )
    return now, then


def _sign_up(call: Called) -> tuple[SessionId, PersonId]:
    found: Session = call.site.session(call.params["session"])[0]
    return call.site.sign_up(found, call.typed.get("person", "")).identity


def _at_the_door(call: Called) -> tuple[Session, Attendance, Running]:
    """The session, its door, and this press at it."""
    found, _ = call.site.session(call.params["session"])
    door = Attendance(found, draft=DraftId(call.site.new_id()), kept=call.site.kept)
    return found, door, call.site.running(call)


@routes.get(f"{_ONE}/attendance")
def attendance(call: Called) -> Answer:
    """Who is here?"""
    desk = call.site
    found, opportunity = desk.session(call.params["session"])
    rows = [
        (each, person)
        for each, person in desk.with_people(sheet(found.id, sign_ups=desk.kept.sign_ups))
        if person is None or person.details
    ]
    tapped = call.typed.get("person") or call.request.query.get("at") or ""
    place = next((number for number, (each, _) in enumerate(rows) if each.person == tapped), 0)
    code = urlencode({"c": current_code(found, now=desk.now())})
    address = f"{desk.url}/my/here/{found.id}?{code}"
    return desk.html(
        call,
        "office/programme/attendance.html",
        session=found,
        about=opportunity.about,
        part=part_of(rows, call.request, size=_PAGE, first=place),
        roles=tuple(Supporter),
        opened=tapped if call.request.query.get("opened") else "",
        came_along=in_words,
        code=qr_code(address, "The code to scan") if found.doors_open(desk.now()) else None,
        address=address,
        again=LASTS_SECONDS,
        full=desk.kept.sign_ups.places(found.id).free <= 0,
        form=call.filled(WalkInForm),
        reason=call.filled(ReasonForm),
        corrected=call.typed.get("person", ""),
    )


@routes.post(f"{_ONE}/attendance", form=ReasonForm, shown=attendance)
def record(call: Call[ProgrammeDesk, ReasonForm]) -> Answer:
    """They are here, or they are not."""
    found, door, running = _at_the_door(call)
    sign_up = call.site.sign_up(found, call.typed.get("person", ""))
    was_there, reason = call.typed.get("there") == "yes", str(call.form.reason.data or "")
    door.record(sign_up.person, running.step, was_there=was_there, reason=reason)
    running.hold(found)
    return _at(found, sign_up.person)


@routes.post(f"{_ONE}/walk-in", form=WalkInForm, shown=attendance)
def walk_in(call: Call[ProgrammeDesk, WalkInForm]) -> Answer:
    """Somebody came without a place."""
    found, door, running = _at_the_door(call)
    id = call.site.identities.person(email=str(call.form.email.data), name=str(call.form["name"].data))
    door.let_in(call.site.kept.people.get(id), running.step, over=bool(call.form.over.data))
    running.hold(found)
    return _at(found, id)


@routes.post(f"{_ONE}/supporters", form=NoForm, shown=attendance)
def note_support(call: Call[ProgrammeDesk, NoForm]) -> Answer:
    """One more or one fewer who came along with somebody, in one role."""
    found, _, running = _at_the_door(call)
    sign_up = call.site.sign_up(found, call.typed.get("person", ""))
    role, _, more = call.typed.get("role", "").partition(" ")
    if role not in {each.value for each in Supporter} or more not in ("more", "fewer"):
        raise Problem.bad("Part of the form is missing. Load the page again and press once more.")
    running.note_support(sign_up.identity, Supporter(role), 1 if more == "more" else -1)
    return _at(found, sign_up.person, opened="yes")


def _at(found: Session, person: PersonId, **more: str) -> Answer:
    """Where they stand on the list, on its page."""
    query = urlencode({"at": person, **more})
    return responses.see_other(f"/office/sessions/{found.id}/attendance?{query}#person-{person}")
