"""A session's door: who is here, who came along as support, and who walks in without a place."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.ids import DraftId, PersonId
from takepart.domain.programme.session import LASTS_SECONDS, Session, current_code
from takepart.domain.programme.sign_up import Supporter, in_words
from takepart.use_cases.programme.run_sessions import Attendance, Running, sheet
from takepart.web import responses
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import ReasonForm, WalkInForm
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.qr_code import qr_code
from takepart.web.route import Answer, Call, NoForm

_ONE: Final = "/office/sessions/<session>"
_PAGE: Final = 50
"""People that a page shows at once: it is sent again at each tap."""
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


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
    return _back(found, sign_up.person)


@routes.post(f"{_ONE}/walk-in", form=WalkInForm, shown=attendance)
def walk_in(call: Call[ProgrammeDesk, WalkInForm]) -> Answer:
    """Somebody came without a place."""
    found, door, running = _at_the_door(call)
    id = call.site.identities.person(email=str(call.form.email.data), name=str(call.form["name"].data))
    door.let_in(call.site.kept.people.get(id), running.step, over=bool(call.form.over.data))
    running.hold(found)
    return _back(found, id)


@routes.post(f"{_ONE}/supporters", form=NoForm, shown=attendance)
def note_support(call: Call[ProgrammeDesk, NoForm]) -> Answer:
    """One more or one fewer who came along with somebody, in one role."""
    found, _, running = _at_the_door(call)
    sign_up = call.site.sign_up(found, call.typed.get("person", ""))
    role, _, more = call.typed.get("role", "").partition(" ")
    if role not in {each.value for each in Supporter} or more not in ("more", "fewer"):
        raise Problem.bad("Part of the form is missing. Load the page again and press once more.")
    running.note_support(sign_up.identity, Supporter(role), 1 if more == "more" else -1)
    return _back(found, sign_up.person, opened="yes")


def _back(found: Session, person: PersonId, **more: str) -> Answer:
    """Where they stand on the list, on its page."""
    query = urlencode({"at": person, **more})
    return responses.see_other(f"/office/sessions/{found.id}/attendance?{query}#person-{person}")
