"""What the public pages need from the rest: the policy, the stores and the use cases, handed over by ``website.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from takepart.domain.claims.claim import Claim
from takepart.domain.fee_choice import Chosen
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import PaidAs, Policy
from takepart.domain.promise import promised_day
from takepart.domain.working_days import Holidays
from takepart.use_cases.claim_form import ClaimForm
from takepart.use_cases.drafts import Drafts
from takepart.use_cases.ports import Claims, ReceiptFiles, Receipts
from takepart.web.forms.base import Rules
from takepart.web.rendering import Renderer
from takepart.web.static import Static
from takepart.web.words import LONDON


@dataclass(frozen=True, kw_only=True)
class Site:
    """One organisation's public site."""

    policy: Policy
    holidays: Holidays
    drafts: Drafts
    claims: Claims
    receipts: Receipts
    files: ReceiptFiles
    send: Callable[[ClaimForm], Claim]
    """Make the claim of a form, once for a draft however often it is called."""
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """A long random name, safe in an address."""
    url: str
    version: str
    static: Static

    @cached_property
    def page(self) -> Renderer:
        """Renders this site's templates."""
        return Renderer(shared(self.policy, static=self.static))

    @property
    def today(self) -> date:
        """The day in the UK."""
        return self.now().astimezone(LONDON).date()

    def rules(self, *, claiming: bool = True) -> Rules:
        """What answers are judged by today."""
        return Rules(policy=self.policy, today=self.today, claiming=claiming)

    def arrivals(self, chosen: Chosen, method: PaymentMethod, *, sent_on: date) -> tuple[tuple[PaymentMethod, date], ...]:
        """Each way that a claim's money will take, and the day it should arrive."""
        ways: list[PaymentMethod] = []
        if any(line.paid_as is PaidAs.MONEY for line in chosen.lines):
            ways.append(method)
        if any(line.paid_as is PaidAs.VOUCHER for line in chosen.lines):
            ways.append(PaymentMethod.VOUCHER)
        return tuple(
            (way, promised_day(way, sent_on=sent_on, policy=self.policy, holidays=self.holidays))
            for way in dict.fromkeys(ways)
        )


def brand_style(policy: Policy) -> str:
    """The organisation's colour, as the one style that is written into the page itself."""
    return f":root{{--tp-brand:{policy.organisation.brand_colour}}}"


def shared(policy: Policy, *, static: Static) -> dict[str, object]:
    """What every page can use: who the organisation is, its wording, and where the styles are."""
    return {
        "organisation": policy.organisation,
        "wording": policy.wording,
        "brand_style": brand_style(policy),
        "asset": static.address,
    }
