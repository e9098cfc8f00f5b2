"""The way through a claim: which pages it has, which are done, and which comes next.

The way is worked out anew from the draft each time, so the back button, a reload and a changed answer all lead right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from takepart.domain.claims.parts import Claimant
from takepart.domain.flags import needs_receipt
from takepart.domain.ids import ActivityTypeId, DraftId
from takepart.domain.lines import FARES
from takepart.domain.pricing import Facts, price
from takepart.use_cases.claims.drafts import Draft
from takepart.use_cases.listening import said_at, said_by
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.claim import Priced, everything_typed, read_quote
from takepart.web.forms.payment import PayForm
from takepart.web.forms.session import DidForm, ExtraTimeForm, YouForm, extra_units
from takepart.web.problems import Elsewhere, Problem
from takepart.web.requests import Typed
from takepart.web.site import Site

ORDER: Final = ("session", "extra-time", "you", "costs", "receipts", "payment", "check")
LISTS: Final = frozenset({"costs", "receipts"})
"""Pages that are done when the person says so, rather than when a form is right."""
PARTS: Final = {
    "session": "Part 1 of 4: what you did",
    "extra-time": "Part 1 of 4: what you did",
    "you": "Part 2 of 4: about you",
    "costs": "Part 3 of 4: what it cost you",
    "receipts": "Part 3 of 4: what it cost you",
    "payment": "Part 4 of 4: getting paid",
    "check": "Part 4 of 4: getting paid",
}
_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,100}")


def find_draft(site: Site, draft_id: str) -> Draft:
    """The draft in an address. Raises Problem 404 for what was never an id, 410 for one whose time is up."""
    if not is_draft_id(draft_id):
        raise Problem.not_found()
    draft = site.drafts.load(DraftId(draft_id))
    if draft is None:
        raise Problem.gone(
            "We no longer have this claim form",
            f"We keep a claim that was not sent for {site.policy.retention.draft_days} days, and then delete it. "
            "You can start a new one.",
        )
    you = draft.answers("you")
    said_by(*(you.get(name, "") for name in ("name", "email", "phone")))
    if draft.sent:
        said_at(f"/office/claims/{draft.sent}")
    return draft


def is_draft_id(text: str) -> bool:
    """Whether it could be the name of a draft."""
    return _ID.fullmatch(text) is not None


def address(draft: Draft | DraftId, page: str) -> str:
    """Where a page of a draft is."""
    return f"/claims/new/{draft.id if isinstance(draft, Draft) else draft}/{page}"


def open_page(site: Site, draft_id: str, page: str) -> Flow:
    """The way through a draft, standing at one of its pages.

    Raises Elsewhere for a page that cannot be answered now: a sent claim leads to its receipt, and a page whose turn
    has not come to what comes first. Raises Problem 404 or 410 as ``find_draft`` does.
    """
    if page not in PARTS:
        raise Problem.not_found()
    flow = flow_of(site, find_draft(site, draft_id))
    if flow.draft.sent:
        raise Elsewhere(address(flow.draft, "sent"))
    if not flow.reachable(page):
        raise Elsewhere(address(flow.draft, flow.next_page))
    return flow


def flow_of(site: Site, draft: Draft) -> Flow:
    """The way through a draft, judged with what a record of attendance says of it."""
    return Flow(draft, replace(site.rules, agreed=draft.agreed), known=site.known)


@dataclass(frozen=True)
class Flow:
    """One draft, seen as a way through its pages."""

    draft: Draft
    rules: Rules
    known: Callable[[Claimant, Facts], Facts]
    """Adds what is known of who claims, once they have said who they are."""

    def form(self, page: str, typed: Typed | None = None) -> PageForm:
        """A page's form, with the draft's answers or with what was just posted."""
        answers = self.draft.answers(page) if typed is None else typed
        if page == "session":
            return DidForm(answers, self.rules)
        if page == "extra-time":
            return ExtraTimeForm(answers, self.rules)
        if page == "you":
            return YouForm(answers, self.rules)
        if page == "payment" and self.priced:
            return PayForm(answers, self.rules, quote=self.priced.quote)
        raise Problem.not_found()

    @cached_property
    def priced(self) -> Priced | None:
        """The price of the answers so far; None while they do not make one."""
        try:
            priced = read_quote(everything_typed(self.draft), self.rules)
        except Problem:
            return None
        you = self.form("you")
        if not isinstance(you, YouForm) or you.problems():
            return priced
        facts = self.known(you.claimant, priced.facts)
        return priced if facts is priced.facts else Priced(facts=facts, quote=price(facts, policy=self.rules.policy))

    @cached_property
    def pay(self) -> PayForm | None:
        """What to do with the fee and by which way it is paid, once that is answered."""
        form = self.form("payment") if self.priced else None
        return form if isinstance(form, PayForm) and not form.problems() else None

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The pages that this claim needs, in order."""
        return tuple(page for page in ORDER if self._needs(page))

    @cached_property
    def next_page(self) -> str:
        """The first page that is not done: where a person goes on, and at the end the check."""
        return next(page for page in self.pages if not self.done(page))

    def before(self, page: str) -> str:
        """The address that the back link leads to."""
        earlier = [each for each in self.pages if ORDER.index(each) < ORDER.index(page)]
        return address(self.draft, earlier[-1]) if earlier else "/claims/new"

    def reachable(self, page: str) -> bool:
        """Whether a page can be answered yet: everything before it is done."""
        return page in self.pages and ORDER.index(page) <= ORDER.index(self.next_page)

    def done(self, page: str) -> bool:
        """Whether a page is answered well."""
        if page == "check":
            return False
        if page not in self.draft.pages:
            return page == "receipts" and not self.asks_for_receipts
        return page in LISTS or not self.form(page).problems()

    @property
    def asks_for_receipts(self) -> bool:
        """Whether anything cost more than the policy pays without a receipt: else it is up to them to add one."""
        lines = self.priced.quote.lines if self.priced else ()
        return any(needs_receipt(line, policy=self.rules.policy) for line in lines)

    @property
    def has_receipts_to_give(self) -> bool:
        """Whether anything was paid for that comes with a receipt."""
        fares = {kind.value for kind in FARES}
        by_fare = any(answers.get("kind") in fares for _, answers in self.draft.entries("journeys"))
        return by_fare or bool(self.draft.entries("costs"))

    def _needs(self, page: str) -> bool:
        if page == "extra-time":
            return self._may_have_extra_time()
        if page == "receipts":
            return self.has_receipts_to_give
        if page == "payment":
            return self.priced is not None and any(True for _ in self.form(page))
        return True

    def _may_have_extra_time(self) -> bool:
        session = self.form("session")
        if session.problems() or not isinstance(session, DidForm):
            return False
        kind = ActivityTypeId(str(session.activity_type.data))
        agreed = self.rules.agreed.units if self.rules.agreed else 1
        return extra_units(self.rules.policy, kind, day=session.day, minutes=session.length) > agreed
