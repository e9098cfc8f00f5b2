"""A public "You said, we did" that is changed: the page stays as it is until somebody else has checked the change."""

from __future__ import annotations

from tests.unit.domain.voice.test_you_said import CHECKER, WRITER, published
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeYouSaids

FORM = {
    "step": "0123456789abcdef",
    "said": "It is too hot.",
    "by_how_many": "3",
    "source": "feedback",
    "decision": "done",
    "did": "We bought two fans.",
    "outcome": "It is cool now.",
}


def test_a_change_is_public_when_somebody_else_has_checked_it() -> None:
    """Its writer is told who checks; the checker sees how it will read, and presses."""
    browser, one = VoiceBrowser(), published()
    store = FakeYouSaids(one)
    object.__setattr__(browser.site.stores, "you_saids", store)
    page = f"/office/voice/you-said/{one.id}"
    writer, checker = (office_of(browser.site, each, now=lambda: NOON) for each in (WRITER, CHECKER))

    assert writer.post(f"{page}/save", FORM).status == 303
    assert "Until then the page stays as it is" in writer.get(page).words
    assert "It is cool now." not in browser.get(f"/you-said-we-did/{one.id}").body
    assert "A change waits to be checked" in checker.get("/office/voice/you-said").words
    assert "It is cool now." in checker.get(page).words
    assert writer.post(f"{page}/check-update", {"step": "0123456789abcde1"}).status in (403, 409)
    assert checker.post(f"{page}/check-update", {"step": "0123456789abcde2"}).status == 303

    assert "It is cool now." in browser.get(f"/you-said-we-did/{one.id}").body
