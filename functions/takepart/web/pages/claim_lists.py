"""The pages of a claim that are lists: journeys, other costs and receipts. Entries are added, changed and taken out.

An entry has its number in its address, so sending it twice fills it in twice and adds it once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import ReceiptId
from takepart.domain.lines import FARES, MILEAGE, LineKind
from takepart.domain.policy import Travel
from takepart.use_cases.claims.drafts import MOST_IN_A_LIST, Draft, change_draft
from takepart.web import responses
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.expenses import CostForm, JourneyForm
from takepart.web.forms.fields import YesNo
from takepart.web.forms.govuk import error_links
from takepart.web.pages.claim_flow import PARTS, Flow, address, open_page
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.site import Site

FORMS: Final[Mapping[str, type[PageForm]]] = {"journeys": JourneyForm, "costs": CostForm}
ASKS: Final = {**{kind.value: "miles" for kind in MILEAGE}, **{kind.value: "fare" for kind in FARES}}
"""Which box a kind of journey needs."""
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}")


class AnotherForm(PageForm):
    """Is there one more?"""

    another = YesNo("Do you want to add one?", missing="Choose yes to add one, or no to go on")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry as its list shows it."""

    number: int
    what: str
    amount: str
    description: str


def router(site: Site) -> Router:
    """``/claims/new/<draft>/journeys``, ``/costs`` and ``/receipts``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def posted() -> Typed:
        return Request.of(routes.current_event.raw_event).form()

    def show_list(name: str, draft_id: str) -> Response[str]:
        flow = open_page(site, draft_id, name)
        form = AnotherForm(flow.draft.answers(name), flow.rules)
        return _list_page(site, flow, name, form)

    def answer_list(name: str, draft_id: str) -> Response[str]:
        flow, typed = open_page(site, draft_id, name), posted()
        form = AnotherForm(typed, flow.rules)
        if form.problems():
            return _list_page(site, flow, name, form, status=422)
        if form.another.data:
            if len(flow.draft.entries(name)) >= MOST_IN_A_LIST:
                form.another.errors = [f"You can add {MOST_IN_A_LIST} at most. Put some of them together"]
                return _list_page(site, flow, name, form, status=422)
            return responses.see_other(address(flow.draft, f"{name}/{flow.draft.next_number(name)}"))
        draft = change_draft(flow.draft.id, lambda d: d.answered(name, {"another": "no"}), drafts=site.drafts)
        return responses.see_other(address(draft, Flow(draft, site.rules()).next_page))

    def show_entry(name: str, draft_id: str, number: str) -> Response[str]:
        flow = open_page(site, draft_id, name)
        page = _entry(flow.draft, name, number)
        return _entry_page(site, flow, name, FORMS[name](flow.draft.answers(page), flow.rules))

    def answer_entry(name: str, draft_id: str, number: str) -> Response[str]:
        flow, typed = open_page(site, draft_id, name), posted()
        page = _entry(flow.draft, name, number)
        form = FORMS[name](typed, flow.rules)
        if form.problems():
            return _entry_page(site, flow, name, form, status=422)
        answers = form.answers(typed)
        # The list is open again until the person says that there is no more.
        change_draft(flow.draft.id, lambda d: d.answered(page, answers).without(name), drafts=site.drafts)
        return responses.see_other(address(flow.draft, name))

    def remove_entry(name: str, draft_id: str, number: str) -> Response[str]:
        flow = open_page(site, draft_id, name)
        page = f"{name}/{number}"
        change_draft(flow.draft.id, lambda d: d.without(page, name), drafts=site.drafts)
        return responses.see_other(address(flow.draft, name))

    for each in FORMS:
        _add(routes, each, show_list, answer_list, show_entry, answer_entry, remove_entry)

    @routes.get("/claims/new/<draft_id>/receipts")
    def show_receipts(draft_id: str) -> Response[str]:
        flow = open_page(site, draft_id, "receipts")
        request = Request.of(routes.current_event.raw_event)
        back_to = f"{site.url.rstrip('/')}{address(flow.draft, 'receipts')}?added=1"
        upload = site.files.upload_form(draft=flow.draft.id, receipt=ReceiptId(site.new_id()), back_to=back_to)
        body = site.page(
            "claim/receipts.html",
            upload=upload,
            receipts=site.receipts.of_draft(flow.draft.id),
            added="added" in request.query,
            part=PARTS["receipts"],
            back=flow.before("receipts"),
        )
        return responses.html(body)

    @routes.post("/claims/new/<draft_id>/receipts")
    def receipts_done(draft_id: str) -> Response[str]:
        flow = open_page(site, draft_id, "receipts")
        draft = change_draft(flow.draft.id, lambda d: d.answered("receipts", {"done": "yes"}), drafts=site.drafts)
        return responses.see_other(address(draft, Flow(draft, site.rules()).next_page))

    return routes


def _add(routes: Router, name: str, show: Any, answer: Any, show_one: Any, answer_one: Any, remove: Any) -> None:
    """The five addresses of one list."""
    rule = f"/claims/new/<draft_id>/{name}"
    routes.get(rule)(lambda draft_id: show(name, draft_id))
    routes.post(rule)(lambda draft_id: answer(name, draft_id))
    routes.get(f"{rule}/<number>")(lambda draft_id, number: show_one(name, draft_id, number))
    routes.post(f"{rule}/<number>")(lambda draft_id, number: answer_one(name, draft_id, number))
    routes.post(f"{rule}/<number>/remove")(lambda draft_id, number: remove(name, draft_id, number))


def entries(draft: Draft, name: str, rules: Rules) -> Sequence[Entry]:
    """A list's entries in words."""
    return [_words(number, FORMS[name](answers, rules)) for number, answers in draft.entries(name)]


def _words(number: int, form: PageForm) -> Entry:
    form.validate()
    typed = str(form["kind"].data or "")
    what = LineKind(typed).plain if typed else ""
    if isinstance(form, JourneyForm):
        amount = f"{form.miles.data} miles" if form.by_the_mile else str(form.fare.data)
    else:
        amount = str(form["amount"].data)
    return Entry(number=number, what=what, amount=amount, description=str(form["description"].data or ""))


def _entry(draft: Draft, name: str, number: str) -> str:
    """The draft's page of an entry. Raises Problem 404 for a number that is neither there nor the next."""
    if not _NUMBER.fullmatch(number) or int(number) > draft.next_number(name):
        raise Problem.not_found()
    return f"{name}/{number}"


def _list_page(site: Site, flow: Flow, name: str, form: PageForm, *, status: int = 200) -> Response[str]:
    rate = None if flow.priced is None else site.policy.activity_type(flow.priced.facts.activity_type)
    included = bool(
        rate and flow.priced and rate.rate_on(flow.priced.facts.day).travel is Travel.INCLUDED and name == "journeys"
    )
    body = site.page(
        f"claim/{name}.html",
        form=form,
        errors=error_links([form]),
        entries=entries(flow.draft, name, flow.rules),
        travel_included=included,
        part=PARTS[name],
        back=flow.before(name),
        here=address(flow.draft, name),
    )
    return responses.html(body, status=status)


def _entry_page(site: Site, flow: Flow, name: str, form: PageForm, *, status: int = 200) -> Response[str]:
    body = site.page(
        f"claim/{name}_entry.html",
        form=form,
        errors=error_links([form]),
        asks=ASKS if name == "journeys" else None,
        part=PARTS[name],
        back=address(flow.draft, name),
    )
    return responses.html(body, status=status)
