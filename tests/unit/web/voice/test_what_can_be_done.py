"""Each page leads on: to what is to be done first, to what its reader may open, and back from a mistake."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.voice.aggregates import SENDER, Signs
from takepart.domain.voice.alert import DOOR, AlertId, Written, raised
from takepart.domain.voice.answer import AnswerId, OwnWords, send
from takepart.domain.voice.questions import QuestionId
from takepart.use_cases.voice.ports import rules_of
from tests.fakes import FakeLinks
from tests.integration.adapters.test_voice_tables import a_complaint, said
from tests.policies import WIRRAL
from tests.questionnaires import opened, published
from tests.unit.domain.voice import test_consultation as consultations
from tests.unit.domain.voice.test_consent import a_draft
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON

RULES = rules_of(WIRRAL)
HARM = said("harm", words="She hurts me")


def a_full_browser() -> VoiceBrowser:
    """One of everything that has a page."""
    browser = VoiceBrowser()
    stores = browser.site.stores
    for one in (said("one", harm=False), said("two", harm=False), HARM):
        stores.feedbacks.add(one)
    stores.complaints.add(a_complaint())
    stores.you_saids.add(a_draft())
    stores.consultations.add(consultations.opened())
    for asked in (opened(), published("GGGG-GGGG")):
        stores.questionnaires.add(asked)
        stores.answers.start(asked.id)
    door = Step(DOOR, NOON, StepId("raised"))
    link = f"/office/voice/complaints/{a_complaint().id}"
    words = (Written(box="words", words="He hits me"),)
    stores.alerts.add(raised(door, id=AlertId("a1"), where="a complaint", link=link, who="Bo", written=words))
    kept = send(
        Step(SENDER, NOON, StepId("answered")),
        id=AnswerId("f" * 40),
        questionnaire=opened().id,
        said=(OwnWords(question=QuestionId("q6"), words="Somebody hurts me"),),
        chosen={},
        sender=None,
        signs=Signs(harm=True),
    )
    assert kept
    stores.answers.add(kept)
    return browser


def links_on(body: str) -> list[str]:
    main = body[body.index("<main") : body.index("</main>")]
    return [unescape(each).partition("#")[0] for each in re.findall(r'href="(/office/voice[^"]*)"', main)]


@pytest.mark.parametrize("staff", sorted(RULES.staff))
def test_no_link_leads_its_reader_to_a_closed_door(staff: str) -> None:
    """Each member of staff, from the first page on, through all that it leads to."""
    browser = a_full_browser()
    pages = office_of(browser.site, staff, now=lambda: NOON)
    wanted, seen, closed = ["/office/voice"], set[str](), list[tuple[str, str]]()
    came_from = {"/office/voice": ""}
    while wanted:
        here = wanted.pop()
        if here in seen:
            continue
        seen.add(here)
        answer = pages.get(here)
        if answer.status == 403:
            closed.append((came_from[here], here))
        if answer.status == 200 and "text/html" in answer.headers["Content-Type"]:
            for link in links_on(answer.body):
                came_from.setdefault(link, here)
                wanted.append(link)

    assert closed == []
    assert "/office/voice" in seen


def test_before_somebody_has_an_alert_its_page_offers_that_and_no_answer() -> None:
    """First "Mine": until then the next person is told. Then what is done with it."""
    browser = a_full_browser()
    pages = office_of(browser.site, RULES.duty[0], now=lambda: NOON)
    page = f"/office/voice/feedback/{HARM.id}"

    before = pages.get(page)
    assert re.findall(rf'action="{page}/(\w+)"', before.body) == ["take"]
    assert before.body.index("/take") < before.body.index("She hurts me")
    step = re.search(r'name="step" value="([^"]+)"', before.body)
    assert step
    assert pages.post(f"{page}/take", {"step": step[1]}).status == 303
    assert {"answer", "merge"} <= set(re.findall(rf'action="{page}/(\w+)"', pages.get(page).body))


def test_on_an_alerts_own_page_mine_stands_before_the_words() -> None:
    """It is pressed first; and the words are read then."""
    body = office_of(a_full_browser().site, RULES.duty[0], now=lambda: NOON).get("/office/voice/alerts/a1").body

    assert body.index("/office/voice/alerts/a1/take") < body.index("He hits me")


@pytest.mark.parametrize("token", ["", "forged"])
def test_taking_a_complaint_back_from_an_old_page_shows_the_button_again(token: str) -> None:
    """Why it was not done stands on top, and the same button below."""
    browser, complaint = VoiceBrowser(), a_complaint()
    browser.site.stores.complaints.add(complaint)
    link = Link(purpose=Purpose.COMPLAINT, about=complaint.id, turn=0, who="person", expires=NOON + timedelta(days=1))
    own = FakeLinks().make(link)

    answer = browser.post(f"/complaints/{complaint.id}/withdraw?t={own}", {"form": token})

    assert answer.status == 422
    assert "We could not tell that this came from our own form" in answer.words
    assert "Yes, take it back" in answer.words


def test_the_menu_marks_where_one_is() -> None:
    """Each page of this site that the menus at the top and the end lead to."""
    browser = VoiceBrowser()
    body = browser.get("/feedback").body
    menus = body[: body.index("<main")] + body[body.index("</main>") :]
    for address in re.findall(r'<a (?:class="tp-nav__link" )?href="(/[^"#?]+)"', menus):
        if (page := browser.get(address)).status == 200:
            assert f'href="{address}" aria-current="page"' in page.body, address


def test_who_gave_an_address_sees_it_on_the_page_after() -> None:
    """A mistake in it is seen at once."""
    browser = VoiceBrowser()
    before = NOON - timedelta(minutes=1)
    who = {"name": "Bo", "email": "bo@example.com", "words": "Nobody called."}

    complaint = {**who, "track": "corporate", "form": browser.site.forms.give("complaint", at=before)}
    assert "bo@example.com" in browser.post("/complaints/new", complaint).words
    named = browser.post("/feedback/named", {**who, "form": browser.site.forms.give("feedback", at=before)})
    assert "bo@example.com" in browser.get(named.headers["Location"]).words
    assert "bo@example.com" not in named.headers["Location"]
