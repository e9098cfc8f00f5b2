"""Say something, without a name or with one, on the website or at a venue's own address; and its printed poster."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.rules import NO_VENUE, Venue
from takepart.use_cases.voice.say import Saying, Speaking
from takepart.web import responses
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.forms import HIDDEN_BOX, TOKEN, NamedForm, SayForm

_AT: Final = "/feedback/at/<venue>"
routes: Routes[VoiceSite] = Routes("voice")


def _venue(call: Call[VoiceSite, Any]) -> Venue:
    found = next((venue for venue in call.site.voice.venues if venue.id == call.params["venue"]), None)
    if found is None:
        raise Problem.not_found("Check the address on the poster, or tell us on the page for feedback.")
    return found


def _page(call: Call[VoiceSite, Any], form: SayForm | NamedForm, venue: Venue | None = None) -> Answer:
    return call.site.html(
        call,
        "voice/named.html" if isinstance(form, NamedForm) else "voice/say.html",
        form=form,
        venue=venue,
        reply_days=call.site.voice.reply_days,
        token=call.site.token("feedback"),
        token_name=TOKEN,
        hidden_box=HIDDEN_BOX,
    )


def keep_said(call: Call[VoiceSite, Any], venue: Venue | None = None) -> Answer:
    """Keep what the form says, and lead to its own page. Raises NotOurForm, Refused."""
    form, site, typed = call.form, call.site, call.typed
    saying = Saying(
        token=typed.get(TOKEN, ""),
        words=form.words.data,
        venue=venue.id if venue else NO_VENUE,
        sender=Sender(name=form.name.data, email=form.email.data) if isinstance(form, NamedForm) else None,
        hidden_box=typed.get(HIDDEN_BOX, ""),
    )
    kept = site.visitor(Speaking).say(saying)
    return responses.see_other(f"/feedback/{quote(kept.code)}?sent=yes")


@routes.get("/feedback")
def show(call: Call[VoiceSite, Any]) -> Answer:
    """Without a name."""
    return _page(call, call.filled(SayForm))


@routes.post("/feedback", form=SayForm, shown=show)
def send(call: Call[VoiceSite, SayForm]) -> Answer:
    """Keep it."""
    return keep_said(call)


@routes.get(_AT)
def show_at(call: Call[VoiceSite, Any]) -> Answer:
    """At a venue's own address."""
    return _page(call, call.filled(SayForm), _venue(call))


@routes.post(_AT, form=SayForm, shown=show_at)
def send_at(call: Call[VoiceSite, SayForm]) -> Answer:
    """Keep it, with its venue."""
    return keep_said(call, _venue(call))


@routes.get(f"{_AT}/poster")
def poster(call: Call[VoiceSite, NoForm]) -> Answer:
    """To print."""
    place = _venue(call)
    address = f"{call.site.url}/feedback/at/{place.id}"
    return call.site.html(call, "voice/poster.html", venue=place, address=address, picture=qr_code(address))


@routes.get("/feedback/named")
def show_named(call: Call[VoiceSite, Any]) -> Answer:
    """With a name."""
    return _page(call, call.filled(NamedForm))


@routes.post("/feedback/named", form=NamedForm, shown=show_named)
def send_named(call: Call[VoiceSite, NamedForm]) -> Answer:
    """Keep it, with its name."""
    return keep_said(call)


def qr_code(address: str) -> str:
    """A picture that leads a phone to an address, to stand in a page."""
    import segno  # only the posters pay for this import

    picture: str = segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#1f2430")
    return picture
