"""Staff make a newsletter of what is new, change it, look at it as readers will, and send it once."""

from __future__ import annotations

from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.newsletter.markup import blocks
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterState
from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.office.newsletter.desk import NewsletterOffice
from takepart.web.office.newsletter.forms import CHANGED, MOST_BYTES, SEEN, NewsletterForm, as_typed
from takepart.web.problems import Problem
from takepart.web.requests import Request

_MOST_COUNTED: Final = 5_000


def router(office: NewsletterOffice) -> Router:
    """``/office/newsletters`` with what hangs below it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/office/newsletters")
    def listed() -> Response[str]:
        member = office.worker(request())
        found, _ = office.newsletters.public()
        drafts = office.newsletters.drafts()
        return responses.html(office.page("office/newsletter/list.html", member, drafts=drafts, found=found))

    @routes.post("/office/newsletters/new")
    def begin() -> Response[str]:
        member, typed = office.worker(request()), request().form()
        return _there(office.making(member, typed).begin(office.gathering()))

    @routes.get("/office/newsletters/<reference>")
    def one(reference: str) -> Response[str]:
        member, found = office.worker(request()), office.newsletter(reference)
        if found.state is not NewsletterState.DRAFT:
            return responses.html(office.page("office/newsletter/sent.html", member, newsletter=found))
        return _edit(office, member, found, NewsletterForm.of(found, as_typed(found), office.rules))

    @routes.post("/office/newsletters/<reference>/save")
    def save(reference: str) -> Response[str]:
        return _save(office, request(), reference)

    @routes.get("/office/newsletters/<reference>/preview")
    def preview(reference: str) -> Response[str]:
        member, found = office.worker(request()), office.newsletter(reference)
        readers = office.audience.count(most=_MOST_COUNTED)
        page = office.page(
            "office/newsletter/preview.html",
            member,
            newsletter=found,
            words=found.words,
            blocks=blocks,
            readers=readers,
            most=_MOST_COUNTED,
            seen=SEEN,
        )
        return responses.html(page)

    @routes.post("/office/newsletters/<reference>/send")
    def send(reference: str) -> Response[str]:
        member, found, typed = office.worker(request()), office.newsletter(reference), request().form()
        seen = typed.get(SEEN, "")
        making = office.making(member, typed)
        try:
            return _there(making.send(found, seen_version=int(seen) if seen.isdecimal() else 0))
        except Refused as refused:
            raise _explained(refused) from refused
        except ChangedMeanwhile as changed:
            again = office.newsletter(reference)
            if again.is_public:  # two pressed at one moment: it goes out once
                return _there(again)
            raise _explained(changed) from changed

    @routes.post("/office/newsletters/<reference>/drop")
    def drop(reference: str) -> Response[str]:
        member, found, typed = office.worker(request()), office.newsletter(reference), request().form()
        try:
            office.making(member, typed).drop(found)
        except (Refused, ChangedMeanwhile) as refused:
            raise _explained(refused) from refused
        return responses.see_other("/office/newsletters")

    return routes


def _save(office: NewsletterOffice, request: Request, reference: str) -> Response[str]:
    member, found, typed = office.worker(request), office.newsletter(reference), request.form()
    making = office.making(member, typed)
    form = NewsletterForm.of(found, typed, office.rules)
    if form.problems():
        return _edit(office, member, found, form, status=422)
    if typed.get(SEEN, "") != str(found.version) and form.words(found) != found.words:
        form.top.title.errors = [CHANGED]
        return _edit(office, member, found, form, status=409)
    try:
        kept = making.edit(found, form.words(found))
    except Refused as refused:
        if found.state is not NewsletterState.DRAFT:
            raise _explained(refused) from refused
        form.top.title.errors = [refused.reason.plain]
        return _edit(office, member, found, form, status=422)
    except ChangedMeanwhile:
        form.top.title.errors = [CHANGED]
        return _edit(office, member, office.newsletter(reference), form, status=409)
    return responses.see_other(f"/office/newsletters/{kept.id}{'/preview' if typed.get('then') == 'look' else ''}")


def _edit(
    office: NewsletterOffice, member: StaffMember, newsletter: Newsletter, form: NewsletterForm, *, status: int = 200
) -> Response[str]:
    page = office.page(
        "office/newsletter/edit.html",
        member,
        newsletter=newsletter,
        form=form,
        errors=error_links(form.forms),
        seen=SEEN,
    )
    return responses.html(page, status=status)


def _there(newsletter: Newsletter) -> Response[str]:
    return responses.see_other(f"/office/newsletters/{newsletter.id}")


def _explained(refused: Refused | ChangedMeanwhile) -> Problem:
    if isinstance(refused, ChangedMeanwhile):
        return Problem(409, "It has changed since you opened the page", "Nothing was lost. Go back and look again.")
    return Problem(409, "That cannot be done", refused.reason.plain)
