"""The end of a claim: check your answers, send it once, and the receipt that says when the money should come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from takepart.domain import words
from takepart.domain.fee_choice import Chosen
from takepart.use_cases.claims.drafts import change_draft
from takepart.use_cases.listening import said_at
from takepart.web import responses, session_cookie
from takepart.web.forms.base import PageForm
from takepart.web.forms.claim import everything_typed, read_claim
from takepart.web.forms.govuk import error_links
from takepart.web.forms.payment import BankForm, DeclarationForm, needs_bank
from takepart.web.forms.session import YouForm
from takepart.web.pages import where_it_stands
from takepart.web.pages.claim_flow import PARTS, Flow, address, find_draft, open_page
from takepart.web.pages.claim_form import next_page
from takepart.web.pages.claim_lists import FORMS, entries
from takepart.web.problems import Elsewhere, Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.session_cookie import Cookie
from takepart.web.site import Site

_DRAFT: Final = "/claims/new/<draft_id>"


@dataclass(frozen=True, kw_only=True)
class CheckedAnswer:
    """One row of check your answers, and the page where it can be changed."""

    question: str
    answer: Sequence[str]
    page: str


routes: Routes[Site] = Routes("website")


def _flow(call: Call[Site, Any]) -> Flow:
    return open_page(call.site, call.params["draft_id"], "check")


@routes.get(f"{_DRAFT}/check")
def check(call: Call[Site, Any]) -> Answer:
    """All the answers, and the last boxes: an account, where money goes to one, and that all of it is true."""
    flow, site = _flow(call), call.site
    if flow.priced is None or flow.pay is None:
        raise Elsewhere(address(flow.draft, flow.next_page))
    chosen, method = flow.pay.chosen, flow.pay.way
    declaration = DeclarationForm(call.typed, flow.rules)
    you = flow.form("you")
    claimant = you.claimant.name if isinstance(you, YouForm) else ""
    bank = BankForm(call.typed, flow.rules, prefix="bank", claimant=claimant) if needs_bank(chosen, method) else None
    forms: list[PageForm] = [form for form in (bank, declaration) if form is not None]
    if call.status == 422:
        if bank is not None:
            bank.read()
        declaration.problems()
    return site.html(
        call,
        "claim/check.html",
        answers=_answers(site, flow),
        quote=chosen,
        arrivals=site.arrivals(chosen, method, sent_on=site.today),
        charity=_charity(site, chosen),
        has_choice="payment" in flow.pages,
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
    last = {name: posted[name] for name in posted if name in ("declared", "eligible") or name.startswith("bank-")}
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
    change_draft(flow.draft.id, lambda draft: draft.sent_as(sent.reference), drafts=site.drafts, found=flow.draft)
    answer = responses.see_other(address(flow.draft, "sent"))
    if session_cookie.secret_of(call.request, site_url=site.url, of=Cookie.CLAIM) == flow.draft.id:
        answer.headers["Set-Cookie"] = session_cookie.setting("", site_url=site.url, seconds=0, of=Cookie.CLAIM)
    return answer


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


def _answers(site: Site, flow: Flow) -> list[CheckedAnswer]:
    """The rows to check: one for each page that can be changed."""
    you = flow.form("you")
    if flow.priced is None or not isinstance(you, YouForm):
        return []
    facts, typed = flow.priced.facts, you.claimant
    when = (words.long_day(facts.day), facts.part_of_day.plain.lower(), words.how_long(facts.minutes, facts.days))
    did = (site.policy.activity_type(facts.activity_type).name, ", ".join(when))
    age = "under 16" if typed.under_16 else "16 or over"
    about = (typed.name, typed.email, f"{typed.phone or 'No phone number'}, {age}")
    cost = [each.in_words for name in FORMS for each in entries(flow.draft, name, flow.rules)]
    rows = [CheckedAnswer(question="What you did", answer=did, page="session")]
    if "extra-time" in flow.pages:
        agreed = "Yes" if facts.extra_asked else "No"
        rows.append(CheckedAnswer(question="Extra time agreed before", answer=(agreed,), page="extra-time"))
    rows.append(CheckedAnswer(question="About you", answer=about, page="you"))
    rows.append(CheckedAnswer(question="What it cost you", answer=cost or ("Nothing",), page="costs"))
    usable = sum(each.usable for each in site.receipts.of_draft(flow.draft.id)) if flow.has_receipts_to_give else 0
    if usable or flow.asks_for_receipts:
        told = words.counted(usable, "file") if usable else "None yet"
        rows.append(CheckedAnswer(question="Receipts", answer=(told,), page="receipts"))
    return rows


def _charity(site: Site, chosen: Chosen) -> Any:
    """The charity that gets the fee, with the amount; None when none does."""
    return (site.policy.charity(chosen.gift.charity).name, chosen.gift.amount) if chosen.gift else None
