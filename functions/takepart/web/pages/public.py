"""The pages that anyone may read: what we pay, and the small print in plain words."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.lines import MILEAGE, LineKind
from takepart.domain.policy.rates import ActivityType, NoRateThatDay, PaidAs, Rate, Travel
from takepart.domain.policy.rules import ClaimRules
from takepart.domain.pricing import Unpriceable, car_words, fee_words, mileage_words, miles_assumed, price
from takepart.domain.words import listed
from takepart.web.forms.govuk import error_links
from takepart.web.forms.quote import COST_KINDS, QuoteForm
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.site import Site

_MILES: Final = tuple(kind for kind in LineKind if kind in MILEAGE)


routes: Routes[Site] = Routes("website")


@routes.get("/what-we-pay")
def what_we_pay(call: Call[Site, NoForm]) -> Answer:
    """The schedule, and a quick quote."""
    site, query = call.site, call.request.query
    form = QuoteForm(query, site.quote_rules)
    quoted: dict[str, Any] = {"quote": None, "arrivals": (), "sent_on": site.today}
    if asked := "activity_type" in query:
        form.problems()
        quoted |= _quoted(site, form)
    return site.html(
        call,
        "pages/what_we_pay.html",
        form=form,
        asked=asked,
        errors=error_links([form]),
        rates=schedule(site),
        fee_words=fee_words,
        person_limits=site.policy.claims.person_limits,
        paid_as=paid_as_words,
        travel=travel_words,
        mileage=_mileage(site),
        costs=listed([each.plain.lower() for each in COST_KINDS if each is not LineKind.OTHER]),
        ceilings=_ceilings(site.policy.claims),
        **quoted,
    )


@routes.get("/contact")
def contact(call: Call[Site, NoForm]) -> Answer:
    """Who to ask."""
    return call.site.html(call, "pages/contact.html")


@routes.get("/privacy")
def privacy(call: Call[Site, NoForm]) -> Answer:
    """What is kept of whom, and for how long."""
    policy = call.site.policy
    return call.site.html(call, "pages/privacy.html", retention=policy.retention, voice=policy.voice)


@routes.get("/accessibility")
def accessibility(call: Call[Site, NoForm]) -> Answer:
    """How far everybody can use it."""
    return call.site.html(call, "pages/accessibility.html")


def schedule(site: Site) -> list[tuple[ActivityType, Rate]]:
    """The rows of the schedule that pay something today, each with its rate."""
    return [(each, each.rate_on(site.today)) for each in site.policy.activities_on(site.today)]


def _quoted(site: Site, form: QuoteForm) -> dict[str, Any]:
    if form.found():
        return {}
    facts = form.facts()
    try:
        quote = price(facts, policy=site.policy)
    except Unpriceable as error:
        form.hours.errors = [error.reason]
        return {}
    sent_on = max(site.today, form.day)
    arrivals = sorted(site.every_arrival(quote, sent_on=sent_on).items(), key=lambda pair: pair[1])
    assumed = miles_assumed(facts, site.policy)
    return {"quote": quote, "sent_on": sent_on, "arrivals": arrivals, "assumed": assumed}


def _ceilings(rules: ClaimRules) -> list[str]:
    """What we look twice at, in words: each kind's own amount, and those by time, hour and place."""
    by_kind = ((kind, rules.most_by_kind.get(kind)) for kind in LineKind)
    return [*(f"{kind.plain.lower()}: {most}" for kind, most in by_kind if most), *(c.plain for c in rules.ceilings)]


def _mileage(site: Site) -> list[tuple[str, str]]:
    """What a mile pays, by each way of coming and each car of the policy's own."""
    try:
        rate = site.policy.mileage.rate_on(site.today)
    except NoRateThatDay:
        return []
    own = [(each.name, car_words(each.id, rate, today=site.today)) for each in rate.vehicles]
    found = [(kind.plain.lower(), mileage_words(kind, rate, today=site.today)) for kind in _MILES]
    return [*own, (f"any other {found[0][0]}", found[0][1]), *found[1:]] if own else found


def paid_as_words(rate: Rate) -> str:
    """``Money`` or ``Shopping voucher``; without a fee there is neither."""
    if not rate.fee and not rate.longer:
        return "Not paid"
    return "Shopping voucher" if rate.paid_as is PaidAs.VOUCHER else "Money"


def travel_words(rate: Rate) -> str:
    """Whether the journey is in the fee."""
    return {
        Travel.ON_TOP: "Paid on top",
        Travel.INCLUDED: "Included in the fee",
        Travel.NOT_STATED: "Ask your worker",
    }[rate.travel]
