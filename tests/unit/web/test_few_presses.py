"""How many pages and presses it takes to be paid: counted on the pages themselves, form by form, and limited.

A page is one that is in front of somebody and needs something of them. A press is a link, a button, an answer that is
chosen, or a box that is typed into.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from infra.local.person import Page, Person
from takepart.domain import journal as journals
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ActivityTypeId, DraftId, SessionId
from takepart.domain.money import Money
from takepart.domain.programme.sign_up import SignUpState
from takepart.use_cases.programme.run_sessions import Attendance
from tests.fakes_claims import FakeClaims, FakeDrafts
from tests.policies import WIRRAL
from tests.programme_builders import STARTS, WORKER, a_step
from tests.unit.web.programme_sites import Clock, ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import URL, Browser, a_site
from tests.unit.web.test_programme import a_place_for

AFTER = STARTS + timedelta(hours=3)
ACCOUNT = {"bank_name": "Participant One", "bank_sort_code": "12-34-56", "bank_account_number": "12345678"}
HOME_AND_BACK = {"kind": "bus", "description": "Home and back"}


class Thumb(Person):
    """Somebody with an old phone: what they do is counted."""

    def __init__(self, *, were_there: bool = True, at: datetime = AFTER) -> None:
        super().__init__(URL)
        clock = Clock()
        drafts, self.claims = FakeDrafts(), FakeClaims()
        self.programme = ProgrammeBrowser(a_desk(participant(), clock=clock, drafts=drafts, claims=self.claims))
        self.website = Browser(a_site(drafts=drafts, claims=self.claims, now=clock))
        self.pages: list[str] = []
        self.presses = 0
        a_place_for(self.programme, participant())
        clock.now = at
        if were_there:
            self.worker_writes_it_down()

    def worker_writes_it_down(self) -> None:
        """They were there, says who was there too."""
        kept = self.programme.desk.kept
        door = Attendance(kept.sessions.get("december"), draft=DraftId("a-prepared-draft-nobody-guesses"), kept=kept)
        door.record(participant().id, a_step("there", by=journals.staff(WORKER), at=AFTER), was_there=True, reason="")

    def at_my_part(self) -> None:
        """By the link of an email."""
        self.open(f"/my?t={link_of(participant())}")

    def follow(self, words: str) -> Page:
        """Press a link."""
        assert self.page is not None
        self.presses += 1
        return self.open(self.page.link(words))

    def press(self, button: str, /, *, file: Any = None, **answers: str | None) -> Page:
        self.presses += 1 + len(answers)
        return super().press(button, file=file, **answers)

    @property
    def claim(self) -> Claim:
        """What was sent."""
        [claim] = self.claims.kept.values()
        return claim

    def _ask(self, method: str, url: str, body: bytes, content_type: str) -> Page:
        """The same answers as over a wire, with the redirects that a browser follows."""
        while True:
            where = urlsplit(url)
            browser = self.programme if where.path.startswith("/my") else self.website
            headers = {"accept": "text/html", "sec-fetch-site": "same-origin", "origin": URL}
            headers |= {"content-type": content_type} if content_type else {}
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            answer = browser.send(method, where.path, query=where.query, body=body.decode(), headers=headers)
            if kept := answer.headers.get("Set-Cookie"):
                name, _, value = kept.partition(";")[0].partition("=")
                self._cookies[name] = value
            if answer.status != 303:
                self.pages.append(where.path)
                return self._read(method, url, answer.status, answer.body.encode())
            method, url, body, content_type = "GET", f"{URL}{answer.headers['Location']}", b"", ""

    @property
    def needed(self) -> int:
        """The pages that needed something; the last one only thanks."""
        assert self.pages[-1].endswith("/sent"), self.pages
        return len(self.pages) - 1


def test_who_was_there_and_had_no_costs_is_paid_with_three_pages_and_six_presses() -> None:
    """In cash, by the link to their own part."""
    thumb = Thumb()
    thumb.at_my_part()
    thumb.follow("Get paid")
    page = thumb.press("Continue and send it", method="cash")
    thumb.press("Send my claim", declared="yes")

    assert WIRRAL.wording.costs
    assert WIRRAL.wording.costs not in page.text  # nobody declares what they did not spend
    assert thumb.needed <= 3
    assert thumb.presses <= 6
    assert thumb.claim.claimed == Money(20_00)


def test_the_bus_fare_of_who_was_there_takes_four_pages_and_ten_presses() -> None:
    """The fare of a child needs no receipt, and no page that asks for one."""
    thumb = Thumb()
    thumb.at_my_part()
    thumb.follow("Get paid")
    thumb.press("Add my journey, like a bus fare", method="cash")
    page = thumb.press("Save and continue", fare="2.40", **HOME_AND_BACK)
    thumb.press("Send my claim", declared="yes")

    assert f"{WIRRAL.wording.declaration} {WIRRAL.wording.costs}" in page.text
    assert thumb.needed <= 4
    assert thumb.presses <= 10
    assert thumb.claim.claimed == Money(22_40)


def test_who_came_is_paid_as_quickly_when_nobody_has_written_it_down_yet() -> None:
    """Once it is over they say so themselves; then it is the worker who confirms their claim."""
    thumb = Thumb(were_there=False)
    thumb.at_my_part()
    page = thumb.follow("Get paid")
    thumb.press("Continue and send it", method="cash")
    thumb.press("Send my claim", declared="yes")
    sign_up = thumb.programme.desk.sign_ups.kept["december", participant().id]

    assert "Nobody has written down yet that you were there" in page.text
    assert thumb.needed <= 3
    assert thumb.presses <= 6
    assert sign_up.state is SignUpState.CONFIRMED
    thumb.worker_writes_it_down()
    assert "You have sent this claim" in thumb.open(f"/my/claims/december?t={link_of(participant())}").text


def test_who_says_that_they_came_reads_what_the_day_pays_as_it_was_held() -> None:
    """It was made longer after their yes, and all of the time is paid: the page says what the claim will."""
    thumb = Thumb(were_there=False, at=STARTS + timedelta(hours=5))
    sessions = thumb.programme.desk.sessions.kept
    longer = {"ends": STARTS + timedelta(hours=4), "paid_units": 2}
    sessions[SessionId("december")] = replace(sessions[SessionId("december")], **longer)
    page = thumb.open(f"/my/claims/december?t={link_of(participant())}")
    thumb.press("Continue and send it", method="cash")
    thumb.press("Send my claim", declared="yes")

    assert "Your claim comes to £40" in page.text
    assert thumb.claim.claimed == Money(40_00)


def test_nobody_asks_to_be_paid_for_what_is_not_over() -> None:
    """Before the end the page is not there, and no link leads to it."""
    thumb = Thumb(were_there=False, at=STARTS + timedelta(minutes=10))
    address = f"/my/claims/december?t={link_of(participant())}"

    assert thumb.programme.get(address).status == 404
    assert thumb.programme.post("/my/claims/december", {"t": link_of(participant()), "method": "cash"}).status == 404
    assert "Get paid" not in thumb.programme.get(f"/my?t={link_of(participant())}").words


def test_a_stranger_with_a_bus_fare_is_paid_with_seven_pages() -> None:
    """By bank, from the first page of all."""
    thumb = Thumb()
    thumb.open("/claims/new")
    thumb.press("Start now")
    thumb.press(
        "Save and continue",
        activity_type="meeting",
        date_day="1",
        date_month="12",
        date_year="2026",
        part_of_day="evening",
        hours="2",
    )
    thumb.press("Save and continue", name="A Stranger", email="stranger@example.com", under_16="no")
    thumb.press("Save and continue", another="journeys")
    thumb.press("Save and continue", fare="4.60", **HOME_AND_BACK)
    thumb.press("Save and continue", fee_choice="as-offered", method="bank")
    thumb.press("Send my claim", declared="yes", **ACCOUNT | {"bank_name": "A Stranger"})

    assert thumb.needed <= 7
    assert thumb.claim.claimed == Money(24_60)


def test_a_claim_that_was_begun_goes_on_in_the_same_browser_until_it_is_sent() -> None:
    """A cookie finds it, of this browser alone; whoever else sits there is asked, and can begin their own."""
    thumb = Thumb()
    thumb.open("/claims/new")
    begun = thumb.press("Start now").url

    page = thumb.open("/claims/new")
    again = thumb.follow("Go on with it").url
    other = Thumb()

    assert "You have begun a claim" in page.text
    assert again == begun
    assert "You have begun a claim" not in other.open("/claims/new").text
    cookies = thumb.website.post("/claims/new", {}).headers["Set-Cookie"]
    assert cookies.startswith("__Host-takepart-claim=")
    assert "; HttpOnly; SameSite=Lax; Secure" in cookies
    assert "Max-Age" not in cookies


def test_a_claim_that_was_sent_is_not_offered_again() -> None:
    """Its cookie goes with it."""
    thumb = Thumb()
    draft = "a-draft-that-nobody-guesses-1"
    thumb.at_my_part()
    thumb.follow("Get paid")
    thumb.press("Continue and send it", method="cash")
    thumb._cookies = {"__Host-takepart-claim": "a-prepared-draft-nobody-guesses"}
    thumb.press("Send my claim", declared="yes")

    assert thumb._cookies == {"__Host-takepart-claim": ""}
    assert draft not in thumb.open("/claims/new").text


def test_a_claim_that_was_begun_goes_on_from_the_link_of_the_email() -> None:
    """What they chose is not asked again, nor lost."""
    thumb = Thumb()
    link = f"/my/claims/december?t={link_of(participant())}"
    thumb.open(link)
    thumb.press("Add my journey, like a bus fare", method="cash")
    thumb.press("Save and continue", fare="2.40", **HOME_AND_BACK)

    thumb.open(link)
    page = thumb.follow("Go on with it")

    assert "Check your answers" in page.text
    assert "Bus: £2.40" in page.text


def test_the_offer_says_by_each_way_when_the_money_comes_before_anybody_says_yes() -> None:
    """A day for each, counted from the day itself; and it is kept as it was shown."""
    browser = ProgrammeBrowser(a_desk(participant()))
    token = link_of(participant())

    public = browser.get("/opportunities/website").words
    browser.post("/my/sessions/december/offer", {"t": token, "seen": "0"})
    asked = browser.get(f"/my/sessions/december?t={token}").words

    for page in (public, asked):
        assert "When it comes If you send your claim on Thursday 3 December 2026:" in page
        assert "into your bank account by Thursday 17 December 2026" in page
        assert "in cash by" in page
        assert "as a shopping voucher by" in page
    offer = browser.desk.sign_ups.kept["december", participant().id].offer
    assert [each.way.value for each in offer.comes] == ["bank", "cash", "voucher"]


def test_an_offer_for_several_days_counts_from_the_last_of_them_when_a_claim_can_be_sent() -> None:
    """Nobody can send it on the first, and the days that are promised would not be true for that one."""
    browser = ProgrammeBrowser(a_desk(participant()))
    session = browser.desk.sessions.get(SessionId("december"))
    several = replace(session, activity_type=ActivityTypeId("conference"), ends=session.ends + timedelta(days=2))
    browser.desk.sessions.kept[session.id] = several
    token = link_of(participant())

    browser.post("/my/sessions/december/offer", {"t": token, "seen": "0"})

    assert (
        "If you send your claim on Saturday 5 December 2026:" in browser.get(f"/my/sessions/december?t={token}").words
    )


def test_who_has_a_place_can_call_on_the_day_with_one_press() -> None:
    """The number of the day is a link, as every other is."""
    browser = ProgrammeBrowser(a_desk(participant()))
    a_place_for(browser, participant())
    contact = browser.desk.sessions.get(SessionId("december")).contact

    page = browser.get(f"/my/sessions/december?t={link_of(participant())}").body

    assert f'href="tel:{contact.replace(" ", "")}"' in page
