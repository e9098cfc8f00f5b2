"""The end of a claim: check your answers, send it once, and the receipt that says when the money should come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from takepart.domain import words
from takepart.use_cases.claims.drafts import change_draft
from takepart.use_cases.listening import said_at
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.claim import everything_typed, read_claim
from takepart.web.forms.govuk import error_links
from takepart.web.forms.payment import BankForm, DeclarationForm, needs_bank
from takepart.web.forms.session import YouForm
from takepart.web.pages import where_it_stands
from takepart.web.pages.claim_flow import PARTS, Flow, address, find_draft, open_page
from takepart.web.pages.claim_form import next_page
from takepart.web.pages.claim_lists import entries
from takepart.web.problems import Elsewhere, Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.site import Site

_DRAFT: Final = "/claims/new/<draft_id>"


@dataclass(frozen=True, kw_only=True)
class CheckedAnswer:
    """One row of check your answers, and the page where it can be changed."""

    question: str
    answer: str
    page: str


routes: Routes[Site] = Routes("website")


def _flow(call: Call[Site, Any]) -> Flow:
    return open_page(call.site, call.params["draft_id"], "check")


@routes.get(f"{_DRAFT}/check")
def check(call: Call[Site, Any]) -> Answer:
    """All the answers, and the last boxes: an account, where money goes to one, and that all of it is true."""
    flow, site = _flow(call), call.site
    if flow.priced is None or flow.chosen is None or flow.method is None:
        raise Elsewhere(address(flow.draft, flow.next_page))
    declaration = DeclarationForm(call.typed, flow.rules)
    bank = BankForm(call.typed, flow.rules, prefix="bank") if needs_bank(flow.chosen, flow.method) else None
    forms: list[PageForm] = [form for form in (bank, declaration) if form is not None]
    if call.status == 422:
        if bank is not None:
            bank.read()
        declaration.problems()
    return site.html(
        call,
        "claim/check.html",
        answers=_answers(site, flow),
        journeys=entries(flow.draft, "journeys", flow.rules),
        costs=entries(flow.draft, "costs", flow.rules),
        receipts=[each for each in site.receipts.of_draft(flow.draft.id) if each.usable],
        needs_receipts=flow.has_receipts_to_give,
        quote=flow.chosen,
        method=flow.method,
        arrivals=site.arrivals(flow.chosen, flow.method, sent_on=site.today),
        charity=_charity(site, flow),
        pages=flow.pages,
        bank=bank,
        declaration=declaration,
        errors=[*call.errors, *error_links(forms)],
        here=address(flow.draft, ""),
        part=PARTS["check"],
        back=flow.before("check"),
    )


@routes.post(f"{_DRAFT}/check", form=NoForm, shown=check, once=False)
def send(call: Call[Site, NoForm]) -> Answer:
    """Send it: once for a draft, however often this comes."""
    flow, site, posted = _flow(call), call.site, call.typed
    last = {name: posted[name] for name in posted if name == "declared" or name.startswith("bank-")}
    typed = Typed([*everything_typed(flow.draft).items(), *last.items()])
    try:
        form = read_claim(typed, flow.rules, flow.draft.id)
    except Problem as problem:
        if not problem.fields:
            raise
        call.status = 422
        return check(call)
    sent = site.send(form)
    said_at(f"/office/claims/{sent.reference}")
    change_draft(flow.draft.id, lambda draft: draft.sent_as(sent.reference), drafts=site.drafts)
    return responses.see_other(address(flow.draft, "sent"))


@routes.get(f"{_DRAFT}/sent")
def sent(call: Call[Site, NoForm]) -> Answer:
    """The receipt: its reference, and what comes when."""
    site = call.site
    draft = find_draft(site, call.params["draft_id"])
    if draft.sent is None:
        return next_page(site, draft)
    claim = site.claims.get(draft.sent)
    if claim is None:
        raise Problem.gone("We no longer have this claim", "Contact us if you have a question about it.")
    coming = where_it_stands.what_comes(claim, policy=site.policy)
    return site.html(call, "claim/sent.html", claim=claim, **coming)


def _answers(site: Site, flow: Flow) -> dict[str, Sequence[CheckedAnswer]]:
    """The rows to check, by part."""
    if flow.priced is None:
        return {}
    facts = flow.priced.facts
    you = flow.form("you")
    if not isinstance(you, YouForm):
        return {}
    did = [
        CheckedAnswer(question="Activity", answer=site.policy.activity_type(facts.activity_type).name, page="activity"),
        CheckedAnswer(question="Date", answer=words.long_day(facts.day), page="session"),
        CheckedAnswer(question="Part of the day", answer=facts.part_of_day.plain, page="session"),
        CheckedAnswer(question="How long", answer=words.how_long(facts.minutes, facts.days), page="session"),
    ]
    if "extra-time" in flow.pages:
        agreed = "Yes" if facts.extra_asked else "No"
        did.append(CheckedAnswer(question="Extra time agreed before", answer=agreed, page="extra-time"))
    about = [
        CheckedAnswer(question="Name", answer=str(you.name.data), page="you"),
        CheckedAnswer(question="Email", answer=str(you.email.data), page="you"),
        CheckedAnswer(question="Phone", answer=str(you.phone.data or "Not given"), page="you"),
        CheckedAnswer(question="Under 16", answer="Yes" if you.under_16.data else "No", page="you"),
    ]
    return {"What you did": did, "About you": about}


def _charity(site: Site, flow: Flow) -> Any:
    """The charity that gets the fee, with the amount; None when none does."""
    gift = flow.chosen.gift if flow.chosen else None
    return (site.policy.charity(gift.charity).name, gift.amount) if gift else None
