"""One claim, from a web form to money in hand, as its people live it: by real HTTP and by what their emails say.

`make demo` plays it and prints a timeline; `make bench` plays it and counts what each step costs.
"""

import json
import re
import secrets
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from infra.local.mailbox import Mail
from infra.local.papers import a_pdf
from infra.local.person import Person, Unexpected

LONGEST = 240
"""Seconds within which an email has come, or never comes. A worker that was killed over one leaves its message hidden
for 180 s, on AWS as here; and a machine may be busy with something else."""
GO_ON = "Save and continue"
CONFIRMER, APPROVER, RELEASER = "panels@example.org", "finance-1@example.org", "finance-3@example.org"
"""Who decides on a half day of a panel, by the Wirral policy."""
WORKER = "worker@example.org"
TICKET = ("ticket.pdf", "application/pdf", a_pdf())


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that somebody does, and how: what `act` returns is the money it is about, in pence."""

    name: str
    who: str
    act: Callable[[], int]


class Story:
    """A participant claims half a day on a fostering panel and a train fare, and is paid into their bank account."""

    pence = 67_40

    def __init__(self, site: str) -> None:
        self.site = site
        self.reference = ""
        self.batch = ""
        self._mark = secrets.token_hex(3)  # the same story can be played again beside its earlier self
        self._participant, self._confirmer = Person(site), Person(site)
        self._approver, self._releaser = Person(site), Person(site)
        self._seen = {mail["id"] for mail in self.mails()}

    @property
    def address(self) -> str:
        """The participant's address."""
        return f"participant-{self._mark}@example.org"

    @property
    def pounds(self) -> str:
        """What it is about, as the bank's file has it."""
        return f"{self.pence / 100:.2f}"

    def steps(self) -> list[Step]:
        """The story in order."""
        return [
            Step(name="Sees what it pays", who="Participant", act=self.looks),
            Step(name="Fills in the form", who="Participant", act=self.fills_in),
            Step(name="Adds a receipt", who="Participant", act=self.adds_a_receipt),
            Step(name="Sends the claim", who="Participant", act=self.sends),
            Step(name="Confirms it", who="Panel manager", act=self.confirms),
            Step(name="Approves it", who="Finance officer", act=self.approves),
            Step(name="Payment run", who="the clock", act=self.runs_payments),
            Step(name="Sends the file to the bank", who="Finance officer", act=self.sends_to_bank),
            Step(name="Sees that it is paid", who="Participant", act=self.sees_the_money),
        ]

    def looks(self) -> int:
        """The schedule of payments is open to all."""
        page = self._participant.open("/what-we-pay")
        expect("Independent panel member" in page.text, "the schedule does not name panels")
        return 0

    def fills_in(self) -> int:
        """Page by page."""
        day = date.today() - timedelta(days=3)
        browser = self._participant
        browser.open("/claims/new")
        browser.press("Start now")
        browser.press(
            GO_ON,
            activity_type="panel-member-half-day",
            date_day=str(day.day),
            date_month=str(day.month),
            date_year=str(day.year),
            part_of_day="morning",
            hours="3",
        )
        browser.press(GO_ON, name="Example Participant", email=self.address, under_16="no")
        browser.press(GO_ON, another="journeys")
        browser.press(GO_ON, kind="train", fare="7.40", description="Birkenhead to Liverpool and back")
        return self.pence

    def adds_a_receipt(self) -> int:
        """Straight to the bucket, and shown once its content was checked."""
        page = self._participant.press("Add this receipt", file=TICKET)
        deadline = time.monotonic() + LONGEST
        while "Receipt 1" not in page.text:
            expect(time.monotonic() < deadline, "the receipt never showed")
            time.sleep(0.1)
            page = self._participant.open(page.url)
        return 0

    def sends(self) -> int:
        """The money's way is chosen, the answers checked, and the claim sent."""
        browser = self._participant
        browser.press("Go on")
        browser.press(GO_ON, fee_choice="as-offered", method="bank")
        page = browser.press(
            "Send my claim",
            bank_name="Example Participant",
            bank_sort_code="12-34-56",
            bank_account_number=f"{secrets.randbelow(10**8):08}",
            declared="yes",
        )
        self.reference = found(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", page.text)
        self.letter(self.address, "We have your claim")
        return self.pence

    def confirms(self) -> int:
        """Whoever was there says that it happened, by the link of an email."""
        self._decide(self._confirmer, self.letter(CONFIRMER, "Please confirm"))
        return self.pence

    def approves(self) -> int:
        """Finance agrees to pay."""
        self._decide(self._approver, self.letter(APPROVER, "Please approve"))
        self.letter(self.address, "Your claim is approved")
        return self.pence

    def runs_payments(self) -> int:
        """The scheduled run puts what is due in a batch for the bank."""
        ran = self.run_job("payment-run", next_weekday(date.today()))
        expect(bool(ran["batches"]), f"the run made no batch: {ran}")
        self.batch = ran["batches"][-1]["id"]  # the newest: an earlier run of the day has closed the others
        return self.pence

    def sends_to_bank(self) -> int:
        """Finance downloads the file by a link of an email, and says that the bank has it."""
        mail = self.letter(RELEASER, f"A payment file is ready: batch {self.batch}", about_claim=False)
        page = self._releaser.open(found(rf"{re.escape(self.site)}/decide/batch\S+", mail["text"]))
        file = Person(self.site).open(page.link("Download the file"))
        expect(
            self.reference in file.text and self.pounds in file.text, f"the claim is not in the file: {file.text[:300]}"
        )
        says_it_was_sent(self._releaser)
        self.letter(self.address, "Your money is on its way")
        return self.pence

    def sees_the_money(self) -> int:
        """The participant's own page says that the money is on its way, and when it arrives."""
        mail = self.letter(self.address, "Your money is on its way")
        page = self._participant.open(found(rf"{re.escape(self.site)}/claims/\S+", mail["text"]))
        deadline = time.monotonic() + LONGEST
        while f"£{self.pounds.removesuffix('.00')} is on its way" not in page.text:
            expect(
                time.monotonic() < deadline, f"the page does not say that the money is on its way: {page.text[:600]}"
            )
            time.sleep(0.1)
            page = self._participant.open(page.url)
        return self.pence

    def _decide(self, person: Person, mail: Mail) -> None:
        """Open the link, and choose: nothing is chosen beforehand."""
        person.open(found(rf"{re.escape(self.site)}/decide\S+", mail["text"]))
        page = person.press("Send my choice", answer="agree")
        expect("Thank you" in page.text or "decided" in page.text, f"the decision was not taken: {page.text[:300]}")

    def mails(self) -> list[Mail]:
        """Every email of this copy, the newest last."""
        with urllib.request.urlopen(f"{self.site}/mailbox.json", timeout=LONGEST) as answer:
            kept: list[Mail] = json.load(answer)
        return kept

    def letter(self, to: str, words: str, *, about_claim: bool = True) -> Mail:
        """The newest email to somebody about something, awaited; one that names this claim, unless told otherwise."""
        deadline = time.monotonic() + LONGEST
        while True:
            for mail in reversed(self.mails()):
                names_it = self.reference in mail["subject"] + mail["text"] or not about_claim
                if to in mail["to"] and words in mail["subject"] and names_it:
                    return mail
            expect(time.monotonic() < deadline, f"no email to {to} about {words}")
            time.sleep(0.05)

    def signs_in(self, browser: Person, address: str) -> None:
        """A member of staff opens the office by a link of an email."""
        before = self._letters(address, "Sign in")
        browser.open("/office/sign-in")
        browser.press("Send me a link", email=address)
        self.wait_for(lambda: self._letters(address, "Sign in") > before, f"no link to sign in for {address}")
        browser.open(self._address_in(address, "Sign in", "/office/sign-in"))
        browser.press("Sign in")

    def _letters(self, to: str, words: str) -> int:
        return len([mail for mail in self.mails() if to in mail["to"] and words in mail["subject"]])

    def _address_in(self, to: str, words: str, path: str) -> str:
        mail = self.letter(to, words, about_claim=False)
        return found(rf"{re.escape(self.site)}{path}\S+", mail["text"])

    def wait_for(self, true: Callable[[], bool], otherwise: str) -> None:
        """Look again and again until it is so."""
        deadline = time.monotonic() + LONGEST
        while not true():
            expect(time.monotonic() < deadline, otherwise)
            time.sleep(0.05)

    def new_letters(self) -> list[str]:
        """Emails since this was last asked, as `subject → address`."""
        fresh = [mail for mail in self.mails() if mail["id"] not in self._seen]
        self._seen |= {mail["id"] for mail in fresh}
        return [f"{mail['subject']} → {', '.join(mail['to'])}" for mail in fresh]

    def run_job(self, name: str, today: date) -> Any:
        """Start a scheduled job as of a day; what it answered."""
        data = urllib.parse.urlencode({"today": today.isoformat()}).encode()
        with urllib.request.urlopen(f"{self.site}/local/jobs/{name}", data=data, timeout=LONGEST) as answer:
            return json.load(answer)["result"]


def next_weekday(day: date) -> date:
    """`day`, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def expect(true: bool, otherwise: str) -> None:
    """Stop the story unless it goes as told."""
    if not true:
        raise Unexpected(otherwise)


def found(pattern: str, text: str) -> str:
    """The first piece of `text` that fits `pattern`."""
    match = re.search(pattern, text)
    if match is None:
        raise Unexpected(f"nothing like {pattern} in: {text[:300]}")
    return match[0]


def says_it_was_sent(finance: Person) -> None:
    """On the page of a batch: the bank has as many payments, and as much, as it says there."""
    text = finance.page.text if finance.page else ""
    said = re.search(r"Payments\s+(\d+)\s+Total\s+(£[\d,]+(?:\.\d\d)?)", text)
    expect(said is not None, f"the page does not say what is in the file: {text[:300]}")
    if said:
        finance.press("Confirm it was sent", sent="yes", payments=said[1], total=said[2])
