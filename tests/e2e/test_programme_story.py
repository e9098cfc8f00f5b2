"""From publishing an opportunity to a claim with finance, in a real browser on the real template."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from infra.local.midnight import london, meeting, room_for, wait_for_room
from tests.e2e.accessibility import assert_accessible
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import PATIENCE, RunningStack

SOON = timedelta(minutes=12)
"""A browser looks at many pages before the meeting starts; its doors are open already."""
WORKER = "worker@example.org"
SHOTS = Path(__file__).parents[2] / ".build" / "screenshots"


class Tab:
    """A browser's tab that checks each page it shows."""

    def __init__(self, browser: Browser, stack: RunningStack, width: int, *, scripts: bool) -> None:
        context = browser.new_context(
            base_url=stack.url,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
        )
        context.set_default_timeout(1_000 * PATIENCE)
        self.page: Page = context.new_page()
        self.width, self.scripts = width, scripts

    def looks_right(self, name: str) -> None:
        """No barrier that axe knows, and nothing wider than the screen; a picture for a person to look at."""
        if self.scripts:
            assert_accessible(self.page)
            assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.width}.png", full_page=True)

    def looks_right_at_both(self, name: str) -> None:
        """The same on a phone and on a desk."""
        usual = self.width
        for self.width in (320, 1280):
            self.page.set_viewport_size({"width": self.width, "height": 800})
            self.looks_right(name)
        self.width = usual
        self.page.set_viewport_size({"width": usual, "height": 800})

    def press(self, name: str) -> None:
        """Press a button, and wait for the answer."""
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def says(self, words: str) -> None:
        """The page says so."""
        assert words in self.page.inner_text("body"), self.page.inner_text("body")[:1500]


def link_in(stack: RunningStack, to: str, subject: str, path: str, *, after: int = 0) -> str:
    """The address in an email that was sent."""
    mail = stack.mail(to=to, subject=subject, after=after)
    found = re.search(rf"http://\S*{path}\S*", mail["text"])
    assert found, mail["text"]
    return found[0]


def publish(tab: Tab, stack: RunningStack, title: str, places: int) -> None:
    """A worker signs in and publishes a session that starts in a few minutes, so that its doors are open."""
    page = tab.page
    sign_in(stack, page, WORKER)
    wait_for_room(room_for(SOON))
    starts, ends = meeting(london(), soon=SOON, lasts=timedelta(minutes=20))
    page.goto("/office/opportunities/new")
    tab.looks_right("office-new")
    tab.press("Preview")
    tab.looks_right("office-new-wrong")
    tab.says("There is a problem")
    page.get_by_label("Name", exact=True).fill(title)
    page.get_by_label("What it is", exact=True).select_option("meeting")
    page.get_by_label("What it pays").select_option("meeting")
    page.get_by_label("How much say").select_option("together")
    page.get_by_label("What people would do").fill("Look at our new website with us, and say what works for you.")
    page.get_by_label("Who it is for").fill("Anyone who uses our services")
    page.get_by_label("What it can change").fill("We can change the words and the pictures.")
    for box, value in (("Day", starts.day), ("Month", starts.month), ("Year", starts.year)):
        page.get_by_label(box, exact=True).fill(str(value))
    page.get_by_label("Starts at").fill(f"{starts:%H:%M}")
    page.get_by_label("Ends at").fill(f"{ends:%H:%M}")
    page.get_by_label("Where", exact=True).fill("Example Town Hall")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Places").fill(str(places))
    page.get_by_label("Phone number on the day").fill("0151 496 0100")
    tab.press("Preview")
    tab.says("Nobody sees this yet")
    tab.looks_right("office-draft")
    tab.press("Publish")
    tab.says("Everyone can see this")


def register(tab: Tab, stack: RunningStack, name: str, email: str, title: str, *, age: int = 36) -> str:
    """Find the opportunity, register for it, prove the mailbox; the personal link that leads back to it."""
    born = london().date() - timedelta(days=366 * age)
    page = tab.page
    page.goto("/opportunities?kind=meeting")
    tab.looks_right("browse")
    page.get_by_role("link", name=title).click()
    tab.looks_right("opportunity")
    picture = page.request.get(str(page.locator("meta[property='og:image']").get_attribute("content")))
    assert picture.body().startswith(b"\x89PNG")
    page.get_by_role("button", name=re.compile("I want to take part|Join the waiting list")).first.click()
    tab.looks_right("join")
    page.get_by_role("button", name="Register").click()
    tab.looks_right("register")
    tab.press("Register")
    tab.says("There is a problem")
    tab.looks_right("register-wrong")
    page.get_by_label("I am a parent or carer" if age >= 18 else "I am a child or young person", exact=True).check()
    for box, value in (("Day", born.day), ("Month", born.month), ("Year", born.year)):
        page.get_by_label(box, exact=True).fill(str(value))
    page.get_by_label("Your full name").fill(name)
    page.get_by_label("Your email address").fill(email)
    page.get_by_text("More about you (optional)").click()
    page.get_by_label("What do you need").fill("Large print, please")
    page.get_by_label("I have read how you will use").check()
    tab.press("Register")
    tab.says("Check your email")
    page.goto(link_in(stack, email, "Is this your email", "/register/confirm"))
    tab.looks_right("confirm-email")
    tab.press("Yes, this is my address")
    tab.says("You are registered")
    return link_in(stack, email, "Welcome", "/my/sessions")


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (1280, False)])
def test_publish_register_accept_attend_and_claim(
    browser: Browser, stack: RunningStack, width: int, scripts: bool
) -> None:
    """Two people, one place: the second waits, gets it when the first gives it up, comes, and claims in two presses."""
    title = f"Make our website better, {width}"
    first, second = f"first-{width}@example.com", f"second-{width}@example.com"
    office, people = Tab(browser, stack, width, scripts=scripts), Tab(browser, stack, width, scripts=scripts)
    publish(office, stack, title, places=1)

    mine = register(people, stack, "Participant One", first, title)
    people.page.goto(mine)
    people.looks_right("session-new")
    people.press("Show me what you offer")
    people.says("£20")
    people.looks_right("offer")
    people.page.get_by_label("Pay me the fee").check()
    people.press("Yes, I want to take part")
    people.says("You have a place")
    people.looks_right("session-place")
    place = stack.mail(to=first, subject="You have a place")
    assert place["attachments"][0]["name"] == "session.ics"

    hers = register(people, stack, "Sibling Two", second, title)
    people.page.goto(hers)
    people.press("Show me what you offer")
    people.page.get_by_label("Pay me the fee").check()
    people.press("Yes, I want to take part")
    people.says("You are next")
    people.looks_right("session-waiting")
    stack.mail(to=second, subject="You are on the waiting list")

    people.page.goto(mine)
    people.press("Give up my place")
    people.says("You gave up your place")
    people.page.goto(link_in(stack, second, "A place is free for you", "/my/sessions"))
    people.looks_right("session-offered")
    people.press("Yes, I take the place")
    people.says("You have a place")

    office.page.get_by_role("link", name=re.compile("Open this session")).click()
    office.says("Large print, please")
    office.looks_right("office-session")
    office.page.get_by_role("link", name="Take attendance").click()
    office.looks_right("office-attendance")
    office.page.get_by_role("button", name=re.compile("^Here")).click()
    office.says("Was here")

    people.page.goto(link_in(stack, second, "get your £20", "/my/claims"))
    people.looks_right("prepared-claim")
    people.page.get_by_label("In cash").check()
    people.press("Continue and send it")
    people.says("Check your answers")
    people.looks_right("prepared-check")
    people.page.get_by_label("I have read this").check()
    people.press("Send my claim")
    people.says("Your reference")
    stack.mail(to="finance-1@example.org", subject="approve")
    assert not [m for m in stack.mails(to=WORKER) if "confirm" in m["subject"].lower() and title in m["text"]]

    for page in ("my", "my/details", "my/record", "my/letter", "my/leave", "my/forget"):
        people.page.goto(f"/{page}?{hers.partition('?')[2]}")
        people.looks_right(page.replace("/", "-"))
    people.page.goto(f"/my?{hers.partition('?')[2]}")
    people.says("What you did")
    people.says("£20")


def test_erasing_leaves_no_name_anywhere(browser: Browser, stack: RunningStack) -> None:
    """After erasure no table, log or queue of the stack holds the name or the address, but what was mailed."""
    name, email = "Canary Feathersong", "canary.feathersong@example.com"
    office, tab = Tab(browser, stack, 1280, scripts=True), Tab(browser, stack, 1280, scripts=True)
    publish(office, stack, "Talk about names", places=5)
    link = register(tab, stack, name, email, "Talk about names")
    tab.page.goto(link)
    tab.press("Show me what you offer")
    tab.page.get_by_label("Pay me the fee").check()
    tab.press("Yes, I want to take part")
    stack.mail(to=email, subject="You have a place")

    tab.page.goto(f"/my/forget?{link.partition('?')[2]}")
    tab.page.get_by_label("Yes", exact=True).check()
    tab.press("Go on")
    tab.says("We have deleted what you told us")

    dynamodb = stack.client("dynamodb")
    for table in ("PeopleTable", "ProgrammeTable", "ClaimsTable", "TransientTable", "MailTable"):
        pages = dynamodb.get_paginator("scan").paginate(TableName=stack.deployed.names[table])
        kept = str([item for page in pages for item in page["Items"]])
        assert not re.search("feathersong", kept, re.IGNORECASE), table
    logs = stack.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        said = str(logs.filter_log_events(logGroupName=group["logGroupName"])["events"])
        assert not re.search("feathersong", said, re.IGNORECASE), group["logGroupName"]


def test_attend_by_the_code_at_the_door(browser: Browser, stack: RunningStack) -> None:
    """Somebody of 13 who has a place scans the worker's code; the claim for their fee and bus is theirs to send."""
    title, email = "Talk about the door", "at-the-door@example.com"
    office, tab = Tab(browser, stack, 1280, scripts=True), Tab(browser, stack, 320, scripts=True)
    publish(office, stack, title, places=5)
    tab.page.goto(register(tab, stack, "Participant One", email, title, age=13))
    tab.press("Show me what you offer")
    tab.page.get_by_label("Pay me the fee").check()
    tab.press("Yes, I want to take part")
    adds_to_the_agenda(tab, office)
    today = london().date()
    stack.run_job("remind-participants", today=str(today - timedelta(days=1)))
    assert "The lift is broken" in stack.mail(to=email, subject=f"Tomorrow: {title}")["text"]
    assert "lapsed" in stack.run_job("pass-on-places", today=str(today))
    office.page.get_by_role("link", name="Take attendance").click()
    code = office.page.get_by_role("link", name="open this address").get_attribute("href")

    tab.page.goto(str(code))
    tab.looks_right("here")
    tab.page.get_by_label("Your full name").fill("participant one")
    tab.page.get_by_label("Your email address").fill(email)
    tab.press("I am here")

    tab.says("You are signed in. Welcome")
    tab.looks_right("here-done")
    mine = link_in(stack, email, "get your £20", "/my/claims")
    tab.page.goto(mine)
    tab.says("Your claim comes to")
    gets_the_bus_fare(Thumb(tab), mine.partition("?")[2])
    office.page.reload()
    office.page.get_by_text("Who came along as support?").click()
    office.press("Parent or carer")
    office.press("Parent or carer")
    office.says("Came along: 2 parents or carers")
    office.looks_right_at_both("office-supporters")
    changes_address(tab, stack, mine.partition("?")[2], email)


OLD_PHONE = {"width": 375, "height": 667}


class Thumb:
    """Whoever holds the phone: each link, button, choice and box is a press, each page in front of them a page."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.presses = tab, 0
        self.pages: list[str] = []

    def sees(self) -> None:
        """Another page."""
        self.tab.page.wait_for_load_state()
        self.pages.append(self.tab.page.url.partition("?")[0])

    def link(self, words: str) -> None:
        self.presses += 1
        self.tab.page.get_by_role("link", name=words).first.click()
        self.sees()

    def chooses(self, words: str) -> None:
        self.presses += 1
        self.tab.page.get_by_label(words).check()

    def types(self, box: str, words: str) -> None:
        self.presses += 1
        self.tab.page.get_by_label(box).fill(words)

    def button(self, words: str) -> None:
        self.presses += 1
        self.tab.press(words)
        self.sees()


def gets_the_bus_fare(thumb: Thumb, token: str) -> None:
    """From their own page: four pages and ten presses at most, and all that is sent is checked on two screens."""
    tab, page = thumb.tab, thumb.tab.page
    page.set_viewport_size(OLD_PHONE)  # type: ignore[arg-type]
    page.goto(f"/my?{token}")
    thumb.sees()
    thumb.link("Get paid")
    thumb.chooses("In cash")
    thumb.button("Add my journey, like a bus fare")
    thumb.chooses("Bus")
    thumb.types("How much was the fare?", "2.40")
    thumb.types("Where did you travel from and to?", "Home and back")
    thumb.button("Save and continue")
    tab.says("Your claim comes to £22.40")
    send = page.get_by_role("button", name="Send my claim").bounding_box()
    thumb.chooses("I have read this")
    thumb.button("Send my claim")
    tab.says("Your reference")

    assert send is not None
    assert send["y"] + send["height"] <= 2 * OLD_PHONE["height"]
    assert len(thumb.pages) - 1 <= 4, thumb.pages  # the last one only thanks
    assert thumb.presses <= 10


def adds_to_the_agenda(tab: Tab, office: Tab) -> None:
    """Somebody with a place wants to talk about something; the worker puts it on the agenda."""
    tab.page.get_by_label("What do you want to talk about?").fill("The lift is broken")
    tab.press("Add it")
    tab.says("has not put it on the list yet")
    office.page.get_by_role("link", name=re.compile("Open this session")).click()
    office.press("Put it on the agenda")
    office.says("On the agenda, in this order")
    office.looks_right_at_both("office-agenda")
    back = office.page.url
    office.page.get_by_role("link", name="Participant One").first.click()
    office.looks_right_at_both("office-person-door")
    office.press("Open")
    office.says("Change their email address")
    office.looks_right_at_both("office-person")
    office.page.goto("/office/people")
    office.page.get_by_label("Part of a name").fill("participant o")
    office.press("Find")
    office.says(" found")
    office.looks_right_at_both("office-people")
    office.page.goto("/office/people/list")
    office.looks_right_at_both("office-people-list")
    office.page.goto(back)
    tab.page.reload()
    tab.says("We will talk about it")
    tab.looks_right_at_both("session-agenda")


def changes_address(tab: Tab, stack: RunningStack, token: str, old: str) -> None:
    """The old mailbox says yes, then the new one; after that, links in the old one open nothing."""
    new = f"new-{old}"
    tab.page.goto(f"/my/email?{token}")
    tab.looks_right_at_both("my-email")
    tab.page.get_by_label("Your new email address").fill(new)
    tab.press("Ask for the change")
    tab.looks_right("address-asked")
    tab.page.goto(link_in(stack, old, "Shall we change", "/my/address/agree"))
    tab.looks_right_at_both("address-agree")
    tab.page.get_by_label("Yes", exact=True).check()
    tab.press("Send my answer")
    tab.says("Now look at the new mailbox")
    tab.page.goto(link_in(stack, new, "Is this address yours", "/my/address/new"))
    tab.looks_right("address-new")
    tab.press("Yes, this is my address")
    tab.says("The address is changed")
    stack.mail(to=old, subject="Your email address has changed")
    tab.page.goto(f"/my?{token}")
    tab.says("This link is too old")
    tab.page.goto(link_in(stack, new, "Your link to", "/my"))
    tab.says(new)
    tab.looks_right("my-after")


def test_a_child_of_nine_and_her_guardian(browser: Browser, stack: RunningStack) -> None:
    """Her birth date decides, her guardian says yes to each thing apart, she has a place, and the yes is taken back."""
    office, tab = Tab(browser, stack, 1280, scripts=True), Tab(browser, stack, 320, scripts=True)
    page, child, parent = tab.page, "child@example.com", "rosa@example.com"
    publish(office, stack, "Choose the new swings", places=3)
    page.goto("/register")
    page.get_by_label("I am someone else").check()
    page.get_by_label("Your full name").fill("Participant One")
    page.get_by_label("Your email address").fill(child)
    for box, value in (("Day", "3"), ("Month", "1"), ("Year", str(london().year - 9))):
        page.get_by_label(box, exact=True).fill(value)
    page.get_by_label("I have read how you will use").check()
    tab.press("Register")
    tab.says("Enter the name of your parent or carer")
    page.get_by_label("The name of your parent or carer").fill("Rosa One")
    page.get_by_label("The email address of your parent or carer").fill(parent)
    tab.press("Register")
    tab.says("Now your parent or carer")

    page.goto(link_in(stack, parent, "May Participant One take part", "/register/consent"))
    tab.looks_right_at_both("consent")
    assert stack.mails(to=child) == []
    page.locator("[name=agreed][value=yes]").check()
    tab.press("Send my answer")
    tab.says("Choose one")
    tab.looks_right("consent-wrong")
    page.locator("[name=photos][value=no]").check()
    page.locator("[name=keeps][value=yes]").check()
    page.get_by_label("For one year").check()
    tab.press("Send my answer")
    tab.says("Thank you for your answer")
    yes = link_in(stack, parent, "What you said yes to", "/register/yes")

    page.goto(link_in(stack, child, "Is this your email address", "/register/confirm"))
    tab.press("Yes, this is my address")
    tab.says("You are registered")
    token = link_in(stack, child, "Welcome", "/my").partition("?")[2]
    page.goto("/opportunities?kind=meeting")
    page.get_by_role("link", name="Choose the new swings").click()
    found = re.search(r"/join/([\w-]+)", page.content())
    assert found
    page.goto(f"/my/sessions/{found[1]}?{token}")
    tab.press("Show me what you offer")
    page.get_by_label("Pay me the fee").check()
    tab.press("Yes, I want to take part")
    tab.says("You have a place")
    stack.mail(to=child, subject="You have a place")

    page.goto(yes)
    tab.looks_right_at_both("consent-yes")
    page.get_by_label("Everything: my child stops taking part").check()
    tab.press("Take it back")
    tab.says("You took your yes back")
    tab.looks_right_at_both("consent-back")
    stack.mail(to=parent, subject="You took your yes back")
    page.goto(f"/my?{token}")
    tab.says("Your parent or carer does not say yes now")
    tab.looks_right("left")
