"""What the public pages need from the rest: the policy, the stores and the use cases, handed over by ``website.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from takepart.domain.fee_choice import Chosen
from takepart.domain.lines import LineKind
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import PaidAs, Policy
from takepart.domain.promise import promised_day
from takepart.domain.quote import QuotedLine
from takepart.domain.uk_time import local_date
from takepart.domain.working_days import Holidays
from takepart.use_cases.claim_form import ClaimForm
from takepart.use_cases.drafts import Drafts
from takepart.use_cases.ports import BankSafe, Claims, LinkReader, ReceiptFiles, Receipts
from takepart.use_cases.submit_claim import Sent
from takepart.web.forms.base import Rules
from takepart.web.rendering import Renderer
from takepart.web.static import Static


@dataclass(frozen=True, kw_only=True)
class Site:
    """One organisation's public site."""

    policy: Policy
    holidays: Holidays
    drafts: Drafts
    claims: Claims
    receipts: Receipts
    files: ReceiptFiles
    links: LinkReader
    safe: BankSafe
    send: Callable[[ClaimForm], Sent]
    """``submit_claim`` with its ports: once for a draft, however often it is called."""
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
        return local_date(self.now())

    def rules(self, *, claiming: bool = True) -> Rules:
        """What answers are judged by today."""
        return Rules(policy=self.policy, today=self.today, claiming=claiming)

    def arrivals(
        self, chosen: Chosen, method: PaymentMethod, *, sent_on: date
    ) -> tuple[tuple[PaymentMethod, date], ...]:
        """Each way that a claim's money will take, and the day it should arrive."""
        ways = [way_of(line, method) for line in chosen.lines]
        return tuple(
            (way, promised_day(way, sent_on=sent_on, policy=self.policy, holidays=self.holidays))
            for way in dict.fromkeys(ways)
        )


def way_of(line: QuotedLine, method: PaymentMethod) -> PaymentMethod:
    """How one line travels, when the person chose ``method``: by voucher where the rate or the choice says so.

    Costs are never vouchers, since no voucher fits a bus fare: they come in cash to someone who chose vouchers.
    """
    if line.paid_as is PaidAs.VOUCHER or (line.kind is LineKind.FEE and method is PaymentMethod.VOUCHER):
        return PaymentMethod.VOUCHER
    return PaymentMethod.CASH if method is PaymentMethod.VOUCHER else method


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
