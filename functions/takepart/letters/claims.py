"""Writes the letters about claims, and whatever else the mailer sends: they know money, activities and staff."""

from __future__ import annotations

from typing import Any

from takepart.domain import words
from takepart.domain.claims import coming
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.deciding import changes_of
from takepart.domain.claims.parts import ClaimLine
from takepart.domain.ids import CharityId
from takepart.domain.policy import Policy, UnknownCharity
from takepart.domain.uk_time import local_date
from takepart.domain.working_days import Holidays
from takepart.letters.writer import Writer, quoted
from takepart.use_cases.letters import LetterDue


class ClaimWriter(Writer):
    """A writer whose templates may also say what a claim comes to, and by when."""

    def __init__(self, *, policy: Policy, site: str, holidays: Holidays) -> None:
        super().__init__(policy=policy, site=site)
        self.holidays = holidays
        self.words.filters |= {
            "moment": words.moment,
            "local_day": local_date,
            "quoted": quoted,
            "activity": self.policy.activity_name,
            "staff": self._staff,
            "charity": self._charity,
            "time_of": words.time_of_day,
            "course": policy.participation.course,
            "length_of": words.how_long,
            "line": line_in_words,
            "flags": flags_of,
            "changes": changes_of,
        }

    def about(self, due: LetterDue) -> dict[str, Any]:
        """With the claim, what is still to be paid, and what happened to it."""
        return {
            "claim": due.claim,
            "waiting": due.waiting,
            "wording": self.policy.wording,
            "approval": self.policy.approval,
            "vouchers": self.policy.vouchers,
            **_what_happened(due),
            **self._what_comes(due),
            **super().about(due),
        }

    def _what_comes(self, due: LetterDue) -> dict[str, Any]:
        """What is still to be paid, in words, and by when whoever must act decides: as of the day of the event."""
        if due.claim is None or due.entry is None:
            return {}
        claim, today, days = due.claim, local_date(due.entry.at), self.policy.approval.deputy_after_days
        deputy = coming.deputy_day(claim, deputy_after_days=days, holidays=self.holidays)
        charity = self._charity(claim.gift.charity) if claim.gift else "the charity"
        return {
            "coming": coming.still_to_come(claim),
            "what_comes": coming.in_words(claim, charity=charity),
            "decide_by": coming.decide_by(claim, today=today, deputy_after_days=days, holidays=self.holidays),
            "deputy_day": deputy if today < deputy < claim.promised else None,
        }

    def _staff(self, id: str) -> str:
        return self.policy.staff_name(id.removeprefix("staff:"), otherwise="a colleague")

    def _charity(self, id: CharityId) -> str:
        try:
            return self.policy.charity(id).name
        except UnknownCharity:
            return "the charity that you chose"


def line_in_words(line: ClaimLine) -> str:
    """``Bus: £4.20``, or what is left of it: ``Bus: £3 (you asked for £4.20)``."""
    if line.allowed != line.claimed:
        return f"{line.kind.in_letters}: {line.allowed} (you asked for {line.claimed})"
    return f"{line.kind.in_letters}: {line.claimed}"


def flags_of(claim: Claim) -> int:
    """How many things the decider should look at twice, as far as the claim itself shows."""
    return len(claim.flags) + sum(len(line.flags) for line in claim.lines) + len(changes_of(claim))


def _what_happened(due: LetterDue) -> dict[str, Any]:
    if due.claim is None or due.entry is None:
        return {}
    paid = next((each for each in due.claim.payments if each.id == due.entry.facts.get("payment")), None)
    return {"note": due.claim.notes.get(due.entry.seq, ""), "payment": paid}
