"""From an opportunity to money in hand: two people, one place, a waiting list, and a claim that is filled in already.

`make demo` plays it by real HTTP and by what the emails say, as the story of one claim that it continues.
"""

from datetime import timedelta

from infra.local.midnight import london, meeting, room_for, wait_for_room
from infra.local.person import Page, Person
from infra.local.story import APPROVER, WORKER, Step, Story, expect, found

SOON, LASTS = timedelta(minutes=4), timedelta(minutes=10)
"""The session is about to start, so that its doors are open."""


class ProgrammeStory(Story):
    """A worker publishes a meeting with one place. The second to say yes gets it in the end, comes, and is paid."""

    pence = 20_00

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self._worker, self._first, self._second = Person(site), Person(site), self._participant
        self._first_address = f"first-{self._mark}@example.org"
        self._title = f"Make our website better {self._mark}"
        self._join = self._session = ""

    def steps(self) -> list[Step]:
        """The story in order."""
        return [
            Step(name="Publishes an opportunity", who="Worker", act=self.publishes),
            Step(name="Registers and takes a place", who="First participant", act=self.takes_the_place),
            Step(name="Registers and waits in line", who="Participant", act=self.waits),
            Step(name="Gives up the place", who="First participant", act=self.gives_up),
            Step(name="Takes the place kept", who="Participant", act=self.takes_it),
            Step(name="Takes attendance", who="Worker", act=self.takes_attendance),
            Step(name="Sends the claim, filled in", who="Participant", act=self.sends_the_claim),
            Step(name="Approves it", who="Finance officer", act=self.approves),
            Step(name="Payment run", who="the clock", act=self.runs_payments),
            Step(name="Sends the file to the bank", who="Finance officer", act=self.sends_to_bank),
            Step(name="Sees that it is paid", who="Participant", act=self.sees_the_money),
        ]

    def publishes(self) -> int:
        """One form, a look at it, and a press."""
        browser = self._worker
        self.signs_in(browser, WORKER)
        wait_for_room(room_for(SOON), say=print)
        starts, ends = meeting(london(), soon=SOON, lasts=LASTS)
        browser.open("/office/opportunities/new")
        browser.press(
            "Preview",
            title=self._title,
            kind="meeting",
            activity_type="meeting",
            level="together",
            doing="Look at our new website with us, and say what works for you.",
            who_for="Anyone who uses our services",
            change="We can change the words and the pictures.",
            day_day=str(starts.day),
            day_month=str(starts.month),
            day_year=str(starts.year),
            starts=f"{starts:%H:%M}",
            ends=f"{ends:%H:%M}",
            where="Example Town Hall",
            online="no",
            places="1",
            contact="0151 496 0100",
        )
        page = browser.press("Publish")
        self._session = page.link("Open this session")
        public = Person(self.site).open(page.link("See the page"))
        expect("£20" in public.text and "1 place left" in public.text, f"the page does not say so: {public.text[:400]}")
        self._join = public.link("I want to take part")
        return self.pence

    def takes_the_place(self) -> int:
        """The offer is shown before anyone says yes."""
        self._registers(self._first, "First Participant", self._first_address)
        self._says_yes(self._first, "You have a place")
        self.letter(self._first_address, "You have a place", about_claim=False)
        return self.pence

    def waits(self) -> int:
        """The only place is taken: first in the line."""
        self._registers(self._second, "Example Participant", self.address)
        self._says_yes(self._second, "You are next")
        self.letter(self.address, "You are on the waiting list", about_claim=False)
        return self.pence

    def gives_up(self) -> int:
        """The place is kept for the first in the line at once."""
        page = self._first.press("Give up my place")
        expect("You gave up your place" in page.text, f"the place was not given up: {page.text[:400]}")
        self.letter(self.address, "A place is free for you", about_claim=False)
        return 0

    def takes_it(self) -> int:
        """By the link of an email."""
        self._second.open(self._address_in(self.address, "A place is free for you", "/my/sessions"))
        page = self._second.press("Yes, I take the place")
        expect("You have a place" in page.text, f"the place was not taken: {page.text[:400]}")
        return self.pence

    def takes_attendance(self) -> int:
        """A tap on the worker's phone."""
        page = self._worker.open(self._session)
        self._worker.open(page.link("Take attendance"))
        page = self._worker.press("Here: Example Participant")
        expect("Was here" in page.text, f"attendance was not taken: {page.text[:400]}")
        self.letter(self.address, "Thank you for coming", about_claim=False)
        return 0

    def sends_the_claim(self) -> int:
        """Two presses; nobody confirms again what the worker has written down."""
        browser = self._second
        browser.open(self._address_in(self.address, "Thank you for coming", "/my/claims"))
        browser.press("Continue and send it", method="bank")
        page = browser.press(
            "Send my claim",
            bank_name="Example Participant",
            bank_sort_code="12-34-56",
            bank_account_number="12345678",
            declared="yes",
        )
        self.reference = found(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", page.text)
        self.letter(self.address, "We have your claim")
        self.letter(APPROVER, "Please approve")
        return self.pence

    def _registers(self, browser: Person, name: str, address: str) -> None:
        self.proves_mailbox(browser, name, address)
        browser.open(self._address_in(address, "Welcome", "/my/sessions"))

    def proves_mailbox(self, browser: Person, name: str, address: str) -> Page:
        """Register, and follow the link of the email; the page that says so."""
        page = browser.open(self._join)
        browser.open(page.link("Register"))
        browser.press(
            "Register",
            role="parent",
            name=name,
            email=address,
            agreed="yes",
            born_day="14",
            born_month="2",
            born_year="1990",
        )
        browser.open(self._address_in(address, "Is this your email", "/register/confirm"))
        return browser.press("Yes, this is my address")

    def _says_yes(self, browser: Person, words: str) -> None:
        page = browser.press("Show me what you offer")
        expect("£20" in page.text, f"the offer does not say what it pays: {page.text[:400]}")
        page = browser.press("Yes, I want to take part", fee_choice="as-offered")
        expect(words in page.text, f"the page does not say {words!r}: {page.text[:400]}")
