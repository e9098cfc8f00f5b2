"""The form of a newsletter: its title and first words, and each part with whether it is in, where, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wtforms.validators import StopValidation

from takepart.domain.newsletter.newsletter import MOST_LETTERS, Newsletter, NewsletterPart, NewsletterWords, PartKind
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import LongWords, Tick, Whole
from takepart.web.forms.fields import Words as Line
from takepart.web.requests import Typed

MOST_BYTES: Final = 900_000
"""60,000 letters of any script fit: each takes up to 12 bytes in a form."""
SEEN: Final = "version"
CHANGED: Final = "Somebody else changed it since you looked. Yours is below: press Save again to keep yours"
_HOW: Final = "Leave a line empty for a new paragraph. Start a line with “- ” for a list."


class TopForm(PageForm):
    """What stands on top."""

    title = Line("Title", most=150, what="The title", missing="Give the newsletter a title")
    intro = LongWords("First words", most=MOST_LETTERS, what="This", hint=_HOW)


class PartForm(PageForm):
    """One part."""

    picked = Tick("Put this in")
    place = Whole("Place", least=1, most=999, what="The place", missing="Enter a number for its place")
    title = Line("Title", most=150, what="The title")
    text = LongWords("Words", most=MOST_LETTERS, what="This")

    def validate_title(self, field: Line) -> None:
        """What is in the newsletter has a title."""
        if self.picked.data and field.data is None:
            raise StopValidation("Give this part a title, or take the tick away")


class NewPartForm(PageForm):
    """One more, in one's own words; it stays empty when there is none."""

    title = Line("Title of a part of your own", most=150, what="The title")
    text = LongWords("Its words", most=MOST_LETTERS, what="This", hint=_HOW)

    def validate_title(self, field: Line) -> None:
        """Words alone have no place."""
        if self.text.data and field.data is None:
            raise StopValidation("Give your part a title")


@dataclass(frozen=True, kw_only=True)
class NewsletterForm:
    """All of it."""

    top: TopForm
    parts: Sequence[tuple[NewsletterPart, PartForm]]
    more: NewPartForm

    @classmethod
    def of(cls, newsletter: Newsletter, typed: Typed, rules: Rules) -> NewsletterForm:
        """The form of a newsletter's own parts, filled with what was typed."""
        return cls(
            top=TopForm(typed, rules),
            parts=[(part, PartForm(typed, rules, prefix=f"part-{part.id}")) for part in newsletter.words.parts],
            more=NewPartForm(typed, rules, prefix="new"),
        )

    @property
    def forms(self) -> list[PageForm]:
        """Its pieces, in the order of the page."""
        return [self.top, *(form for _, form in self.parts), self.more]

    def problems(self) -> bool:
        """Whether something needs another try."""
        found = [form.problems() for form in self.forms]  # every form, so that all is told at once
        return any(found)

    def words(self, newsletter: Newsletter) -> NewsletterWords:
        """What the newsletter says now, in the order of the places."""
        ordered = sorted(self.parts, key=lambda pair: pair[1].place.data)
        parts = [_part(part, form) for part, form in ordered]
        if self.more.title.data:
            more = NewsletterPart(
                id=newsletter.words.next_part,
                kind=PartKind.OWN,
                title=self.more.title.data,
                text=self.more.text.data or "",
            )
            parts.append(more)
        return NewsletterWords(title=self.top.title.data, intro=self.top.intro.data or "", parts=tuple(parts))


def as_typed(newsletter: Newsletter) -> Typed:
    """The words that the form starts from."""
    pairs = [("title", newsletter.words.title), ("intro", newsletter.words.intro)]
    for place, part in enumerate(newsletter.words.parts, 1):
        pairs += [
            (f"part-{part.id}-picked", "yes" if part.picked else ""),
            (f"part-{part.id}-place", str(place)),
            (f"part-{part.id}-title", part.title),
            (f"part-{part.id}-text", part.text),
        ]
    return Typed(pairs)


def _part(part: NewsletterPart, form: PartForm) -> NewsletterPart:
    return NewsletterPart(
        id=part.id,
        kind=part.kind,
        title=form.title.data or "",
        text=form.text.data or "",
        path=part.path,
        picked=bool(form.picked.data),
    )
