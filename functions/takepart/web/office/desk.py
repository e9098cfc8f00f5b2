"""What the office's pages need from the rest, handed over by ``office.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from takepart.domain.policy import Policy, StaffMember
from takepart.domain.uk_time import local_date
from takepart.domain.working_days import Holidays
from takepart.use_cases.money_ports import Batches, Floats, PaymentFiles, Stocks, Vouchers
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.ports import Claims, Identities, LinkReader, Queues, ReceiptFiles, Receipts
from takepart.use_cases.sign_in import Sessions, signed_in
from takepart.web import session_cookie
from takepart.web.forms.base import Rules
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.problems import Elsewhere, Problem
from takepart.web.rendering import Renderer
from takepart.web.requests import Request
from takepart.web.security import SAFE_METHODS
from takepart.web.site import shared
from takepart.web.static import Static


@dataclass(frozen=True, kw_only=True)
class Office:
    """One organisation's office."""

    policy: Policy
    claims: Claims
    receipts: Receipts
    files: ReceiptFiles
    links: LinkReader
    sessions: Sessions
    queues: Queues
    batches: Batches
    payment_files: PaymentFiles
    vouchers: Vouchers
    stocks: Stocks
    floats: Floats
    identities: Identities
    holidays: Holidays
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """A long random name: for forms, and for the secret of a session."""
    url: str
    static: Static
    promises: PromisesOffice | None = None

    @cached_property
    def render(self) -> Renderer:
        """Renders the templates."""
        return Renderer(shared(self.policy, static=self.static))

    @property
    def today(self) -> date:
        """The day in the UK."""
        return local_date(self.now())

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=self.today)

    def member(self, request: Request) -> StaffMember:
        """Who is signed in. Anyone else is led to the sign-in page; what they sent is refused. Raises Problem 403."""
        secret = session_cookie.secret_of(request, site_url=self.url)
        member = signed_in(secret, sessions=self.sessions, policy=self.policy)
        if member is None and request.method in SAFE_METHODS:
            raise Elsewhere("/office/sign-in")
        if member is None:
            raise Problem(403, "You are not signed in any more", "Nothing was changed. Sign in, then send it again.")
        return member

    def allowed(self, request: Request, right: Right) -> StaffMember:
        """Who is signed in, if they may do this. Raises Problem 403."""
        member = self.member(request)
        if right not in rights_of(member):
            raise Problem(403, "This page is not for your role", "Ask the office if you think that it should be.")
        return member

    def page(self, template: str, /, member: StaffMember, *, section: str = "", **values: object) -> str:
        """One of the office's pages, with what its frame needs."""
        return self.render(template, member=member, rights=rights_of(member), section=section, **values)
