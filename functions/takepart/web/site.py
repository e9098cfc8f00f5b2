"""What the public pages need from the rest: the policy, the stores and the use cases, handed over by ``website.py``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from takepart.domain.claims.parts import Claimant, way_of
from takepart.domain.fee_choice import Chosen, FeeChoice, Quote, apply_choice
from takepart.domain.money import PaymentMethod
from takepart.domain.pricing import Facts
from takepart.domain.working_days import Holidays, promised_day
from takepart.use_cases.claims.drafts import Drafts
from takepart.use_cases.claims.ports import BankSafe, Claims, ReceiptFiles, Receipts
from takepart.use_cases.claims.submit_claim import ClaimForm, Sent
from takepart.use_cases.ports import LinkReader
from takepart.web.forms.base import Rules
from takepart.web.forms.payment import ways_to_pay
from takepart.web.frame import OpenFrame


class Site(OpenFrame):
    """One organisation's public site. A claim is opened by its own link; its draft names what is sent twice."""

    def __init__(
        self,
        *,
        holidays: Holidays,
        drafts: Drafts,
        claims: Claims,
        receipts: Receipts,
        files: ReceiptFiles,
        links: LinkReader,
        safe: BankSafe,
        send: Callable[[ClaimForm], Sent],
        known: Callable[[Claimant, Facts], Facts],
        name_form: Callable[[str], str],
        version: str,
        **frame: Any,
    ) -> None:
        """``send`` is ``submit_claim`` with its ports, once for a draft; ``known`` adds to the facts of a price what is
        known of who claims.

        ``name_form`` names a form by what it says; nobody else can work the name out.
        """
        super().__init__(**frame)
        self.holidays, self.drafts, self.claims, self.receipts = holidays, drafts, claims, receipts
        self.files, self.links, self.safe, self.send = files, links, safe, send
        self.known, self.name_form, self.version = known, name_form, version

    @property
    def quote_rules(self) -> Rules:
        """What a quote is judged by, which may be for a day to come."""
        return Rules(policy=self.policy, today=self.today, claiming=False)

    def arrivals(
        self, chosen: Chosen, method: PaymentMethod, *, sent_on: date
    ) -> tuple[tuple[PaymentMethod, date], ...]:
        """Each way that a claim's money will take, and the day it should arrive."""
        ways = [way_of(line, method) for line in chosen.lines]
        return tuple(
            (way, promised_day(way, sent_on=sent_on, policy=self.policy, holidays=self.holidays))
            for way in dict.fromkeys(ways)
        )

    def every_arrival(self, quote: Quote, *, sent_on: date) -> dict[PaymentMethod, date]:
        """Every way that some of a quote could come, with its day, if the claim is sent on that day."""
        chosen = apply_choice(quote, FeeChoice.as_offered())
        found: dict[PaymentMethod, date] = {}
        for way in ways_to_pay(chosen, vouchers=self.policy.vouchers) or (PaymentMethod.VOUCHER,):
            found |= dict(self.arrivals(chosen, way, sent_on=sent_on))
        return found
