"""Finding people: by part of a name, contact or reference, or by what they have in common, on a page or as a file."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.people.finding import PersonStanding, band_of
from takepart.domain.people.look import THE_LIST, LookReason
from takepart.domain.people.person import Person
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.use_cases.programme import find_people
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import FindPeopleForm, ListForm
from takepart.web.paging import part_of
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call
from takepart.web.spreadsheet import CSV, Row, as_csv, download

_PAGE: Final = 50
_LIST: Final = "/office/people/list"
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


@routes.get("/office/people")
def ask(call: Called) -> Answer:
    """The form that finds somebody."""
    return _found(call, None, 0)


@routes.post("/office/people", form=FindPeopleForm, shown=ask, once=False)
def find(call: Call[ProgrammeDesk, FindPeopleForm]) -> Answer:
    """Who is called so. What was typed stays out of the address."""
    words = str(call.form.words.data)
    found, of = find_people.search(words, people=call.site.kept.people, now=call.site.now())
    return _found(call, [_shown(call, person) for person in found], of)


def _found(call: Called, rows: list[Row] | None, of: int) -> Answer:
    form = call.filled(FindPeopleForm)
    return call.site.html(call, "office/programme/people.html", section="people", form=form, rows=rows, of=of)


@routes.get(_LIST)
def listed(call: Called) -> Answer:
    """Those who have something in common, a page of them, without their addresses."""
    desk, query = call.site, call.request.query
    chosen = {name: text for name in ("interest", "ages", "training", "standing") if (text := query.get(name, ""))}
    form = call.form if isinstance(call.form, ListForm) else ListForm(Typed(chosen), desk.rules)
    found = desk.kept.people.found(form.wanted(), today=desk.today)
    part, total = part_of(found, call.request, size=_PAGE), len(found)
    return desk.html(
        call,
        "office/programme/people_list.html",
        section="people",
        form=form,
        rows=[_shown(call, person) for person in desk.kept.people.many(part.things)],
        part=part,
        total=total,
        chosen=chosen,
        address=f"{_LIST}?{urlencode(chosen)}",
        asks=desk.policy.participation.say_why,
    )


@routes.post(_LIST, form=ListForm, shown=listed)
def take_list(call: Call[ProgrammeDesk, ListForm]) -> Answer:
    """The same people as a file, with their addresses: that it was taken is written down first."""
    desk, form = call.site, call.form
    found = desk.kept.people.many(desk.kept.people.found(form.wanted(), today=desk.today))
    why = LookReason(form.why.data) if form.why.data else None
    needed = desk.policy.participation.say_why
    find_people.look(THE_LIST, desk.step(call), why=why, needed=needed, people=len(found), looks=desk.looks)
    return download(as_csv([_row(call, person) for person in found]), CSV, "people.csv")


def _shown(call: Called, person: Person) -> Row:
    """What a list shows of somebody."""
    details, policy = person.details, call.site.policy.participation
    if details is None:
        return {}
    return {
        "id": person.id,
        "name": details.name,
        "age": band_of(details.born, call.site.today).plain,
        "standing": PersonStanding(person.state.value).plain,
        "interests": ", ".join(OpportunityKind(each).plain for each in details.interests),
        "training": ", ".join(policy.course(each) for each in person.training),
    }


def _row(call: Called, person: Person) -> Row:
    """What a file holds of somebody: no words on health or support, which stay where a session is got ready."""
    details = person.details
    if details is None:
        return {}
    contacts = {
        "email": details.email,
        "phone": details.phone,
        "how to reach them": details.reach_me,
        "parent or carer": details.guardian_name,
        "their address": details.guardian_email,
    }
    return {**_shown(call, person), **contacts}
