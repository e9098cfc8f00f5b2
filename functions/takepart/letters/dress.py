"""How every letter looks, whatever it is about: words from a template, as plain text and as a page with its buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

from takepart.domain import words
from takepart.domain.policy import Policy
from takepart.domain.typed_words import without_addresses, without_numbers
from takepart.letters.text import Ours, Paragraph, as_text, one_line, paragraphs, shown
from takepart.use_cases.ports import Attachment, Letter

_HERE: Final = Path(__file__).parent
COMPILED: Final = _HERE / "compiled"
"""Where the build puts templates compiled ahead; without them they are compiled when first used."""
_CUT: Final = "\x1e"
_LONGEST_NAME: Final = 80
_OURS: Final[Mapping[str, Any]] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}


class Dress:
    """The look of one organisation's letters."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def parts(self, template: str, values: Mapping[str, Any]) -> list[str]:
        """What a template says, cut where it says ``cut``: subject, body, button, closing, and what else it has."""
        values = {"organisation": self._policy.organisation, "cut": Ours(_CUT), **values}
        return [part.strip() for part in self.words.get_template(template).render(values).split(_CUT)]

    def letter(
        self,
        *,
        key: str,
        to: str,
        subject: str,
        main: tuple[Paragraph, ...],
        pointers: Sequence[tuple[str, str]],
        closing: str,
        headers: Mapping[str, str] | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> Letter:
        """The letter; ``pointers`` are buttons, each with its words and where it leads."""
        end = paragraphs(closing)
        html = self.pages.get_template("letter.html").render(
            subject=shown(subject), main=main, end=end, pointers=pointers, organisation=self._policy.organisation
        )
        return Letter(
            key=key,
            to=to,
            subject=shown(subject),
            text="\n\n".join([as_text(main), *(f"{say}:\n{there}" for say, there in pointers), as_text(end)]) + "\n",
            html=html,
            reply_to=self._policy.organisation.contact_email,
            headers=dict(headers or {}),
            attachments=attachments,
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

    def compile_all(self, target: Path) -> None:
        """Compile every template into ``target`` (a build step: it takes the compiler off the first letter)."""
        names: Iterable[str] = self.words.list_templates()
        for environment, ending in ((self.words, ".txt"), (self.pages, ".html")):
            wanted = {name for name in names if name.endswith(ending)}
            environment.compile_templates(target, zip=None, ignore_errors=False, filter_func=wanted.__contains__)


def _templates() -> BaseLoader:
    return ModuleLoader(COMPILED) if COMPILED.is_dir() else FileSystemLoader(_HERE / "templates")


def name_in_letter(name: str) -> str:
    """A name as it was typed, as long as names are, with nothing to press or dial: anybody may have typed it."""
    tidy = without_numbers(without_addresses(one_line(name)))
    return tidy if len(tidy) <= _LONGEST_NAME else f"{tidy[:_LONGEST_NAME].rstrip()}…"
