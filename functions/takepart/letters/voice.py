"""Writes the letters of being heard: one template a kind, in the same dress as every other letter."""

from __future__ import annotations

from functools import cached_property
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined

from takepart.domain import words
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy
from takepart.letters.text import Ours, as_text, paragraphs, shown
from takepart.letters.writer import name_in_letter, templates
from takepart.use_cases.ports import Letter
from takepart.use_cases.voice.letters_due import VoiceLetter

_CUT: Final = "\x1e"


class VoiceLetters:
    """The port ``VoiceWriter``: letters of one organisation, with links to one site."""

    def __init__(self, *, policy: Policy, site: str) -> None:
        self._policy, self._site = policy, site.rstrip("/")

    def write(self, due: VoiceLetter, *, token: str) -> Letter:
        """The letter."""
        rendered = self._words.get_template(f"voice/{due.kind.value}.txt").render(
            organisation=self._policy.organisation, cut=Ours(_CUT), **due.values
        )
        subject, body, button, closing = (part.strip() for part in rendered.split(_CUT))
        main, end = paragraphs(body), paragraphs(closing)
        pointers = [(button, self._address(due, due.link, token) if due.link else f"{self._site}{due.path}")]
        html = self._pages.get_template("letter.html").render(
            subject=shown(subject), main=main, end=end, pointers=pointers, organisation=self._policy.organisation
        )
        text = "\n\n".join([as_text(main), *(f"{say}:\n{there}" for say, there in pointers), as_text(end)]) + "\n"
        return Letter(
            key=due.key,
            to=due.to,
            subject=shown(subject),
            text=text,
            html=html,
            reply_to=self._policy.organisation.contact_email,
        )

    def _address(self, due: VoiceLetter, link: Link, token: str) -> str:
        path = due.path or ("/feedback/mine" if link.purpose is Purpose.FEEDBACK else f"/complaints/{link.about}")
        return f"{self._site}{path}?t={quote(token)}"

    @cached_property
    def _words(self) -> Environment:
        # Plain text: there is nothing to escape. The page below escapes all of it.
        env = Environment(
            loader=templates(),
            autoescape=False,  # noqa: S701
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=shown,
        )
        env.filters |= {"long_day": words.long_day, "name": name_in_letter}
        env.globals |= {"counted": words.counted}
        return env

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
