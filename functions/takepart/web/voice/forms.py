"""What people fill in: words are kept as written, and counted when there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from takepart.domain.typed_words import as_written
from takepart.domain.voice.aggregates import MOST_LETTERS
from takepart.domain.voice.feedback import ChangeFelt
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Email, Name, Phone, Tick, Words, enum_options, named_options

MOST_BYTES: Final = 300_000
"""20,000 letters of any script fit: each takes up to 12 bytes in a form."""
HIDDEN_BOX: Final = "website"
TOKEN: Final = "form"


class AsWritten(Words):
    """Words as they were written: other scripts, emoji, spaces and all. What nobody can see is not words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the words. ValueError's message is shown beside the box."""
        self.typed = str(valuelist[0]).replace("\r\n", "\n") if valuelist else ""
        self.data = None
        words = as_written(self.typed)
        if len(words) > MOST_LETTERS:
            raise ValueError(f"You wrote {len(words):,} characters. The most is {MOST_LETTERS:,}. Make it shorter")
        self.data = words or None


class SayForm(PageForm):
    """Without a name: one open question, and no other that must be answered."""

    words = AsWritten("What do you want to tell us?", missing="Write what you want to tell us")


class NamedForm(PageForm):
    """With a name, for an answer by email (Lincolnshire strategy: name, email and comments)."""

    words = AsWritten("What do you want to tell us?", missing="Write what you want to tell us")
    name = Name("Your name", missing="Enter your name")
    email = Email("Your email address", missing="Enter your email address", hint="We answer to this address.")


class MoreForm(PageForm):
    """Something more, or the answer to our question."""

    words = AsWritten("Say more", missing="Write something first")


class ChangeFeltForm(PageForm):
    """Four weeks later."""

    change = Choice(
        "Did it change anything for you?", options=enum_options(ChangeFelt), missing="Choose one of the answers"
    )


class TakeBackForm(PageForm):
    """Taking it back."""

    sure = Tick("Yes, delete what I told you", missing="Tick the box if you want us to delete it")


class CodeForm(PageForm):
    """Coming back with a code."""

    code = Words("Your code", most=60, what="The code", missing="Enter your code", hint="Like K7M4-9QXR-BCDF-2346")


class ComplaintForm(PageForm):
    """A complaint: what it is about, what happened, who complains."""

    track = Choice(
        "What is it about?",
        missing="Choose what it is about",
        of=lambda form: named_options(form.rules.policy.voice.open_tracks if form.rules.policy.voice else ()),
    )
    words = AsWritten("What happened?", missing="Tell us what happened", hint="And what you would like us to do.")
    happened = Day(
        "When did it happen? (if you know)",
        missing="",
        hint="Like 23 11 2026",
        not_ahead="The day cannot be in the future",
    )
    name = Name("Your name", missing="Enter your name")
    email = Email("Your email address", missing="Enter your email address", hint="We send you a link to your own page.")
    phone = Phone("Your phone number (optional)")
    for_whom = Name("Who is it for? (if it is not for you)", what="This")
