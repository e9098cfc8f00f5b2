"""Writes letters: one template a kind of letter, rendered once and read as plain text and as HTML.

Templates are plain text. A blank line ends a paragraph; ``# `` starts a heading, ``- `` an entry of a list, ``> `` a
line of somebody's own words. What people typed is put on one line first, so it can never start anything of its own.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

from takepart.domain import words
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy
from takepart.domain.typed_words import without_addresses, without_numbers
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Letter

_WIDTH: Final = 76
_LONGEST: Final = 2_000


class ParagraphShape(StrEnum):
    """What a paragraph looks like."""

    WORDS = "words"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"


_MARKS: Final = {"# ": ParagraphShape.HEADING, "- ": ParagraphShape.LIST, "> ": ParagraphShape.QUOTE}


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Some lines that belong together: one for words, one for each entry of a list or line of a quotation."""

    shape: ParagraphShape
    lines: tuple[str, ...]


class Ours(str):
    """Text that may have more than one line, since we made the lines."""

    __slots__ = ()


def shown(value: Any) -> str:
    """Any value as it goes into a letter: on one line, without characters that hide or turn text around."""
    return value if isinstance(value, Ours) else one_line(str(value))


def one_line(text: str) -> str:
    """The text with every run of white space as one space, and no control or direction characters."""
    kept = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or _is_seen(letter))
    return " ".join(kept.split())[:_LONGEST]


def quoted(text: str) -> Ours:
    """Somebody's own words, line by line, marked as theirs."""
    lines = [one_line(line) for line in text.splitlines()]
    return Ours("\n".join(f"> {line}" for line in lines if line))


def paragraphs(source: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a rendered template."""
    found: list[Paragraph] = []
    for chunk in source.split("\n\n"):
        for shape, lines in _runs(chunk.splitlines()):
            found.append(
                Paragraph(shape=shape, lines=(" ".join(lines),) if shape is ParagraphShape.WORDS else tuple(lines))
            )
    return tuple(found)


def as_text(found: Iterable[Paragraph]) -> str:
    """The paragraphs for someone who reads plain text, folded to lines that fit."""
    return "\n\n".join(_written(paragraph) for paragraph in found)


def _runs(lines: Iterable[str]) -> list[tuple[ParagraphShape, list[str]]]:
    runs: list[tuple[ParagraphShape, list[str]]] = []
    for line in (each.strip() for each in lines):
        if not line:
            continue
        shape = _MARKS.get(line[:2], ParagraphShape.WORDS)
        words = line[2:].strip() if shape is not ParagraphShape.WORDS else line
        if runs and runs[-1][0] is shape and shape is not ParagraphShape.HEADING:
            runs[-1][1].append(words)
        else:
            runs.append((shape, [words]))
    return runs


def _written(paragraph: Paragraph) -> str:
    first, rest = {
        ParagraphShape.LIST: ("- ", "  "),
        ParagraphShape.QUOTE: ("> ", "> "),
    }.get(paragraph.shape, ("", ""))
    return "\n".join(
        textwrap.fill(
            line,
            _WIDTH,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in paragraph.lines
    )


def _is_seen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category not in ("Cc", "Cs", "Co") and (category != "Cf" or letter == "\u200d")


_HERE: Final = Path(__file__).parent
COMPILED: Final = _HERE / "compiled"
"""Where the build puts templates compiled ahead; without them they are compiled when first used."""
_LONGEST_TEXT: Final = 240
"""Letters of a text before its link: what is longer is dear, and nobody reads it."""
_IN_ONE_ALPHABET: Final = str.maketrans("\u2019\u2018\u201c\u201d\u2013", "''\"\"-")
"""Signs that would make a text two or three times as dear (GSM 03.38 has them not), as those that it has."""
_CUT: Final = "\x1e"
_LONGEST_NAME: Final = 80
_OURS: Final[Mapping[str, Any]] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}


def _templates() -> BaseLoader:
    return ModuleLoader(COMPILED) if COMPILED.is_dir() else FileSystemLoader(_HERE / "templates")


def name_in_letter(name: str) -> str:
    """A name as it was typed, as long as names are, with nothing to press or dial: anybody may have typed it."""
    tidy = without_numbers(without_addresses(one_line(name)))
    return tidy if len(tidy) <= _LONGEST_NAME else f"{tidy[:_LONGEST_NAME].rstrip()}…"


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

    def write(self, due: LetterDue, *, token: str = "", beside: str = "") -> Letter:
        """The letter. ``token`` goes in its link, ``beside`` in the one to all that waits for the same person."""
        subject, body, button, closing, *more = self.parts(f"{due.kind.value}.txt", self.about(due))
        there = self.address(due.link, token, due.path) if due.link else f"{self.site}{due.path or '/office'}"
        pointers = [(button, there)] if button else []
        if due.beside:
            pointers.append((more[0], self.address(due.beside, beside)))
        return self.letter(due, subject, paragraphs(body), pointers, closing)

    def text(self, due: LetterDue, *, token: str = "") -> str:
        """The same in a few words, with its link: what the template says last."""
        words = one_line(without_addresses(self.parts(f"{due.kind.value}.txt", self.about(due))[-1]))
        plain = words.translate(_IN_ONE_ALPHABET)
        if len(plain) > _LONGEST_TEXT:
            plain = f"{plain[:_LONGEST_TEXT].rstrip()}..."
        return f"{plain} {self.address(due.link, token, due.path)}" if due.link else plain

    def parts(self, template: str, values: Mapping[str, Any]) -> list[str]:
        """What a template says, cut where it says ``cut``: subject, body, button, closing, and what else it has."""
        values = {"organisation": self.policy.organisation, "cut": Ours(_CUT), **values}
        return [part.strip() for part in self.words.get_template(template).render(values).split(_CUT)]

    def letter(
        self,
        due: LetterDue,
        subject: str,
        main: tuple[Paragraph, ...],
        pointers: Sequence[tuple[str, str]],
        closing: str,
        **headers: str,
    ) -> Letter:
        """The letter; ``pointers`` are buttons, each with its words and where it leads."""
        end = paragraphs(closing)
        html = self.pages.get_template("letter.html").render(
            subject=shown(subject), main=main, end=end, pointers=pointers, organisation=self.policy.organisation
        )
        return Letter(
            key=due.key,
            to=due.to,
            subject=shown(subject),
            text="\n\n".join([as_text(main), *(f"{say}:\n{there}" for say, there in pointers), as_text(end)]) + "\n",
            html=html,
            reply_to=self.policy.organisation.contact_email,
            headers=headers,
            attachments=due.attachments,
        )

    @cached_property
    def words(self) -> Environment:
        """Plain text: there is nothing to escape. The page escapes all of it."""
        env = Environment(
            loader=_templates(),
            autoescape=False,  # noqa: S701 - see above
            auto_reload=False,
            finalize=shown,
            **_OURS,
        )
        env.filters |= {"long_day": words.long_day, "name": name_in_letter, "theirs": without_addresses}
        env.globals |= {"counted": words.counted}
        return env

    @cached_property
    def pages(self) -> Environment:
        """The same letter as a page."""
        return Environment(loader=_templates(), autoescape=True, auto_reload=False, **_OURS)

    def about(self, due: LetterDue) -> dict[str, Any]:
        """What a template may name, besides the filters."""
        told = {"due": due, "entry": due.entry, "member": due.member, "site": self.site, "greets": due.greets}
        return {**told, **due.values}

    def address(self, link: Link, token: str, path: str = "") -> str:
        """Where a button with this link leads."""
        return f"{self.site}{path or _LEADS_TO[link.purpose].format(about=link.about)}?t={quote(token)}"

    def compile_all(self, target: Path) -> None:
        """Compile every template into ``target`` (a build step: it takes the compiler off the first letter)."""
        names = self.words.list_templates()
        for environment, ending in ((self.words, ".txt"), (self.pages, ".html")):
            wanted = {name for name in names if name.endswith(ending)}
            environment.compile_templates(target, zip=None, ignore_errors=False, filter_func=wanted.__contains__)
