"""Writes the letters of being heard: one template a kind, in the same dress as every other letter."""

from __future__ import annotations

from urllib.parse import quote

from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy
from takepart.letters.dress import Dress
from takepart.letters.text import paragraphs
from takepart.use_cases.ports import Letter
from takepart.use_cases.voice.letters_due import VoiceLetter


class VoiceLetters:
    """The port ``VoiceWriter``: letters of one organisation, with links to one site."""

    def __init__(self, *, policy: Policy, site: str) -> None:
        self._dress, self._site = Dress(policy), site.rstrip("/")

    def write(self, due: VoiceLetter, *, token: str) -> Letter:
        """The letter."""
        subject, body, button, closing = self._dress.parts(f"voice/{due.kind.value}.txt", due.values)
        there = self._address(due, due.link, token) if due.link else f"{self._site}{due.path}"
        return self._dress.letter(
            key=due.key, to=due.to, subject=subject, main=paragraphs(body), pointers=[(button, there)], closing=closing
        )

    def _address(self, due: VoiceLetter, link: Link, token: str) -> str:
        path = due.path or ("/feedback/mine" if link.purpose is Purpose.FEEDBACK else f"/complaints/{link.about}")
        return f"{self._site}{path}?t={quote(token)}"
