"""The newsletter for everyone: reading it, asking for it by email, saying yes, and leaving with one press."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.links import BadLink, Purpose
from takepart.domain.newsletter.markup import blocks
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId
from takepart.domain.references import read_reference
from takepart.use_cases.newsletter.subscribe import TooManyToday
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Email
from takepart.web.forms.govuk import error_links
from takepart.web.newsletter.desk import NewsletterSite
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed

STOP: Final = "/newsletter/stop"
"""Mail programs post here, without cookies and without a page of ours (RFC 8058)."""
ASK_AGAIN: Final = "It may be too old. Ask for the newsletter again, and we send you a new one."


class AskForm(PageForm):
    """One address."""

    email = Email("Your email address", missing="Enter your email address", hint="We send you one email first.")


def router(site: NewsletterSite) -> Router:
    """``/newsletter`` with what hangs below it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/newsletter")
    def listed() -> Response[str]:
        return _listed(site, AskForm(Typed(), site.rules), start=request().query.get("next", ""))

    @routes.post("/newsletter")
    def ask() -> Response[str]:
        form = AskForm(request().form(), site.rules)
        if form.problems():
            return _listed(site, form, status=422)
        try:
            site.subscribing().ask(form.email.data)
        except TooManyToday:
            raise Problem(
                429, "Many people ask for it today", "We can take no more today. Please try again tomorrow."
            ) from None
        return responses.see_other("/newsletter/asked")

    @routes.get("/newsletter/asked")
    def asked() -> Response[str]:
        return responses.html(site.page("newsletter/asked.html"))

    @routes.get("/newsletter/confirm")
    def show_confirm() -> Response[str]:
        return _press(site, request(), Purpose.NEWSLETTER_YES, "newsletter/confirm.html")

    @routes.post("/newsletter/confirm")
    def confirm() -> Response[str]:
        return _confirm(site, request().form().get("t", ""))

    @routes.get(STOP)
    def show_stop() -> Response[str]:
        return _press(site, request(), Purpose.NEWSLETTER_STOP, "newsletter/stop.html")

    @routes.post(STOP)
    def stop() -> Response[str]:
        return _stop(site, request().query.get("t", ""))

    @routes.get("/newsletter/<reference>")
    def one(reference: str) -> Response[str]:
        return _shown(site, reference, "newsletter/one.html")

    @routes.get("/newsletter/<reference>/print")
    def on_paper(reference: str) -> Response[str]:
        import segno  # only the print version pays for this import

        address = f"{site.url}/newsletter/{_read(site, reference).id}"
        picture = segno.make(address, error="m").svg_data_uri(scale=6, border=2, dark="#1f2430")
        return _shown(site, reference, "newsletter/print.html", address=address, picture=picture)

    return routes


def _listed(site: NewsletterSite, form: AskForm, *, start: str = "", status: int = 200) -> Response[str]:
    found, after = site.newsletters.public(start=start or None)
    older = f"/newsletter?next={quote(after)}" if after else ""
    body = site.page("newsletter/list.html", found=found, older=older, form=form, errors=error_links([form]))
    return responses.html(body, status=status)


def _press(site: NewsletterSite, request: Request, purpose: Purpose, template: str) -> Response[str]:
    """A page with one button. Looking changes nothing: mail programs open links by themselves."""
    token = request.query.get("t", "")
    try:
        site.subscribing().opened(token, purpose)
    except BadLink:
        raise Problem.gone("This link does not work any more", ASK_AGAIN) from None
    return responses.html(site.page(template, token=token, address=f"{request.path}?t={quote(token)}"))


def _confirm(site: NewsletterSite, token: str) -> Response[str]:
    try:
        done = site.subscribing().confirm(token)
    except BadLink:
        done = False
    except ChangedMeanwhile:
        done = site.subscribing().confirm(token)  # pressed twice at one moment: now it is seen
    if not done:
        raise Problem.gone("This link does not work any more", ASK_AGAIN)
    return responses.html(site.page("newsletter/confirmed.html"))


def _stop(site: NewsletterSite, token: str) -> Response[str]:
    """What was sent along does not count, nor where it came from: the link says whose it is."""
    try:
        site.subscribing().leave(token)
    except BadLink:
        raise Problem.gone(
            "This link does not work any more", "Open the last newsletter that you got, and use its link."
        ) from None
    except ChangedMeanwhile:
        site.subscribing().leave(token)
    return responses.html(site.page("newsletter/stopped.html"))


def _shown(site: NewsletterSite, reference: str, template: str, **more: str) -> Response[str]:
    found = _read(site, reference)
    return responses.html(site.page(template, newsletter=found, words=found.words, blocks=blocks, **more))


def _read(site: NewsletterSite, reference: str) -> Newsletter:
    id = read_reference(reference)
    found = site.newsletters.get(NewsletterId(id)) if id else None
    if found is None or not found.is_public:
        raise Problem.not_found("Look for it in the list of newsletters.")
    return found
