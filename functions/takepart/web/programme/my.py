"""My part: everything of one person's, by their emailed link. Opening a page changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.part_of_day import may_be_one
from takepart.domain.people import earnings
from takepart.domain.people.person import Person, PersonState
from takepart.domain.programme.opportunity import Kind, Opportunity
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.use_cases.programme import registration
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.programme import my_newsletter
from takepart.web.programme.desk import Programme, refusals_as_pages, stores_of
from takepart.web.programme.export import everything_about
from takepart.web.programme.forms import (
    ChangeForm,
    EmailForm,
    SureForm,
    changed_details,
    interests_of,
    typed_details,
)
from takepart.web.requests import Request, Typed

_DONE = {
    "changed": "We have your changes.",
    "back": "Welcome back.",
}


def router(desk: Programme) -> Router:
    """``/my`` and its pages; sessions and claims are in ``my_sessions``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/my")
    def home() -> Response[str]:
        token = request().query.get("t", "")
        if not token:
            return _ask_page(desk, EmailForm(Typed(), desk.rules))
        person = desk.me(token)
        if person.state is PersonState.LEFT:
            return responses.html(desk.page("programme/left.html", token=token))
        if person.state is PersonState.AWAITING_CONSENT:
            return responses.html(desk.page("programme/awaiting_consent.html", token=token))
        return _home(desk, person, token, done=_DONE.get(request().query.get("done", ""), ""))

    @routes.post("/my")
    def send_link() -> Response[str]:
        form = EmailForm(request().form(), desk.rules)
        if form.problems():
            return _ask_page(desk, form, status=422)
        for person in registration.find(str(form.email.data), people=desk.people, identities=desk.identities):
            registration.send_link(person, session=None, queues=desk.queues, now=desk.now())
        return responses.html(desk.page("programme/link_sent.html", shown=None, session=""))

    @routes.get("/my/details")
    def ask_details() -> Response[str]:
        token = request().query.get("t", "")
        before = desk.details(token)[1]
        typed = typed_details(before)
        return _details_page(desk, token, ChangeForm(typed, desk.rules, before=before), typed)

    @routes.post("/my/details")
    def change_details() -> Response[str]:
        typed = request().form()
        token = typed.get("t", "")
        person, before = desk.details(token)
        form = ChangeForm(typed, desk.rules, before=before)
        if form.problems():
            return _details_page(desk, token, form, typed, status=422)
        with refusals_as_pages():
            registration.change_details(
                person,
                changed_details(form, typed),
                people=desk.people,
                policy=desk.policy,
                step=StepId(f"change-{person.version}"),
                now=desk.now(),
            )
        return responses.see_other(f"/my?{urlencode({'t': token, 'done': 'changed'})}")

    @routes.get("/my/record")
    def record() -> Response[str]:
        token = request().query.get("t", "")
        person = desk.me(token)
        rows = [row for row in _rows(desk, person) if row["sign_up"].state is SignUpState.ATTENDED]
        body = desk.page(
            "programme/record.html",
            token=token,
            person=person,
            rows=rows,
            minutes=sum(row["session"].minutes for row in rows),
            policy=desk.policy,
            today=desk.today,
        )
        return responses.html(body)

    @routes.get("/my/letter")
    def letter() -> Response[str]:
        token = request().query.get("t", "")
        person = desk.me(token)
        mine = registration.claims_of(person, claims=desk.claims, now=desk.now())
        body = desk.page(
            "programme/letter.html",
            token=token,
            person=person,
            year=earnings.this_tax_year(mine, today=desk.today),
            week=earnings.this_week(mine, today=desk.today),
            today=desk.today,
        )
        return responses.html(body)

    @routes.get("/my/data")
    def data() -> Response[str]:
        person = desk.me(request().query.get("t", ""))
        mine = registration.claims_of(person, claims=desk.claims, now=desk.now())
        told = everything_about(person, desk.sign_ups.of_person(person.id), mine)
        told["newsletter"] = my_newsletter.exported(desk, person)
        named = {"Content-Disposition": 'attachment; filename="my-data.json"'}
        return responses.as_json(told, headers=named)

    @routes.get("/my/leave")
    def ask_leave() -> Response[str]:
        return _sure_page(desk, request().query.get("t", ""), "programme/leave.html", SureForm(Typed(), desk.rules))

    @routes.post("/my/leave")
    def leave() -> Response[str]:
        typed = request().form()
        form, token = SureForm(typed, desk.rules), typed.get("t", "")
        if form.problems():
            return _sure_page(desk, token, "programme/leave.html", form, status=422)
        person = desk.me(token)
        if form.sure.data:
            with refusals_as_pages():
                registration.depart(person, **stores_of(desk))
        return responses.see_other(f"/my?{urlencode({'t': token})}")

    @routes.post("/my/return")
    def come_back() -> Response[str]:
        token = request().form().get("t", "")
        person = desk.me(token)
        with refusals_as_pages():
            registration.come_back(person, people=desk.people, now=desk.now())
        return responses.see_other(f"/my?{urlencode({'t': token, 'done': 'back'})}")

    @routes.get("/my/forget")
    def ask_forget() -> Response[str]:
        return _forget_page(desk, request().query.get("t", ""), SureForm(Typed(), desk.rules))

    @routes.post("/my/forget")
    def forget() -> Response[str]:
        typed = request().form()
        form, token = SureForm(typed, desk.rules), typed.get("t", "")
        if form.problems():
            return _forget_page(desk, token, form, status=422)
        person = desk.me(token)
        if not form.sure.data:
            return responses.see_other(f"/my?{urlencode({'t': token})}")
        with refusals_as_pages():
            registration.erase(person, claims=desk.claims, drafts=desk.drafts, **stores_of(desk))
        my_newsletter.forget(desk, person)
        return responses.html(desk.page("programme/forgotten.html"))

    return routes


def _ask_page(desk: Programme, form: EmailForm, *, status: int = 200) -> Response[str]:
    body = desk.page("programme/ask_link.html", form=form, errors=error_links([form]))
    return responses.html(body, status=status)


def _details_page(desk: Programme, token: str, form: ChangeForm, typed: Typed, *, status: int = 200) -> Response[str]:
    body = desk.page(
        "programme/details.html",
        person=form.before,
        under=desk.policy.participation.consent_under,
        token=token,
        form=form,
        kinds=tuple(Kind),
        ticked=interests_of(typed),
        errors=error_links([form]),
    )
    return responses.html(body, status=status)


def _sure_page(desk: Programme, token: str, template: str, form: SureForm, *, status: int = 200) -> Response[str]:
    desk.me(token)
    return responses.html(desk.page(template, token=token, form=form, errors=error_links([form])), status=status)


def _forget_page(desk: Programme, token: str, form: SureForm, *, status: int = 200) -> Response[str]:
    """What is still owed is said before anybody presses: the claim would lose whom to pay."""
    person = desk.me(token)
    owed = registration.owed_to(person, claims=desk.claims, now=desk.now())
    left = registration.not_claimed(person, sign_ups=desk.sign_ups, claims=desk.claims, now=desk.now())
    body = desk.page(
        "programme/forget.html", token=token, form=form, owed=owed, not_claimed=left, errors=error_links([form])
    )
    return responses.html(body, status=status)


def _rows(desk: Programme, person: Person) -> list[dict[str, Any]]:
    """What somebody signed up for, with the session and the opportunity, the latest first."""
    sign_ups: Sequence[SignUp] = desk.sign_ups.of_person(person.id)
    sessions = {sign_up.session: desk.sessions.get(sign_up.session) for sign_up in sign_ups}
    kept: dict[str, Session] = {id: session for id, session in sessions.items() if session is not None}
    about: dict[str, Opportunity] = {
        each.id: each for each in desk.opportunities.many([session.opportunity for session in kept.values()])
    }
    return [
        {"sign_up": sign_up, "session": kept[sign_up.session], "about": about[kept[sign_up.session].opportunity].about}
        for sign_up in reversed(sign_ups)
        if sign_up.session in kept and kept[sign_up.session].opportunity in about
    ]


def _home(desk: Programme, person: Person, token: str, *, done: str) -> Response[str]:
    now: datetime = desk.now()
    rows = _rows(desk, person)
    mine = registration.claims_of(person, claims=desk.claims, now=now)
    over = (SignUpState.ATTENDED, SignUpState.ABSENT)
    body = desk.page(
        "programme/my.html",
        token=token,
        person=person,
        coming=[row for row in reversed(rows) if row["session"].starts > now and row["sign_up"].state not in over],
        past=[row for row in rows if row["sign_up"].state is SignUpState.ATTENDED],
        to_claim={
            row["session"].id
            for row in rows
            if row["sign_up"].state is SignUpState.ATTENDED
            and not any(may_be_one(claim.session, row["session"].key) for claim in mine)
        },
        claims=sorted(mine, key=lambda claim: claim.day, reverse=True)[:20],
        week=earnings.this_week(mine, today=desk.today),
        year=earnings.this_tax_year(mine, today=desk.today),
        limits=desk.policy.participation.limits,
        needs={
            course.id: [each.name for each in desk.policy.activities_on(desk.today) if course.id in each.training]
            for course in desk.policy.participation.courses
        },
        now=now,
        soon=now + timedelta(minutes=30),
        policy=desk.policy,
        newsletter=my_newsletter.gets_it(desk, person),
        done=done,
    )
    return responses.html(body)
