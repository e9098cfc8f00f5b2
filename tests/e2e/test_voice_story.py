"""From a code to a published answer, the question four weeks later, and the public figure: through a real browser."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.stack import RunningStack, until
from tests.e2e.voices import WRITTEN_SLOWLY, office, say, tab
from tests.pictures import HIDDEN, a_png

READER, CHECKER = "worker@example.org", "manager@example.org"
PUBLIC = [
    "/feedback",
    "/feedback/at/the-hive",
    "/feedback/at/the-hive/poster",
    "/feedback/named",
    "/feedback/code",
    "/complaints",
    "/complaints/new",
    "/you-said-we-did",
    "/loop-closed",
    "/consultations",
]


@pytest.mark.parametrize("width", [320, 1280])
def test_every_public_page_can_be_used_by_all(stack: RunningStack, browser: Browser, width: int) -> None:
    """No violation, and nothing to scroll sideways for."""
    with tab(browser, stack, width=width) as page:
        for address in PUBLIC:
            answer = page.goto(address)
            assert answer is not None and answer.status == 200
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_from_a_code_to_an_answer_and_whether_it_changed_anything(stack: RunningStack, browser: Browser) -> None:
    """Nobody ever learns who it was."""
    with tab(browser, stack, width=320) as page:
        code = say(page, "The room at the Hive is too hot.\nمرحبا 👩‍👩‍👧 <b>hot</b>", at="/feedback/at/the-hive")
        expect(page.get_by_text("A person will read this")).to_be_visible()
        expect(page.get_by_text("<b>hot</b>")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert_accessible(page)

    with office(browser, stack, READER) as staff:
        staff.goto("/office/voice")
        assert_accessible(staff)
        staff.get_by_role("link", name="The room at the Hive").first.click()
        assert_accessible(staff)
        staff.get_by_label("Your words to them").fill("Thank you. We will get fans.")
        staff.get_by_role("button", name="Send the answer").click()
        staff.get_by_role("link", name="Write a “You said, we did” from this").click()
        assert_accessible(staff)
        staff.get_by_label("What was said?").fill("The room at the Hive is too hot.")
        staff.get_by_label("By how many people?").fill("3")
        staff.get_by_label("Feedback").check()
        staff.get_by_label("We did it").check()
        staff.get_by_label("What did we do?").fill("We bought two fans.")
        staff.get_by_role("button", name="Save").click()
        expect(staff.get_by_text("Somebody who did not write it must check it")).to_be_visible()
        draft = staff.url.rsplit("/", 1)[-1]
        show_a_photo(staff)

    with office(browser, stack, CHECKER) as staff:
        staff.goto(f"/office/voice/you-said/{draft}")
        staff.get_by_role("button", name="I have checked it: publish").click()
        expect(staff.get_by_text("Public since")).to_be_visible()
        assert_accessible(staff)
        staff.goto("/office/voice/pack")
        assert_accessible(staff)

    with tab(browser, stack) as page:
        come_back(page, code)
        expect(page.get_by_text("Thank you. We will get fans.")).to_be_visible()
        until(lambda: _reloaded(page).get_by_text("What came of it").is_visible() or None, what="the publication")
        page.goto(f"/you-said-we-did/{draft}")
        expect(page.get_by_text("We bought two fans.")).to_be_visible()
        expect(page.get_by_alt_text("Two fans in a room")).to_be_visible()
        assert page.evaluate("[...document.images].every(each => each.complete && each.naturalWidth > 0)")
        shown = page.request.get(f"/you-said-we-did/{draft}/photo")
        assert shown.status == 200 and HIDDEN not in shown.body()
        assert_accessible(page)
        feed = page.request.get("/you-said-we-did/feed")
        assert draft in feed.text() and feed.headers["content-type"].startswith("application/atom+xml")
        listed = page.request.get("/you-said-we-did/list.json")
        assert listed.headers["access-control-allow-origin"] == "*"
        assert [each["we_did"] for each in listed.json()["items"] if each["id"] == draft] == ["We bought two fans."]

        four_weeks_on = datetime.now(UTC).date() + timedelta(days=28)
        assert stack.run_job("ask-what-changed", today=(four_weeks_on - timedelta(days=1)).isoformat())["asked"] == 0
        assert stack.run_job("ask-what-changed", today=four_weeks_on.isoformat())["asked"] == 1
        assert stack.run_job("ask-what-changed", today=four_weeks_on.isoformat())["asked"] == 0
        come_back(page, code)
        assert_accessible(page)
        page.get_by_label("Yes, it did").check()
        page.get_by_role("button", name="Tell us").click()
        expect(page.get_by_text("Thank you for telling us.")).to_be_visible()

        page.goto(f"/you-said-we-did/{draft}")
        until(lambda: counted(stack, draft), what="the answer's count")
        page.reload()
        expect(page.get_by_text("if it changed anything")).to_have_count(0)  # one answer is never told of
        assert_accessible(page)


def test_an_alert_goes_up_the_list_until_somebody_says_mine(stack: RunningStack, browser: Browser) -> None:
    """At once to the first, then to the next; and no letter holds what was said."""
    before = len(stack.mails(to="duty@example.org", subject="somebody may be at risk"))
    with tab(browser, stack) as page:
        say(page, "Somebody hurts me at home.")

    first = stack.mail(to="duty@example.org", subject="somebody may be at risk", after=before)
    assert "hurts" not in first["text"] + first["html"] + first["subject"]
    waiting = stack.run_job("escalate-alerts", today="2026-11-23")["escalated"]
    assert waiting >= 1, "another test's alert may wait, too"
    stack.mail(to=CHECKER, subject="Still waiting: URGENT: somebody may be at risk")

    found = re.search(r"/office/voice/feedback/\w+", first["text"])
    assert found is not None
    with office(browser, stack, "duty@example.org") as staff:
        staff.goto(found.group())
        assert_accessible(staff)
        staff.get_by_role("button", name="Mine").click()
        expect(staff.get_by_text("In progress")).to_be_visible()
    assert stack.run_job("escalate-alerts", today="2026-11-23")["escalated"] == waiting - 1


def test_a_complaint_runs_on_its_clock_to_another_handler(stack: RunningStack, browser: Browser) -> None:
    """Leaflet, form, personal page, desk, handler, answer, next stage; others cannot open it."""
    with tab(browser, stack) as page:
        page.goto("/complaints")
        page.get_by_role("button", name="Make a complaint").click()
        page.get_by_role("button", name="Send my complaint").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Children’s social care").check()
        page.get_by_label("What happened?").fill("Nobody called me back for weeks.")
        page.get_by_label("Your name").fill("Participant One")
        page.get_by_label("Your email address").fill("participant@example.com")
        page.get_by_role("button", name="Send my complaint").click()
        reference = page.locator(".tp-reference").inner_text()

    mail = stack.mail(to="participant@example.com", subject=reference)
    assert "called me back" not in mail["text"] + mail["html"]
    found = re.search(r"/complaints/\S+\?t=\S+", mail["text"])
    assert found is not None
    own = found.group()

    with office(browser, stack, "complaints@example.org") as staff:
        staff.goto(f"/office/voice/complaints/{reference}")
        assert_accessible(staff)
        staff.get_by_label("Give it to").select_option("service-manager")
        staff.get_by_role("button", name="Give it").click()
        staff.goto("/office/voice/complaints")
        assert_accessible(staff)

    with office(browser, stack, READER) as staff:
        refused = staff.goto(f"/office/voice/complaints/{reference}")
        assert refused is not None and refused.status == 403
        assert "called me back" not in staff.content()

    with office(browser, stack, "service-manager@example.org") as staff:
        staff.goto(f"/office/voice/complaints/{reference}")
        staff.get_by_role("button", name="Write that we have it").click()
        staff.get_by_label("Upheld", exact=True).check()
        staff.get_by_label("Your answer").fill("We are sorry. We have given you a new worker.")
        staff.get_by_role("button", name="Send the answer").click()

    stack.mail(to="participant@example.com", subject="We have answered")
    with tab(browser, stack, width=320) as page:
        page.goto(own)
        expect(page.get_by_text("We have given you a new worker.")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Say more").fill("That is not enough.")
        page.get_by_role("button", name="Ask for the next stage").click()
        expect(page.get_by_text("Stage 2: Somebody independent looks into it")).to_be_visible()

    with office(browser, stack, "complaints@example.org") as staff:
        staff.goto(f"/office/voice/complaints/{reference}")
        assert staff.get_by_label("Give it to").locator("option").all_inner_texts() == ["Independent investigator"]
    assert stack.run_job("tell-overdue", today="2099-01-05")["told"] == 1
    assert stack.run_job("tell-overdue", today="2099-01-06")["told"] == 0
    stack.mail(to="complaints@example.org", subject=f"Overdue: complaint {reference}")


def test_with_a_name_the_answer_comes_by_email(stack: RunningStack, browser: Browser) -> None:
    """The email leads to the answer; it does not hold it."""
    with tab(browser, stack) as page:
        page.goto("/feedback/named")
        page.get_by_label("What do you want to tell us?").fill("The leaflet has the wrong number.")
        page.get_by_label("Your name").fill("Participant Three")
        page.get_by_label("Your email address").fill("bo@example.com")
        page.wait_for_timeout(WRITTEN_SLOWLY)
        page.get_by_role("button", name="Send it").click()
        mail = stack.mail(to="bo@example.com", subject="We have what you told us")
        found = re.search(r"/feedback/mine\?t=\S+", mail["text"])
        assert found is not None
        page.goto(found.group())
        expect(page.get_by_text("The leaflet has the wrong number.")).to_be_visible()
        page.get_by_label("Say more").fill("It ends in 7.")
        page.get_by_role("button", name="Send it").click()
        expect(page.get_by_text("We have added it")).to_be_visible()
        forged = page.goto(found.group()[:-3] + "xxx")
        assert forged is not None and forged.status == 404


def test_spam_goes_to_a_list_that_a_person_reads(stack: RunningStack, browser: Browser) -> None:
    """Sent in no time: never silently thrown away."""
    with tab(browser, stack) as page:
        page.goto("/feedback")
        page.get_by_label("What do you want to tell us?").fill("Buy my watches now")
        page.get_by_role("button", name="Send it").click()
        expect(page.get_by_text("Thank you. We have it.")).to_be_visible()

    with office(browser, stack, READER) as staff:
        staff.goto("/office/voice")
        staff.get_by_role("link", name="Buy my watches now").click()
        expect(staff.get_by_text("it was sent very fast")).to_be_visible()
        assert_accessible(staff)
        staff.get_by_role("button", name="This is spam: set it aside").click()
        expect(staff.get_by_text("Set aside as spam")).to_be_visible()


def test_no_new_service_passes_the_gate_unheard(stack: RunningStack, browser: Browser) -> None:
    """Planned and opened, not cut short, and refused with a reason while there is no evidence."""
    opens = datetime.now(UTC).date() + timedelta(days=1)
    with office(browser, stack, READER) as staff:
        staff.goto("/office/voice/consultations/new")
        assert_accessible(staff)
        staff.get_by_label("What is it about?").fill("A night bus")
        staff.get_by_label("What do we propose?").fill("A bus home after the club.")
        staff.get_by_label("Why?").fill("Many of you walk.")
        staff.get_by_label("What is not decided yet?").fill("The route.")
        for name, day in (("first day", opens), ("last day", opens + timedelta(days=28))):
            group = staff.get_by_role("group", name=f"The {name} to answer")
            for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
                group.get_by_label(part, exact=True).fill(str(number))
        staff.get_by_label("Yes").check()
        staff.get_by_role("button", name="Save the plan").click()
        expect(staff.get_by_text("A new service needs a focus group")).to_be_visible()
        assert_accessible(staff)
        staff.get_by_role("button", name="Open it").click()
        staff.get_by_text("Write down who was heard").click()
        staff.get_by_label("A focus group of people who would use it").check()
        group = staff.get_by_role("group", name="When?")
        today = datetime.now(UTC).date()
        for part, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
            group.get_by_label(part, exact=True).fill(str(number))
        staff.get_by_label("Who?").fill("Young people at the club")
        staff.get_by_label("How many people?").fill("8")
        staff.get_by_label("What did they say?").fill("Later on Fridays.")
        staff.get_by_label("What changed because of it?").fill("It runs until eleven.")
        staff.get_by_role("button", name="Save the record").click()
        expect(staff.get_by_text("Nobody has written yet how the answers were considered")).to_be_visible()
        expect(staff.get_by_text("A new service needs a focus group")).to_have_count(0)
        assert_accessible(staff)
        public = staff.get_by_role("link", name="See the public page").get_attribute("href")

    with tab(browser, stack, width=320) as page:
        page.goto(str(public))
        expect(page.get_by_text("Later on Fridays.")).to_be_visible()
        assert_accessible(page)


def show_a_photo(staff: Page) -> None:
    """Put one into the draft that is open, with its consent; looked at in both widths."""
    staff.get_by_role("link", name="Add a photo").click()
    assert_accessible(staff)
    staff.get_by_label("Choose a photo").set_input_files(
        {"name": "fans.png", "mimeType": "image/png", "buffer": a_png()}
    )
    staff.get_by_role("button", name="Send the photo").click()
    staff.get_by_label("What does it show?").fill("Two fans in a room")
    staff.get_by_label("A parent or carer", exact=True).check()
    today = datetime.now(UTC).date()
    for name, day in (("When did they say yes?", today), ("Until when?", today + timedelta(days=365))):
        group = staff.get_by_role("group", name=name)
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(number))
    staff.get_by_label("Our website", exact=True).check()
    staff.set_viewport_size({"width": 320, "height": 900})
    assert_accessible(staff)
    assert staff.evaluate("document.documentElement.scrollWidth") <= 320
    staff.get_by_role("button", name="Put the photo in").click()
    expect(staff.get_by_text("Consent for the photo")).to_be_visible()
    assert_accessible(staff)
    staff.set_viewport_size({"width": 1280, "height": 900})


def come_back(page: Page, code: str) -> None:
    """With the code, typed in small letters and with spaces."""
    page.goto("/feedback/code")
    page.get_by_label("Your code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Show me").click()


def counted(stack: RunningStack, draft: str) -> bool | None:
    """Whether the one answer is counted beside what we did."""
    name, key = stack.deployed.names["VoiceTable"], {"pk": {"S": f"YOU-SAID#{draft}"}, "sk": {"S": "YOU-SAID"}}
    found = stack.client("dynamodb").get_item(TableName=name, Key=key, ConsistentRead=True)["Item"]
    return "counted" in str(found["journal"]) or None


def _reloaded(page: Page) -> Page:
    page.reload()
    return page


def test_a_complaint_by_phone_from_its_first_day_to_the_panel(stack: RunningStack, browser: Browser) -> None:
    """Entered for somebody without an email, answered on paper, looked into twice more by people who are not ours."""
    today = datetime.now(UTC).date()
    with office(browser, stack, "complaints@example.org") as desk:
        desk.goto("/office/voice/complaints/new")
        assert_accessible(desk)
        desk.get_by_label("Children’s social care").check()
        desk.get_by_label("What happened, in their words").fill("My review was moved, and nobody asked me.")
        desk.get_by_label("By phone").check()
        the_day(desk, "received", today)
        desk.get_by_label("Name of the person who complains").fill("Caller Nine")
        desk.get_by_label("Their address").fill("9 Example Street")
        desk.get_by_role("button", name="Enter this complaint").click()
        told = desk.get_by_role("status").inner_text()
        (reference,) = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", told)
        page = f"/office/voice/complaints/{reference}"

        give(desk, page, "service-manager")
        with office(browser, stack, "service-manager@example.org") as handler:
            answer(handler, page, "Partly upheld", "We should have asked you.")
        desk.goto(f"{page}/letter")
        expect(desk.get_by_text("We should have asked you.")).to_be_visible()
        assert_accessible(desk)
        ask_for_more(desk, page)

        give(desk, page, "independent-investigator")
        desk.goto(f"{page}/stage")
        takes_part(desk, "Somebody Independent")
        done(desk, today)
        assert_accessible(desk)
        give(desk, page, "adjudicating-officer")
        with office(browser, stack, "adjudicating-officer@example.org") as officer:
            answer(officer, page, "Upheld", "We agree with both reports.")
        ask_for_more(desk, page)

        give(desk, page, "review-panel")
        desk.goto(f"{page}/stage")
        for number in ("One", "Two", "Three"):
            takes_part(desk, f"Member {number}")
        assert stack.run_job("tell-overdue", today=(today + timedelta(days=70)).isoformat())["told"] >= 1
        stack.mail(to="complaints@example.org", subject=f"Overdue: complaint {reference}")
        stack.mail(to="panel@example.org", subject=f"Complaint {reference}: write or call")
        desk.reload()
        done(desk, today)
        done(desk, today)
        give(desk, page, "director")
        with office(browser, stack, "director@example.org") as director:
            answer(director, page, "Upheld", "We do what the panel asks.")

        desk.goto(f"{page}/letter")
        expect(desk.get_by_text("Local Government and Social Care Ombudsman")).to_be_visible()
        desk.goto("/office/voice/complaints/find")
        desk.get_by_label("Reference or name").fill("caller nine")
        desk.get_by_role("button", name="Find").click()
        expect(desk.get_by_role("link", name=reference)).to_be_visible()
        assert_accessible(desk)
        desk.goto("/office/voice/complaints/report")
        expect(desk.get_by_text("The stage that it reached").first).to_be_visible()
        assert_accessible(desk)


def the_day(page: Page, box: str, day: date) -> None:
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#{box}-{part}").fill(str(number))


def give(desk: Page, complaint: str, staff: str) -> None:
    """Give it to somebody, and write that we have it if nobody has yet."""
    desk.goto(complaint)
    desk.get_by_label("Give it to").select_option(staff)
    desk.get_by_role("button", name="Give it").click()
    known = desk.get_by_role("button", name="Write that we have it")
    if known.is_visible():
        known.click()


def answer(staff: Page, complaint: str, outcome: str, words: str) -> None:
    staff.goto(complaint)
    assert_accessible(staff)
    staff.get_by_label(outcome, exact=True).check()
    staff.get_by_label("Your answer").fill(words)
    staff.get_by_role("button", name="Send the answer").click()
    expect(staff.get_by_label("Your answer")).to_be_hidden()


def ask_for_more(desk: Page, complaint: str) -> None:
    """They call, and do not agree."""
    desk.goto(complaint)
    desk.get_by_text("They called, wrote or came").click()
    desk.get_by_label("What they said").fill("I do not agree.")
    desk.get_by_label("By phone").check()
    desk.get_by_role("button", name="Start the next stage").click()


def takes_part(desk: Page, name: str) -> None:
    desk.get_by_label("Their name").fill(name)
    desk.get_by_label("Yes", exact=True).check()
    desk.get_by_label("How do we know?").fill("Their letter")
    desk.get_by_role("button", name="Enter them").click()
    expect(desk.get_by_text(name, exact=True).first).to_be_visible()


def done(desk: Page, day: date) -> None:
    """What comes next in the list was done on this day."""
    the_day(desk, "on", day)
    desk.get_by_label("How do we know the day?").fill("Minutes")
    desk.get_by_role("button", name="Enter it").click()
    expect(desk.locator("#on-day")).to_have_value("")
