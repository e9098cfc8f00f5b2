"""How long what a claim holds of a person is kept: bank details some days, name and words the years of finance law.

What is left for finance is what was paid, for what, when, and who decided; the journal holds no personal data, and so
its chain still verifies (Wirral policy, section 7; the privacy page says the same days and years).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.claims.claim import Claim, ClaimAction
from takepart.domain.claims.parts import Claimant
from takepart.domain.lines import Flag
from takepart.domain.policy.rules import Retention
from takepart.domain.uk_time import local_date

_NOBODY: Final = Claimant(name="", email="")
MONEY_YEAR: Final = (4, 1)
"""The month and day on which a council's and a trust's financial year starts."""


def closed_on(claim: Claim) -> date:
    """The day on which the claim was over: its last turn is nobody's."""
    return local_date(claim.turn.since)


def bank_cut_off(today: date, retention: Retention) -> date:
    """Bank details of claims that were over before this day go."""
    return today - timedelta(days=retention.bank_details_days)


def person_cut_off(today: date, retention: Retention) -> date:
    """What tells who claimed goes, of claims that were over before this day: whole financial years are kept."""
    month, day = MONEY_YEAR
    year = today.year if (today.month, today.day) >= MONEY_YEAR else today.year - 1
    return date(year - retention.finance_years, month, day)


def erase_bank(claim: Claim, step: Step) -> Claim:
    """The bank details go, and what they said of a name. Raises Refused for a claim that is not over."""
    flags = claim.flags - {Flag.OTHER_NAME, Flag.NEW_ACCOUNT}
    return claim.acted(ClaimAction.ERASE_BANK, step, bank=None, bank_held=None, flags=flags)


def erase(claim: Claim, step: Step) -> Claim:
    """Who it was, and every free text, goes; amounts, days and decisions stay. Raises Refused for one not over."""
    lines = tuple(
        replace(line, description="", why="", changes=tuple(replace(each, why="") for each in line.changes))
        for line in claim.lines
    )
    after = claim.acted(ClaimAction.ERASE, step, claimant=_NOBODY, lines=lines)
    flags = claim.flags - {Flag.OTHER_NAME, Flag.NEW_ACCOUNT}
    return replace(after, bank=None, bank_held=None, household=(), flags=flags, notes=MappingProxyType({}))
