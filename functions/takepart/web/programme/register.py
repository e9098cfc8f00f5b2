"""Registering: the least we need, a link that proves the mailbox, and a parent's or carer's yes for a child."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.people.equality import Stage
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.opportunity import Kind
from takepart.use_cases.claims.open_decision import NothingToDecide
from takepart.use_cases.programme import registration
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.programme.asked import questions_for
from takepart.web.programme.desk import Programme, closed_link, refusals_as_pages, stores_of
from takepart.web.programme.forms import ConsentForm, RegisterForm, interests_of, read_details
from takepart.web.requests import Request, Typed


def router(desk: Programme) -> Router:
    """``/register`` and the links of its letters."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/register")
    def ask() -> Response[str]:
        return _page(desk, RegisterForm(Typed(), desk.rules), Typed(), session=request().query.get("session", ""))

    @routes.post("/register")
    def register() -> Response[str]:
        typed = request().form()
        form, session = RegisterForm(typed, desk.rules), typed.get("session", "")
        if form.problems():
            return _page(desk, form, typed, session=session, status=422)
        known = desk.sessions.get(SessionId(session)) if session else None
        with refusals_as_pages():
            registration.register(
                read_details(form, typed),
                sent_for=known.id if known else None,
                people=desk.people,
                names=desk.names,
                identities=desk.identities,
                queues=desk.queues,
                policy=desk.policy,
                step=StepId(f"register-{typed.get('nonce', '')[:60]}"),
                now=desk.now(),
            )
        return responses.see_other("/register/sent-child" if form.is_child else "/register/sent")

    @routes.get("/register/sent")
    def sent() -> Response[str]:
        return responses.html(desk.page("programme/registered.html", child=False))

    @routes.get("/register/sent-child")
    def sent_child() -> Response[str]:
        return responses.html(desk.page("programme/registered.html", child=True))

    @routes.get("/register/confirm")
    def ask_confirm() -> Response[str]:
        token = request().query.get("t", "")
        try:
            registration.open_confirmation(token, links=desk.links, people=desk.people, now=desk.now())
        except NothingToDecide as closed:
            raise closed_link(closed) from closed
        return responses.html(desk.page("programme/confirm_email.html", token=token))

    @routes.post("/register/confirm")
    def confirm() -> Response[str]:
        token = request().form().get("t", "")
        try:
            person = registration.open_confirmation(token, links=desk.links, people=desk.people, now=desk.now())
        except NothingToDecide as closed:
            raise closed_link(closed) from closed
        with refusals_as_pages():
            registration.confirm_email(person, people=desk.people, now=desk.now())
        asked = questions_for(desk, Stage.REGISTERED)
        return responses.html(desk.page("programme/email_confirmed.html", asked=asked))

    @routes.get("/register/consent")
    def ask_consent() -> Response[str]:
        return _consent_page(desk, request().query.get("t", ""), ConsentForm(Typed(), desk.rules))

    @routes.post("/register/consent")
    def consent() -> Response[str]:
        typed = request().form()
        form, token = ConsentForm(typed, desk.rules), typed.get("t", "")
        if form.problems():
            return _consent_page(desk, token, form, status=422)
        try:
            person = registration.open_consent(token, links=desk.links, people=desk.people, now=desk.now())
        except NothingToDecide as closed:
            raise closed_link(closed) from closed
        with refusals_as_pages():
            registration.give_consent(person, agreed=bool(form.agreed.data), drafts=desk.drafts, **stores_of(desk))
        owed = registration.owed_to(person, claims=desk.claims, now=desk.now())
        return responses.html(desk.page("programme/consent_given.html", agreed=bool(form.agreed.data), owed=owed))

    return routes


def _page(desk: Programme, form: RegisterForm, typed: Typed, *, session: str, status: int = 200) -> Response[str]:
    body = desk.page(
        "programme/register.html",
        form=form,
        kinds=tuple(Kind),
        ticked=interests_of(typed),
        session=session,
        nonce=typed.get("nonce") or desk.new_id(),
        under=desk.policy.participation.consent_under,
        errors=error_links([form]),
    )
    return responses.html(body, status=status)


def _consent_page(desk: Programme, token: str, form: ConsentForm, *, status: int = 200) -> Response[str]:
    try:
        person = registration.open_consent(token, links=desk.links, people=desk.people, now=desk.now())
    except NothingToDecide as closed:
        raise closed_link(closed) from closed
    body = desk.page(
        "programme/consent.html",
        person=person.details,
        token=token,
        form=form,
        owed=registration.owed_to(person, claims=desk.claims, now=desk.now()),
        not_claimed=registration.not_claimed(person, sign_ups=desk.sign_ups, claims=desk.claims, now=desk.now()),
        errors=error_links([form]),
    )
    return responses.html(body, status=status)
