"""Another name or address: asked for on my pages, agreed to by the old contact's link and by the new one's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from takepart.domain.aggregate import Step
from takepart.domain.people.moving import Fate
from takepart.domain.people.person import Whose
from takepart.use_cases.programme import change_address
from takepart.use_cases.programme.change_address import AddressAsked, ChangeOver
from takepart.use_cases.programme.their_newsletter import follow
from takepart.web.problems import Problem
from takepart.web.programme.desk import MyRight, Programme, my_routes, pressed, to_my_part, token_of
from takepart.web.programme.forms import AddressForm, GuardianForm, NameForm, YesNoForm
from takepart.web.route import Answer, Call, NoForm

_OVER = {
    Fate.AGREED: ("You said yes already", "We have written to the new address. The link in that email is next."),
    Fate.OPEN: ("Not yet", "We asked at the old address first. Say yes there, and we write to this one again."),
    Fate.REPLACED: ("There is a newer email", "You asked for another change after this one. Use the newest email."),
    Fate.STOPPED: ("This change was stopped", "Nothing has changed. You can ask for it again."),
    Fate.DONE: ("This is done", "We use the new address now."),
    Fate.UNKNOWN: ("This link does not work", "Open the link in our email again, or ask for a new one."),
}
routes = my_routes()
Called = Call[Programme, Any]
Contact = NameForm | AddressForm | GuardianForm


def _form_page(call: Called, page: str, kind: type[Contact], **starts: str) -> Answer:
    return call.site.html(
        call,
        "programme/my_contact.html",
        page=page,
        person=call.who.details,
        version=call.who.version,
        form=call.filled(kind, starts),
    )


@routes.get("/my/name", right=MyRight.TAKING_PART)
def ask_name(call: Called) -> Answer:
    """The form for another name."""
    return _form_page(call, "name", NameForm, name=call.who.details.name)


@routes.post("/my/name", form=NameForm, shown=ask_name, right=MyRight.TAKING_PART)
def change_name(call: Call[Programme, NameForm]) -> Answer:
    """Use it from now on."""
    name, desk = str(call.form["name"].data), call.site
    change_address.rename(call.who, _step(call), name, people=desk.kept.people, naming=desk.naming)
    return to_my_part(call, "changed")


@routes.get("/my/email", right=MyRight.TAKING_PART)
def ask_email(call: Called) -> Answer:
    """The form for another address."""
    return _form_page(call, "email", AddressForm)


@routes.post("/my/email", form=AddressForm, shown=ask_email, right=MyRight.TAKING_PART)
def change_email(call: Call[Programme, AddressForm]) -> Answer:
    """Ask at the old address first."""
    return _asked(call, Whose.OWN, email=str(call.form.email.data))


@routes.get("/my/guardian", right=MyRight.TAKING_PART)
def ask_guardian(call: Called) -> Answer:
    """The form for another parent or carer."""
    if not call.who.details.guardian_email:
        raise Problem.not_found()
    return _form_page(call, "guardian", GuardianForm, name=call.who.details.guardian_name)


@routes.post("/my/guardian", form=GuardianForm, shown=ask_guardian, right=MyRight.TAKING_PART)
def change_guardian(call: Call[Programme, GuardianForm]) -> Answer:
    """Ask at the old address first."""
    if not call.who.details.guardian_email:
        raise Problem.not_found()
    return _asked(call, Whose.GUARDIAN, email=str(call.form.email.data), name=str(call.form["name"].data))


@routes.get("/my/address/agree")
def ask_old(call: Called) -> Answer:
    """Whether the old contact agrees."""
    asked, form = _waiting(call, change_address.open_old), call.filled(YesNoForm)
    return call.site.html(call, "programme/address_agree.html", moving=asked.moving, form=form)


@routes.post("/my/address/agree", form=YesNoForm, shown=ask_old)
def answer_old(call: Call[Programme, YesNoForm]) -> Answer:
    """They do, or they do not."""
    asked, agreed = _waiting(call, change_address.open_old), bool(call.form.agreed.data)
    change_address.answer_old(asked, agreed=agreed, people=call.site.kept.people, now=call.site.now())
    return _done(call, "agreed" if agreed else "stopped", asked)


@routes.get("/my/address/new")
def ask_new(call: Called) -> Answer:
    """Whether the new contact has got our letter."""
    _waiting(call, change_address.open_new)
    return call.site.html(call, "programme/address_new.html")


@routes.post("/my/address/new", form=NoForm, shown=ask_new)
def answer_new(call: Call[Programme, NoForm]) -> Answer:
    """It is the address from now on."""
    asked, desk = _waiting(call, change_address.open_new), call.site
    moved = change_address.answer_new(asked, people=desk.kept.people, naming=desk.naming, now=desk.now())
    follow(asked.person, moved, people=desk.kept.people, subscribers=desk.subscribers, now=desk.now())
    return _done(call, "changed", asked)


def _done(call: Called, done: str, asked: AddressAsked) -> Answer:
    return call.site.html(call, "programme/address_done.html", done=done, whose=asked.moving.whose.value)


def _asked(call: Called, whose: Whose, *, email: str, name: str = "") -> Answer:
    people = call.site.kept.people
    change_address.ask(call.who, _step(call), whose=whose, email=email, name=name, people=people)
    # The same words whether or not anyone uses the new address: nobody learns who else is with us.
    return call.site.html(call, "programme/address_asked.html", whose=whose.value)


def _step(call: Called) -> Step:
    """This press, by the version that its page showed. Raises Problem for a form without."""
    if "seen" not in call.typed:
        raise Problem.bad("Part of the form is missing. Go back, load the page again and send it once more.")
    return pressed(call)


def _waiting(call: Called, opened: Callable[..., AddressAsked]) -> AddressAsked:
    try:
        return call.site.opened(token_of(call.request), opened)
    except ChangeOver as over:
        raise Problem.gone(*_OVER[over.fate]) from over
