"""Where a claim stands, as the office says it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from takepart.domain.claims.states import State

IN_WORDS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.WITH_WORKER: "To confirm",
        State.WITH_FINANCE: "To approve",
        State.WITH_SECOND_APPROVER: "To approve a second time",
        State.ASKED_BY_WORKER: "Question asked before it is confirmed",
        State.ASKED_BY_FINANCE: "Question asked before it is approved",
        State.ASKED_BY_SECOND_APPROVER: "Question asked by the second approver",
        State.APPROVED: "To pay",
        State.NEEDS_BANK_DETAILS: "Payment came back",
        State.PAID: "Paid",
        State.NOTHING_TO_PAY: "Nothing to pay",
        State.REFUSED: "Refused",
        State.WITHDRAWN: "Taken back",
    }
)
