"""Writes letters: one template a kind of letter, rendered once and read as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy
from takepart.letters.dress import Dress
from takepart.letters.text import paragraphs
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Letter

_LEADS_TO: Final[Mapping[Purpose, str]] = {
    Purpose.DECIDE: "/decide",
    Purpose.WAITING: "/decide/waiting",
    Purpose.BATCH: "/decide/batch",
    Purpose.TRACK: "/claims/{about}",
    Purpose.CONFIRM_BANK: "/claims/{about}/bank",
    Purpose.SIGN_IN: "/office/sign-in",
    Purpose.PROMISES: "/assurance",
    Purpose.FEEDBACK: "/feedback/mine",
    Purpose.COMPLAINT: "/complaints/{about}",
    Purpose.NEWSLETTER_YES: "/newsletter/confirm",
    Purpose.NEWSLETTER_STOP: "/newsletter/stop",
}
"""Where links of a purpose lead, unless the letter says where."""


class Writer:
    """The port ``LetterWriter``: letters of one organisation, with links to one site."""

    def __init__(self, *, policy: Policy, site: str) -> None:
        self.policy, self.site = policy, site.rstrip("/")
        self.dress = Dress(policy)

    def write(self, due: LetterDue, *, token: str = "", beside: str = "") -> Letter:
        """The letter. ``token`` goes in its link, ``beside`` in the one to all that waits for the same person."""
        subject, body, button, closing, *more = self.dress.parts(f"{due.kind.value}.txt", self.about(due))
        there = self.address(due.link, token, due.path) if due.link else f"{self.site}{due.path or '/office'}"
        pointers = [(button, there)] if button else []
        if due.beside:
            pointers.append((more[0], self.address(due.beside, beside)))
        return self.dress.letter(
            key=due.key,
            to=due.to,
            subject=subject,
            main=paragraphs(body),
            pointers=pointers,
            closing=closing,
            attachments=due.attachments,
        )

    def about(self, due: LetterDue) -> dict[str, Any]:
        """What a template may name, besides the filters."""
        told = {"due": due, "entry": due.entry, "member": due.member, "site": self.site, "greets": due.greets}
        return {**told, **due.values}

    def address(self, link: Link, token: str, path: str = "") -> str:
        """Where a button with this link leads."""
        return f"{self.site}{path or _LEADS_TO[link.purpose].format(about=link.about)}?t={quote(token)}"

    def compile_all(self, target: Path) -> None:
        """Compile every template into ``target`` (a build step: it takes the compiler off the first letter)."""
        self.dress.compile_all(target)
