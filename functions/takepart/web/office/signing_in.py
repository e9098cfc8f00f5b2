"""Sign in to the office by an emailed link, and out again."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.use_cases.claims.open_decision import Closed, NothingToDecide
from takepart.use_cases.sign_in import LINK_MINUTES, SESSION_HOURS, ask_to_sign_in, open_sign_in, sign_in
from takepart.web import responses, session_cookie
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Email
from takepart.web.forms.govuk import error_links
from takepart.web.office.desk import Office
from takepart.web.requests import Request, Typed

logger = Logger()
_SECONDS: Final = SESSION_HOURS * 3600


class EmailForm(PageForm):
    """The address that the link goes to."""

    email = Email("Your work email address", missing="Enter your work email address")


def router(office: Office) -> Router:
    """``/office/sign-in`` and ``/office/sign-out``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/sign-in")
    def show() -> Response[str]:
        asked = request()
        return _offer(office, asked) if "t" in asked.query else _ask(office, EmailForm(Typed(), office.rules))

    @routes.post("/office/sign-in")
    def send() -> Response[str]:
        asked = request()
        return _start(office, asked) if "t" in asked.query else _send_link(office, asked)

    @routes.post("/office/sign-out")
    def leave() -> Response[str]:
        office.sessions.end(session_cookie.secret_of(request(), site_url=office.url))
        return _with_cookie(responses.see_other("/office/sign-in"), "", office=office, seconds=0)

    return routes


def _ask(office: Office, form: EmailForm, *, status: int = 200) -> Response[str]:
    page = office.render("office/sign_in.html", form=form, errors=error_links([form]), section="")
    return responses.html(page, status=status)


def _send_link(office: Office, request: Request) -> Response[str]:
    """The same answer for every address, so that nobody learns from it who works here."""
    form = EmailForm(request.form(), office.rules)
    if form.problems():
        return _ask(office, form, status=422)
    ask_to_sign_in(
        form.email.data, sessions=office.sessions, queues=office.queues, policy=office.policy, now=office.now()
    )
    return responses.html(office.render("office/link_on_its_way.html", minutes=LINK_MINUTES, section=""))


def _offer(office: Office, request: Request) -> Response[str]:
    """A link was opened: by a person or by a mail scanner. Only the button signs in."""
    try:
        _, member = open_sign_in(request.query.get("t", ""), links=office.links, policy=office.policy, now=office.now())
    except NothingToDecide as closed:
        return _closed(office, closed)
    action = f"/office/sign-in?{urlencode({'t': request.query.get('t', '')})}"
    return responses.html(office.render("office/sign_in_as.html", holder=member.name, action=action, section=""))


def _start(office: Office, request: Request) -> Response[str]:
    secret = office.new_id() + office.new_id()
    try:
        member = sign_in(
            request.query.get("t", ""),
            secret=secret,
            links=office.links,
            sessions=office.sessions,
            policy=office.policy,
            now=office.now(),
        )
    except NothingToDecide as closed:
        return _closed(office, closed)
    logger.info("signed in", staff=member.id)
    return _with_cookie(responses.see_other("/office"), secret, office=office, seconds=_SECONDS)


def _closed(office: Office, closed: NothingToDecide) -> Response[str]:
    used = closed.why is Closed.DECIDED
    page = office.render("office/sign_in_closed.html", why=closed.why.value, used=used, section="")
    return responses.html(page, status=404 if closed.why is Closed.FORGED else 410)


def _with_cookie(response: Response[str], secret: str, *, office: Office, seconds: int) -> Response[str]:
    response.headers["Set-Cookie"] = session_cookie.setting(secret, site_url=office.url, seconds=seconds)
    return response
