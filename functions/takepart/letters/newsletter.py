"""Writes the letters of the newsletter: the same words as on the web, and how to leave with one press."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined

from takepart.domain.newsletter.markup import blocks
from takepart.domain.newsletter.newsletter import Newsletter
from takepart.domain.policy import Policy
from takepart.letters.text import Ours, Paragraph, Shape, as_text, one_line, paragraphs, shown
from takepart.letters.writer import templates
from takepart.use_cases.ports import Letter

_CUT: Final = "\x1e"


class NewsletterLetters:
    """The port ``NewsletterWriter``: letters of one organisation, with links to one site."""

    def __init__(self, *, policy: Policy, site: str) -> None:
        self._policy, self._site = policy, site.rstrip("/")

    def newsletter(self, newsletter: Newsletter, *, to: str, key: str, token: str) -> Letter:
        """One newsletter to one mailbox (RFC 2369 and RFC 8058: mail programs show a button that leaves the list)."""
        stop = f"{self._site}/newsletter/stop?t={quote(token)}"
        pointers = [
            ("Read it on our website", f"{self._site}/newsletter/{newsletter.id}"),
            ("Stop this newsletter", stop),
        ]
        words = newsletter.words
        return self._letter(
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
        rendered = self._words.get_template("newsletter/confirm.txt").render(
            organisation=self._policy.organisation, cut=Ours(_CUT)
        )
        subject, body, button, closing = (part.strip() for part in rendered.split(_CUT))
        return self._letter(
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

    def _letter(
        self,
        *,
        key: str,
        to: str,
        subject: str,
        main: tuple[Paragraph, ...],
        pointers: list[tuple[str, str]],
        closing: str,
        headers: dict[str, str] | None = None,
    ) -> Letter:
        end = paragraphs(closing)
        html = self._pages.get_template("letter.html").render(
            subject=shown(subject), main=main, end=end, pointers=pointers, organisation=self._policy.organisation
        )
        text = "\n\n".join([as_text(main), *(f"{say}:\n{there}" for say, there in pointers), as_text(end)]) + "\n"
        return Letter(
            key=key,
            to=to,
            subject=shown(subject),
            text=text,
            html=html,
            reply_to=self._policy.organisation.contact_email,
            headers=headers or {},
        )

    @cached_property
    def _words(self) -> Environment:
        # Plain text: there is nothing to escape. The page below escapes all of it.
        return Environment(
            loader=templates(),
            autoescape=False,  # noqa: S701
            undefined=StrictUndefined,
            auto_reload=False,
            finalize=shown,
        )

    @cached_property
    def _pages(self) -> Environment:
        return Environment(
            loader=templates(),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )


def _said(text: str) -> Iterator[Paragraph]:
    for block in blocks(text):
        if block.points:
            yield Paragraph(shape=Shape.LIST, lines=tuple(one_line(line) for line in block.lines))
        else:
            yield from (Paragraph(shape=Shape.WORDS, lines=(one_line(line),)) for line in block.lines)
