"""The pages that anyone may read, as a browser without scripts gets them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from takepart.domain.money import Money
from takepart.domain.policy import Policy
from takepart.domain.programme.offer import offer_for
from takepart.domain.voice.aggregates import Erasable, FromSender
from takepart.domain.voice.answer import QuestionnaireAnswer
from takepart.domain.voice.feedback import Feedback
from tests.declared import routes
from tests.policies import WIRRAL
from tests.programme_builders import a_session
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk
from tests.unit.web.sites import NOON, Browser, a_site
from tests.unit.web.voice.sites import VoiceBrowser

PROGRAMME = {"opportunities", "my", "register"}
VOICES = {"feedback", "complaints", "you-said-we-did", "loop-closed", "consultations", "questionnaires"}
PAGES = ("/", "/what-we-pay", "/contact", "/privacy", "/accessibility", "/claims/new", "/claims")
QUOTE = (
    "activity_type=meeting&date-day=24&date-month=11&date-year=2026&part_of_day=morning&hours=2&minutes=0"
    "&car=12.5&bus=4.60"
)


OTHER_FUNCTIONS = {"our-promises", "newsletter"}
"""Pages that others answer: test_assurance_pages.py and newsletter/test_newsletter_pages.py open them."""


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_and_its_own_links_lead_somewhere(address: str) -> None:
    """Nothing on a page of ours leads to an address that is not there."""
    browser, programme, voices = Browser(a_site()), ProgrammeBrowser(a_desk()), VoiceBrowser()

    page = (programme if address == "/" else browser).get(address)
    links = {part.split('"')[0].split("#")[0] for part in page.body.split('href="/')[1:]}

    assert page.status == 200
    for link in links - {""}:
        if not link.startswith("static/") and link not in OTHER_FUNCTIONS:
            first = link.partition("/")[0]
            there = voices if first in VOICES else programme if first in PROGRAMME else browser
            assert there.get(f"/{link}").status == 200, link


def test_what_we_pay_shows_every_row_of_the_schedule() -> None:
    """Wirral policy, section 7: the rate is clear at the outset."""
    site = a_site()

    words = Browser(site).get("/what-we-pay").words

    for activity in site.policy.activity_types:
        assert activity.name in words
    assert "55p a mile, and 25p a mile after the first 10,000 miles from 6 April 2026 on" in words
    assert "£50 a day for each day, up to 5 days" in words


def test_a_quote_adds_up_to_the_penny_and_says_when_it_comes() -> None:
    """£20, 12.5 miles at 55p and a fare of £4.60; ten working days by bank from a Tuesday."""
    words = Browser(a_site()).get(f"/what-we-pay?{QUOTE}").words

    assert "£31.48" in words
    assert "£6.88" in words
    assert "into your bank account by Tuesday 8 December 2026" in words
    assert "The fee already covers travel" in words


def test_a_quote_with_mistakes_says_so_beside_the_boxes_and_on_top() -> None:
    """Nothing typed is lost, and each message says what to do."""
    page = Browser(a_site()).get(
        "/what-we-pay?activity_type=&date-day=31&date-month=2&date-year=2026&hours=25&bus=4,60"
    )

    assert "<title>Error: What we pay" in page.body
    assert "There is a problem" in page.words
    assert 'href="#activity_type"' in page.body
    assert "Choose what you would take part in" in page.words
    assert 'href="#date-day"' in page.body
    assert page.words.count("Enter a real date, like 23 11 2026") == 2
    assert 'value="4,60"' in page.body


def test_a_quote_may_be_for_a_day_to_come_but_a_claim_may_not() -> None:
    """People ask what it pays before they say yes."""
    page = Browser(a_site()).get(f"/what-we-pay?{QUOTE}".replace("date-year=2026", "date-year=2027"))

    assert page.status == 200
    assert "There is a problem" not in page.words


def test_a_page_that_is_not_there_says_what_to_do_and_gives_a_reference() -> None:
    """A 404 is a page like any other."""
    page = Browser(a_site()).get("/no-such-page")

    assert page.status == 404
    assert "We cannot find that page" in page.words
    assert "request-1" in page.words


def test_what_is_not_paid_says_what_people_get_in_its_place() -> None:
    """A certificate, on what we pay and in the offer; beside a fee it is named with it."""

    def rewarded(fee: Money) -> Policy:
        types = tuple(
            replace(each, rates=tuple(replace(rate, fee=fee, reward="a certificate") for rate in each.rates))
            for each in WIRRAL.activity_types
        )
        return replace(WIRRAL, activity_types=types)

    unpaid, paid = rewarded(Money(0)), rewarded(Money(20_00))
    page = Browser(a_site(policy=unpaid)).get("/what-we-pay").words
    offers = [offer_for(a_session(), policy=policy, holidays=frozenset(), now=NOON).basis for policy in (unpaid, paid)]

    assert "No fee for up to 2 hours You get a certificate Not paid" in page
    assert "£0" not in page
    assert offers == [
        "This is not paid. You get a certificate, and we pay back what it costs you",
        "1 session of up to 2 hours at £20, travel included, and a certificate",
    ]


def test_the_privacy_page_gives_months_only_to_what_is_erased_after_them() -> None:
    """Each kind that people send has its line; one that no job erases is said to have no day, and no other is."""
    voice = WIRRAL.voice
    assert voice
    assert routes()  # every module is loaded now, so every kind is there
    lines = {
        Feedback: f"Your feedback, and our answers: {voice.kept_months} months after the last of them",
        QuestionnaireAnswer: "What you write when you answer our questions: we have set no day to delete it.",
    }

    page = Browser(a_site()).get("/privacy").words

    assert set(lines) == set(FromSender.__subclasses__())
    for kind, line in lines.items():
        assert line in page
        assert ("no day to delete" in line) is not issubclass(kind, Erasable)
    assert "What you told us, and our answers" not in page
