"""One page, asked for again and again of a function that has started: run by `infra.bench.pages`, under valgrind.

The function is the real one with its real adapters and clients, down to the signed request. Only the wire is ours: what
DynamoDB and KMS would answer is worked out in memory the first time that something is asked, and found again after.
"""

import base64
import gc
import importlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.httpsession import URLLib3Session

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.bench.others import another
from takepart.adapters import clients, clock
from takepart.adapters.aggregates import Aggregates, Stored
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.kms_links import KmsLinkMaker
from takepart.adapters.programme.tables import OpportunitiesTable, ProgrammeSessionsTable, places_row
from takepart.adapters.settings import Settings
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import ActivityTypeId, DraftId, OpportunityId, SessionId, StaffId, StepId
from takepart.domain.links import Link
from takepart.domain.policy import Policy
from takepart.domain.programme import opportunity as opportunities
from takepart.domain.programme import session as sessions
from takepart.domain.programme.opportunity import About, OpportunityKind, OpportunityLevel
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session
from takepart.use_cases.claims.claim_letters import decision_link, waiting_link
from takepart.use_cases.claims.drafts import Draft
from tests.simulation import aws

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SESSIONS = 200
"""Public sessions to come: what a large council has in a year, all at once."""
WAITING = 50
"""Claims that wait for one person: as many as a page of them shows."""
TABLE = "x"
WORKER = StaffId("participation-worker")
QUOTE = (
    "activity_type=meeting&date-day=24&date-month=11&date-year=2026&part_of_day=morning&hours=2&minutes=0"
    "&car=12.5&bus=4.60"
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page, the function that answers it, and its address."""

    function: str
    address: Callable[[], str]


def in_a_letter(link: Link) -> str:
    """What its link carries."""
    return quote(KmsLinkMaker(clients.client("kms"), "x").make(link))


def a_draft() -> str:
    """A claim that somebody has begun, where they say what they took part in."""
    website: Any = importlib.import_module("website")
    draft = website.drafts.save(Draft(id=DraftId(website.site.new_id())))
    return f"/claims/new/{draft.id}"


def decision() -> str:
    """The link to one claim."""
    return f"/decide?t={in_a_letter(decision_link(another(0), policy=_policy(), now=NOW))}"


def waiting() -> str:
    """The link to all that wait for one person."""
    policy = _policy()
    link = waiting_link(policy.staff_member(StaffId("panel-manager")), policy=policy, now=NOW)
    return f"/decide/waiting?t={in_a_letter(link)}"


def _policy() -> Policy:
    return Settings().policy()


PAGES: Mapping[str, Page] = {
    "contact": Page(function="website", address=lambda: "/contact"),
    "what we pay": Page(function="website", address=lambda: "/what-we-pay"),
    "what we pay, with a sum": Page(function="website", address=lambda: f"/what-we-pay?{QUOTE}"),
    "privacy": Page(function="website", address=lambda: "/privacy"),
    "a claim: what for": Page(function="website", address=lambda: f"{a_draft()}/session"),
    "where is my money?": Page(function="website", address=lambda: "/claims"),
    "a claim to decide": Page(function="decisions", address=decision),
    f"a list of {WAITING} claims": Page(function="decisions", address=waiting),
    "an opportunity": Page(function="programme", address=lambda: "/opportunities/meeting-0"),
    f"a list of {SESSIONS} sessions": Page(function="programme", address=lambda: "/opportunities"),
}


class Quiet:
    """Nothing goes wrong."""

    now = datetime(2026, 11, 23, tzinfo=UTC)

    def before(self, operation: str) -> None:
        """Go on."""

    def after(self, operation: str, asked: Mapping[str, Any]) -> None:
        """Go on."""

    def happens(self, chance: float) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def chooses(self, among: int) -> int:  # noqa: ARG002
        """The first."""
        return 0


class Wire:
    """What the clients send, answered in memory."""

    def __init__(self) -> None:
        self.dynamodb, self.kms = aws.DynamoDB(Quiet()), aws.Kms()
        table = next(iter(self.dynamodb.tables.values()))
        table.indexes = {
            "board": ["board", "board_at"],
            "mailbox": ["mailbox", "day"],
            "fingerprint": ["fingerprint", "pk"],
            "due": ["due", "due_on"],
        }
        self.dynamodb.tables = {TABLE: table}
        self._known: dict[tuple[Any, Any], bytes] = {}

    def keep(self, row: Any) -> None:
        """Put an item."""
        item = row.serialize()
        self.dynamodb.tables[TABLE].put((item["pk"]["S"], item["sk"]["S"]), item, at=Quiet.now)

    def send(self, request: Any) -> Any:
        """The answer to one request."""
        asked = (request.headers["X-Amz-Target"], bytes(request.body))
        if asked not in self._known:
            self._known[asked] = self._answer(*asked)
        answer: Any = AWSResponse(request.url, 200, HTTPHeaders(), None)
        answer._content = self._known[asked]
        return answer

    def _answer(self, target: Any, body: bytes) -> bytes:
        service, _, operation = (target.decode() if isinstance(target, bytes) else target).partition(".")
        named = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")
        asked = json.loads(body, object_hook=clients._with_bytes)
        if service == "TrentService":
            asked |= {name: base64.b64decode(asked[name]) for name in ("Message", "Mac") if name in asked}
            found = getattr(self.kms, named)(**asked)
        else:
            found = getattr(self.dynamodb, named)(**asked)
        return json.dumps(found, default=lambda value: base64.b64encode(value).decode()).encode()


def fill(wire: Wire) -> None:
    """Keep what the pages are about."""
    rows = Aggregates(TABLE)

    def kept(stored: Stored) -> None:
        wire.keep(rows._row(stored))

    for number in range(WAITING):
        kept(ClaimsTable.shape.stored(another(3 * number)))
    by = journals.staff(WORKER)
    for number in range(SESSIONS):
        about = About(
            title=f"A meeting, number {number}",
            kind=OpportunityKind.MEETING,
            level=OpportunityLevel.TOGETHER,
            activity_type=ActivityTypeId("meeting"),
            doing="Look at our new website with us and say what works.",
            who_for="Anyone who uses our services",
            change="We can change the words and the pictures. We cannot change the address.",
        )
        draft = opportunities.write(OpportunityId(f"meeting-{number}"), Step(by, NOW, StepId("write")), about)
        open_now = opportunities.publish(draft, Step(by, NOW, StepId("publish")), sessions_to_come=1)
        starts = NOW + timedelta(days=1 + number)
        planned = sessions.plan(
            Session(
                id=SessionId(f"session-{number}"),
                opportunity=draft.id,
                activity_type=about.activity_type,
                starts=starts,
                ends=starts + timedelta(hours=2),
                where="Example Town Hall",
            ),
            Step(by, NOW, StepId("plan")),
        )
        kept(OpportunitiesTable.shape.stored(replace(open_now, id=draft.id)))
        kept(ProgrammeSessionsTable.shape.stored(planned))
        wire.keep(places_row(rows, Places(session=planned.id, total=8)))


def event(address: str) -> dict[str, Any]:
    """A browser's request, as API Gateway gives it."""
    path, _, query = address.partition("?")
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "localhost", "accept-encoding": "gzip", "sec-fetch-site": "none"},
        "requestContext": {
            "http": {"method": "GET", "path": path},
            "stage": "$default",
            "requestId": "bench",
            "domainName": "localhost",
        },
        "isBase64Encoded": False,
    }


def main(name: str, times: int) -> None:
    """Ask once, so that all is warm, and then so many times more; ends with 1 for any answer but the page."""
    wire = Wire()
    URLLib3Session.send = lambda _, request: wire.send(request)  # type: ignore[method-assign, assignment]
    clock.now = lambda: NOW
    fill(wire)
    page = PAGES[name]
    handler = importlib.import_module(page.function).handler
    asked = event(page.address())
    for time in range(1 + times):
        if time == 1:
            gc.disable()  # one look for garbage, in one of so many times, would count as if each made it
        answer = handler(asked, None)
        if answer["statusCode"] != 200:
            sys.exit(f"{name}: {answer['statusCode']}")
    sys.stdout.flush()
    os._exit(0)  # without what Python does to end


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
