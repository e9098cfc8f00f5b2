"""A worker writes to people: who could get it, who gets it with the words, and one press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from takepart.domain.people.person import Person
from takepart.domain.programme.message import Audience
from takepart.use_cases.programme import messages
from takepart.web import responses
from takepart.web.forms.fields import Option
from takepart.web.office.programme.desk import ProgrammeDesk, office_routes
from takepart.web.office.programme.forms import MessageForm
from takepart.web.route import Answer, Call

_ONE: Final = "/office/sessions/<session>/message"
routes = office_routes()
Called = Call[ProgrammeDesk, Any]


def _form(call: Called) -> MessageForm:
    desk = call.site
    session, opportunity = desk.session(call.params["session"])
    found = messages.audiences(session, opportunity, kept=desk.kept, now=desk.now())
    options = [Option(value=each.value, label=f"{each.plain} ({len(people)})") for each, people in found.items()]
    return MessageForm(call.typed, desk.rules, audiences=options, found=found)


def _chosen(call: Called) -> tuple[Audience, Sequence[Person]]:
    """Who gets it, as they were found for the form."""
    audience = Audience(str(call.form.to.data))
    return audience, call.form.context["found"].get(audience, ())


@routes.get(_ONE)
def ask(call: Called) -> Answer:
    """Who could get it, and the box for the words."""
    session, opportunity = call.site.session(call.params["session"])
    form = call.form if isinstance(call.form, MessageForm) else _form(call)
    return call.site.html(call, "office/programme/message.html", session=session, about=opportunity.about, form=form)


@routes.post(_ONE, form=MessageForm, shown=ask, make=_form, once=False)
def look(call: Call[ProgrammeDesk, MessageForm]) -> Answer:
    """Who gets it, by name, and the words as they will read them. Nothing is sent yet."""
    return _who_gets(call)


def _who_gets(call: Called) -> Answer:
    session, opportunity = call.site.session(call.params["session"])
    _, people = _chosen(call)
    return call.site.html(
        call,
        "office/programme/message_check.html",
        session=session,
        about=opportunity.about,
        form=call.form,
        written=[each for each in people if each.is_written_to],
        called=[each for each in people if not each.is_written_to],
        shown=messages.shown(people),
    )


def _again(call: Called) -> Answer:
    """What needs another try: the form, or who gets it by now."""
    return _who_gets(call) if call.status == 409 else ask(call)


@routes.post(f"{_ONE}/send", form=MessageForm, shown=_again, make=_form)
def send(call: Call[ProgrammeDesk, MessageForm]) -> Answer:
    """Send it to those whom the page showed."""
    session, _ = call.site.session(call.params["session"])
    audience, people = _chosen(call)
    messages.send(
        call.site.step(call),
        session=session,
        audience=audience,
        words=str(call.form.words.data),
        people=people,
        seen=call.typed.get("shown", ""),
        messages=call.site.messages,
    )
    return responses.see_other(f"/office/sessions/{session.id}?done=message")
