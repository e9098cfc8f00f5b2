"""Quotes and claims for forms that live elsewhere: JSON or a web form in, the same rules as our own pages."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Final

from takepart.domain.fee_choice import Quote
from takepart.domain.ids import DraftId
from takepart.domain.pricing import miles_assumed
from takepart.use_cases.claims.drafts import Draft, DraftChanged, change_draft
from takepart.use_cases.claims.submit_claim import ClaimForm
from takepart.web import responses
from takepart.web.forms.claim import read_claim, read_quote
from takepart.web.pages.claim_flow import address
from takepart.web.problems import FieldProblem, Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.site import Site

_KEY: Final = re.compile(r"[\x21-\x7e]{8,200}")
_SOON: Final = 600
"""Seconds: a form pressed twice, or sent again by a browser, is one claim for at least so long."""


routes: Routes[Site] = Routes("website")


@routes.post("/api/quotes", form=NoForm, reads=Request.fields, once=False)
def quote(call: Call[Site, NoForm]) -> Answer:
    """What a session would pay."""
    priced = read_quote(call.typed, call.site.quote_rules)
    value = _quote(call.site, priced.quote, day=priced.facts.day.isoformat())
    return responses.as_json(value | {"assumed": miles_assumed(priced.facts, call.site.policy)})


@routes.post("/api/claims", form=NoForm, reads=Request.fields, once=False)
def claim(call: Call[Site, NoForm]) -> Answer:
    """Send a claim: once for a key, however often it comes."""
    site, typed, digest = call.site, call.typed, _digest(call.typed)
    draft_id = _draft_id(site, call.request, digest)
    draft = site.drafts.load(draft_id)
    if draft is not None and draft.digest != digest:
        raise _used_key()
    if draft is None or draft.sent is None:
        draft = _send(site, read_claim(typed, site.rules, draft_id), draft, digest=digest)
    return _created(site, call.request, draft)


def _draft_id(site: Site, request: Request, digest: str) -> DraftId:
    """One key is one draft, so a retry is the same claim. Without a key the same fields, sent again soon, are."""
    key = request.headers.get("idempotency-key")
    if key is None:
        span = int(site.now().timestamp()) // _SOON
        name = site.name_form(digest)
        before, now = (_named(f"{name}:{at}") for at in (span - 1, span))
        return now if site.drafts.load(before) is None else before
    if not _KEY.fullmatch(key):
        message = "Send 8 to 200 letters, digits or signs, without spaces"
        raise Problem.invalid((FieldProblem(field="Idempotency-Key", message=message),))
    return _named(key)


def _named(key: str) -> DraftId:
    return DraftId(f"key-{hashlib.sha256(f'takepart claim {key}'.encode()).hexdigest()}")


def _digest(typed: Typed) -> str:
    pairs = sorted((name, typed.getlist(name)) for name in typed)
    return hashlib.sha256(json.dumps(pairs).encode("utf-8")).hexdigest()


def _used_key() -> Problem:
    return Problem(
        409,
        "This Idempotency-Key was used for another claim",
        "Send the same fields again to get the same answer, or use a new key for a new claim.",
    )


def _send(site: Site, form: ClaimForm, kept: Draft | None, *, digest: str) -> Draft:
    """Write the key down before the claim is made, so that it never stands for two."""
    if kept is None:
        try:
            site.drafts.save(Draft(id=form.draft_id, digest=digest))
        except DraftChanged:
            kept = site.drafts.load(form.draft_id)
            if kept is None or kept.digest != digest:
                raise _used_key() from None
    sent = site.send(form)
    return change_draft(form.draft_id, lambda draft: draft.sent_as(sent.reference), drafts=site.drafts)


def _created(site: Site, request: Request, draft: Draft) -> Answer:
    claim = site.claims.get(draft.sent) if draft.sent else None
    if claim is None:
        raise Problem.gone("We no longer have this claim", "Contact us if you have a question about it.")
    receipt = address(draft, "sent")
    if request.wants_page:
        return responses.see_other(receipt)
    value = {
        "reference": claim.id,
        "promised": claim.promised.isoformat(),
        "total_pence": claim.claimed.pence,
        "receipt": f"{site.url.rstrip('/')}{receipt}",
    }
    return responses.as_json(value, status=201, headers={"Location": receipt})


def _quote(site: Site, quote: Quote, *, day: str) -> dict[str, Any]:
    arrivals = site.every_arrival(quote, sent_on=site.today)
    return {
        "activity_type": quote.activity_type,
        "date": day,
        "lines": [
            {
                "kind": line.kind.value,
                "pence": line.amount.pence,
                "paid_as": line.paid_as.value,
                "basis": line.basis,
                "flags": sorted(flag.value for flag in line.flags),
            }
            for line in quote.lines
        ],
        "total_pence": quote.total.pence,
        "fee_pence": quote.fee.pence,
        "expenses_pence": quote.expenses.pence,
        "promised_if_sent_today": {way.value: arrives.isoformat() for way, arrives in arrivals.items()},
        "policy_version": quote.policy_version,
        "benefits": site.policy.wording.benefits.strip(),
        "tax": site.policy.wording.tax.strip(),
    }
