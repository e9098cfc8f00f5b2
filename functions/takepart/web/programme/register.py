"""Registering: the least we need, a link that proves the mailbox, and a parent's or carer's yes for a child."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from takepart.domain.ids import SessionId, StepId
from takepart.domain.people.details import Details
from takepart.domain.people.equality import EqualityStage
from takepart.domain.people.guardian import TakenBack
from takepart.use_cases.programme import registration
from takepart.web import responses
from takepart.web.forms.fields import Option
from takepart.web.programme.desk import Programme, my_routes, questions_for, token_of
from takepart.web.programme.forms import ConsentForm, RegisterForm, TakeBackConsentForm
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
    left = not registration.confirm_email(person, people=call.site.kept.people, now=call.site.now()).is_registered
    asked = "" if left else questions_for(call.site, EqualityStage.REGISTERED)
    return call.site.html(call, "programme/email_confirmed.html", asked=asked, left=left)


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
    desk = call.site
    person = desk.opened(token_of(call.request), registration.open_consent)
    said = call.form.said(person.details.born if person.details else None)
    registration.give_consent(person, said, kept=desk.kept, beside=desk.beside, now=desk.now())
    owed = registration.owed_to(person, claims=desk.claims, now=desk.now())
    return desk.html(call, "programme/consent_given.html", agreed=said is not None, owed=owed)


def _of_yes(call: Called) -> TakeBackConsentForm:
    """What is left to take back."""
    person = call.site.opened(token_of(call.request), registration.open_yes)
    said, has_stopped = person.guardian_yes, person.waits_for_parent
    left = {
        TakenBack.PHOTOS: said is not None and said.photos and not has_stopped,
        TakenBack.KEEPS: said is not None and said.keeps and not has_stopped,
        TakenBack.ALL: not has_stopped,
    }
    offered = [Option(value=each.value, label=each.plain) for each, is_there in left.items() if is_there]
    return TakeBackConsentForm(call.typed, call.site.rules, offered=offered)


@routes.get("/register/yes")
def yes(call: Called) -> Answer:
    """What a parent or carer said yes to, and the way to take it back."""
    person = call.site.opened(token_of(call.request), registration.open_yes)
    form = call.form if isinstance(call.form, TakeBackConsentForm) else _of_yes(call)
    return call.site.html(
        call,
        "programme/consent_yes.html",
        person=person.details,
        said=person.guardian_yes,
        all_back=person.waits_for_parent,
        form=form,
    )


@routes.post("/register/yes", form=TakeBackConsentForm, make=_of_yes, shown=yes)
def take_back(call: Call[Programme, TakeBackConsentForm]) -> Answer:
    """They take it back."""
    desk, what = call.site, TakenBack(call.form.what.data)
    person = desk.opened(token_of(call.request), registration.open_yes)
    registration.take_consent_back(person, what, kept=desk.kept, drafts=desk.drafts, now=desk.now())
    return responses.see_other(f"/register/yes?t={quote(token_of(call.request))}")


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
