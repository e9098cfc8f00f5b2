"""Another name or address: asked for on my pages, agreed to by the old contact's link and by the new one's."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.people.moving import Fate
from takepart.domain.people.person import Person, Whose
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.use_cases.claims.open_decision import NothingToDecide
from takepart.use_cases.programme import change_address
from takepart.use_cases.programme.change_address import Asked, ChangeOver
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.programme.desk import Programme, closed_link, refusals_as_pages
from takepart.web.programme.forms import AddressForm, GuardianForm, NameForm, YesNoForm
from takepart.web.requests import Request, Typed

_OVER = {
    Fate.AGREED: ("You said yes already", "We have written to the new address. The link in that email is next."),
    Fate.OPEN: ("Not yet", "We asked at the old address first. Say yes there, and we write to this one again."),
    Fate.REPLACED: ("There is a newer email", "You asked for another change after this one. Use the newest email."),
    Fate.STOPPED: ("This change was stopped", "Nothing has changed. You can ask for it again."),
    Fate.DONE: ("This is done", "We use the new address now."),
    Fate.UNKNOWN: ("This link does not work", "Open the link in our email again, or ask for a new one."),
}


def router(desk: Programme) -> Router:
    """``/my/name``, ``/my/email``, ``/my/guardian`` and ``/my/address``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/my/name")
    def ask_name() -> Response[str]:
        token = request().query.get("t", "")
        person = desk.registered(token)
        name = person.details.name if person.details else ""
        return _form_page(desk, "name", person, token, NameForm(Typed([("name", name)]), desk.rules))

    @routes.post("/my/name")
    def change_name() -> Response[str]:
        typed = request().form()
        form, token = NameForm(typed, desk.rules), typed.get("t", "")
        person = desk.registered(token)
        if form.problems():
            return _form_page(desk, "name", person, token, form, status=422)
        with refusals_as_pages():
            change_address.rename(
                person,
                str(form.name.data),
                people=desk.people,
                names=desk.names,
                identities=desk.identities,
                step=StepId(f"name-{_seen(typed)}"),
                now=desk.now(),
            )
        return responses.see_other(f"/my?{urlencode({'t': token, 'done': 'changed'})}")

    @routes.get("/my/email")
    def ask_email() -> Response[str]:
        token = request().query.get("t", "")
        return _form_page(desk, "email", desk.registered(token), token, AddressForm(Typed(), desk.rules))

    @routes.post("/my/email")
    def change_email() -> Response[str]:
        typed = request().form()
        return _asked(desk, typed, "email", Whose.OWN, AddressForm(typed, desk.rules))

    @routes.get("/my/guardian")
    def ask_guardian() -> Response[str]:
        token = request().query.get("t", "")
        person = _with_guardian(desk.registered(token))
        name = person.details.guardian_name if person.details else ""
        return _form_page(desk, "guardian", person, token, GuardianForm(Typed([("name", name)]), desk.rules))

    @routes.post("/my/guardian")
    def change_guardian() -> Response[str]:
        typed = request().form()
        _with_guardian(desk.registered(typed.get("t", "")))
        return _asked(desk, typed, "guardian", Whose.GUARDIAN, GuardianForm(typed, desk.rules))

    @routes.get("/my/address/agree")
    def ask_old() -> Response[str]:
        token = request().query.get("t", "")
        return _old_page(desk, token, _waiting(desk, change_address.open_old, token), YesNoForm(Typed(), desk.rules))

    @routes.post("/my/address/agree")
    def answer_old() -> Response[str]:
        typed = request().form()
        form, token = YesNoForm(typed, desk.rules), typed.get("t", "")
        asked = _waiting(desk, change_address.open_old, token)
        if form.problems():
            return _old_page(desk, token, asked, form, status=422)
        agreed = bool(form.agreed.data)
        with refusals_as_pages():
            change_address.answer_old(asked, agreed=agreed, people=desk.people, now=desk.now())
        done = "agreed" if agreed else "stopped"
        return responses.html(desk.page("programme/address_done.html", done=done, whose=asked.moving.whose.value))

    @routes.get("/my/address/new")
    def ask_new() -> Response[str]:
        token = request().query.get("t", "")
        _waiting(desk, change_address.open_new, token)
        return responses.html(desk.page("programme/address_new.html", token=token))

    @routes.post("/my/address/new")
    def answer_new() -> Response[str]:
        asked = _waiting(desk, change_address.open_new, request().form().get("t", ""))
        with refusals_as_pages():
            change_address.answer_new(
                asked, people=desk.people, names=desk.names, identities=desk.identities, now=desk.now()
            )
        return responses.html(desk.page("programme/address_done.html", done="changed", whose=asked.moving.whose.value))

    return routes


def _asked(desk: Programme, typed: Typed, page: str, whose: Whose, form: AddressForm | GuardianForm) -> Response[str]:
    token = typed.get("t", "")
    person = desk.registered(token)
    if form.problems():
        return _form_page(desk, page, person, token, form, status=422)
    try:
        change_address.ask(
            person,
            whose=whose,
            email=str(form.email.data),
            name=str(form.name.data) if isinstance(form, GuardianForm) else "",
            people=desk.people,
            step=StepId(f"address-{_seen(typed)}"),
            now=desk.now(),
        )
    except CannotDo as refused:
        if refused.reason is not Refusal.SAME_ADDRESS:
            raise Problem(409, "We could not do that", refused.reason.plain) from refused
        form.email.errors = [refused.reason.plain]
        return _form_page(desk, page, person, token, form, status=422)
    # The same words whether or not anyone uses the new address: nobody learns who else is with us.
    return responses.html(desk.page("programme/address_asked.html", token=token, whose=whose.value))


def _waiting(desk: Programme, opened: Callable[..., Asked], token: str) -> Asked:
    try:
        return opened(token, links=desk.links, people=desk.people, now=desk.now())
    except ChangeOver as over:
        raise Problem.gone(*_OVER[over.fate]) from over
    except NothingToDecide as closed:
        raise closed_link(closed) from closed


def _with_guardian(person: Person) -> Person:
    if person.details is None or not person.details.guardian_email:
        raise Problem.not_found()
    return person


def _form_page(
    desk: Programme,
    page: str,
    person: Person,
    token: str,
    form: NameForm | AddressForm | GuardianForm,
    *,
    status: int = 200,
) -> Response[str]:
    body = desk.page(
        "programme/my_contact.html",
        page=page,
        token=token,
        person=person.details,
        version=person.version,
        form=form,
        errors=error_links([form]),
    )
    return responses.html(body, status=status)


def _old_page(desk: Programme, token: str, asked: Asked, form: YesNoForm, *, status: int = 200) -> Response[str]:
    body = desk.page(
        "programme/address_agree.html", token=token, moving=asked.moving, form=form, errors=error_links([form])
    )
    return responses.html(body, status=status)


def _seen(typed: Typed) -> str:
    text = typed.get("seen", "")
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Problem.bad("Part of the form is missing. Go back, load the page again and send it once more.")
    return text
