"""The handler's page of a complaint: a refusal beside its box, an old page, and a press that comes twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.integration.adapters.test_voice_tables import a_complaint
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeComplaints

DESK = "complaints-officer"


def a_desk() -> tuple[Any, FakeComplaints]:
    store = FakeComplaints(a_complaint())
    site = VoiceBrowser().site
    object.__setattr__(site.stores, "complaints", store)
    return office_of(site, DESK, now=lambda: NOON + timedelta(hours=1)), store


def test_a_refusal_stands_beside_its_box_with_what_was_typed() -> None:
    """A day that is too late: the rule's own words at the box ``to``, the reason still in its box."""
    office, store = a_desk()
    (one,) = store.kept.values()
    beyond = (one.most + timedelta(days=1)).isoformat()

    answer = office.post(
        f"/office/voice/complaints/{one.id}/extend",
        {"step": "0123456789abcdef-1", "to": beyond, "why": "We wait for a report."},
    )

    assert answer.status == 422
    assert "past the last day that the rules allow" in answer.body
    assert 'href="#to-day"' in answer.body
    assert "We wait for a report." in answer.body
    assert store.kept[one.id] == one


def test_a_page_that_is_old_is_shown_as_it_is_now_with_what_was_typed() -> None:
    """Somebody added to it meanwhile. The same press on the new page goes through, and twice is once."""
    office, store = a_desk()
    (one,) = store.kept.values()
    address = f"/office/voice/complaints/{one.id}"
    assert office.post(f"{address}/acknowledge", {"step": "0123456789abcdef-1"}).status == 303
    fields = {"step": "fedcba9876543210-1", "to": one.most.isoformat(), "why": "We wait for a report."}

    answer = office.post(f"{address}/extend", fields)

    assert answer.status == 409
    assert "has changed since you opened" in answer.body
    assert "We wait for a report." in answer.body
    for _ in range(2):
        assert office.post(f"{address}/extend", {**fields, "step": "fedcba9876543210-2"}).status == 303
    assert store.kept[one.id].version == 3


def test_a_press_without_the_name_that_its_page_gave_changes_nothing() -> None:
    """Nor one with a version that is no number."""
    office, _ = a_desk()
    for step in ("", "x", "0123456789abcdef-x", "0123456789abcdef-"):
        sent = office.post("/office/voice/complaints/K7M4-9QXR/acknowledge", {"step": step})
        assert sent.status == 400


def test_somebody_who_cannot_be_a_handler_is_refused_at_the_list() -> None:
    """The desk sees it where they chose."""
    office, _ = a_desk()
    answer = office.post("/office/voice/complaints/K7M4-9QXR/assign", {"step": "0123456789abcdef", "handler": "nobody"})
    assert answer.status == 422
    assert 'href="#handler"' in answer.body
