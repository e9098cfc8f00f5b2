"""Questionnaires on their pages: built without a script, answered without loss, shown without telling on anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from html import unescape
from typing import Any

import pytest

from takepart.adapters.voice.questionnaire_templates import templates
from takepart.domain.links import Link, Purpose
from takepart.domain.voice.consultation import Consultation
from takepart.domain.voice.questionnaire import MOST_STEPS, Questionnaire, QuestionnaireId, QuestionnairePurpose
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.tally import ALL, theme
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.voice.answer_questions import form_of
from tests.fakes import FakeLinks
from tests.questionnaires import (
    ID,
    LAST_DAY,
    READER,
    FakeAnswers,
    FakeInvitations,
    FakeQuestionnaires,
    closed,
    draft,
    opened,
    published,
)
from tests.reading_age import grade, sentences_of
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeConsultations

HARDEST = 5.0
PAGE = f"/questionnaires/{ID}"
DESK = f"/office/voice/questionnaires/{ID}"
WORDS = "Warmer, please. مرحبا 👩‍👩‍👧 <b>=1+1</b>"
AFTER = NOON.replace(month=12, day=12)


def a_browser(*questionnaires: Questionnaire) -> VoiceBrowser:
    browser = VoiceBrowser()
    for each in questionnaires:
        store(browser).kept[each.id] = each
        browser.site.stores.answers.start(each.id)
    return browser


def store(browser: VoiceBrowser) -> FakeQuestionnaires:
    assert isinstance(browser.site.stores.questionnaires, FakeQuestionnaires)
    return browser.site.stores.questionnaires


def answers(browser: VoiceBrowser) -> FakeAnswers:
    assert isinstance(browser.site.stores.answers, FakeAnswers)
    return browser.site.stores.answers


def a_form(browser: VoiceBrowser, id: str = ID) -> str:
    return browser.site.forms.give(form_of(QuestionnaireId(id)), at=browser.now - timedelta(minutes=1))


def send(browser: VoiceBrowser, **fields: Any) -> int:
    return browser.post(PAGE, {"form": a_form(browser), "q1": "2", **fields}).status


def desk(browser: VoiceBrowser, staff: str = READER) -> Pages:
    return office_of(browser.site, staff, now=lambda: browser.now)


def press(pages: Pages, address: str, what: str, form: dict[str, str] | None = None) -> Any:
    """Press a button of a page."""
    step = pages.get(address).hidden("step")
    return pages.post(f"{address}/{what}", {"step": step, **(form or {})})


def test_every_public_page_is_easy_to_read() -> None:
    """Nine or ten years old, with the words that we start a questionnaire with."""
    for start in templates():
        asked = replace(
            opened(), questions=start.questions, about=replace(opened().about, title=start.title, words=start.words)
        )
        browser = a_browser(asked)
        pages = [PAGE, "/questionnaires", f"{PAGE}/poster", f"{PAGE}/thanks"]
        assert all(grade(sentences_of(browser.get(page).body)) <= HARDEST for page in pages)
        assert grade(sentences_of(browser.post(PAGE, {}).body)) <= HARDEST
    named, done = a_browser(opened(anonymous=False)), a_browser(published())
    answers(done).seal(ID)
    for page in (named.get(PAGE), done.get(PAGE), done.get(f"{PAGE}/results"), done.get("/questionnaires")):
        assert page.status == 200
        assert grade(sentences_of(page.body)) <= HARDEST


@pytest.mark.parametrize("start", templates(), ids=lambda each: each.id)
def test_what_we_start_from_can_be_asked(start: Any) -> None:
    """Each has an open question."""
    assert any(each.is_open for each in start.questions)


def test_the_page_says_first_whether_it_knows_who_you_are() -> None:
    """Above the first question; and it is honest about danger and disclosure."""
    anonymous, named = a_browser(opened()).get(PAGE).words, a_browser(opened(anonymous=False)).get(PAGE).words

    assert anonymous.index("We do not know who you are") < anonymous.index("How did you come?")
    assert named.index("We ask who you are") < named.index("How did you come?")
    for notice in ("999", "0800 1111", "we must pass it on", "We do not check this all the time"):
        assert notice in anonymous


def test_an_answer_is_counted_once_and_its_words_kept_as_written() -> None:
    """A double click, and whatever the script."""
    browser = a_browser(opened())
    token = a_form(browser)
    for _ in range(2):
        sent = browser.post(PAGE, {"form": token, "q1": "1", "q2": ["1", "2"], "q6": WORDS})
        assert sent.status == 303
        assert re.fullmatch(rf"{PAGE}/mine/[2-9A-Z-]{{19}}\?sent=1", sent.headers["Location"])
    (kept,) = answers(browser).kept.values()

    assert [each.words for each in kept.said] == [WORDS]
    assert answers(browser).tally(ID) == {"all": 1, "day-2026-11-23": 1, "q1-1": 1, "q2-1": 1, "q2-2": 1}
    assert "set-cookie" not in {name.lower() for name in sent.headers}


@pytest.mark.parametrize(
    ("fields", "says", "ticked"),
    [
        ({"form": "forged", "q6": WORDS, "q1": "3", "q2": ["2"]}, "press the button again", 2),
        ({"q6": "x" * 20_001}, "You wrote 20,001 characters", 0),
        ({"q1": "77", "q6": WORDS}, "Choose one of the answers", 0),
        ({"q2": ["1", "77"], "q6": WORDS}, "Choose from these answers", 1),
        ({"name": "", "email": "no", "q6": WORDS}, "Enter your name", 0),
        ({}, "Answer one question or more", 0),
    ],
)
def test_whatever_is_wrong_nothing_that_was_typed_is_lost(fields: dict[str, Any], says: str, ticked: int) -> None:
    """It is said on top, and everything is still there."""
    named = "name" in fields
    browser = a_browser(opened(anonymous=not named))

    page = browser.post(PAGE, {"form": a_form(browser), **fields})

    assert page.status == 422
    assert says in page.words
    assert fields.get("q6", "") in unescape(page.body)
    assert len(re.findall(r"<input[^>]* checked", page.body)) == ticked
    assert answers(browser).marks == {}


def test_when_too_many_answer_at_once_the_page_comes_back_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy is no reason to type it all again."""
    browser = a_browser(opened())

    def busy(*_sent: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(browser.site.stores.answers, "send", busy)
    page = browser.post(PAGE, {"form": a_form(browser), "q6": WORDS})

    assert page.status == 503
    assert "Your words are still here" in page.words
    assert WORDS in unescape(page.body)


def test_what_looks_like_spam_gets_the_same_answer() -> None:
    """And waits for a person: a program learns nothing."""
    browser = a_browser(opened())

    assert "We keep what you chose until then" in browser.get(PAGE).words, "the page says what is kept meanwhile"
    assert send(browser, website="http://x", q6="Buy") == 303
    assert answers(browser).count(AnswerState.REVIEW) == 1
    assert answers(browser).tally(ID) == {}


def test_after_closing_it_says_so_and_the_words_can_still_be_sent() -> None:
    """To the page for feedback, with a form that works."""
    browser = a_browser(opened())
    token = a_form(browser)
    store(browser).kept[ID] = closed()

    assert "This has closed" in browser.get(PAGE).words
    late = browser.post(PAGE, {"form": token, "q6": WORDS})
    assert late.status == 409
    assert WORDS in unescape(late.body)
    again = re.search(r'name="form" value="([^"]+)"', late.body)
    assert again is not None
    assert browser.post("/feedback", {"form": unescape(again[1]), "words": WORDS}).status == 303
    assert "See what people said" in a_browser(published()).get(PAGE).words


def test_only_what_was_opened_is_public() -> None:
    """A draft is no page; results are none before they are shown to everyone."""
    for browser in (a_browser(draft()), a_browser()):
        assert browser.get(PAGE).status == 404
        assert browser.post(PAGE, {"form": a_form(browser), "q1": "1"}).status == 404
    for one in (opened(), closed()):
        assert a_browser(one).get(f"{PAGE}/results").status == 404
    assert "How was the club?" in a_browser(opened()).get("/questionnaires").words
    assert (
        "There are no surveys open at the moment"
        in a_browser(draft(), closed("GGGG-GGGG")).get("/questionnaires").words
    )


def test_whoever_leaves_is_led_to_the_latest_exit_interview() -> None:
    """To the page for feedback when nobody asks."""
    old = opened("GGGG-GGGG", purpose=QuestionnairePurpose.EXIT)
    new = opened(purpose=QuestionnairePurpose.EXIT)
    new = replace(new, journal=(*new.journal[:-1], replace(new.journal[-1], at=NOON + timedelta(hours=1))))

    assert a_browser(old, new).get("/questionnaires/leaving").headers["Location"] == PAGE
    assert a_browser(opened()).get("/questionnaires/leaving").headers["Location"] == "/feedback"


def own_link(browser: VoiceBrowser) -> str:
    """Somebody is invited by name: the page that their own link leads to."""
    pages = desk(browser)
    assert press(pages, DESK, "invite", {"name": "Kim", "email": "no"}).status == 422
    assert press(pages, DESK, "invite", {"name": "Kim", "email": "kim@example.com"}).status == 303
    invitations = browser.site.stores.invitations
    assert isinstance(invitations, FakeInvitations)
    (invitation,) = invitations.kept.values()
    expires = NOON + timedelta(days=30)
    link = Link(purpose=Purpose.QUESTIONNAIRE, about=invitation.id, turn=0, who="person", expires=expires)
    return f"{PAGE}?t={FakeLinks().make(link)}"


def test_a_draft_that_is_full_says_so_beside_what_was_typed() -> None:
    """Nothing typed is lost, so that it can go into a new one."""
    worn = replace(draft(), journal=draft().journal * MOST_STEPS)
    pages = desk(a_browser(worn))

    answer = press(pages, DESK, "put", {"kind": "open", "words": "What else?"})

    assert answer.status == 422
    assert "This draft was changed very often" in answer.words
    assert 'value="What else?"' in answer.body


def test_only_what_can_be_changed_reads_what_it_can_be_changed_to() -> None:
    """The consultations to choose from are for a draft."""

    class Counting(FakeConsultations):
        lists = 0

        def all_in(self, state: StrEnum, *, newest: bool = True) -> Sequence[Consultation]:
            self.lists += 1
            return super().all_in(state)

    for one, lists in ((draft(), 2), (opened(), 0), (closed(), 0)):
        browser = a_browser(one)
        browser.site = replace(
            browser.site, stores=replace(browser.site.stores, consultations=(counting := Counting()))
        )
        assert desk(browser).get(DESK).status == 200
        assert counting.lists == lists


def test_one_request_reads_a_questionnaire_and_an_invitation_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the page is shown, when it is sent, and when it is shown again."""
    browser = a_browser(opened(anonymous=False))
    own, read = own_link(browser), list[object]()
    for kind in (FakeQuestionnaires, FakeInvitations):

        def get(self: Any, key: object) -> Any:
            read.append(type(self))
            return self.kept.get(key)

        monkeypatch.setattr(kind, "get", get)

    for form, status in ((None, 200), ("forged", 422), (a_form(browser), 303)):
        read.clear()
        answer = browser.post(own, {"form": form, "q1": "1"}) if form else browser.get(own)
        assert (answer.status, read) == (status, [FakeQuestionnaires, FakeInvitations])


def test_a_personal_link_fills_in_the_name_and_counts_once() -> None:
    """Where answers have names; elsewhere it is a link like any other."""
    browser = a_browser(opened(anonymous=False))
    own = own_link(browser)

    assert "You answer as Kim" in browser.get(own).words
    for _ in range(2):
        assert browser.post(own, {"form": a_form(browser), "q1": "1"}).status == 303
    (kept,) = answers(browser).kept.values()
    assert kept.sender is not None
    assert kept.sender.email == "kim@example.com"
    assert answers(browser).tally(ID)[ALL] == 1
    assert "You answer as" not in browser.get(f"{PAGE}?t=forged").words
    store(browser).kept[ID] = opened()
    assert "Kim" not in browser.get(own).words


def test_a_worker_builds_one_without_a_script() -> None:
    """From a template, with questions added, changed, moved and taken out; then a look; then it is open."""
    browser = a_browser()
    pages = desk(browser)
    start = "/office/voice/questionnaires/new?template=after-a-session"
    page = pages.get(start)
    fields = {"title": "How was it?", "why": "Tell us.", "purpose": "session", "anonymous": "yes"}
    day = {"closes-day": "11", "closes-month": "12", "closes-year": "2026"}
    form = {"step": page.hidden("step"), "template": "after-a-session", **fields}
    missing = pages.post("/office/voice/questionnaires/new", form)
    assert (missing.status, "Enter the last day" in missing.words) == (422, True)
    assert "Tell us." in missing.body
    address = pages.post("/office/voice/questionnaires/new", {**form, **day}).location
    (one,) = store(browser).kept.values()
    first, second = one.questions[0], one.questions[1]

    assert press(pages, address, "put", {"kind": "one", "words": "How?", "options": "Bus"}).status == 422
    assert press(pages, address, "put", {"kind": "one", "words": "How?", "options": "Bus\n\nBike"}).status == 303
    step = pages.get(address).hidden("step")
    assert pages.post(f"{address}/questions/{second.id}/up", {"step": step}).status == 303
    assert pages.post(f"{address}/questions/{second.id}/up", {"step": step}).status == 303, "a double click"
    edit = f"{address}/questions/{first.id}"
    change = {"step": pages.get(edit).hidden("step"), "kind": "open", "words": "Why?", "options": ""}
    assert pages.post(f"{edit}/save", {**change, "kind": "scale", "options": "Low\nHigh"}).status == 422
    assert pages.post(f"{edit}/save", change).status == 303
    step = pages.get(address).hidden("step")
    assert pages.post(f"{address}/questions/q3/remove", {"step": step}).status == 303
    assert pages.get(f"{address}/questions/q3").status == 409

    assert [each.id for each in store(browser).kept[one.id].questions] == [second.id, first.id, "q4", "q5", "q6"]
    assert "Nothing can be sent from here" in pages.get(f"{address}/preview").words
    assert press(pages, address, "open").status == 303
    assert store(browser).kept[one.id].state is QuestionnaireState.OPEN
    late = pages.post(f"{address}/put", {"step": "f" * 32, "kind": "open", "words": "More?"})
    assert late.status == 409, "frozen"
    past = {"until-day": "1", "until-month": "1", "until-year": "2026"}
    refused = press(pages, address, "last-day", past)
    assert (refused.status, "The last day must be today or later" in refused.words) == (422, True)
    assert press(pages, address, "last-day", {**past, "until-year": "2027"}).status == 303


def test_only_its_people_build_and_only_readers_read() -> None:
    """Everyone else is told so; and whoever is not signed in is led to the sign-in page."""
    browser = a_browser(opened())
    complaints, duty = desk(browser, "complaints-officer"), desk(browser, "duty-social-worker")

    assert complaints.get(DESK).status == complaints.get("/office/voice/answers").status == 403
    assert duty.get(DESK).status == 403
    assert duty.get("/office/voice/answers").status == 200
    assert duty.anyone(DESK).location == "/office/sign-in"
    assert desk(browser).post(f"{DESK}/close", {"step": "1" * 32}, origin="https://evil.example").status == 403


def test_from_words_to_themes_to_results_to_what_we_did() -> None:
    """Read one after the other; then everyone sees numbers, and never a word that somebody wrote."""
    browser = a_browser(opened())
    for number in range(12):
        half, words = number < 6, f"{WORDS} {number}" if number < 6 else ""
        send(browser, q1="12"[half], q2="1", q3="15"[half], q4="24"[half], q5="1", q6=words)
    pages = desk(browser)
    assert "Until yesterday: fewer than 5" in pages.get(DESK).words
    browser.now += timedelta(days=1)
    assert "Until yesterday: 10 or more" in pages.get(DESK).words
    assert pages.get(f"{DESK}/results").status == 409

    listed = pages.get(f"/office/voice/answers?of={ID}")
    assert "&lt;b&gt;" in listed.body
    address = re.findall(r"/office/voice/answers/\w{40}", listed.body)[0]
    page = pages.get(address)
    form = {"step": page.hidden("step")}
    wrong = pages.post(f"{address}/sort", {**form, "new-q6": "x" * 61})
    assert (wrong.status, "60 characters" in wrong.words) == (422, True)
    following = pages.post(f"{address}/sort", {**form, "new-q6": "Cold"}).location
    cold = theme(QuestionId("q6"), "Cold", about=ID).id
    for _ in range(5):
        page = pages.get(following)
        form = {"step": page.hidden("step"), "themes-q6": cold}
        following = pages.post(f"{following}/sort", form).location
    assert following == f"/office/voice/answers?of={ID}"
    assert "by_how_many=5" in pages.get(address).body
    stale = pages.post(f"{address}/sort", {"step": f"{'e' * 32}-1", "new-q6": "Other"})
    assert stale.status == 409, "somebody else sorted it"

    browser.now = AFTER
    assert press(pages, DESK, "close").status == 303
    results = pages.get(f"{DESK}/results")
    assert "10 or more answers" in results.words
    checker = desk(browser, "participation-manager")
    assert press(pages, DESK, "publish").status == 403
    assert press(checker, DESK, "publish").status == 303
    public = browser.get(f"{PAGE}/results")
    for shown in (results, public):
        assert "Cold" in shown.words
        assert "Warmer" not in shown.body
        assert "Cold about 5" in shown.words or "Cold about 10" in shown.words
        assert "On foot fewer than 5 No answer fewer than 5" in shown.words
        assert "We round all numbers to fives" in shown.words
    sheet, data = pages.get(f"{DESK}/results.csv").body, json.loads(pages.get(f"{DESK}/results.json").body)
    assert sheet.splitlines()[:2] == ["question,answer,people", "All answers,,10 or more"]
    assert "Cold,about " in sheet
    assert (data["answers"], sum(row["people"] for row in data["questions"][0]["rows"])) == ("10 or more", 10)
    assert "Warmer" not in sheet + json.dumps(data)

    found = re.search(r'href="(/office/voice/you-said/new\?[^"]+)"', results.body)
    assert found is not None
    start = pages.get(unescape(found[1]))
    assert 'value="5"' in start.body
    assert "Cold" in start.body
    assert 'value="questionnaire" checked' in start.body


def test_an_alert_stands_on_top_of_the_office_until_somebody_takes_it() -> None:
    """And what may be spam is said to be real or not with one button each."""
    browser = a_browser(opened())
    send(browser, q6="He hits me", website="http://x")
    pages = desk(browser, "duty-social-worker")
    (kept,) = answers(browser).kept.values()
    address = f"/office/voice/answers/{kept.id}"

    assert address in pages.get("/office/voice").body
    assert "it filled in a box that people do not see" in pages.get(address).words
    assert press(pages, address, "take").status == 303
    assert address not in pages.get("/office/voice").body
    assert press(pages, address, "keep").status == 303
    assert press(pages, address, "set-aside").status == 409
    assert press(pages, address, "nonsense").status == 404
    assert answers(browser).tally(ID)[ALL] == 1
    assert pages.get("/office/voice/answers?state=nonsense").status == 404


def test_the_last_day_is_the_one_that_is_shown() -> None:
    """On the page and on the poster."""
    browser = a_browser(opened())

    for page in (PAGE, f"{PAGE}/poster", "/questionnaires"):
        assert f"{LAST_DAY.day} December 2026" in browser.get(page).words
