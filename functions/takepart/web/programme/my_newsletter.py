"""My part: whether the newsletter comes to somebody's mailbox, asked for and stopped without another email."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.journal import instant
from takepart.domain.newsletter.subscriber import subscriber_of
from takepart.domain.people.person import Person
from takepart.domain.programme.refusals import Refusal
from takepart.use_cases.newsletter.subscribe import join, stop
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.problems import Problem
from takepart.web.programme.desk import Programme
from takepart.web.requests import Request


def router(desk: Programme) -> Router:
    """``/my/newsletter``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.post("/my/newsletter")
    def choose() -> Response[str]:
        typed = Request.of(routes.current_event.raw_event).form()
        token = typed.get("t", "")
        person = desk.me(token)
        if not person.is_registered or person.details is None:
            raise Problem(409, "We could not do that", Refusal.NOT_REGISTERED.plain)
        try:
            if typed.get("want") == "yes":
                join(person.id, person.details.email, subscribers=desk.subscribers, now=desk.now())
            else:
                stop(subscriber_of(person.id), subscribers=desk.subscribers, now=desk.now())
        except ChangedMeanwhile:  # pressed twice: the page shows how it stands
            return responses.see_other(f"/my?{urlencode({'t': token})}")
        return responses.see_other(f"/my?{urlencode({'t': token, 'done': 'changed'})}")

    return routes


def gets_it(desk: Programme, person: Person) -> bool:
    """Whether it comes to their mailbox."""
    found = desk.subscribers.get(subscriber_of(person.id))
    return found is not None and found.is_on


def exported(desk: Programme, person: Person) -> dict[str, Any]:
    """What is kept of it, as data that they can take away."""
    found = desk.subscribers.get(subscriber_of(person.id))
    if found is None:
        return {}
    return {
        "state": found.state.value,
        "email": found.email,
        "what_happened": [{"at": instant(entry.at), "what": entry.action} for entry in found.journal],
    }


def forget(desk: Programme, person: Person) -> None:
    """With somebody who is forgotten their newsletter ends, unless others who share the mailbox are registered."""
    if not any(other.id != person.id and other.is_registered for other in desk.people.of_mailbox(person.id)):
        stop(subscriber_of(person.id), subscribers=desk.subscribers, now=desk.now())
