"""Writes letters: one template a kind of letter, rendered once and read as plain text and as HTML."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

from takepart.domain import words
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import ClaimLine
from takepart.domain.ids import ActivityTypeId, CharityId, StaffId
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy, UnknownActivityType, UnknownCharity, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.letters.text import Ours, as_text, one_line, paragraphs, quoted, shown
from takepart.use_cases.claims.letters_due import LetterDue
from takepart.use_cases.ports import Letter

_HERE: Final = Path(__file__).parent
COMPILED: Final = _HERE / "compiled"
"""Where the build puts templates compiled ahead; without them they are compiled when first used."""
_CUT: Final = "\x1e"
_LONGEST_NAME: Final = 80


class Writer:
    """The port ``LetterWriter``: letters of one organisation, with links to one site."""

    def __init__(self, *, policy: Policy, site: str) -> None:
        self._policy, self._site = policy, site.rstrip("/")

    def write(self, due: LetterDue, *, token: str, list_token: str = "") -> Letter:
        """The letter. ``token`` goes in its link, ``list_token`` in the link to all that waits for the same person."""
        rendered = self._words.get_template(f"{due.kind.value}.txt").render(self._about(due))
        subject, body, button, closing, *more = (part.strip() for part in rendered.split(_CUT))
        main, end = paragraphs(body), paragraphs(closing)
        there = self._address(due.link, token, due.path) if due.link else f"{self._site}{due.path or '/office'}"
        pointers = [(button, there)] if button else []
        if list_token:
            pointers.append((more[0], f"{self._site}/decide/waiting?t={quote(list_token)}"))
        html = self._pages.get_template("letter.html").render(
            subject=shown(subject),
            main=main,
            end=end,
            pointers=pointers,
            organisation=self._policy.organisation,
        )
        return Letter(
            key=due.key,
            to=due.to,
            subject=shown(subject),
            text="\n\n".join([as_text(main), *(f"{words}:\n{there}" for words, there in pointers), as_text(end)])
            + "\n",
            html=html,
            reply_to=self._policy.organisation.contact_email,
            attachments=due.attachments,
        )

    def _address(self, link: Link, token: str, path: str = "") -> str:
        path = (
            path
            or {
                Purpose.DECIDE: "/decide",
                Purpose.WAITING: "/decide/waiting",
                Purpose.BATCH: "/decide/batch",
                Purpose.TRACK: f"/claims/{link.about}",
                Purpose.CONFIRM_BANK: f"/claims/{link.about}/bank",
                Purpose.SIGN_IN: "/office/sign-in",
                Purpose.PROMISES: "/assurance",
            }[link.purpose]
        )
        return f"{self._site}{path}?t={quote(token)}"

    def _about(self, due: LetterDue) -> dict[str, Any]:
        return {
            "due": due,
            "claim": due.claim,
            "entry": due.entry,
            "member": due.member,
            "waiting": due.waiting,
            "organisation": self._policy.organisation,
            "wording": self._policy.wording,
            "approval": self._policy.approval,
            "site": self._site,
            "cut": Ours(_CUT),
            **_what_happened(due),
            **due.values,
        }

    def _activity(self, id: ActivityTypeId) -> str:
        try:
            return self._policy.activity_type(id).name
        except UnknownActivityType:
            return str(id)

    def _staff(self, id: str) -> str:
        try:
            return self._policy.staff_member(StaffId(id.removeprefix("staff:"))).name
        except UnknownStaff:
            return "a colleague"

    def compile_all(self, target: Path) -> None:
        """Compile every template into ``target`` (a build step: it takes the compiler off the first letter)."""
        both = [(self._words, ".txt"), (self._pages, ".html")]
        names = self._words.list_templates()
        for environment, ending in both:
            wanted = {name for name in names if name.endswith(ending)}
            environment.compile_templates(target, zip=None, ignore_errors=False, filter_func=wanted.__contains__)

    def _charity(self, id: CharityId) -> str:
        try:
            return self._policy.charity(id).name
        except UnknownCharity:
            return "the charity that you chose"

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
        env.filters |= {
            "long_day": words.long_day,
            "moment": words.moment,
            "local_day": local_date,
            "name": name_in_letter,
            "quoted": quoted,
            "activity": self._activity,
            "staff": self._staff,
            "charity": self._charity,
            "time_of": words.time_of_day,
            "course": self._policy.participation.course,
            "length_of": words.how_long,
            "line": line_in_words,
            "flags": flags_of,
        }
        env.globals |= {"counted": words.counted, "one_day": timedelta(days=1)}
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


def templates() -> BaseLoader:
    """Where the letters' templates come from: compiled ahead if the build did so, else their folder."""
    return ModuleLoader(COMPILED) if COMPILED.is_dir() else FileSystemLoader(_HERE / "templates")


def name_in_letter(name: str) -> str:
    """A name as it was typed, as long as names are: a longer one is no name."""
    tidy = one_line(name)
    return tidy if len(tidy) <= _LONGEST_NAME else f"{tidy[:_LONGEST_NAME].rstrip()}…"


def line_in_words(line: ClaimLine) -> str:
    """``Bus: £4.20``, or what is left of it: ``Bus: £3 (you asked for £4.20)``."""
    if line.allowed != line.claimed:
        return f"{line.kind.plain}: {line.allowed} (you asked for {line.claimed})"
    return f"{line.kind.plain}: {line.claimed}"


def flags_of(claim: Claim) -> int:
    """How many things the decider should look at twice, as far as the claim itself shows."""
    return len(claim.flags) + sum(len(line.flags) for line in claim.lines)


def _what_happened(due: LetterDue) -> dict[str, Any]:
    if due.claim is None or due.entry is None:
        return {}
    paid = next((each for each in due.claim.payments if each.id == due.entry.facts.get("payment")), None)
    return {"note": due.claim.notes.get(due.entry.seq, ""), "payment": paid}
