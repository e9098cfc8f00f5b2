"""Somebody who is registered, as a worker sees them: found by name and address, never listed.

Here a worker writes down training that was done, and, for somebody who lost their mailbox, how they checked who it is.
"""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import PersonId, StepId
from takepart.domain.people import person as people_domain
from takepart.domain.people.person import Person, PersonState, Whose
from takepart.domain.policy import StaffMember
from takepart.domain.programme.ids import CourseId
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.use_cases.programme import change_address, registration
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.govuk import error_links
from takepart.web.office.programme.desk import ProgrammeDesk
from takepart.web.office.programme.forms import CheckedForm, TrainedForm, WalkInForm
from takepart.web.problems import Problem
from takepart.web.programme.desk import refusals_as_pages
from takepart.web.requests import Request, Typed

_DONE = {
    "asked": "We have written to the new address. It counts once they say yes there. We told the old one.",
    "trained": "The training is written down.",
}


def router(desk: ProgrammeDesk) -> Router:
    """``/office/people`` with what hangs below it."""
    routes = Router()  # type: ignore[no-untyped-call]
    office = desk.office

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/people")
    def ask() -> Response[str]:
        return _find_page(desk, desk.worker(request()), WalkInForm(Typed(), office.rules))

    @routes.post("/office/people")
    def find() -> Response[str]:
        member, form = desk.worker(request()), WalkInForm(request().form(), office.rules)
        if form.problems():
            return _find_page(desk, member, form, status=422)
        id = desk.identities.person(email=str(form.email.data), name=str(form.name.data))
        person = desk.people.get(id)
        if person is None or person.details is None:
            form.email.errors = ["Nobody is registered with this name and address. Check how both are spelled"]
            return _find_page(desk, member, form, status=422)
        return responses.see_other(f"/office/people/{person.id}")

    @routes.get("/office/people/<person>")
    def show(person: str) -> Response[str]:
        member = desk.worker(request())
        return _page(desk, member, _person(desk, person), done=_DONE.get(request().query.get("done", ""), ""))

    @routes.post("/office/people/<person>/address")
    def checked(person: str) -> Response[str]:
        member, typed, found = desk.worker(request()), request().form(), _person(desk, person)
        form = CheckedForm(typed, office.rules)
        if form.problems():
            return _page(desk, member, found, checked=form)
        try:
            change_address.identity_checked(
                found,
                whose=Whose.GUARDIAN if typed.get("whose") == Whose.GUARDIAN.value else Whose.OWN,
                email=str(form.email.data),
                name=str(form.name.data or ""),
                how=str(form.how.data),
                by=member,
                people=desk.people,
                step=StepId(f"checked-{desk.seen(typed)}"),
                now=office.now(),
            )
        except CannotDo as refused:
            if refused.reason not in (Refusal.SAME_ADDRESS, Refusal.OWN_ADDRESS):
                raise Problem(409, "This could not be done", refused.reason.plain) from refused
            form.email.errors = [refused.reason.plain]
            return _page(desk, member, found, checked=form)
        return responses.see_other(f"/office/people/{found.id}?done=asked")

    @routes.post("/office/people/<person>/training")
    def trained(person: str) -> Response[str]:
        member, typed, found = desk.worker(request()), request().form(), _person(desk, person)
        form = TrainedForm(typed, office.rules)
        if form.problems():
            return _page(desk, member, found, trained=form)
        course, on = CourseId(str(form.course.data)), form.on.data or office.today
        with refusals_as_pages():
            if found.training.get(course) != on:
                step = StepId(f"train-{course}-{desk.seen(typed)}")
                after = people_domain.train(found, course, on=on, by=member.id, at=office.now(), step=step)
                registration.kept(after, people=desk.people)
        return responses.see_other(f"/office/people/{found.id}?done=trained")

    return routes


def _person(desk: ProgrammeDesk, id: str) -> Person:
    found = desk.people.get(PersonId(id))
    if found is None or found.details is None:
        raise Problem.not_found()
    return found


def _find_page(desk: ProgrammeDesk, member: StaffMember, form: WalkInForm, *, status: int = 200) -> Response[str]:
    body = desk.office.page(
        "office/programme/people.html", member, section="opportunities", form=form, errors=error_links([form])
    )
    return responses.html(body, status=status)


def _page(
    desk: ProgrammeDesk,
    member: StaffMember,
    person: Person,
    *,
    checked: CheckedForm | None = None,
    trained: TrainedForm | None = None,
    done: str = "",
) -> Response[str]:
    office = desk.office
    wrong: list[PageForm] = [form for form in (checked, trained) if form is not None]
    body = office.page(
        "office/programme/person.html",
        member,
        section="opportunities",
        person=person,
        details=person.details,
        waits=person.waits_for_address(office.now()),
        registered=person.state is PersonState.REGISTERED,
        can_move=person.state in (PersonState.REGISTERED, PersonState.LEFT, PersonState.AWAITING_CONSENT),
        checked=checked or CheckedForm(Typed(), office.rules),
        trained=trained or TrainedForm(Typed(), office.rules),
        courses=office.policy.participation.courses,
        done=done,
        errors=error_links(wrong),
    )
    return responses.html(body, status=422 if wrong else 200)
