"""Sign in to the office by an emailed link, and out again."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from aws_lambda_powertools import Logger

from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from takepart.use_cases.sign_in import LINK_MINUTES, SESSION_HOURS, ask_to_sign_in, open_sign_in, sign_in
from takepart.web import responses, session_cookie
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Email
from takepart.web.office.desk import Office
from takepart.web.office.reception import BeforeSignIn
from takepart.web.route import Answer, Call, Instead, NoForm, Routes

logger = Logger()
_SECONDS: Final = SESSION_HOURS * 3600
routes: Routes[Office] = Routes("office", right=BeforeSignIn.OPEN)


class WorkEmailForm(PageForm):
    """The address that the link goes to."""

    email = Email("Your work email address", missing="Enter your work email address")


def _token(call: Call[Office, Any]) -> str | None:
    """What the link from the letter holds; None without one."""
    return call.request.token if "t" in call.request.query else None


def _form(call: Call[Office, Any]) -> PageForm:
    """With a link there is only a button."""
    kind = WorkEmailForm if _token(call) is None else NoForm
    return kind(call.typed, call.site.rules)


@routes.get("/office/sign-in")
def show(call: Call[Office, Any]) -> Answer:
    """A link was opened, by a person or a scanner: only the button signs in. Without one, ask for the address."""
    site, token = call.site, _token(call)
    if token is None:
        form = call.filled(WorkEmailForm)
        return call.html(site.render("office/sign_in.html", form=form, errors=call.errors, section=""))
    try:
        _, member = open_sign_in(token, links=site.links, policy=site.policy, now=site.now())
    except NothingToDecide as closed:
        raise _closed(site, closed) from closed
    action = f"/office/sign-in?{urlencode({'t': token})}"
    return call.html(site.render("office/sign_in_as.html", holder=member.name, action=action, section=""))


@routes.post("/office/sign-in", form=PageForm, make=_form, shown=show, once=False)
def enter(call: Call[Office, PageForm]) -> Answer:
    """Sign in by the link, or send one. Sending answers the same to every address: nobody learns who works here."""
    site, token = call.site, _token(call)
    if token is not None:
        return _start(site, token)
    email = call.filled(WorkEmailForm).email.data
    ask_to_sign_in(email, sessions=site.sessions, queues=site.queues, policy=site.policy, now=site.now())
    return call.html(site.render("office/link_on_its_way.html", minutes=LINK_MINUTES, section=""))


@routes.post("/office/sign-out", form=NoForm, shown=show, once=False)
def leave(call: Call[Office, NoForm]) -> Answer:
    """End the session."""
    site = call.site
    site.sessions.end(session_cookie.secret_of(call.request, site_url=site.url))
    return _with_cookie(responses.see_other("/office/sign-in"), "", site=site, seconds=0)


def _start(site: Office, token: str) -> Answer:
    secret = site.new_id() + site.new_id()
    try:
        member = sign_in(
            token, secret=secret, links=site.links, sessions=site.sessions, policy=site.policy, now=site.now()
        )
    except NothingToDecide as closed:
        raise _closed(site, closed) from closed
    logger.info("signed in", staff=member.id)
    return _with_cookie(responses.see_other("/office"), secret, site=site, seconds=_SECONDS)


def _closed(site: Office, closed: NothingToDecide) -> Instead:
    used = closed.why is LinkClosed.DECIDED
    page = site.render("office/sign_in_closed.html", why=closed.why.value, used=used, section="")
    return Instead(responses.html(page, status=404 if closed.why is LinkClosed.FORGED else 410))


def _with_cookie(answer: Answer, secret: str, *, site: Office, seconds: int) -> Answer:
    answer.headers["Set-Cookie"] = session_cookie.setting(secret, site_url=site.url, seconds=seconds)
    return answer
