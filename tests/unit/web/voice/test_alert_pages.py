"""The pages on which those on duty deal with alerts: one with what came of it, or many with one press."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from takepart.domain.voice.alert import AlertOutcome, AlertState
from tests.policies import WIRRAL
from tests.unit.use_cases.voice.test_alerts import an_alert
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeAlerts

assert WIRRAL.voice is not None
DUTY = WIRRAL.voice.duty[0]


def an_office(alerts: FakeAlerts, staff: str = DUTY) -> Pages:
    return office_of(VoiceBrowser().site, staff, now=lambda: NOON + timedelta(hours=1), alerts=alerts)


def step_of(body: str) -> str:
    found = re.search(r'name="step" value="([^"]+)"', body)
    assert found
    return found[1]


def test_what_came_of_an_alert_is_asked_and_where_it_is_written_down() -> None:
    """Each refusal stands beside its box with what was typed; then the page says both."""
    alerts = FakeAlerts(an_alert())
    pages = an_office(alerts)
    address = "/office/voice/alerts/a1"
    pages.post(f"{address}/take", {"step": step_of(pages.get(address).body)})

    nothing = pages.post(f"{address}/done", {"step": step_of(pages.get(address).body)})
    typed = {"step": step_of(nothing.body), "outcome": "referred", "record": ""}
    nowhere = pages.post(f"{address}/done", typed)
    done = pages.post(f"{address}/done", typed | {"step": step_of(nowhere.body), "record": "LCS 4711"})

    assert "Choose what came of it" in nothing.body
    assert "Say where you wrote it down" in nowhere.body
    assert re.search(r'value="referred"[^>]*checked', nowhere.body)
    assert done.status == 303
    assert (alerts.kept["a1"].outcome, alerts.kept["a1"].record) == (AlertOutcome.REFERRED, "LCS 4711")
    assert "LCS 4711" in pages.get(address).body


@pytest.mark.parametrize(("what", "state"), [("take", AlertState.TAKEN), ("set-aside", AlertState.DONE)])
def test_many_are_dealt_with_by_one_press_from_the_first_page(what: str, state: AlertState) -> None:
    """Those that are ticked and no other; the page says how many."""
    alerts = FakeAlerts(*(an_alert(f"a{n}") for n in range(3)))
    pages = an_office(alerts)
    home = pages.get("/office/voice").body
    ticked = re.findall(r'name="which" type="checkbox" value="([^"]+)"', home)

    answer = pages.post(f"/office/voice/many/{what}", {"step": step_of(home), "which": ticked[0]})

    assert len(ticked) == 3
    assert answer.headers["Location"] == "/office/voice?done=1"
    assert sorted(one.state for one in alerts.kept.values()) == sorted([state, AlertState.WAITING, AlertState.WAITING])
    assert "Done with 1." in pages.get("/office/voice?done=1").body


def test_nobody_else_sees_or_ends_one() -> None:
    """A worker who reads what people say is not on duty for that."""
    alerts = FakeAlerts(an_alert())
    pages = an_office(alerts, "participation-worker")
    pages.post("/office/voice/many/set-aside", {"step": "a" * 32, "which": "alerts:a1"})

    assert alerts.kept["a1"].state is AlertState.WAITING
