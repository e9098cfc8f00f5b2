"""Requests as they are on the wire: no redirect followed, nothing tidied, whatever a browser would never send."""

from __future__ import annotations

import http.client
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from infra.local.person import Reader
from infra.local.story import found
from takepart.adapters.kms_links import KmsLinkMaker
from takepart.domain.links import Link, Purpose
from tests.e2e.claimant import yesterday
from tests.e2e.stack import PATIENCE, RunningStack, until

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as words."""
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)

    @property
    def location(self) -> str:
        """Where it leads."""
        return self.headers.get("location", "")


@dataclass(frozen=True)
class Wire:
    """A client with no manners."""

    stack: RunningStack

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """One request, byte for byte."""
        connection = http.client.HTTPConnection("127.0.0.1", self.stack.instance.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return Answer(
                status=answer.status,
                headers={name.lower(): value for name, value in answer.getheaders()},
                body=answer.read(),
            )
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page; header names with _ for -."""
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, fields: Any, **headers: str) -> Answer:
        """Send a form from our own page: a dict, a list of pairs, or the very bytes."""
        sent = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask(
            "POST",
            path,
            sent,
            {"Content-Type": FORM, "Origin": self.stack.url, "Sec-Fetch-Site": "same-origin"} | given,
        )

    def api(self, path: str, value: Any, **headers: str) -> Answer:
        """Call the API as a program does: anything for JSON, or the very bytes."""
        sent = value if isinstance(value, bytes) else json.dumps(value).encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, sent, {"Content-Type": "application/json"} | given)

    def draft(self) -> str:
        """The address of a new draft, without the page: ``/claims/new/<id>``."""
        return self.post("/claims/new", {}).location.rsplit("/", 1)[0]

    def draft_at(self, page: str, **changed: str) -> str:
        """A draft filled in well up to a page; ``changed`` answers of earlier pages stand instead."""
        draft = self.draft()
        for name, answers in WALK.items():
            if name == page:
                return draft
            answer = self.post(f"{draft}/{name}", {each: changed.get(each, text) for each, text in answers.items()})
            assert answer.status == 303, (name, answer.status, problems(answer))
        assert page == "check", page
        return draft


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A claim that was sent by the API, and the links that its emails carry."""

    wire: Wire
    reference: str
    email: str

    @property
    def stored(self) -> Any:
        """The claim's item."""
        return item(self.wire.stack, "ClaimsTable", f"CLAIM#{self.reference}", "CLAIM")

    @property
    def actions(self) -> list[str]:
        """What its journal says happened, in order."""
        return [entry["M"]["action"]["S"] for entry in self.stored["journal"]["L"]]

    def decision(self, subject: str = "Please confirm", *, after: int = 0) -> str:
        """The address in the newest email that asks for a decision on it."""
        mails = until(
            lambda: [m for m in self.wire.stack.mails(subject=subject) if self.reference in m["text"]][after:],
            what=f"{subject} {self.reference}",
        )
        return found(r"/decide\?t=\S+", mails[-1]["text"])

    def link(self) -> str:
        """The address for whoever must decide now, made as the mailer makes it: no email is waited for."""
        turn = self.stored["body"]["M"]["turn"]["M"]
        words = Link(
            purpose=Purpose.DECIDE,
            about=self.reference,
            turn=int(turn["seq"]["N"]),
            who=turn["who"]["S"].removeprefix("staff:"),
            expires=datetime.now(UTC) + timedelta(days=1),
        )
        stack = self.wire.stack
        return f"/decide?t={KmsLinkMaker(stack.client('kms'), stack.deployed.names['LinkKey']).make(words)}"

    def page(self) -> str:
        """The address of the participant's own page."""
        return found(rf"/claims/{self.reference}\?t=\S+", self.wire.stack.mail(to=self.email)["text"])


def send(wire: Wire, **changed: Any) -> Sent:
    """Send a claim of somebody's own."""
    email = changed.pop("email", f"p{secrets.token_hex(6)}@example.org")
    answer = wire.api("/api/claims", a_claim(email=email, **changed))
    assert answer.status == 201, answer.text
    return Sent(wire=wire, reference=answer.json["reference"], email=email)


def hidden(answer: Answer, button: str = "Send my choice") -> dict[str, str]:
    """What the form with this button sends along by itself: nothing that anyone has to choose."""
    reader = Reader()
    reader.feed(answer.text)
    form = next(form for form in reader.forms if any(text == button for text, _, _ in form.buttons))
    return {field.name: field.value for field in form.fields if field.kind == "hidden" and field.value is not None}


def problems(answer: Answer) -> list[str]:
    """The errors that a page shows beside its fields."""
    found = re.findall(r'<p id="([^"]+)-error" class="govuk-error-message">(.*?)</p>', answer.text, re.DOTALL)
    return [f"{name}: {' '.join(re.sub('<[^>]+>', '', words).split())}" for name, words in found]


def a_day() -> dict[str, str]:
    """Yesterday in three boxes."""
    day = yesterday()
    return {"date-day": str(day.day), "date-month": str(day.month), "date-year": str(day.year)}


WALK: dict[str, dict[str, str]] = {
    "session": {"activity_type": "meeting", **a_day(), "part_of_day": "evening", "hours": "2"},
    "you": {"name": "Participant One", "email": "participant@example.com", "phone": "", "under_16": "no"},
    "costs": {"another": "no"},
    "payment": {"fee_choice": "as-offered", "method": "bank"},
}
"""The pages of a simple claim, in order, and good answers."""

LAST: dict[str, str] = {
    "bank-name": "Participant One",
    "bank-whose": "own",
    "bank-sort_code": "12-34-56",
    "bank-account_number": "12345678",
    "bank-roll_number": "",
    "declared": "yes",
}
"""Good answers to the last page."""


def a_claim(**changed: Any) -> dict[str, Any]:
    """A whole claim for the API."""
    return {
        "activity_type": "meeting",
        "date": yesterday().isoformat(),
        "part_of_day": "evening",
        "hours": 2,
        "name": "Participant One",
        "email": "participant@example.com",
        "under_16": False,
        "fee_choice": "as-offered",
        "method": "bank",
        "bank": {"name": "Participant One", "whose": "own", "sort_code": "12-34-56", "account_number": "12345678"},
        "declared": True,
    } | changed


def items(stack: RunningStack, table: str) -> dict[tuple[str, str], Any]:
    """Everything in a table, by its key: only a test may look at a whole table."""
    pages = stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.deployed.names[table])
    return {(each["pk"]["S"], each["sk"]["S"]): each for page in pages for each in page["Items"]}


def item(stack: RunningStack, table: str, pk: str, sk: str) -> Any:
    """One item, as it is now."""
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    return stack.client("dynamodb").get_item(TableName=stack.deployed.names[table], Key=key, ConsistentRead=True)[
        "Item"
    ]


def how_many(stack: RunningStack, table: str) -> int:
    """How many items a table has."""
    return int(stack.client("dynamodb").scan(TableName=stack.deployed.names[table], Select="COUNT")["Count"])
