"""The way through a claim: which pages it has, which are done, and which comes next.

The way is worked out anew from the draft each time, so the back button, a reload and a changed answer all lead right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from takepart.domain.fee_choice import Chosen, FeeChoice, apply_choice
from takepart.domain.ids import ActivityTypeId, DraftId
from takepart.domain.lines import FARES
from takepart.domain.money import NOTHING, PaymentMethod
from takepart.use_cases.claims.drafts import Draft
from takepart.use_cases.listening import said_at, said_by
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.claim import Priced, everything_typed, read_quote
from takepart.web.forms.payment import FeeForm, MethodForm, quoted_in_vouchers, settled_method, ways_to_pay
from takepart.web.forms.session import ActivityForm, ExtraTimeForm, SessionForm, YouForm, extra_units
from takepart.web.problems import Elsewhere, Problem
from takepart.web.requests import Typed
from takepart.web.site import Site

ORDER: Final = (
    "activity", "session", "extra-time", "you", "journeys", "costs", "receipts", "fee", "payment", "check",
)  # fmt: skip
LISTS: Final = frozenset({"journeys", "costs", "receipts"})
"""Pages that are done when the person says so, rather than when a form is right."""
PARTS: Final = {
    "activity": "Part 1 of 4: what you did",
    "session": "Part 1 of 4: what you did",
    "extra-time": "Part 1 of 4: what you did",
    "you": "Part 2 of 4: about you",
    "journeys": "Part 3 of 4: what it cost you",
    "costs": "Part 3 of 4: what it cost you",
    "receipts": "Part 3 of 4: what it cost you",
    "fee": "Part 4 of 4: getting paid",
    "payment": "Part 4 of 4: getting paid",
    "check": "Part 4 of 4: getting paid",
}
_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,100}")


def find_draft(site: Site, draft_id: str) -> Draft:
    """The draft in an address. Raises Problem 404 for what was never an id, 410 for one whose time is up."""
    if not _ID.fullmatch(draft_id):
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
    flow = Flow(find_draft(site, draft_id), site.rules)
    if flow.draft.sent:
        raise Elsewhere(address(flow.draft, "sent"))
    if not flow.reachable(page):
        raise Elsewhere(address(flow.draft, flow.next_page))
    return flow


@dataclass(frozen=True)
class Flow:
    """One draft, seen as a way through its pages."""

    draft: Draft
    rules: Rules

    def form(self, page: str, typed: Typed | None = None) -> PageForm:
        """A page's form, with the draft's answers or with what was just posted."""
        answers = self.draft.answers(page) if typed is None else typed
        if page == "activity":
            return ActivityForm(answers, self.rules)
        if page == "session":
            return SessionForm(answers, self.rules, activity_type=self.draft.answers("activity").get("activity_type"))
        if page == "extra-time":
            return ExtraTimeForm(answers, self.rules)
        if page == "you":
            return YouForm(answers, self.rules)
        if page == "fee" and self.priced:
            quote = self.priced.quote
            return FeeForm(answers, self.rules, fee=quote.fee, in_vouchers=quoted_in_vouchers(quote))
        if page == "payment":
            return MethodForm(answers, self.rules, ways=self.ways)
        raise Problem.not_found()

    @cached_property
    def priced(self) -> Priced | None:
        """The price of the answers so far; None while they do not make one."""
        try:
            return read_quote(everything_typed(self.draft), self.rules)
        except Problem:
            return None

    @cached_property
    def choice(self) -> FeeChoice | None:
        """What to do with the fee, once that was answered."""
        if self.priced is None:
            return None
        if self.priced.quote.fee <= NOTHING:
            return FeeChoice.as_offered()
        form = self.form("fee")
        return form.choice() if isinstance(form, FeeForm) and not form.problems() else None

    @cached_property
    def chosen(self) -> Chosen | None:
        """What is claimed after that choice."""
        return apply_choice(self.priced.quote, self.choice) if self.priced and self.choice else None

    @cached_property
    def ways(self) -> tuple[PaymentMethod, ...]:
        """The ways to be paid that there are to choose from."""
        return ways_to_pay(self.chosen) if self.chosen else ()

    @cached_property
    def method(self) -> PaymentMethod | None:
        """The way chosen, or the only one."""
        if self.chosen is None:
            return None
        if not self.ways:
            return settled_method(self.chosen)
        form = self.form("payment")
        return PaymentMethod(str(form["method"].data)) if not form.problems() else None

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
            return False
        return page in LISTS or not self.form(page).problems()

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
        if page == "fee":
            return self.priced is not None and self.priced.quote.fee > NOTHING
        if page == "payment":
            return bool(self.ways)
        return True

    def _may_have_extra_time(self) -> bool:
        activity, session = self.form("activity"), self.form("session")
        if activity.problems() or session.problems() or not isinstance(session, SessionForm):
            return False
        kind = ActivityTypeId(str(activity["activity_type"].data))
        return extra_units(self.rules.policy, kind, day=session.day, minutes=session.length) > 1
