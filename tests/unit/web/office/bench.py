"""The office's pages over fakes, with somebody signed in or nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from urllib.parse import quote

from takepart.adapters.bank_holidays import england
from takepart.adapters.policy.file import load_assurance
from takepart.adapters.policy.sent import Reader
from takepart.domain.assurance.rules import Assurance
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import StaffId
from takepart.domain.organisation.compared import Rules
from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.use_cases.organisation.keep_rules import Rulebook
from takepart.use_cases.organisation.keep_staff import Staff
from takepart.use_cases.organisation.keep_teams import Teams
from takepart.use_cases.ports import Queue
from takepart.use_cases.sign_in import sign_in_letters
from takepart.web.office.app import office_app
from takepart.web.office.desk import Office
from takepart.web.static import Static
from tests.assurance_builders import a_team, an_assurance
from tests.builders import SENT_AT
from tests.fake_store import FakeEditions, FakeMembers, FakeTeams
from tests.fakes import FakeFailures, FakeIdentities, FakeLinks, FakeQueues, FakeReturned, FakeSessions
from tests.fakes_claims import FakeApprovals, FakeFiles, FakeReceipts
from tests.money_builders import World
from tests.policies import POLICIES, WIRRAL
from tests.unit.web.calls import SITE, Answer, call
from tests.voices import FakeVoiceCounts

NOW = SENT_AT + timedelta(days=1)
LINKS = FakeLinks()
PROMISES = an_assurance(a_team())


@cache
def promised() -> Assurance:
    """What the council's policy promises."""
    return load_assurance(POLICIES / "wirral.toml") or PROMISES


class Bench:
    """The office over fakes."""

    def __init__(self, *claims: Claim, url: str = SITE, world: World | None = None, policy: Policy = WIRRAL) -> None:
        world = world or World(*claims)
        self.claims, self.receipts = world.claims, FakeReceipts()
        self.sessions, self.queues = FakeSessions(), FakeQueues()
        self.now: datetime = NOW
        self.cookie = ""
        self.voice_counts, self.returned, self.failures = FakeVoiceCounts(), FakeReturned(), FakeFailures()
        self.members = FakeMembers()
        staff = Staff(policy=policy, people=policy.staff, promises=PROMISES, kept=self.members)
        self.teams = Teams(written=PROMISES, kept=FakeTeams())
        reader = Reader(POLICIES / "wirral.toml", Rules(policy=policy, promises=promised()))
        self.rulebook = Rulebook(editions=FakeEditions(), reader=reader, staff=self.members, teams=FakeTeams())
        policy = replace(policy)

        def renew() -> None:
            if self.members.kept:
                vars(policy).update(vars(staff.on(local_date(self.now))))

        numbers = count(1)
        self.app = office_app(
            Office(
                policy=policy,
                renew=renew,
                staff=lambda: staff,
                teams=lambda: self.teams,
                rulebook=lambda: self.rulebook,
                claims=self.claims,
                receipts=self.receipts,
                files=FakeFiles(),
                links=LINKS,
                sessions=self.sessions,
                queues=self.queues,
                batches=world.batches,
                vouchers=world.vouchers,
                stocks=world.stocks,
                floats=world.floats,
                approvals=FakeApprovals(),
                voice_counts=self.voice_counts,
                returned=self.returned,
                bounces=self.returned,
                failures=lambda: self.failures,
                identities=FakeIdentities(),
                holidays=england(),
                now=lambda: self.now,
                new_id=lambda: f"{next(numbers):032x}",
                url=url,
                static=Static(),
            )
        )

    def get(self, address: str, method: str = "GET") -> Answer:
        return call(self.app, method, address, cookie=self.cookie)

    def post(self, address: str, form: dict[str, str] | None = None, origin: str | None = SITE) -> Answer:
        return call(self.app, "POST", address, form=form, cookie=self.cookie, origin=origin)

    def letter_link(self) -> str:
        """The address in the last sign-in letter."""
        (due,) = sign_in_letters(self.queues.put_on[Queue.MAIL][-1], policy=WIRRAL, now=self.now)
        assert due.link is not None
        return f"/office/sign-in?t={quote(LINKS.make(due.link))}"

    def as_(self, staff: str) -> Bench:
        """With somebody signed in."""
        self.sessions.start("secret", staff=StaffId(staff), until=NOW + timedelta(hours=9))
        self.sessions.writes = 0
        self.cookie = "__Host-takepart-office=secret"
        return self

    @property
    def writes(self) -> int:
        return self.claims.writes + self.receipts.writes + self.sessions.writes
