"""Where a claim stands, as the office says it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from takepart.domain.claims.claim import ClaimState

IN_WORDS: Final[Mapping[ClaimState, str]] = MappingProxyType(
    {
        ClaimState.WITH_WORKER: "To confirm",
        ClaimState.WITH_FINANCE: "To approve",
        ClaimState.WITH_SECOND_APPROVER: "To approve a second time",
        ClaimState.ASKED_BY_WORKER: "Question asked before it is confirmed",
        ClaimState.ASKED_BY_FINANCE: "Question asked before it is approved",
        ClaimState.ASKED_BY_SECOND_APPROVER: "Question asked by the second approver",
        ClaimState.APPROVED: "To pay",
        ClaimState.NEEDS_BANK_DETAILS: "Payment came back",
        ClaimState.PAID: "Paid",
        ClaimState.NOTHING_TO_PAY: "Nothing to pay",
        ClaimState.REFUSED: "Refused",
        ClaimState.WITHDRAWN: "Taken back",
    }
)
