"""Writes letters: one template a kind of letter, rendered once and read as plain text and as HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from takepart.domain import words
from takepart.domain.claims import coming
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.deciding import changes_of
from takepart.domain.claims.parts import ClaimLine
from takepart.domain.ids import ActivityTypeId, CharityId, StaffId
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy, UnknownActivityType, UnknownCharity, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.letters.dress import Dress
from takepart.letters.text import paragraphs, quoted
from takepart.use_cases.claims.letters_due import LetterDue
from takepart.use_cases.ports import Letter


class Writer:
    """The port ``LetterWriter``: letters of one organisation, with links to one site."""

    def __init__(self, *, policy: Policy, site: str) -> None:
        self._policy, self._site = policy, site.rstrip("/")
        self._dress = Dress(policy)
        self._dress.words.filters |= {
            "moment": words.moment,
            "local_day": local_date,
            "quoted": quoted,
            "activity": self._activity,
            "staff": self._staff,
            "charity": self._charity,
            "time_of": words.time_of_day,
            "course": policy.participation.course,
            "length_of": words.how_long,
            "line": line_in_words,
            "flags": flags_of,
            "changes": changes_of,
        }

    def write(self, due: LetterDue, *, token: str, list_token: str = "") -> Letter:
        """The letter. ``token`` goes in its link, ``list_token`` in the link to all that waits for the same person."""
        subject, body, button, closing, *more = self._dress.parts(f"{due.kind.value}.txt", self._about(due))
        there = self._address(due.link, token, due.path) if due.link else f"{self._site}{due.path or '/office'}"
        pointers = [(button, there)] if button else []
        if list_token:
            pointers.append((more[0], f"{self._site}/decide/waiting?t={quote(list_token)}"))
        return self._dress.letter(
            key=due.key,
            to=due.to,
            subject=subject,
            main=paragraphs(body),
            pointers=pointers,
            closing=closing,
            attachments=due.attachments,
        )

    def compile_all(self, target: Path) -> None:
        """Compile every template into ``target`` (a build step: it takes the compiler off the first letter)."""
        self._dress.compile_all(target)

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
            "wording": self._policy.wording,
            "approval": self._policy.approval,
            "site": self._site,
            **_what_happened(due),
            **self._what_comes(due),
            **due.values,
        }

    def _what_comes(self, due: LetterDue) -> dict[str, Any]:
        """What is still to be paid, in words, and by when whoever must act decides: as of the day of the event."""
        if due.claim is None or due.entry is None:
            return {}
        claim, today, days = due.claim, local_date(due.entry.at), self._policy.approval.deputy_after_days
        deputy = coming.deputy_day(claim, deputy_after_days=days)
        charity = self._charity(claim.gift.charity) if claim.gift else "the charity"
        return {
            "coming": coming.still_to_come(claim),
            "what_comes": coming.in_words(claim, charity=charity),
            "decide_by": coming.decide_by(claim, today=today, deputy_after_days=days),
            "deputy_day": deputy if deputy > today else None,
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

    def _charity(self, id: CharityId) -> str:
        try:
            return self._policy.charity(id).name
        except UnknownCharity:
            return "the charity that you chose"


def line_in_words(line: ClaimLine) -> str:
    """``Bus: £4.20``, or what is left of it: ``Bus: £3 (you asked for £4.20)``."""
    if line.allowed != line.claimed:
        return f"{line.kind.plain}: {line.allowed} (you asked for {line.claimed})"
    return f"{line.kind.plain}: {line.claimed}"


def flags_of(claim: Claim) -> int:
    """How many things the decider should look at twice, as far as the claim itself shows."""
    return len(claim.flags) + sum(len(line.flags) for line in claim.lines) + len(changes_of(claim))


def _what_happened(due: LetterDue) -> dict[str, Any]:
    if due.claim is None or due.entry is None:
        return {}
    paid = next((each for each in due.claim.payments if each.id == due.entry.facts.get("payment")), None)
    return {"note": due.claim.notes.get(due.entry.seq, ""), "payment": paid}
