"""What it cost: journeys and other costs on one list, and receipts. Entries are added, changed and taken out.

An entry has its number in its address, so sending it twice fills it in twice and adds it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from takepart.domain.ids import DraftId, ReceiptId
from takepart.domain.lines import FARES, MILEAGE, LineKind
from takepart.domain.policy.rates import Travel
from takepart.domain.pricing import miles_in_words
from takepart.use_cases.claims.drafts import MOST_IN_A_LIST, Draft, change_draft
from takepart.web import responses
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import Choice, Option
from takepart.web.forms.quote import CostForm, JourneyForm
from takepart.web.pages.claim_flow import PARTS, Flow, address, open_page
from takepart.web.pages.claim_form import next_page
from takepart.web.problems import Problem
from takepart.web.route import Answer, Beside, Call, NoForm, Routes
from takepart.web.site import Site

FORMS: Final[Mapping[str, type[PageForm]]] = {"journeys": JourneyForm, "costs": CostForm}
ASKS: Final = {**{kind.value: "miles" for kind in MILEAGE}, **{kind.value: "fare" for kind in FARES}}
"""Which box a kind of journey needs."""
_NO_MORE: Final = {"another": "no"}
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}")


class AnotherForm(PageForm):
    """Is there anything to add?"""

    another = Choice(
        "Did it cost you anything to come?",
        options=(
            Option(value="journeys", label="Yes, my journey", hint="A bus, train or taxi fare, or miles you drove"),
            Option(value="costs", label="Yes, something else", hint="Childcare, parking, a meal, or support"),
            Option(value="no", label="No"),
        ),
        missing="Choose what to add, or no to go on",
    )


@dataclass(frozen=True, kw_only=True)
class ListEntry:
    """One entry as its list shows it."""

    number: int
    what: str
    amount: str
    description: str

    @property
    def in_words(self) -> str:
        """``Bus: £4.60 – Home and back``."""
        return f"{self.what}: {self.amount}" + (f" – {self.description}" if self.description else "")


routes: Routes[Site] = Routes("website")


def _name(call: Call[Site, Any]) -> str:
    """Which list it is: ``/claims/new/<draft>/journeys/2``."""
    return call.request.path.split("/")[4]


def _flow(call: Call[Site, Any]) -> Flow:
    return open_page(call.site, call.params["draft_id"], "costs")


def _change(call: Call[Site, Any], change: Callable[[Draft], Draft]) -> Draft:
    return change_draft(DraftId(call.params["draft_id"]), change, drafts=call.site.drafts)


@routes.get("/claims/new/<draft_id>/costs")
def show_list(call: Call[Site, Any]) -> Answer:
    """The entries so far, and whether there is one more."""
    flow, site = _flow(call), call.site
    if isinstance(call.form, NoForm):
        call.form = AnotherForm(flow.draft.answers("costs"), flow.rules)
    priced = flow.priced
    rate = site.policy.activity_type(priced.facts.activity_type).rate_on(priced.facts.day) if priced else None
    return site.html(
        call,
        "claim/costs.html",
        form=call.form,
        lists={name: entries(flow.draft, name, flow.rules) for name in FORMS},
        travel_included=rate is not None and rate.travel is Travel.INCLUDED,
        receipts=flow.reachable("receipts"),
        part=PARTS["costs"],
        back=flow.before("costs"),
        here=address(flow.draft, ""),
    )


@routes.post("/claims/new/<draft_id>/costs", form=AnotherForm, shown=show_list, once=False)
def answer_list(call: Call[Site, AnotherForm]) -> Answer:
    """One more, or on to what comes next."""
    flow, name = _flow(call), str(call.form.another.data)
    if name not in FORMS:
        return next_page(call.site, _change(call, lambda d: d.answered("costs", _NO_MORE)))
    if len(flow.draft.entries(name)) >= MOST_IN_A_LIST:
        raise Beside("another", f"You can add {MOST_IN_A_LIST} at most. Put some of them together")
    return responses.see_other(address(flow.draft, f"{name}/{flow.draft.next_number(name)}"))


def _entry_form(call: Call[Site, Any]) -> PageForm:
    _entry(_flow(call).draft, _name(call), call.params["number"])
    return FORMS[_name(call)](call.typed, call.site.rules)


def show_entry(call: Call[Site, Any]) -> Answer:
    """One entry."""
    flow, name = _flow(call), _name(call)
    if isinstance(call.form, NoForm):
        call.form = FORMS[name](flow.draft.answers(_entry(flow.draft, name, call.params["number"])), flow.rules)
    return call.site.html(
        call,
        f"claim/{name}_entry.html",
        form=call.form,
        asks=ASKS if name == "journeys" else None,
        part=PARTS["costs"],
        back=address(flow.draft, "costs"),
    )


def answer_entry(call: Call[Site, PageForm]) -> Answer:
    """Keep it, and go on; or back to the list for one more."""
    answers, page = call.form.answers(call.typed), f"{_name(call)}/{call.params['number']}"
    if call.typed.get("more"):
        return responses.see_other(
            address(_change(call, lambda d: d.answered(page, answers).without("costs")), "costs")
        )
    return next_page(call.site, _change(call, lambda d: d.answered(page, answers).answered("costs", _NO_MORE)))


def remove_entry(call: Call[Site, NoForm]) -> Answer:
    """Take it out."""
    _flow(call)  # may it be changed?
    page = f"{_name(call)}/{call.params['number']}"
    return responses.see_other(address(_change(call, lambda d: d.without(page, "costs")), "costs"))


for _each in FORMS:
    _rule = f"/claims/new/<draft_id>/{_each}/<number>"
    routes.get(_rule)(show_entry)
    routes.post(_rule, form=PageForm, make=_entry_form, shown=show_entry, once=False)(answer_entry)
    routes.post(f"{_rule}/remove", form=NoForm, shown=show_entry, once=False)(remove_entry)


@routes.get("/claims/new/<draft_id>/receipts")
def show_receipts(call: Call[Site, Any]) -> Answer:
    """The receipts so far, and a form that sends one more straight to the store."""
    flow, site = _flow(call), call.site
    back_to = f"{site.url.rstrip('/')}{address(flow.draft, 'receipts')}?added=1"
    return site.html(
        call,
        "claim/receipts.html",
        upload=site.files.upload_form(draft=flow.draft.id, receipt=ReceiptId(site.new_id()), back_to=back_to),
        receipts=site.receipts.of_draft(flow.draft.id),
        added="added" in call.request.query,
        part=PARTS["receipts"],
        back=flow.before("receipts"),
    )


@routes.post("/claims/new/<draft_id>/receipts", form=NoForm, shown=show_receipts, once=False)
def receipts_done(call: Call[Site, NoForm]) -> Answer:
    """No more of them."""
    _flow(call)
    return next_page(call.site, _change(call, lambda d: d.answered("receipts", {"done": "yes"})))


def entries(draft: Draft, name: str, rules: Rules) -> Sequence[ListEntry]:
    """A list's entries in words."""
    return [_words(number, FORMS[name](answers, rules)) for number, answers in draft.entries(name)]


def _words(number: int, form: PageForm) -> ListEntry:
    form.validate()
    typed = str(form["kind"].data or "")
    what = LineKind(typed).plain if typed else ""
    if isinstance(form, JourneyForm):
        amount = miles_in_words(form.miles.data or Decimal(0)) if form.by_the_mile else str(form.fare.data)
    else:
        amount = str(form["amount"].data)
    return ListEntry(number=number, what=what, amount=amount, description=str(form["description"].data or ""))


def _entry(draft: Draft, name: str, number: str) -> str:
    """The draft's page of an entry. Raises Problem 404 for a number that is neither there nor the next."""
    if not _NUMBER.fullmatch(number) or int(number) > draft.next_number(name):
        raise Problem.not_found()
    return f"{name}/{number}"
