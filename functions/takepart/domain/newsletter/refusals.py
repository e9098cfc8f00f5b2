"""Why a step with a newsletter or a subscription is refused: one reason each, in words that a page can show."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class NewsletterRefusal(PlainReason):
    """A reason, with what it means in plain words."""

    NO_TITLE = "no-title", "Give the newsletter a title."
    EMPTY = "empty", "Tick at least one part, or write one of your own."
    TOO_LONG = "too-long", "That is too long. The most is 60,000 characters in all."
    TOO_MANY_PARTS = "too-many-parts", "That is too many parts. The most is 60."
    OUT_OF_DATE = "out-of-date", "Somebody changed it since you looked. Read it again, and then send it."
