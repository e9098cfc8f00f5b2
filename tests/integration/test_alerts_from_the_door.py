"""Words that may mean harm, from a box on a public page to the letter of whoever is on duty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws
from moto.sesv2.models import sesv2_backends

from takepart.adapters import clients
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.alert_box import alert_box
from takepart.adapters.settings import Settings
from takepart.adapters.voice.alerts import AlertsTable
from takepart.domain.voice.alert import AlertState
from tests.integration.conftest import make_table
from tests.integration.test_days_only import FIRST, Stack, items, stack
from tests.unit.use_cases.voice.test_alerts import WORDS, an_alert
from tests.unit.web.calls import call

__all__ = ["stack"]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[AlertsTable]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    with mock_aws():
        clients.client.cache_clear()
        clients._session.cache_clear()
        make_table("VoiceTable")
        yield AlertsTable(Aggregates("VoiceTable"))


def test_it_is_put_without_reading_and_twice_is_once(table: AlertsTable) -> None:
    """Who puts it may not read: the second time is quiet, and what those on duty did since stands."""
    put = alert_box("VoiceTable")
    put(an_alert())
    put(an_alert())

    assert table.get("a1") == an_alert()
    assert [one.id for one in table.waiting()] == ["a1"]
    assert [one.id for one in table.all_in(AlertState.WAITING)] == ["a1"]


def test_a_disclosure_in_a_complaint_is_told_to_duty_in_a_letter_without_its_words(
    stack: pytest.MonkeyPatch,
) -> None:
    """The complaint's own letters go out too. The alert leads to it, and each hour the next on duty is told."""
    with mock_aws():
        clients.client.cache_clear()
        clients._session.cache_clear()
        world = Stack(FIRST, stack)
        rules = Settings().policy().voice
        assert rules is not None
        shown = call(world.voice.handler, "GET", "/complaints/new")
        typed = {"track": rules.tracks[0].id, "words": WORDS, "name": "Bo", "email": "bo@example.org"}

        sent = call(world.voice.handler, "POST", "/complaints/new", form={"form": shown.hidden("form"), **typed})
        world.follow()
        world.follow()  # an hour later: nobody has said "mine"

        assert sent.status == 200
        assert "We are fetching a person now" in sent.words
        policy = Settings().policy()
        letters = sesv2_backends["123456789012"]["eu-west-2"].core_backend.sent_messages
        alerts = [each for each in letters if "somebody may be at risk" in str(each.subject)]
        told = [each.destinations["ToAddresses"][0] for each in alerts]
        assert told == [policy.staff_member(each).email for each in rules.duty[:2]]
        assert all(WORDS not in str(vars(each)) for each in letters)
        assert all("/office/voice/alerts/" in str(each.body) for each in alerts)
        (kept,) = [each for each in items("VoiceTable") if each["pk"]["S"].startswith("ALERT#")]
        assert "/office/voice/complaints/" in str(kept["body"])
