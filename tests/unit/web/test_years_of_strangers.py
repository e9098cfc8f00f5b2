"""Nobody who only knows an address or a reference can make what is kept of its owner grow until no more fits."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from takepart.domain.claims.claim import Claim
from takepart.domain.ids import StepId
from takepart.domain.journal import instant
from takepart.domain.newsletter.subscriber import MOST_STEPS
from takepart.use_cases.claims.track_claim import ask_for_personal_link
from takepart.use_cases.newsletter.subscribe import Subscribing
from tests.builders import SENT_AT, a_claim
from tests.fakes import FakeIdentities, FakeLinks, FakeSessions
from tests.fakes_claims import FakeClaims
from tests.newsletters import FakeSubscribers
from tests.programme_builders import NOW
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, participant

DAYS = 1_000
MOST_BYTES = 400 * 1024
"""What one item of a table can hold."""


def test_years_of_asking_for_links_and_registering_leave_a_person_as_they_are() -> None:
    """Through every public form that finds somebody by their address."""
    now = [NOW]
    browser = ProgrammeBrowser(a_desk(participant(), clock=lambda: now[0]))
    address = {"email": "participant.one@example.com"}
    again: dict[str, Any] = {"role": "parent", "name": "Participant One", "agreed": "yes", **address}
    again |= {"born-day": "14", "born-month": "2", "born-year": "1990"}

    for day in range(DAYS):
        now[0] = NOW + timedelta(days=day)
        browser.post("/my", address)
        if day % 50 == 0:
            browser.post("/register", {**again, "nonce": str(day)})
            browser.post("/opportunities/website/join/december", address)

    assert list(browser.desk.people.kept.values()) == [participant()]


def test_years_of_asking_for_a_claims_link_leave_room_in_it() -> None:
    """Each time is an entry of its journal, each later than the last by more; a link works longer than any wait."""
    claim = a_claim()
    claims, waits, last = FakeClaims(claim), [timedelta(0)], SENT_AT

    for hour in range(1, DAYS * 24):
        now = SENT_AT + timedelta(hours=hour)
        before: Claim = claims.get(claim.id) or claim
        after = ask_for_personal_link(before, claims=claims, step=StepId(f"link-{hour}"), now=now)
        if after is not before:
            waits.append(now - last)
            last = now

    kept = claims.get(claim.id) or claim
    entries = [[e.seq, instant(e.at), e.by, e.action, e.step, e.before, dict(e.facts), e.hash] for e in kept.journal]
    assert waits[1:20] == [timedelta(hours=1)] * 19
    assert max(waits) < timedelta(days=30)
    assert len(json.dumps(entries)) < MOST_BYTES / 3


def test_years_of_asking_for_the_newsletter_stop_by_themselves() -> None:
    """With the steps that a mailbox may take at most."""
    subscribers = FakeSubscribers()
    for day in range(DAYS):
        Subscribing(
            subscribers=subscribers,
            identities=FakeIdentities(),
            sessions=FakeSessions(),
            links=FakeLinks(),
            now=NOW + timedelta(days=day),
        ).ask("participant.one@example.com")

    assert {one.version for one in subscribers.kept.values()} == {MOST_STEPS}
