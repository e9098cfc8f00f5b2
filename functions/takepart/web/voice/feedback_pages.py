"""Say something, without a name or with one, on the website or at a venue's own address; and its printed poster."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.refused import Refused
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.rules import NO_VENUE, Venue
from takepart.use_cases.voice.ports import NotOurForm
from takepart.use_cases.voice.say import Saying, say
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.forms import HIDDEN_BOX, MOST_BYTES, TOKEN, NamedForm, SayForm

SEND_AGAIN = "We could not tell that this came from our own form. Check it and press the button again"


def router(site: VoiceSite) -> Router:
    """``/feedback``, ``/feedback/named``, ``/feedback/at/<venue>`` and its poster."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/feedback")
    def show() -> Response[str]:
        return _page(site, SayForm(Typed(), site.rules), None)

    @routes.post("/feedback")
    def send() -> Response[str]:
        return _send(site, request(), None)

    @routes.get("/feedback/at/<venue>")
    def show_at(venue: str) -> Response[str]:
        return _page(site, SayForm(Typed(), site.rules), _venue(site, venue))

    @routes.post("/feedback/at/<venue>")
    def send_at(venue: str) -> Response[str]:
        return _send(site, request(), _venue(site, venue))

    @routes.get("/feedback/at/<venue>/poster")
    def poster(venue: str) -> Response[str]:
        import segno  # only the poster pays for this import

        place = _venue(site, venue)
        address = f"{site.url}/feedback/at/{place.id}"
        picture = segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#1f2430")
        return responses.html(site.page("voice/poster.html", venue=place, address=address, picture=picture))

    @routes.get("/feedback/named")
    def show_named() -> Response[str]:
        return _page(site, NamedForm(Typed(), site.rules), None, template="voice/named.html")

    @routes.post("/feedback/named")
    def send_named() -> Response[str]:
        return _send_named(site, request())

    return routes


def _venue(site: VoiceSite, id: str) -> Venue:
    found = next((venue for venue in site.voice.venues if venue.id == id), None)
    if found is None:
        raise Problem.not_found("Check the address on the poster, or tell us on the page for feedback.")
    return found


def _send(site: VoiceSite, request: Request, venue: Venue | None) -> Response[str]:
    typed = request.form()
    form = SayForm(typed, site.rules)
    return _heard(site, form, typed, venue, template="voice/say.html")


def _send_named(site: VoiceSite, request: Request) -> Response[str]:
    typed = request.form()
    form = NamedForm(typed, site.rules)
    return _heard(site, form, typed, None, template="voice/named.html")


def _heard(
    site: VoiceSite, form: SayForm | NamedForm, typed: Typed, venue: Venue | None, *, template: str
) -> Response[str]:
    return heard(site, form, typed, venue) or _page(site, form, venue, template=template, status=422)


def heard(site: VoiceSite, form: SayForm | NamedForm, typed: Typed, venue: Venue | None) -> Response[str] | None:
    """Keep it and lead to its own page; nothing when the form must be shown again, with what was written in it."""
    if form.problems():
        return None
    sender = Sender(name=form.name.data, email=form.email.data) if isinstance(form, NamedForm) else None
    saying = Saying(
        token=typed.get(TOKEN, ""),
        words=form.words.data,
        venue=venue.id if venue else NO_VENUE,
        sender=sender,
        hidden_box=typed.get(HIDDEN_BOX, ""),
    )
    try:
        kept = say(
            saying,
            feedbacks=site.feedbacks,
            forms=site.forms,
            sessions=site.sessions,
            policy=site.policy,
            holidays=site.holidays,
            now=site.now(),
        )
    except NotOurForm:
        form.words.errors = [SEND_AGAIN]
        return None
    except Refused as refused:
        form.words.errors = [refused.reason.plain]
        return None
    return responses.see_other(f"/feedback/{quote(kept.code)}?sent=yes")


def _page(
    site: VoiceSite,
    form: PageForm,
    venue: Venue | None,
    *,
    template: str = "voice/say.html",
    status: int = 200,
) -> Response[str]:
    values: dict[str, Any] = {
        "form": form,
        "errors": error_links([form]),
        "venue": venue,
        "reply_days": site.voice.reply_days,
        "token": site.token("feedback"),
        "token_name": TOKEN,
        "hidden_box": HIDDEN_BOX,
    }
    return responses.html(site.page(template, **values), status=status)
