"""Writes the letters of the newsletter: the same words as on the web, and how to leave with one press."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from takepart.domain.newsletter.markup import blocks
from takepart.domain.newsletter.newsletter import Newsletter
from takepart.domain.policy import Policy
from takepart.letters.dress import Dress
from takepart.letters.text import Paragraph, Shape, one_line, paragraphs
from takepart.use_cases.ports import Letter


class NewsletterLetters:
    """The port ``NewsletterWriter``: letters of one organisation, with links to one site."""

    def __init__(self, *, policy: Policy, site: str) -> None:
        self._dress, self._site = Dress(policy), site.rstrip("/")

    def newsletter(self, newsletter: Newsletter, *, to: str, key: str, token: str) -> Letter:
        """One newsletter to one mailbox (RFC 2369 and RFC 8058: mail programs show a button that leaves the list)."""
        stop = f"{self._site}/newsletter/stop?t={quote(token)}"
        pointers = [
            ("Read it on our website", f"{self._site}/newsletter/{newsletter.id}"),
            ("Stop this newsletter", stop),
        ]
        words = newsletter.words
        return self._dress.letter(
            key=key,
            to=to,
            subject=one_line(words.title),
            main=tuple(self._body(newsletter)),
            pointers=pointers,
            closing="You get this because you asked for it. One press on the last link, and it stops.",
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )

    def confirm(self, *, to: str, key: str, token: str) -> Letter:
        """The question to a mailbox."""
        subject, body, button, closing = self._dress.parts("newsletter/confirm.txt", {})
        return self._dress.letter(
            key=key,
            to=to,
            subject=subject,
            main=paragraphs(body),
            pointers=[(button, f"{self._site}/newsletter/confirm?t={quote(token)}")],
            closing=closing,
        )

    def _body(self, newsletter: Newsletter) -> Iterator[Paragraph]:
        yield from _said(newsletter.words.intro)
        for part in newsletter.words.picked:
            yield Paragraph(shape=Shape.HEADING, lines=(one_line(part.title),))
            yield from _said(part.text)
            if part.path:
                yield Paragraph(shape=Shape.WORDS, lines=(f"See more: {self._site}{part.path}",))


def _said(text: str) -> Iterator[Paragraph]:
    for block in blocks(text):
        if block.points:
            yield Paragraph(shape=Shape.LIST, lines=tuple(one_line(line) for line in block.lines))
        else:
            yield from (Paragraph(shape=Shape.WORDS, lines=(one_line(line),)) for line in block.lines)
