"""The decision pages over fakes, and the links that lead to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from urllib.parse import quote

from takepart.adapters.bank_holidays import england
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import StaffId
from takepart.use_cases.claims.claim_letters import decision_link, waiting_link
from takepart.web.decisions import batch_link, routes
from takepart.web.decisions.desk import Desk
from takepart.web.static import Static
from tests.builders import SENT_AT
from tests.fakes import FakeLinks
from tests.fakes_claims import FakeApprovals, FakeFiles, FakeReceipts
from tests.money_builders import World
from tests.policies import WIRRAL
from tests.unit.web.calls import SITE, Answer, call

NOW = SENT_AT + timedelta(days=1)
LINKS = FakeLinks()


class Bench:
    """The decision pages over fakes."""

    def __init__(
        self, *claims: Claim, now: datetime = NOW, signed_in: StaffId | None = None, world: World | None = None
    ) -> None:
        world = world or World(*claims)
        self.claims, self.receipts = world.claims, FakeReceipts()
        self.now, self.signed_in = now, signed_in
        numbers = count(1)
        desk = Desk(
            policy=WIRRAL,
            claims=self.claims,
            receipts=self.receipts,
            files=FakeFiles(),
            links=LINKS,
            batches=world.batches,
            approvals=FakeApprovals(),
            holidays=england(),
            signed_in=lambda _request: self.signed_in,
            now=lambda: self.now,
            new_id=lambda: f"{next(numbers):032x}",
            url=SITE,
            static=Static(),
        )
        self.app = desk.app([routes.routes.serve(desk), batch_link.routes.serve(desk)])

    def get(self, address: str, method: str = "GET") -> Answer:
        return call(self.app, method, address)

    def post(self, address: str, form: dict[str, str], origin: str | None = SITE) -> Answer:
        return call(self.app, "POST", address, form=form, origin=origin)

    def choose(self, address: str, **choice: str) -> Answer:
        """Open the page, choose, and send."""
        return self.post(address, self.form_of(self.get(address)) | choice)

    def form_of(self, page: Answer) -> dict[str, str]:
        return {name: page.hidden(name) for name in ("step",)}

    def kept(self, claim: Claim) -> Claim:
        return self.claims.kept[claim.id]


def link_to(claim: Claim, now: datetime = SENT_AT) -> str:
    """The address in the email to whoever must decide a claim."""
    return f"/decide?t={quote(LINKS.make(decision_link(claim, policy=WIRRAL, now=now)))}"


def list_of(staff: StaffId) -> str:
    link = waiting_link(WIRRAL.staff_member(staff), policy=WIRRAL, now=SENT_AT)
    return f"t={quote(LINKS.make(link))}"
