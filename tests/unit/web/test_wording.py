"""Plain words: every page can be read at nine or ten, and every message says what to do."""

from __future__ import annotations

import pytest

from takepart.domain.claims.claim import Claim
from tests.builders import a_claim, a_confirmed_claim, a_refused_claim, an_approved_claim
from tests.reading_age import grade, sentences_of, syllables
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk
from tests.unit.web.sites import Browser, a_site
from tests.unit.web.test_claim_form import BANK, DRAFT, to_page
from tests.unit.web.test_tracking import a_browser, a_link, asked, paid

HARDEST = 5.0
"""Flesch-Kincaid grade: about ten years old, and most pages are well below."""


@pytest.mark.parametrize(
    "address", ["/", "/what-we-pay", "/contact", "/privacy", "/accessibility", "/claims/new", "/claims"]
)
def test_a_public_page_is_easy_to_read(address: str) -> None:
    """community-care: plain English."""
    browser = ProgrammeBrowser(a_desk()) if address == "/" else Browser(a_site())
    page = browser.get(address)

    assert page.status == 200
    assert grade(sentences_of(page.body)) <= HARDEST


@pytest.mark.parametrize("page", ["activity", "session", "you", "journeys", "costs", "fee", "payment", "check"])
def test_a_page_of_the_claim_is_easy_to_read(page: str) -> None:
    """The same for each question, and for its messages when nothing was answered."""
    browser = to_page(page)

    for answer in (browser.get(f"{DRAFT}/{page}"), browser.post(f"{DRAFT}/{page}", {})):
        assert grade(sentences_of(answer.body)) <= HARDEST


@pytest.mark.parametrize(
    "claim", [a_claim(), asked(), a_confirmed_claim(), an_approved_claim(), a_refused_claim(), paid()]
)
def test_where_the_money_is_can_be_read_by_whoever_waits_for_it(claim: Claim) -> None:
    """In every state of a claim."""
    page = a_browser(claim).get(f"/claims/{claim.id}?t={a_link(claim)}")

    assert grade(sentences_of(page.body)) <= HARDEST


def test_the_receipt_and_the_error_pages_are_easy_to_read() -> None:
    """Above all when something went wrong."""
    browser = to_page("check")
    sent = browser.post(f"{DRAFT}/check", {**BANK, "declared": "yes"})

    for answer in (browser.get(sent.headers["Location"]), browser.get("/nope"), browser.get("/claims/K7M4-9QXR?t=x")):
        assert grade(sentences_of(answer.body)) <= HARDEST


def test_the_measure_knows_easy_from_hard() -> None:
    """A measure that everything passes would be none."""
    easy = "We pay you. You take part and tell us. Then we send the money to you."
    hard = "Remuneration of participants is administered subsequent to verification of documentation."

    assert grade(easy) < 3
    assert grade(hard) > 15
    assert [syllables(word) for word in ("made", "table", "asked", "money", "receipt")] == [1, 2, 1, 2, 2]
