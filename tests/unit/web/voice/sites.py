"""The public pages of being heard on top of fakes, and the same small browser that the other pages use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from takepart.adapters.bank_holidays import england
from takepart.web.app import App
from takepart.web.voice.app import voice_app
from takepart.web.voice.asked_pages import Asking
from takepart.web.voice.desk import VoiceSite
from tests.assurance_builders import an_assurance
from tests.fakes import FakeLinks, FakeSessions
from tests.fakes_assurance import FakeAsked
from tests.policies import WIRRAL
from tests.unit.web.sites import URL, Answer
from tests.voices import NOON, FakeAlerts, FakeForms, fake_stores


@dataclass
class VoiceBrowser:
    """A browser on these pages, at a time that a test can move."""

    now: datetime = NOON
    address: str = "192.0.2.1"
    cookies: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    alerts: FakeAlerts = field(default_factory=FakeAlerts)
    asked: FakeAsked = field(default_factory=FakeAsked)
    site: VoiceSite = field(init=False)
    app: App = field(init=False)

    def __post_init__(self) -> None:
        self.site = VoiceSite(
            policy=WIRRAL,
            holidays=england(),
            stores=fake_stores(alerts=self.alerts),
            forms=FakeForms(),
            sessions=FakeSessions(),
            links=FakeLinks(),
            raise_alert=self.alerts.put,
            now=lambda: self.now,
            pause=self.pauses.append,
            url=URL,
            new_id=str,
            asking=lambda: Asking(store=self.asked, rules=an_assurance()),
        )
        self.app = voice_app(self.site)

    def get(self, address: str) -> Answer:
        """Open an address."""
        path, _, query = address.partition("?")
        return self._send("GET", path, query=query, headers={"accept": "text/html"})

    def post(self, address: str, fields: dict[str, Any]) -> Answer:
        """Send a form of our own page."""
        path, _, query = address.partition("?")
        headers = {
            "accept": "text/html",
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
            "origin": "null",
        }
        return self._send("POST", path, query=query, body=urlencode(fields, doseq=True), headers=headers)

    def _send(self, method: str, path: str, *, query: str, headers: dict[str, str], body: str = "") -> Answer:
        event = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "cookies": self.cookies,
            "requestContext": {
                "requestId": "request-1",
                "http": {"method": method, "path": path, "sourceIp": self.address},
            },
            "body": body,
        }
        answer = self.app(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])
