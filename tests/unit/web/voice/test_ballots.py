"""A script that knows this service by heart, and what comes of it: a day that somebody must look at."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from takepart.domain.voice.person_check import KINDS
from takepart.domain.voice.questionnaire import USUAL_A_DAY, QuestionnaireId
from takepart.domain.voice.tally import ALL, SURE, Counts, UrnId, urn_of
from takepart.use_cases.voice.read_answers import results_of
from tests.questionnaires import CHECKER, ID, opened
from tests.unit.web.sites import Answer
from tests.unit.web.voice.sites import VoiceBrowser
from tests.unit.web.voice.test_questionnaire_pages import AFTER, DESK, PAGE, a_browser, answers, desk, press, store
from tests.voices import NOON

HOME = "/office/voice"
LINK = f"{PAGE}?group=1-5f3a"
FROM = pytest.mark.parametrize(
    ("addresses", "cookies"),
    [(1, []), (1, ["session=kept"]), (250, [])],
    ids=["one address", "cookies", "many addresses"],
)


def ask(groups: tuple[str, ...] = ("Class 7b",)) -> VoiceBrowser:
    return a_browser(replace(opened(), groups=groups, group_keys=("5f3a",)[: len(groups)]))


def _token(page: Answer) -> str:
    (found,) = re.findall(r'name="form" value="([^"]+)"', page.body)
    return unescape(found)


def stuff(browser: VoiceBrowser, times: int, *, to: str = PAGE, option: str = "2", addresses: int = 1) -> list[Answer]:
    """Take as many forms as it needs, wait as a person would, and send them; a word that it is asked for, it finds."""
    kinds = {word: kind for kind, words in KINDS.items() for word in words}
    tokens = [_token(browser.get(to)) for _ in range(times)]
    browser.now += timedelta(minutes=5)
    sent = []
    for number, token in enumerate(tokens):
        browser.address = f"198.51.100.{number % addresses}"
        answer = browser.post(to, {"form": token, "q1": option})
        asked = re.search(r"Which of these is ([\w ]+): (\w+), (\w+) or (\w+)\?", answer.words)
        if asked:
            word = next(each for each in asked.groups()[1:] if kinds[each] == asked[1])
            answer = browser.post(to, {"form": token, "q1": option, "proof": word})
        sent.append(answer)
    return sent


def end(browser: VoiceBrowser) -> None:
    """Its last day is over."""
    browser.now = AFTER
    press(desk(browser), DESK, "close")


@FROM
def test_a_script_is_counted_for_nothing_until_somebody_says_so(addresses: int, cookies: list[str]) -> None:
    """It answers every small question and waits between two pages; where it comes from makes no difference."""
    browser = ask()
    browser.cookies = cookies
    class_of_30 = stuff(browser, 30, to=LINK, option="1")
    flood = stuff(browser, 60, addresses=addresses)
    assert {each.status for each in (*class_of_30, *flood)} == {303}
    end(browser)
    pages = desk(browser)

    assert results_of(store(browser).kept[ID], answers=answers(browser)) is None
    assert "Say first if the answers of the days count" in pages.get(f"{DESK}/results").words
    page = pages.get(f"{DESK}/days")
    assert f'href="{DESK}/days"' in pages.get(DESK).body
    assert "Monday 23 November 2026, the link for everyone: 60 or more" in page.words
    assert press(desk(browser, CHECKER), DESK, "publish").status == 409
    nothing = pages.post(f"{DESK}/days", {"step": page.hidden("step"), "count": "no"})
    assert (nothing.status, "Tick one day" in nothing.words) == (422, True)
    assert press(pages, DESK, "days", {"days": "2026-11-23", "count": "no"}).status == 303

    found = results_of(store(browser).kept[ID], answers=answers(browser))
    assert found is not None
    assert {row.words: row.number for row in found.questions[1].rows} == {
        "Bus": 30,
        "Bike": 0,
        "On foot": 0,
        "No answer": 0,
    }
    assert "More answers than you expected" not in pages.get(DESK).words


def test_many_who_were_asked_count_once_somebody_says_so() -> None:
    """A hall full of people looks the same as a script; whoever gave out the link knows better."""
    browser = ask()
    stuff(browser, 60)
    assert "More answers than you expected" not in desk(browser).get(DESK).words  # the day is not over
    assert "more answers than expected" not in desk(browser).get(HOME).words
    early = press(desk(browser), DESK, "days", {"days": "2026-11-23", "count": "yes"})
    browser.now += timedelta(days=1)
    assert early.status == 422
    waits = desk(browser).get(HOME)
    assert "1 day with more answers than expected" in waits.words
    assert f'href="{DESK}/days"' in waits.body
    assert press(desk(browser), DESK, "days", {"days": "2026-11-23", "count": "yes"}).status == 303
    assert "more answers than expected" not in desk(browser).get(HOME).words
    twice = press(desk(browser), DESK, "days", {"days": "2026-11-23", "count": "no"})
    end(browser)

    found = results_of(store(browser).kept[ID], answers=answers(browser))
    assert twice.status in (409, 422)
    assert found is not None
    assert found.answers == 60


def test_whoever_reads_what_people_say_weighs_days_and_may_write_nothing() -> None:
    """Those on duty read; a complaints officer does neither. What was not looked through is said."""
    one = opened()
    browser = a_browser(one)
    stuff(browser, 60)
    browser.now += timedelta(days=1)

    duty, officer = desk(browser, "duty-social-worker"), desk(browser, "complaints-officer")
    home, refused = (
        duty.get(HOME),
        [each.get(f"{DESK}{more}").status for each, more in ((duty, ""), (officer, "/days"))],
    )
    store(browser).page = 1
    alone = desk(browser).get(HOME).words
    other = QuestionnaireId(f"{ID}-2")
    store(browser).kept[other] = replace(one, id=other)
    two = desk(browser).get(HOME).words
    saved = duty.post(
        f"{DESK}/days",
        {"step": duty.get(f"{DESK}/days").hidden("step"), "days": "2026-11-23", "count": "yes"},
    )

    assert "1 day with more answers than expected" in home.words
    assert f'href="{DESK}/days"' in home.body
    assert refused == [403, 403]
    assert "more answers than expected" not in officer.get(HOME).words
    assert ("questionnaires that close last" in alone, "questionnaires that close last" in two) == (False, True)
    assert (saved.status, store(browser).kept[ID].urns) == (303, {"2026-11-23": True})
    assert "no day that somebody must look at" in duty.get(saved.headers["Location"]).words


def test_two_links_of_one_day_are_one_day() -> None:
    """The home page tells of days."""
    browser = ask()
    stuff(browser, USUAL_A_DAY + 1)
    stuff(browser, USUAL_A_DAY + 1, to=LINK)
    browser.now += timedelta(days=1)

    assert ": 1 day with more answers than expected" in desk(browser).get(HOME).words
    assert "the link of Class 7b: 40 or more" in desk(browser).get(f"{DESK}/days").words


def test_the_home_page_reads_no_counts_of_those_that_only_the_invited_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them comes by a link of one's own, once."""
    one = opened()
    browser = a_browser(one, replace(one, id=QuestionnaireId(f"{ID}-2"), about=replace(one.about, only_invited=True)))
    looked: list[str] = []

    def looking(id: QuestionnaireId) -> dict[UrnId, Counts]:
        looked.append(id)
        return {}

    monkeypatch.setattr(answers(browser), "urns", looking)

    assert desk(browser).get(HOME).status == 200
    assert looked == [ID]


def test_more_may_be_expected() -> None:
    """Whoever asks a whole school says so before."""
    one = opened()
    browser = a_browser(replace(one, about=replace(one.about, most_a_day=100)))
    stuff(browser, 60)
    end(browser)
    assert results_of(store(browser).kept[ID], answers=answers(browser)) is not None


def test_the_link_of_a_group_cannot_be_guessed_and_has_a_day_of_its_own() -> None:
    """The number of a group opens nothing; a flood by one link leaves those of another as they were."""
    browser = ask()
    stuff(browser, USUAL_A_DAY + 1, to=f"{PAGE}?group=1")
    stuff(browser, 5, to=LINK)

    urns = answers(browser).urns(ID)
    asked = store(browser).kept[ID]
    assert asked.unusual(urns) == (urn_of(NOON.date()),)
    assert (urns[urn_of(NOON.date(), "1")][ALL], urns[SURE]) == (5, {})


def test_what_is_taken_back_or_changed_is_so_where_it_was_counted() -> None:
    """By its own code, on another day as well."""
    browser = ask()
    (sent,) = stuff(browser, 1)
    browser.now += timedelta(days=2)
    assert browser.post(sent.headers["Location"].partition("?")[0] + "/withdraw", {"sure": "yes"}).status == 303

    urn = answers(browser).urns(ID)[urn_of(NOON.date())]
    assert (urn[ALL], answers(browser).urns(ID)[SURE]) == (0, {})


def test_whose_link_it_was_is_known_only_to_the_code() -> None:
    """The words of an answer and its mark say the day, not the class; it is changed and taken back where it counts."""
    browser = ask()
    link = urn_of(NOON.date(), "1")
    token = _token(browser.get(LINK))
    browser.now += timedelta(minutes=5)
    sent = browser.post(LINK, {"form": token, "q1": "2", "q6": "It rains in."})
    ((id, mark),), (kept,) = answers(browser).marks.items(), answers(browser).kept.values()
    counts = answers(browser).urns(ID)[link]

    assert browser.post(sent.headers["Location"].partition("?")[0] + "/withdraw", {"sure": "yes"}).status == 303
    assert (kept.id, kept.chosen, mark.urn, counts[ALL]) == (id, {}, urn_of(NOON.date()), 1)
    assert answers(browser).urns(ID)[link][ALL] == 0
