"""People, as a worker finds them and sees them: it is written down first that they look at somebody.

Here a worker writes down training that was done, and, for somebody who lost their mailbox, how they checked who it is.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.ids import CourseId
from takepart.domain.people.finding import PersonStanding, band_of
from takepart.domain.people.look import THE_LIST, LookReason
from takepart.domain.people.person import Person, PersonState, Whose
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.use_cases.programme import find_people
from takepart.web import responses
from takepart.web.office.programme import acting
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import CheckedForm, FindPeopleForm, ListForm, LookForm, PaperForm, TrainedForm
from takepart.web.paging import part_of
from takepart.web.programme.forms import yes_typed
from takepart.web.route import Answer, Call
from takepart.web.spreadsheet import CSV, Row, as_csv, download

_ONE: Final = "/office/people/<person>"
_DONE: Final = {
    "asked": "We have written to the new address. It counts once they say yes there. We told the old one.",
    "registered": "They are registered.",
    "known": "They were registered already.",
    "consent": "They take part now. We are writing to them.",
    "together": "The two are one now. We are writing to them.",
    "apart": "The two are apart again. We are writing to them.",
    "trained": "The training is written down.",
}
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


def _person(call: Called) -> Person:
    return call.site.person(call.params["person"])


@routes.get(_ONE)
def show(call: Called) -> Answer:
    """Somebody, with what a worker does for them: once it is written down that they look."""
    desk, person = call.site, _person(call)
    if not find_people.may_look(person.id, call.who.id, desk.now(), looks=desk.looks):
        return door(call, person)
    return desk.html(
        call,
        "office/programme/person.html",
        section="people",
        person=person,
        details=person.details,
        waits=person.waits_for_address(desk.now()),
        registered=person.state is PersonState.REGISTERED,
        can_move=person.state in (PersonState.REGISTERED, PersonState.LEFT, PersonState.AWAITING_CONSENT),
        checked=call.filled(CheckedForm),
        trained=call.filled(TrainedForm),
        sign_ups=acting.what_they_have(desk, person),
        paper=call.filled(PaperForm),
        courses=desk.policy.participation.courses,
        done=_DONE.get(call.request.query.get("done", ""), ""),
    )


def door(call: Called, person: Person) -> Answer:
    """The page before: who it is, and the button that opens it."""
    desk, form = call.site, call.filled(LookForm)
    asks = desk.policy.participation.say_why
    return desk.html(call, "office/programme/person_door.html", section="people", person=person, form=form, asks=asks)


@routes.post(f"{_ONE}/look", form=LookForm, shown=show)
def look(call: Call[ProgrammeDesk, LookForm]) -> Answer:
    """Write down that they look, and open it."""
    desk, id, needed = call.site, _person(call).id, call.site.policy.participation.say_why
    why = LookReason(call.form.why.data) if call.form.why.data else None
    find_people.look(id, desk.step(call), why=why, needed=needed, looks=desk.looks)
    return responses.see_other(f"/office/people/{id}")


@routes.post(f"{_ONE}/address", form=CheckedForm, shown=show)
def checked(call: Call[ProgrammeDesk, CheckedForm]) -> Answer:
    """They lost their mailbox, and the worker checked who it is."""
    form, id = call.form, _person(call).id
    call.site.running(call).identity_checked(
        id,
        Whose.GUARDIAN if call.typed.get("whose") == Whose.GUARDIAN.value else Whose.OWN,
        email=str(form.email.data),
        name=str(form["name"].data or ""),
        how=str(form.how.data),
        by=call.who,
    )
    return responses.see_other(f"/office/people/{id}?done=asked")


@routes.post(f"{_ONE}/consent", form=PaperForm, shown=show)
def consent(call: Call[ProgrammeDesk, PaperForm]) -> Answer:
    """A parent or carer signed on paper."""
    person = _person(call)
    id, born = person.id, person.details.born if person.details else None
    acting.running_for(call).consent_on_paper(id, yes_typed(call.form, born))
    return responses.see_other(f"/office/people/{id}?done=consent")


@routes.post(f"{_ONE}/training", form=TrainedForm, shown=show)
def trained(call: Call[ProgrammeDesk, TrainedForm]) -> Answer:
    """They did a course."""
    form, id = call.form, _person(call).id
    on = form.on.data or call.site.rules.today
    call.site.running(call).train(id, CourseId(str(form.course.data)), on=on)
    return responses.see_other(f"/office/people/{id}?done=trained")


_PAGE: Final = 50
_LIST: Final = "/office/people/list"


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
    form = call.filled(ListForm, chosen)
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
