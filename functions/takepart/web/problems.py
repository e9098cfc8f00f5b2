"""The clear answers to what we cannot do: what happened, and what the person can do now."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """One field that needs another try, by the name it was sent under."""

    field: str
    message: str


class Problem(Exception):
    """An answer from 400 to 499. Raise it anywhere below a route: the person gets a page, a program gets JSON."""

    def __init__(
        self,
        status: int,
        title: str,
        what_to_do: str,
        *,
        fields: tuple[FieldProblem, ...] = (),
        headers: dict[str, str] | None = None,
        written: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """``written`` is what the person wrote in words, by its label: it is shown again, never lost."""
        super().__init__(title)
        self.status, self.title, self.what_to_do = status, title, what_to_do
        self.fields, self.headers, self.written = fields, headers or {}, written

    @classmethod
    def bad(cls, what_to_do: str) -> Problem:
        """400: it cannot be read."""
        return cls(400, "We could not read that", what_to_do)

    @classmethod
    def forbidden(cls) -> Problem:
        """403: a form that another site sent."""
        return cls(
            403,
            "This did not come from our own page",
            "Nothing was changed. Go to our home page, find the form again and send it from there.",
        )

    @classmethod
    def not_found(cls, what_to_do: str = "Check the address, or start again from the home page.") -> Problem:
        """404: there is no such page."""
        return cls(404, "We cannot find that page", what_to_do)

    @classmethod
    def not_allowed(cls, methods: tuple[str, ...]) -> Problem:
        """405: the page is there, but not for that."""
        return cls(
            405,
            "This page does not work that way",
            "Go back and use the buttons and links on the page.",
            headers={"Allow": ", ".join(methods)},
        )

    @classmethod
    def damaged(cls) -> Problem:
        """409: a record that the page is made from cannot be read. Trying again gives the same."""
        return cls(
            409,
            "We cannot read this record",
            "Something that this page needs is damaged. Nothing was changed or paid. "
            "Contact us and tell us the reference below.",
        )

    @classmethod
    def gone(cls, title: str, what_to_do: str) -> Problem:
        """410: it was there, and no longer is."""
        return cls(410, title, what_to_do)

    @classmethod
    def too_big(cls) -> Problem:
        """413: more than we take in one go."""
        return cls(413, "That is too big to send", "Go back, make it shorter and send it again. Nothing was changed.")

    @classmethod
    def wrong_type(cls) -> Problem:
        """415: a kind of body we do not read."""
        return cls(415, "We cannot read that kind of data", "Send a web form or JSON.")

    @classmethod
    def invalid(cls, fields: tuple[FieldProblem, ...]) -> Problem:
        """422: it was read, and some fields need another try."""
        return cls(
            422, "There is a problem with what was sent", "Correct the details below and send it again.", fields=fields
        )


class Elsewhere(Exception):
    """This cannot be shown now; what stands at ``address`` can."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


BROKEN_TITLE: Final = "Sorry, something went wrong"
BROKEN_WHAT_TO_DO: Final = (
    "It is our fault, not yours. Wait a minute and try again. "
    "If it still does not work, contact us and tell us the reference below."
)
BUSY_TITLE: Final = "We are very busy just now"
BUSY_WHAT_TO_DO: Final = "Wait a few seconds and try again. What you told us before is safe, and nothing is sent twice."
OVERTAKEN_TITLE: Final = "Someone else changed this at the same time"
OVERTAKEN_WHAT_TO_DO: Final = (
    "What you sent just now was not kept. Go back, load the page again to see how it is now, and send it once more."
)


def plain_page(problem: Problem, reference: str) -> str:
    """What went wrong, what to do now, and the reference to quote: nothing is read, rendered or loaded for it."""
    title = escape(problem.title)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head>\n"
        f'<body><header><p><a href="/">Take part</a></p></header>\n<main id="main-content"><h1>{title}</h1>\n'
        f"<p>{escape(problem.what_to_do)}</p>\n"
        '<p><a href="/">Go to the home page</a> or <a href="/contact">contact us</a>.</p>\n'
        f"<p>Reference for this problem: <strong>{escape(reference)}</strong></p></main></body></html>\n"
    )
