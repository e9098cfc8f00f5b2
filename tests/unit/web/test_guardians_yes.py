"""A parent or carer says yes to each purpose, for a time, reads what they said, and takes it back by link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.links import Purpose
from takepart.domain.people.guardian import GuardianYes, HowLong, TakenBack, birthday, last_day
from takepart.domain.people.person import Person, PersonState, age_of, guardian_of
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUpState
from takepart.web.programme.my_details import everything_about
from tests.programme_builders import GUARDIANS_YES, NOW, STARTS, a_session
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of
from tests.unit.web.test_programme import CHILD, DECEMBER, a_place_for, sign_up_of

TODAY = NOW.date()
MORE = {"needs": "Large print", "reach_me": "After school"}


def a_child(browser: ProgrammeBrowser, **said: str) -> Person:
    """A child whose parent said this."""
    browser.post("/register", {**CHILD, **MORE})
    (child,) = browser.desk.people.kept.values()
    form = {**GUARDIANS_YES, **said}
    assert browser.post("/register/consent", {"t": link_of(child, Purpose.CONSENT), **form}).status == 200
    return now_of(browser, child)


def now_of(browser: ProgrammeBrowser, person: Person) -> Person:
    found: Person | None = browser.desk.people.get(person.id)
    assert found is not None
    return found


def test_a_yes_says_to_what_and_for_how_long() -> None:
    """Nothing is chosen beforehand; a no needs nothing else."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", CHILD)
    (child,) = browser.desk.people.kept.values()
    token = link_of(child, Purpose.CONSENT)

    half = browser.post("/register/consent", {"t": token, "agreed": "yes", "photos": "no"})

    assert (half.status, half.words.count("Choose one")) == (422, 4)  # two boxes, each in the summary as well
    assert now_of(browser, child).state is PersonState.AWAITING_CONSENT
    assert browser.post("/register/consent", {"t": token, "agreed": "no"}).status == 200
    assert now_of(browser, child).state is PersonState.REFUSED


def test_what_may_not_be_remembered_is_forgotten_at_once_and_not_kept_again() -> None:
    """Who they are, and how a letter reaches them, stays."""
    browser = ProgrammeBrowser(a_desk())
    child = a_child(browser, keeps="no", how_long="year")

    assert child.details is not None
    assert (child.details.needs, child.details.reach_me, child.details.name) == ("", "", CHILD["name"])
    assert child.guardian_yes == GuardianYes(until=birthday(TODAY, 1), photos=False, keeps=False)
    born = child.details.born or TODAY
    typed = {"born-day": str(born.day), "born-month": str(born.month), "born-year": str(born.year)}
    browser.post("/my/details", {"t": link_of(child), **typed, **MORE})
    after = now_of(browser, child)
    assert after.details is not None
    assert after.details.needs == ""


def test_a_part_of_a_yes_is_taken_back_by_link() -> None:
    """The rest stands; pressed twice, it is the same."""
    browser = ProgrammeBrowser(a_desk())
    child = a_child(browser, photos="yes")
    token = link_of(child, Purpose.CONSENT)
    page = browser.get(f"/register/yes?t={token}")
    assert "Photos Yes" in page.words
    assert everything_about(child, (), ())["your_parent_or_carer_said"]["photos"] is True
    assert browser.post("/register/yes", {"t": token}).status == 422

    for what in ("photos", "keeps"):
        assert browser.post("/register/yes", {"t": token, "what": what}).status == 303

    after = now_of(browser, child)
    assert after.is_registered
    assert after.guardian_yes is not None
    assert (after.guardian_yes.photos, after.guardian_yes.keeps) == (False, False)
    assert after.details is not None
    assert after.details.needs == ""
    assert browser.post("/register/yes", {"t": token, "what": "photos"}).status == 422
    assert after.journal[-1].by == guardian_of(child.id)


def test_all_of_a_yes_is_taken_back_by_link() -> None:
    """The place is free, nothing is sent to the child, and coming back asks anew; the old link is then dead."""
    browser = ProgrammeBrowser(a_desk())
    child = a_child(browser)
    a_place_for(browser, child)
    token = link_of(child, Purpose.CONSENT)

    for _ in range(2):
        gone = browser.post("/register/yes", {"t": token, "what": "all"})
    page = browser.get(f"/register/yes?t={token}")

    after = now_of(browser, child)
    assert gone.status in (303, 422)
    assert "You took your yes back" in page.words
    mine = browser.get(f"/my?t={link_of(child)}")
    assert "have us forget you" in page.words and "have us forget you" in mine.words
    assert browser.get(f"/my/forget?t={link_of(child)}").status == 200
    assert (after.state, after.waits_for_parent, after.mail_goes_to) == (PersonState.LEFT, True, "")
    assert sign_up_of(browser, child).state is SignUpState.CANCELLED
    assert browser.desk.sign_ups.places(DECEMBER).taken == 0
    browser.post("/my/return", {"t": link_of(child)})
    assert now_of(browser, child).state is PersonState.AWAITING_CONSENT
    assert browser.get(f"/register/yes?t={token}").status == 410


def test_what_is_after_the_last_day_is_asked_about_anew() -> None:
    """By the child's own button, with nobody's yes in between."""
    browser = ProgrammeBrowser(a_desk())
    child = a_child(browser)
    browser.desk.people.kept[child.id] = ended = Person(
        **{**vars(child), "guardian_yes": GuardianYes(until=TODAY, keeps=True)}
    )
    page = browser.get(f"/my?t={link_of(ended)}")
    refused = browser.post("/my/sessions/december/offer", {"t": link_of(ended), "seen": "0"})

    assert "Ask them again" in page.words
    assert ProgrammeRefusal.YES_ENDS.plain in refused.words
    assert browser.desk.sign_ups.kept == {}
    for _ in range(2):
        browser.post("/my/ask-parent", {"t": link_of(ended)})
    assert now_of(browser, child).state is PersonState.AWAITING_CONSENT
    assert "Ask them again" not in ProgrammeBrowser(a_desk(child)).get(f"/my?t={link_of(child)}").words


def test_a_day_long_after_a_yes_that_ends_late_has_the_button_on_its_own_page() -> None:
    """My part has it in the last weeks of the yes alone."""
    browser = ProgrammeBrowser(a_desk())
    child, far = a_child(browser), timedelta(days=90)
    day = a_session(starts=STARTS + far, ends=STARTS + far + timedelta(hours=2))
    browser.desk.sessions.kept[DECEMBER] = day
    browser.desk.people.kept[child.id] = replace(child, guardian_yes=GuardianYes(until=day.day - timedelta(days=1)))

    mine, page = (browser.get(f"/my{each}?t={link_of(child)}").words for each in ("", f"/sessions/{DECEMBER}"))

    assert "Ask them again" not in mine
    assert "Ask them again" in page and "we ask them again" in page


@given(
    born=st.dates(TODAY - timedelta(days=365 * 12), TODAY - timedelta(days=365)),
    how_long=st.sampled_from(HowLong),
)
def test_a_yes_never_lasts_longer_than_one_is_needed(born: date, how_long: HowLong) -> None:
    """At the latest until the birthday from which nobody is asked; 29 February as well."""
    until = last_day(how_long, today=TODAY, born=born, under=13)
    assert until > TODAY
    assert age_of(born, until) == 13 or (how_long is not HowLong.GROWN and age_of(born, until) in range(1, 13))


@pytest.mark.parametrize("what", TakenBack)
def test_what_is_left_is_never_more(what: TakenBack) -> None:
    """Each part alone."""
    left = GuardianYes(until=TODAY, photos=True, keeps=True).without(what)
    assert (left.photos, left.keeps) == (what is TakenBack.KEEPS, what is TakenBack.PHOTOS)
