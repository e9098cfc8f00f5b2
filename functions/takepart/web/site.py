"""What the public pages need from the rest: the policy, the stores and the use cases, handed over by ``website.py``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from takepart.domain.claims.parts import way_of
from takepart.domain.fee_choice import Chosen
from takepart.domain.ids import StepId
from takepart.domain.money import PaymentMethod
from takepart.domain.promise import promised_day
from takepart.domain.working_days import Holidays
from takepart.use_cases.claims.drafts import Drafts
from takepart.use_cases.claims.ports import BankSafe, Claims, ReceiptFiles, Receipts
from takepart.use_cases.claims.submit_claim import ClaimForm, Sent
from takepart.use_cases.ports import LinkReader
from takepart.web.forms.base import Rules
from takepart.web.frame import OpenFrame
from takepart.web.requests import Request, Typed
from takepart.web.route import Press


class Site(OpenFrame):
    """One organisation's public site."""

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
        new_id: Callable[[], str],
        name_form: Callable[[str], str],
        version: str,
        **frame: Any,
    ) -> None:
        """``send`` is ``submit_claim`` with its ports, once for a draft; ``new_id`` a long random name.

        ``name_form`` names a form by what it says; nobody else can work the name out.
        """
        super().__init__(**frame)
        self.holidays, self.drafts, self.claims, self.receipts = holidays, drafts, claims, receipts
        self.files, self.links, self.safe, self.send = files, links, safe, send
        self.new_id, self.name_form, self.version = new_id, name_form, version

    @property
    def rules(self) -> Rules:
        """What answers are judged by today."""
        return Rules(policy=self.policy, today=self.today)

    @property
    def quote_rules(self) -> Rules:
        """What a quote is judged by, which may be for a day to come."""
        return Rules(policy=self.policy, today=self.today, claiming=False)

    def who(self, _request: Request, _right: Any, /) -> None:
        """Anybody: a claim is opened by its own link."""

    def press(self, _typed: Typed, what: str, /) -> Press:
        """Which button it was. What must happen once is named by the draft or the claim that it is about."""
        return Press(StepId(what))

    def arrivals(
        self, chosen: Chosen, method: PaymentMethod, *, sent_on: date
    ) -> tuple[tuple[PaymentMethod, date], ...]:
        """Each way that a claim's money will take, and the day it should arrive."""
        ways = [way_of(line, method) for line in chosen.lines]
        return tuple(
            (way, promised_day(way, sent_on=sent_on, policy=self.policy, holidays=self.holidays))
            for way in dict.fromkeys(ways)
        )
