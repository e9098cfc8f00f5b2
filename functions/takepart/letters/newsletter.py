"""Writes the letters of the newsletter: the same words as on the web, and how to leave with one press."""

from __future__ import annotations

from collections.abc import Iterator

from takepart.domain.newsletter.newsletter import Newsletter, blocks
from takepart.letters.writer import Paragraph, ParagraphShape, Writer, one_line
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Letter


class NewsletterWriter(Writer):
    """A writer that writes a newsletter from its own words; every other letter from its template."""

    def write(self, due: LetterDue, *, token: str = "", beside: str = "") -> Letter:
        """The letter. A newsletter can be stopped by one press (RFC 2369 and RFC 8058: mail programs show a button)."""
        newsletter = due.values.get("newsletter")
        if not isinstance(newsletter, Newsletter) or due.link is None:
            return super().write(due, token=token, beside=beside)
        stop = self.address(due.link, token)
        return self.letter(
            due,
            one_line(newsletter.words.title),
            tuple(self._body(newsletter)),
            [
                ("Read it on our website", f"{self.site}/newsletter/{newsletter.id}"),
                ("Stop this newsletter", stop),
            ],
            "You get this because you asked for it. One press on the last link, and it stops.",
            **{"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )

    def _body(self, newsletter: Newsletter) -> Iterator[Paragraph]:
        yield from _said(newsletter.words.intro)
        for part in newsletter.words.picked:
            yield Paragraph(shape=ParagraphShape.HEADING, lines=(one_line(part.title),))
            yield from _said(part.text)
            if part.path:
                yield Paragraph(shape=ParagraphShape.WORDS, lines=(f"See more: {self.site}{part.path}",))


def _said(text: str) -> Iterator[Paragraph]:
    for block in blocks(text):
        if block.points:
            yield Paragraph(shape=ParagraphShape.LIST, lines=tuple(one_line(line) for line in block.lines))
        else:
            yield from (Paragraph(shape=ParagraphShape.WORDS, lines=(one_line(line),)) for line in block.lines)
