"""Staff make a newsletter of what is new, change it, look at it as readers will, and send it once."""

from __future__ import annotations

from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.newsletter.markup import blocks
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterState
from takepart.domain.refused import Refused
from takepart.use_cases.newsletter.make import Making
from takepart.use_cases.office import Right
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.office.newsletter.desk import NewsletterOffice
from takepart.web.office.newsletter.forms import CHANGED, SEEN, NewsletterForm, as_typed
from takepart.web.requests import number_in
from takepart.web.route import Answer, Call, NoForm, Routes

_MOST_COUNTED: Final = 5_000
_ONE: Final = "/office/newsletters/<reference>"
routes: Routes[NewsletterOffice] = Routes("newsletter-office", right=Right.RUN_SESSIONS)


@routes.get("/office/newsletters")
def listed(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """Drafts, and what everyone can read."""
    office = call.site
    found, after = office.newsletters.public(start=call.request.query.get("next") or None)
    drafts = office.newsletters.drafts()
    return call.html(office.page("office/newsletter/list.html", call.who, drafts=drafts, found=found, after=after))


@routes.post("/office/newsletters/new", form=NoForm, shown=listed)
def begin(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """A draft of what is new."""
    return _there(_making(call).begin(call.site.gathering()))


@routes.get(_ONE)
def one(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """A draft to change, or what was sent."""
    office, found = call.site, _newsletter(call)
    if found.state is not NewsletterState.DRAFT:
        return call.html(office.page("office/newsletter/sent.html", call.who, newsletter=found))
    return _edit(call, found, NewsletterForm.of(found, as_typed(found), office.rules))


@routes.post(f"{_ONE}/save", form=NoForm, shown=one)
def save(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """Keep what was changed. Two who change it at once are told, and each keeps what they typed."""
    found, making = _newsletter(call), _making(call)
    form = NewsletterForm.of(found, call.typed, call.site.rules)
    if form.problems():
        return _edit(call, found, form, status=422)
    if call.typed.get(SEEN, "") != str(found.version) and form.words(found) != found.words:
        form.top.title.errors = [CHANGED]
        return _edit(call, found, form, status=409)
    try:
        kept = making.edit(found, form.words(found))
    except Refused as refused:
        if found.state is not NewsletterState.DRAFT:
            raise
        form.top.title.errors = [refused.reason.plain]
        return _edit(call, found, form, status=422)
    except ChangedMeanwhile:
        form.top.title.errors = [CHANGED]
        return _edit(call, _newsletter(call), form, status=409)
    return responses.see_other(f"/office/newsletters/{kept.id}{'/preview' if call.typed.get('then') == 'look' else ''}")


@routes.get(f"{_ONE}/preview")
def preview(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """As readers will see it, and how many there are."""
    office, found = call.site, _newsletter(call)
    return call.html(
        office.page(
            "office/newsletter/preview.html",
            call.who,
            newsletter=found,
            words=found.words,
            blocks=blocks,
            readers=office.audience.count(most=_MOST_COUNTED),
            most=_MOST_COUNTED,
            seen=SEEN,
            errors=call.errors,
        )
    )


@routes.post(f"{_ONE}/send", form=NoForm, shown=preview)
def send(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """It goes out. Of two who press at one moment, one sends it, and both see that it went."""
    seen = number_in(call.typed.get(SEEN, ""))
    try:
        return _there(_making(call).send(_newsletter(call), seen_version=seen or 0))
    except ChangedMeanwhile:
        again = _newsletter(call)
        if again.is_public:
            return _there(again)
        raise


@routes.post(f"{_ONE}/drop", form=NoForm, shown=one)
def drop(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """Put it away."""
    _making(call).drop(_newsletter(call))
    return responses.see_other("/office/newsletters")


def _making(call: Call[NewsletterOffice, NoForm]) -> Making:
    step = Step(journals.staff(call.who.id), call.site.now(), call.step)
    return Making(newsletters=call.site.newsletters, step=step)


def _newsletter(call: Call[NewsletterOffice, NoForm]) -> Newsletter:
    return call.site.newsletter(call.params["reference"])


def _edit(
    call: Call[NewsletterOffice, NoForm], newsletter: Newsletter, form: NewsletterForm, *, status: int = 200
) -> Answer:
    page = call.site.page(
        "office/newsletter/edit.html",
        call.who,
        newsletter=newsletter,
        form=form,
        errors=[*call.errors, *error_links(form.forms)],
        seen=SEEN,
    )
    return responses.html(page, status=status)


def _there(newsletter: Newsletter) -> Answer:
    return responses.see_other(f"/office/newsletters/{newsletter.id}")
