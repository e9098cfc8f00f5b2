"""What the pages of a decision need from the rest, handed over by ``decisions.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from takepart.domain.ids import ClaimId, StaffId
from takepart.domain.working_days import Holidays
from takepart.use_cases.claims.open_decision import OpenDecision, open_decision
from takepart.use_cases.claims.ports import Approvals, Claims, ReceiptFiles, Receipts
from takepart.use_cases.money.bank_batches import BatchWorld
from takepart.use_cases.money.ports import Batches
from takepart.use_cases.ports import LinkReader
from takepart.web.frame import PublicFrame
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import Beside, Press, press_of


class Desk(PublicFrame):
    """One organisation's decisions."""

    def __init__(
        self,
        *,
        claims: Claims,
        receipts: Receipts,
        files: ReceiptFiles,
        links: LinkReader,
        batches: Batches,
        approvals: Approvals,
        holidays: Holidays,
        signed_in: Callable[[Request], StaffId | None],
        **frame: Any,
    ) -> None:
        """``signed_in``: who is signed in to the office in this browser, which a link does not need."""
        super().__init__(**frame)
        self.claims, self.receipts, self.files, self.links = claims, receipts, files, links
        self.batches, self.approvals, self.holidays, self.signed_in = batches, approvals, holidays, signed_in

    @property
    def batch_world(self) -> BatchWorld:
        """What sending a batch needs."""
        return BatchWorld(batches=self.batches, claims=self.claims, policy=self.policy, holidays=self.holidays)

    def press(self, typed: Typed, what: str, /) -> Press:
        """Which press it was. Raises Problem for a form that no page of ours made, Beside for a decision's."""
        decides = what.startswith("<") or what == "decide"
        press = press_of(typed, before="decide" if decides else what)
        if press is None and decides:
            words = "Part of the form did not reach us. Look at it again, and send your choice again"
            raise Beside("answer", words)
        if press is None:
            raise Problem.bad("Nothing was sent. Open the link from your email again and press the button there.")
        return press

    def open(self, token: str, claim_id: ClaimId | None = None) -> OpenDecision:
        """The decision that a link is for, or one from its list. Raises NothingToDecide."""
        return open_decision(
            token,
            links=self.links,
            claims=self.claims,
            receipts=self.receipts,
            policy=self.policy,
            now=self.now(),
            claim_id=claim_id,
        )
