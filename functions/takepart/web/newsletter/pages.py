"""The newsletter for everyone: reading it, asking for it by email, saying yes, and leaving with one press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.links import BadLink, Purpose
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId, blocks
from takepart.domain.references import read_reference
from takepart.use_cases.newsletter.ports import Newsletters, Subscribers
from takepart.use_cases.newsletter.subscribe import Subscribing, TooManyToday
from takepart.use_cases.ports import ChangedMeanwhile, Identities, LinkReader
from takepart.use_cases.sign_in import Sessions
from takepart.web import responses
from takepart.web.app import App
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Email
from takepart.web.frame import OpenFrame
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import Answer, Call, NoForm, Routes


@dataclass(frozen=True, kw_only=True)
class NewsletterSite(OpenFrame):
    """One organisation's newsletters."""

    newsletters: Newsletters
    subscribers: Subscribers
    identities: Identities
    sessions: Sessions
    """Counts how many letters were asked for in a day."""
    links: LinkReader

    def subscribing(self) -> Subscribing:
        """Asking, confirming and leaving, as of now."""
        return Subscribing(
            subscribers=self.subscribers,
            identities=self.identities,
            sessions=self.sessions,
            links=self.links,
            now=self.now(),
        )


routes: Routes[NewsletterSite] = Routes("newsletter")
STOP: Final = "/newsletter/stop"
"""Mail programs post here, without cookies and without a page of ours (RFC 8058)."""
ASK_AGAIN: Final = "It may be too old. Ask for the newsletter again, and we send you a new one."


class AskForm(PageForm):
    """One address."""

    email = Email("Your email address", missing="Enter your email address", hint="We send you one email first.")


def _nothing(_request: Request) -> Typed:
    """Mail programs post a form or its parts (RFC 8058): neither is looked at."""
    return Typed()


@routes.get("/newsletter")
def listed(call: Call[NewsletterSite, Any]) -> Answer:
    """Every newsletter, the newest first, and the form to ask for it."""
    found, after = call.site.newsletters.public(start=call.request.query.get("next") or None)
    older = f"/newsletter?next={quote(after)}" if after else ""
    form = call.filled(AskForm)
    return call.site.html(call, "newsletter/list.html", found=found, older=older, form=form)


@routes.post("/newsletter", form=AskForm, shown=listed, once=False)
def ask(call: Call[NewsletterSite, AskForm]) -> Answer:
    """Have a mailbox asked whether it wants it."""
    try:
        call.site.subscribing().ask(call.form.email.data)
    except TooManyToday:
        raise Problem(
            429, "Many people ask for it today", "We can take no more today. Please try again tomorrow."
        ) from None
    return responses.see_other("/newsletter/asked")


@routes.get("/newsletter/asked")
def asked(call: Call[NewsletterSite, NoForm]) -> Answer:
    """What happens next."""
    return call.site.html(call, "newsletter/asked.html")


@routes.get("/newsletter/confirm")
def show_confirm(call: Call[NewsletterSite, NoForm]) -> Answer:
    """A page with one button."""
    return _press(call, Purpose.NEWSLETTER_YES, "newsletter/confirm.html")


@routes.post("/newsletter/confirm", form=NoForm, shown=show_confirm, once=False)
def confirm(call: Call[NewsletterSite, NoForm]) -> Answer:
    """The mailbox says yes."""
    token = call.typed.get("t", "")
    try:
        done = call.site.subscribing().confirm(token)
    except BadLink:
        done = False
    except ChangedMeanwhile:
        done = call.site.subscribing().confirm(token)  # pressed twice at one moment: now it is seen
    if not done:
        raise Problem.gone("This link does not work any more", ASK_AGAIN)
    return call.site.html(call, "newsletter/confirmed.html")


@routes.get(STOP)
def show_stop(call: Call[NewsletterSite, NoForm]) -> Answer:
    """A page with one button."""
    return _press(call, Purpose.NEWSLETTER_STOP, "newsletter/stop.html")


@routes.post(STOP, form=NoForm, shown=show_stop, once=False, reads=_nothing)
def stop(call: Call[NewsletterSite, NoForm]) -> Answer:
    """What was sent along does not count, nor where it came from: the link says whose it is."""
    token = call.request.token
    try:
        call.site.subscribing().leave(token)
    except BadLink:
        raise Problem.gone(
            "This link does not work any more", "Open the last newsletter that you got, and use its link."
        ) from None
    except ChangedMeanwhile:
        call.site.subscribing().leave(token)
    return call.site.html(call, "newsletter/stopped.html")


@routes.get("/newsletter/<reference>")
def one(call: Call[NewsletterSite, NoForm]) -> Answer:
    """One of them, to read."""
    return _shown(call, "newsletter/one.html")


@routes.get("/newsletter/<reference>/print")
def on_paper(call: Call[NewsletterSite, NoForm]) -> Answer:
    """One of them, for a wall."""
    import segno  # only the print version pays for this import

    address = f"{call.site.url}/newsletter/{_read(call).id}"
    picture = segno.make(address, error="m").svg_data_uri(scale=6, border=2, dark="#1f2430")
    return _shown(call, "newsletter/print.html", address=address, picture=picture)


def _press(call: Call[NewsletterSite, NoForm], purpose: Purpose, template: str) -> Answer:
    """Looking changes nothing: mail programs open links by themselves."""
    token = call.request.token or call.typed.get("t", "")
    try:
        call.site.subscribing().opened(token, purpose)
    except BadLink:
        raise Problem.gone("This link does not work any more", ASK_AGAIN) from None
    return call.site.html(call, template, token=token, address=f"{call.request.path}?t={quote(token)}")


def _shown(call: Call[NewsletterSite, NoForm], template: str, **more: str) -> Answer:
    found = _read(call)
    return call.site.html(call, template, newsletter=found, words=found.words, blocks=blocks, **more)


def _read(call: Call[NewsletterSite, NoForm]) -> Newsletter:
    id = read_reference(call.params["reference"])
    found = call.site.newsletters.get(NewsletterId(id)) if id else None
    if found is None or not found.is_public:
        raise Problem.not_found("Look for it in the list of newsletters.")
    return found


def newsletter_app(site: NewsletterSite) -> App:
    """Every route, ready to be called."""
    return site.app([routes.serve(site)], mail_paths=[STOP])
