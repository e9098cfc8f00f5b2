"""The public site on top of fakes, and a small browser that calls its handler."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import urlencode

from takepart.use_cases.claims.submit_claim import ClaimForm, ClaimWorld, Sent, known_facts, submit_claim
from takepart.web.app import App
from takepart.web.site import Site
from takepart.web.static import Static
from takepart.web.website import website
from tests.fakes import FakeIdentities, FakeLinks
from tests.fakes_claims import FakeClaims, FakeDrafts, FakeFiles, FakeReceipts, FakeSafe
from tests.policies import WIRRAL
from tests.voices import FakeAlerts

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""A Sunday."""
URL = "https://takepart.example.org"


def a_site(**changes: Any) -> Site:
    """The council's site on a Sunday in November 2026. ``changes`` replace parts of it."""
    numbers = count(1)
    parts: dict[str, Any] = {
        "policy": WIRRAL,
        "holidays": frozenset(),
        "drafts": FakeDrafts(),
        "claims": FakeClaims(),
        "receipts": FakeReceipts(),
        "files": FakeFiles(),
        "links": FakeLinks(),
        "safe": FakeSafe(),
        "raise_alert": FakeAlerts().put,
        "now": lambda: NOON,
        "name_form": lambda digest: sha256(digest.encode()).hexdigest(),
        "new_id": lambda: f"a-draft-that-nobody-guesses-{next(numbers)}",
        "url": URL,
        "version": "test",
        "static": Static(),
        **changes,
    }

    world = ClaimWorld(
        claims=parts["claims"],
        receipts=parts["receipts"],
        identities=FakeIdentities(),
        safe=parts["safe"],
        policy=parts["policy"],
        holidays=parts["holidays"],
    )

    def send(form: ClaimForm) -> Sent:
        return submit_claim(form, world=world, now=parts["now"]())

    return Site(**{"send": send, "known": partial(known_facts, world=world), **parts})


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def words(self) -> str:
        """The page as a person reads it: without tags, in single spaces."""
        text = re.sub(r"<(script|style|title).*?</\1>", " ", self.body, flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@dataclass
class Browser:
    """Sends what a browser on our own pages would send."""

    site: Site
    app: App = field(init=False)

    def __post_init__(self) -> None:
        self.app = website(self.site, upload_origin="https://files.example")

    def get(self, address: str, **headers: str) -> Answer:
        """Open an address."""
        path, _, query = address.partition("?")
        return self.send("GET", path, query=query, headers={"accept": "text/html", **headers})

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form of our own page."""
        sent = {
            "accept": "text/html",
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
            "origin": "null",
            **headers,
        }
        return self.send("POST", path, body=urlencode(fields or {}), headers=sent)

    def send(
        self, method: str, path: str, *, query: str = "", body: Any = "", headers: dict[str, str] | None = None
    ) -> Answer:
        """Send anything."""
        event = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers or {},
            "requestContext": {"requestId": "request-1", "stage": "$default", "http": {"method": method, "path": path}},
            "body": body,
        }
        answer = self.app(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])
