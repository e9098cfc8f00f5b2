"""From a feedback code to a published answer, the question four weeks later, the public figure and the newsletter.

`make demo` plays it after the money's story, by real HTTP and by what the emails say.
"""

import json
import time
import urllib.parse
import urllib.request
from datetime import date, timedelta

from infra.local.person import Person
from infra.local.story import LONGEST, WORKER, Step, Story, expect, found

CHECKER = "manager@example.org"
"""Who checks that nobody can be recognised in what somebody else wrote."""
FOUR_WEEKS = timedelta(days=28)
WRITTEN_IN = 3.2
"""Seconds: a form that comes faster goes to the list that a person looks through for spam."""


class VoiceStory(Story):
    """Somebody says something without a name, is answered, sees what came of it, and says whether it helped."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self._sayer, self._reader, self._checker = Person(site), Person(site), Person(site)
        self._words = f"The room at the Hive is too hot {self._mark}"
        self._title = f"News {self._mark}"
        self._code = self._item = ""

    def steps(self) -> list[Step]:
        """The story in order."""
        return [
            Step(name="Says something, without a name", who="Young person", act=self.says),
            Step(name="Reads it and answers", who="Worker", act=self.answers),
            Step(name="Writes “You said, we did”", who="Worker", act=self.writes),
            Step(name="Checks it and publishes it", who="Manager", act=self.publishes),
            Step(name="Comes back with the code", who="Young person", act=self.comes_back),
            Step(name="Four weeks later: asks", who="the clock", act=self.asks),
            Step(name="Says that it changed something", who="Young person", act=self.tells),
            Step(name="Looks at the public figure", who="Anyone", act=self.sees_no_figure_of_one),
            Step(name="Asks for the newsletter", who="Reader", act=self.wants_the_newsletter),
            Step(name="Makes a newsletter, sends it", who="Worker", act=self.sends_the_newsletter),
            Step(name="Stops it with one press", who="Reader", act=self.stops_it),
        ]

    def says(self) -> int:
        """At the place's own address; a code is all that leads back. Staff sign in while it is written."""
        begun = time.monotonic()
        self._sayer.open("/feedback/at/the-hive")
        self.signs_in(self._reader, WORKER)
        self.signs_in(self._checker, CHECKER)
        time.sleep(max(0.0, begun + WRITTEN_IN - time.monotonic()))
        page = self._sayer.press("Send it", words=self._words)
        self._code = found(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b", page.text)
        return 0

    def answers(self) -> int:
        """The named reader, within the days that the policy gives."""
        page = self._reader.open("/office/voice")
        self._reader.open(page.link(self._words))
        self._reader.press("Send the answer", words="Thank you. We will get fans.")
        return 0

    def writes(self) -> int:
        """What was said and what we did, in words that show nobody."""
        page = self._reader.page
        expect(page is not None, "no page is open")
        self._reader.open(page.link("Write a “You said, we did” from this") if page else "")
        page = self._reader.press(
            "Save",
            said=self._words,
            by_how_many="3",
            source="feedback",
            decision="done",
            did="We bought two fans.",
        )
        self._item = page.url.rpartition("/")[2]
        expect("Somebody who did not write it must check it" in page.text, f"nobody is to check it: {page.text[:400]}")
        return 0

    def publishes(self) -> int:
        """Somebody else has looked at it."""
        self._checker.open(f"/office/voice/you-said/{self._item}")
        page = self._checker.press("I have checked it: publish")
        expect("Public since" in page.text, f"it is not public: {page.text[:400]}")
        return 0

    def comes_back(self) -> int:
        """The answer and what came of it, still without a name."""
        self.wait_for(lambda: "What came of it" in self._mine(), "the page of the code does not tell what came of it")
        expect("We will get fans." in self._mine(), "the answer is not there")
        return 0

    def asks(self) -> int:
        """Not a day before, whoever else is asked by then; and once."""
        day, words = date.today() + FOUR_WEEKS, "You said something, and we did something"
        self.run_job("ask-what-changed", day - timedelta(days=1))
        expect(words not in self._mine(), "the page asks a day early")
        asked, again = (self.run_job("ask-what-changed", day)["asked"] for _ in range(2))
        expect(asked >= 1 and again == 0, f"asked {asked}, then {again}")
        self.wait_for(lambda: words in self._mine(), "the page does not ask what changed")
        return 0

    def tells(self) -> int:
        """One question, one answer."""
        self._mine()
        page = self._sayer.press("Tell us", change="yes")
        expect("Thank you for telling us." in page.text, f"the answer was not taken: {page.text[:400]}")
        return 0

    def sees_no_figure_of_one(self) -> int:
        """One answer is told of nowhere: not beside what we did, and not in the figures for everyone."""
        expect(self._counted() == {}, "one answer is shown beside what we did")
        expect("Of 5 or more people" not in Person(self.site).open("/loop-closed").text, "few answers are told of")
        return 0

    def wants_the_newsletter(self) -> int:
        """The mailbox says yes itself."""
        browser = self._participant
        browser.open("/newsletter")
        browser.press("Send it to me", email=self.address)
        browser.open(self._address_in(self.address, "Do you want our newsletter?", "/newsletter/confirm"))
        page = browser.press("Yes, send me the newsletter")
        expect("You are on the list" in page.text, f"the list does not have them: {page.text[:400]}")
        return 0

    def sends_the_newsletter(self) -> int:
        """It starts with what is new, that fan among it."""
        self._reader.open("/office/newsletters")
        page = self._reader.press("Make a newsletter")
        expect(self._words in page.text, f"what we did is not in the draft: {page.text[:400]}")
        self._reader.press("Save and preview", title=self._title)
        self._reader.press("Send it")
        self.letter(self.address, self._title, about_claim=False)
        return 0

    def stops_it(self) -> int:
        """As a mail program does it (RFC 8058)."""
        mail = self.letter(self.address, self._title, about_claim=False)
        stop = mail["headers"]["List-Unsubscribe"].strip("<>")
        expect(mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "one press is not offered")
        data = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
        with urllib.request.urlopen(stop, data=data, timeout=LONGEST) as answer:
            expect(answer.status == 200, f"it answered {answer.status}")
        return 0

    def _mine(self) -> str:
        """The page that the code opens."""
        return self._sayer.open(f"/feedback/{self._code}").text

    def _counted(self) -> dict[str, int]:
        """Whether it changed anything, as other sites read it."""
        with urllib.request.urlopen(f"{self.site}/you-said-we-did/list.json", timeout=LONGEST) as answer:
            items = json.load(answer)["items"]
        return next((dict(each["did_it_change_anything"]) for each in items if each["id"] == self._item), {})
