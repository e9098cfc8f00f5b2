"""The public pages of being heard: easy to read, nothing lost, and a clear answer to everything that is sent."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from wtforms.fields.core import UnboundField

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.voice import you_said as you_saids
from takepart.domain.voice.complaint_parts import ComplaintState
from takepart.domain.voice.feedback import FeedbackState
from takepart.domain.voice.you_said import Decision, Source, YouSaidId, YouSaidWords
from takepart.web.charts import bars
from takepart.web.forms.base import PageForm
from takepart.web.voice.forms import CodeForm, ComplaintForm, MoreForm, NamedForm, SayForm, TakeBackForm
from tests.fakes import FakeLinks
from tests.questionnaires import CHECKER
from tests.reading_age import grade, sentences_of
from tests.unit.domain.voice import test_consultation as consultation_tests
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeComplaints, FakeConsultations, FakeFeedbacks, FakeYouSaids

HARDEST = 5.0
PUBLIC = (
    "/feedback",
    "/feedback/at/the-hive",
    "/feedback/at/the-hive/poster",
    "/feedback/named",
    "/feedback/code",
    "/complaints",
    "/complaints/new",
    "/you-said-we-did",
    "/consultations",
    "/loop-closed",
)
COMPLAINT = {"track": "corporate", "words": "Nobody called.", "name": "Participant", "email": "participant@example.com"}


def a_form(browser: VoiceBrowser, form: str = "feedback") -> str:
    """A token that was given out a minute ago."""
    return browser.site.forms.give(form, at=NOON - timedelta(minutes=1))


def said(browser: VoiceBrowser, words: str = "Too hot.") -> str:
    """Say something; the address of its page."""
    answer = browser.post("/feedback", {"form": a_form(browser), "words": words})
    assert answer.status == 303
    return answer.headers["Location"].partition("?")[0]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_page_is_easy_to_read(address: str) -> None:
    """Ten years old, or younger."""
    answer = VoiceBrowser().get(address)

    assert answer.status == 200
    assert grade(sentences_of(answer.body)) <= HARDEST


def test_the_page_is_honest_about_danger_and_disclosure() -> None:
    """Before anything is written."""
    words = VoiceBrowser().get("/feedback").words

    for notice in ("999", "0800 1111", "we must pass it on", "We do not check this all the time"):
        assert notice in words


def test_no_page_sets_a_cookie() -> None:
    """Nor does sending something."""
    browser = VoiceBrowser()
    said(browser)

    for address in PUBLIC:
        assert not {name.lower() for name in browser.get(address).headers} & {"set-cookie"}


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "=1+1", "مرحبا بالعالم", "👩‍👩‍👧", "two\n\n  lines", "x" * 20_000, "𝒳" * 20_000],
    ids=["html", "formula", "arabic", "emoji", "lines", "long", "astral"],
)
def test_words_come_back_as_they_were_written(words: str) -> None:
    """Escaped on the page, whole in the store."""
    browser = VoiceBrowser()

    page = browser.get(said(browser, words))

    feedbacks = browser.site.stores.feedbacks
    assert isinstance(feedbacks, FakeFeedbacks)
    assert [each.texts[0].words for each in feedbacks.kept.values()] == [words]
    assert page.status == 200
    assert "<script>" not in page.body


def test_what_hides_or_turns_words_around_is_taken_out_of_them() -> None:
    """Nobody reads other words than were written."""
    browser = VoiceBrowser()

    said(browser, "\u202eno\x00t\u200b hidden")

    assert isinstance(browser.site.stores.feedbacks, FakeFeedbacks)
    assert [each.texts[0].words for each in browser.site.stores.feedbacks.kept.values()] == ["not hidden"]


def test_too_many_letters_are_counted_and_kept_in_the_box() -> None:
    """More is refused with a count, and nothing typed is lost."""
    answer = VoiceBrowser().post("/feedback", {"form": "x", "words": "y" * 20_001})

    assert answer.status == 422
    assert "You wrote 20,001 characters" in answer.body
    assert "y" * 20_001 in answer.body


@pytest.mark.parametrize("fields", [{}, {"words": " \n "}, {"words": "Hot", "form": "forged"}, {"words": "Hot"}])
def test_what_cannot_be_kept_is_shown_again(fields: dict[str, str]) -> None:
    """With what to do, and a fresh form."""
    browser = VoiceBrowser()

    answer = browser.post("/feedback", fields)

    assert answer.status == 422
    assert "There is a problem" in answer.words
    assert isinstance(browser.site.stores.feedbacks, FakeFeedbacks) and browser.site.stores.feedbacks.writes == 0


def test_a_wrong_code_says_so_after_a_pause() -> None:
    """By the form and by the address alike."""
    browser = VoiceBrowser()

    assert browser.get("/feedback/K7M4-9QXR-BCDF-2346").status == 404
    assert browser.get("/feedback/no-code-at-all").status == 404
    assert browser.post("/feedback/code", {"code": "K7M4 9QXR BCDF 2346"}).status == 422
    assert len(browser.pauses) >= 2


def test_a_code_finds_its_page_however_it_is_typed() -> None:
    """Small letters and spaces."""
    browser = VoiceBrowser()
    page = said(browser)

    answer = browser.post("/feedback/code", {"code": page.rsplit("/", 1)[1].lower().replace("-", " ")})

    assert (answer.status, answer.headers["Location"]) == (303, page)


def test_an_unknown_venue_is_no_page() -> None:
    """Its poster neither."""
    assert VoiceBrowser().get("/feedback/at/nowhere").status == 404
    assert VoiceBrowser().get("/feedback/at/nowhere/poster").status == 404


@pytest.mark.parametrize(
    ("form", "address"),
    [
        (SayForm, "/feedback"),
        (NamedForm, "/feedback/named"),
        (CodeForm, "/feedback/code"),
        (ComplaintForm, "/complaints/new"),
        (MoreForm, ""),
        (TakeBackForm, ""),
    ],
)
def test_each_box_of_a_form_stands_on_its_page(form: type[PageForm], address: str) -> None:
    """Else what somebody has to say could not be typed, and nothing else would tell."""
    browser = VoiceBrowser()
    own = said(browser)
    page = browser.get(address or own).body
    boxes = {name for name, field in vars(form).items() if isinstance(field, UnboundField)}

    assert boxes
    assert [name for name in boxes if f'name="{name}' not in page] == []


def test_more_words_need_our_own_form() -> None:
    """Else they are shown again."""
    browser = VoiceBrowser()
    page = said(browser)

    assert browser.post(f"{page}/more", {"words": "More", "form": "forged"}).status == 422
    assert browser.post(f"{page}/more", {"words": "More", "form": a_form(browser, "more")}).status == 303
    assert "More" in browser.get(page).words


def test_whether_it_changed_anything_is_only_told_when_asked() -> None:
    """A form of somebody's own making changes nothing."""
    browser = VoiceBrowser()
    page = said(browser)

    assert browser.post(f"{page}/change", {"change": "yes"}).status == 409
    assert browser.post(f"{page}/nonsense", {}).status == 404


def test_a_complaint_is_kept_once_for_its_form() -> None:
    """A double click; and its own page opens with its own link only."""
    browser = VoiceBrowser()
    token = a_form(browser, "complaint")
    for _ in range(2):
        answer = browser.post("/complaints/new", {**COMPLAINT, "form": token})
        assert answer.status == 200
        assert grade(sentences_of(answer.body)) <= HARDEST
    complaints = browser.site.stores.complaints
    assert isinstance(complaints, FakeComplaints)
    (complaint,) = complaints.kept.values()
    link = Link(purpose=Purpose.COMPLAINT, about=complaint.id, turn=0, who="person", expires=NOON + timedelta(days=1))
    own = FakeLinks().make(link)

    page = browser.get(f"/complaints/{complaint.id}?t={own}")
    assert "Nobody called." in page.words
    assert grade(sentences_of(page.body)) <= HARDEST
    assert browser.get(f"/complaints/{complaint.id}?t=x").status == 404
    assert browser.get(f"/complaints/GGGG-GGGG?t={own}").status == 404

    taken = browser.post(f"/complaints/{complaint.id}/withdraw?t={own}", {"form": a_form(browser, "complaint-more")})
    assert taken.status == 303
    assert complaints.kept[complaint.id].state is ComplaintState.WITHDRAWN


@pytest.mark.parametrize("missing", sorted(COMPLAINT))
def test_a_complaint_without_a_needed_answer_is_shown_again(missing: str) -> None:
    """The rest is still there."""
    browser = VoiceBrowser()
    fields = {name: value for name, value in COMPLAINT.items() if name != missing}

    answer = browser.post("/complaints/new", {**fields, "form": a_form(browser, "complaint")})

    assert answer.status == 422
    assert all(value in answer.body for value in fields.values())


def test_a_complaint_cannot_be_about_tomorrow() -> None:
    """The day is checked."""
    browser = VoiceBrowser()

    answer = browser.post(
        "/complaints/new", {**COMPLAINT, "happened": "2030-01-01", "form": a_form(browser, "complaint")}
    )

    assert "The day cannot be in the future" in answer.body


def published(browser: VoiceBrowser, said: str = "Too <hot> & noisy.") -> None:
    """One that is public, and one that is a draft."""
    words = YouSaidWords(
        said=said,
        by_how_many=2,
        source=Source.FEEDBACK,
        decision=Decision.DOING,
        did="Fans.",
        by_when=date(2026, 11, 1),
    )
    store = browser.site.stores.you_saids
    assert isinstance(store, FakeYouSaids)
    for name in ("K7M4-9QXR", "GGGG-GGGG"):
        draft = you_saids.write(
            Step(journals.staff(StaffId("a")), NOON, StepId("w")), id=YouSaidId(name), words=words, sources=()
        )
        store.add(draft)
    public = you_saids.publish(
        store.kept["K7M4-9QXR"], Step(journals.staff(StaffId("b")), NOON, StepId("p")), ask_after_days=28
    )
    store.save(public)


def test_only_what_was_published_is_public() -> None:
    """Late ones say that they are late; the feed is well formed; a draft is no page."""
    browser = VoiceBrowser()
    published(browser)

    page = browser.get("/you-said-we-did")
    assert "We are late with this. We are sorry." in page.words
    assert "Too &lt;hot&gt; &amp; noisy." in page.body
    feed = ET.fromstring(browser.get("/you-said-we-did/feed").body.encode())  # noqa: S314 - our own
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert browser.get("/you-said-we-did/GGGG-GGGG").status == 404
    assert "GGGG" not in browser.get("/you-said-we-did/list.json").body


def test_what_looks_like_spam_gets_the_same_answer() -> None:
    """And waits on the review list: a program learns nothing."""
    browser = VoiceBrowser()

    answer = browser.post("/feedback", {"form": a_form(browser), "words": "Buy", "website": "http://x"})

    assert answer.status == 303
    assert isinstance(browser.site.stores.feedbacks, FakeFeedbacks)
    assert [each.state for each in browser.site.stores.feedbacks.kept.values()] == [FeedbackState.REVIEW]


def test_a_chart_never_shows_more_answers_than_were_said() -> None:
    """The highest bar fills the chart, none of nothing is no fault."""
    full, half = bars([("2026-10", 4, 9), ("2026-11", 2, 1)])

    assert full.said_height == full.answered_height
    assert half.said_height * 2 == full.said_height
    assert bars([]) == []


def test_a_consultation_can_be_answered_on_its_days_and_no_other() -> None:
    """Without a name; a plan is no page."""
    browser = VoiceBrowser()
    store = browser.site.stores.consultations
    assert isinstance(store, FakeConsultations)
    store.add(consultation_tests.planned())
    address = "/consultations/K7M4-9QXR"
    assert browser.get(address).status == 404
    store.save(consultation_tests.opened())
    assert browser.post(address, {"form": a_form(browser), "words": "A stop at the park."}).status == 409

    browser.now = NOON + timedelta(days=10)
    page = browser.get(address)
    assert grade(sentences_of(page.body)) <= HARDEST
    assert browser.post(address, {"form": "forged", "words": "A stop at the park."}).status == 422
    assert browser.post(address, {"form": a_form(browser), "words": "A stop at the park."}).status == 303

    feedbacks = browser.site.stores.feedbacks
    assert isinstance(feedbacks, FakeFeedbacks)
    assert [each.venue for each in feedbacks.kept.values()] == ["consultation:K7M4-9QXR"]


@pytest.mark.parametrize("why_not", ["Somebody else must check this", "no written evidence"])
def test_a_decision_that_is_refused_keeps_its_words(why_not: str) -> None:
    """Beside the box, so that whoever decides can go on with them."""
    browser = VoiceBrowser()
    one = consultation_tests.considered(consultation_tests.heard(consultation_tests.opened()))
    one = replace(one, writer=CHECKER) if "else" in why_not else replace(one, evidence=())
    store = browser.site.stores.consultations
    assert isinstance(store, FakeConsultations)
    store.kept[one.id] = one
    address = f"/office/voice/consultations/{one.id}"
    pages = office_of(browser.site, CHECKER, now=lambda: browser.now)

    answer = pages.post(
        f"{address}/approve", {"step": pages.get(address).hidden("step"), "words": "We all agree on it."}
    )

    assert answer.status == 422
    assert why_not in answer.words
    assert "We all agree on it." in answer.body


@pytest.mark.parametrize("words", ["A stop at the park.", "y" * 20_001])
def test_after_a_consultation_has_closed_the_words_can_still_be_sent(words: str) -> None:
    """To the page for feedback, with a form that works; one that is too long is told so, and is all there."""
    browser = VoiceBrowser()
    store = browser.site.stores.consultations
    assert isinstance(store, FakeConsultations)
    store.add(consultation_tests.planned())
    store.save(consultation_tests.opened())
    browser.now = NOON + timedelta(days=100)
    address = "/consultations/K7M4-9QXR"
    assert "Your words are not lost" not in browser.get(address).words
    assert "There is a problem" not in browser.post(address, {"form": a_form(browser)}).words, "nothing was written"

    late = browser.post(address, {"form": a_form(browser), "words": words})

    fits = len(words) <= 20_000
    assert late.status == (409 if fits else 422)
    assert "This closed on" in late.words
    assert words in late.body
    assert grade(sentences_of(late.body)) <= HARDEST
    again = re.search(r'name="form" value="([^"]+)"', late.body)
    assert again is not None
    assert browser.post("/feedback", {"form": unescape(again[1]), "words": words}).status == (303 if fits else 422)


def test_how_to_complain_says_what_we_tell_by_when_and_asks_its_question_by_itself() -> None:
    """Not that we confirm that it came within two days; and the kinds stand below the question."""
    page = VoiceBrowser().get("/complaints")

    assert "<li>We tell you that we have it: within 2 working days.</li>" in page.body
    assert '<p class="govuk-body">What is your complaint about?</p>' in page.body
