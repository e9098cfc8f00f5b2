"""Registering: the least we need, a link that proves the mailbox, and a parent's or carer's yes for a child."""

from __future__ import annotations

from typing import Any

from takepart.domain.ids import SessionId, StepId
from takepart.domain.people.details import Details
from takepart.domain.people.equality import EqualityStage
from takepart.use_cases.programme import registration
from takepart.web import responses
from takepart.web.programme.desk import Programme, my_routes, questions_for, token_of
from takepart.web.programme.forms import ConsentForm, RegisterForm
from takepart.web.route import Answer, Call, NoForm

routes = my_routes()
Called = Call[Programme, Any]


@routes.get("/register")
def ask(call: Called) -> Answer:
    """The form; from a session, it is kept which."""
    return call.site.html(
        call,
        "programme/register.html",
        form=call.filled(RegisterForm),
        session=call.typed.get("session") or call.request.query.get("session", ""),
        nonce=call.typed.get("nonce") or call.site.new_id(),
        under=call.site.policy.participation.consent_under,
    )


@routes.post("/register", form=RegisterForm, shown=ask)
def register(call: Call[Programme, RegisterForm]) -> Answer:
    """Keep the registration."""
    desk, form, session = call.site, call.form, call.typed.get("session", "")
    known = desk.kept.sessions.get(SessionId(session)) if session else None
    registration.register(
        Details(**form.values()),
        sent_for=known.id if known else None,
        kept=desk.kept,
        naming=desk.naming,
        queues=desk.queues,
        press=StepId(f"register-{call.typed.get('nonce', '')[:60]}"),
        now=desk.now(),
    )
    return responses.see_other("/register/sent-child" if form.is_child else "/register/sent")


@routes.get("/register/sent")
def sent(call: Called) -> Answer:
    """Look into your mailbox."""
    return call.site.html(call, "programme/registered.html", child=False)


@routes.get("/register/sent-child")
def sent_child(call: Called) -> Answer:
    """A parent or carer is asked."""
    return call.site.html(call, "programme/registered.html", child=True)


@routes.get("/register/confirm")
def ask_confirm(call: Called) -> Answer:
    """The button behind the link: opening a letter confirms nothing."""
    call.site.opened(token_of(call.request), registration.open_confirmation)
    return call.site.html(call, "programme/confirm_email.html")


@routes.post("/register/confirm", form=NoForm, shown=ask_confirm)
def confirm(call: Call[Programme, NoForm]) -> Answer:
    """The mailbox is theirs."""
    person = call.site.opened(token_of(call.request), registration.open_confirmation)
    registration.confirm_email(person, people=call.site.kept.people, now=call.site.now())
    asked = questions_for(call.site, EqualityStage.REGISTERED)
    return call.site.html(call, "programme/email_confirmed.html", asked=asked)


@routes.get("/register/consent")
def ask_consent(call: Called) -> Answer:
    """What a parent or carer is asked, and what their no would mean."""
    desk = call.site
    person = desk.opened(token_of(call.request), registration.open_consent)
    return desk.html(
        call,
        "programme/consent.html",
        person=person.details,
        form=call.filled(ConsentForm),
        **desk.money_of(person),
    )


@routes.post("/register/consent", form=ConsentForm, shown=ask_consent)
def consent(call: Call[Programme, ConsentForm]) -> Answer:
    """A parent or carer answers."""
    desk, agreed = call.site, bool(call.form.agreed.data)
    person = desk.opened(token_of(call.request), registration.open_consent)
    registration.give_consent(person, agreed=agreed, kept=desk.kept, beside=desk.beside, now=desk.now())
    owed = registration.owed_to(person, claims=desk.claims, now=desk.now())
    return desk.html(call, "programme/consent_given.html", agreed=agreed, owed=owed)


@routes.get("/my/texts")
def ask_texts(call: Called) -> Answer:
    """The button behind the link in a text: the number may be anybody's."""
    call.site.opened(token_of(call.request), registration.open_texts)
    return call.site.html(call, "programme/agree_texts.html", done=False)


@routes.post("/my/texts", form=NoForm, shown=ask_texts)
def agree_texts(call: Call[Programme, NoForm]) -> Answer:
    """Whoever has the number says yes."""
    person = call.site.opened(token_of(call.request), registration.open_texts)
    registration.agree_texts(person, people=call.site.kept.people, now=call.site.now())
    return call.site.html(call, "programme/agree_texts.html", done=True)
