"""A participant at a browser: fills in a claim page by page, as a person would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from takepart.domain.uk_time import local_date

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da6364f8cf500f00"
    "038601805a347d6b0000000049454e44ae426082"
)
"""A picture of one dot."""


def yesterday() -> date:
    """A day that can be claimed for."""
    return local_date(datetime.now(UTC)) - timedelta(days=1)


def nothing(_page: Any) -> None:
    """Look at nothing on the way."""


@dataclass(kw_only=True)
class Claimant:
    """Someone with a claim to make. ``look`` sees every page before it is answered."""

    page: Any
    email: str = "participant@example.com"
    name: str = "Participant One"
    look: Callable[[Any], None] = nothing

    def go_on(self, words: str = "Save and continue") -> None:
        """Look, and press the button."""
        self.look(self.page)
        self.page.get_by_role("button", name=words, exact=True).click()

    def choose(self, value: str) -> None:
        """Pick one answer."""
        self.page.locator(f'input[value="{value}"]').check()

    def start(self, activity: str = "meeting") -> None:
        """To the page about the person."""
        self.page.goto("/claims/new")
        self.go_on("Start now")
        self.choose(activity)
        day = yesterday()
        for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.page.locator(f"#date-{part}").fill(str(number))
        self.choose("evening")
        self.page.locator("#hours").fill("2")
        self.go_on()

    def about_me(self) -> None:
        """To what it cost."""
        self.page.get_by_label("Your full name").fill(self.name)
        self.page.get_by_label("Your email address").fill(self.email)
        self.choose("no")
        self.go_on()

    def a_bus_fare(self, fare: str = "4.60") -> None:
        """One journey, and no other cost."""
        self.choose("journeys")
        self.go_on()
        self.choose("bus")
        self.page.locator("#fare").fill(fare)
        self.page.locator("#description").fill("Home to the town hall and back")
        self.go_on()

    def a_receipt(self, name: str = "ticket.png", content: bytes = PNG, kind: str = "image/png") -> None:
        """Upload one file and come back."""
        self.page.locator("#file").set_input_files({"name": name, "mimeType": kind, "buffer": content})
        self.go_on("Add this receipt")
        self.page.get_by_text("We have your file").wait_for()

    def no_more_receipts(self) -> None:
        """On from the receipts, which are asked for where something cost more than is paid without one."""
        self.go_on("Go on")

    def how_to_be_paid(self) -> None:
        """To the check."""
        self.choose("as-offered")
        self.choose("bank")
        self.go_on()

    def send(self) -> str:
        """Send it; the reference on the receipt."""
        self.page.get_by_label("Name on the account").fill(self.name)
        self.page.get_by_label("Sort code").fill("12-34-56")
        self.page.get_by_label("Account number").fill("12345678")
        self.page.get_by_label("I have read this and my answers are true").check()
        self.go_on("Send my claim")
        self.page.get_by_role("heading", name="Thank you. We have your claim.").wait_for()
        self.look(self.page)
        return str(self.page.locator(".tp-reference").inner_text())

    def whole_claim(self) -> str:
        """From the first page to the receipt."""
        self.start()
        self.about_me()
        self.a_bus_fare()
        self.how_to_be_paid()
        return self.send()
