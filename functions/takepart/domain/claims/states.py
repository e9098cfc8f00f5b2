"""Where a claim can be and what can be done to it there: the whole state machine is the table below."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ClaimState(StrEnum):
    """Where a claim stands."""

    WITH_WORKER = "with-worker"
    WITH_FINANCE = "with-finance"
    WITH_SECOND_APPROVER = "with-second-approver"
    ASKED_BY_WORKER = "asked-by-worker"
    ASKED_BY_FINANCE = "asked-by-finance"
    ASKED_BY_SECOND_APPROVER = "asked-by-second-approver"
    APPROVED = "approved"
    NEEDS_BANK_DETAILS = "needs-bank-details"
    PAID = "paid"
    NOTHING_TO_PAY = "nothing-to-pay"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ClaimAction(StrEnum):
    """What can be done to a claim. The value is what the journal calls it."""

    SEND = "sent"
    CONFIRM = "confirmed"
    CONFIRM_WITHOUT_PAY = "confirmed-without-pay"
    APPROVE_FIRST = "approved-first"
    APPROVE = "approved"
    APPROVE_ALREADY_PAID = "approved-already-paid"
    REFUSE = "refused"
    ASK = "asked"
    ANSWER = "answered"
    PASS_ON = "passed-on"
    NUDGE = "nudged"
    ESCALATE = "escalated"
    SEND_LINK = "link-asked-for"
    ADD_RECEIPT = "receipt-added"
    WITHDRAW = "withdrawn"
    OFFER_BANK_DETAILS = "bank-details-offered"
    CONFIRM_BANK_DETAILS = "bank-details-confirmed"
    BATCH = "put-in-batch"
    PAY = "paid-part"
    PAY_LAST = "paid"
    BOUNCE = "payment-failed"
    BOUNCE_GIFT = "gift-failed"
    RETRY_GIFT = "gift-retried"
    HAND_OVER = "handed-over"
    """Vouchers went from hand to hand."""
    ACKNOWLEDGE = "receipt-acknowledged"
    AMEND = "noted"
    REOPEN = "reopened"
    ERASE_BANK = "bank-details-erased"
    ERASE = "person-erased"


WITH_STAFF: Final = frozenset({ClaimState.WITH_WORKER, ClaimState.WITH_FINANCE, ClaimState.WITH_SECOND_APPROVER})
ASKED: Final = frozenset({ClaimState.ASKED_BY_WORKER, ClaimState.ASKED_BY_FINANCE, ClaimState.ASKED_BY_SECOND_APPROVER})
UNDECIDED: Final = WITH_STAFF | ASKED
CLOSED: Final = frozenset({ClaimState.PAID, ClaimState.NOTHING_TO_PAY, ClaimState.REFUSED, ClaimState.WITHDRAWN})

_ASKING: Final = {
    ClaimState.WITH_WORKER: ClaimState.ASKED_BY_WORKER,
    ClaimState.WITH_FINANCE: ClaimState.ASKED_BY_FINANCE,
    ClaimState.WITH_SECOND_APPROVER: ClaimState.ASKED_BY_SECOND_APPROVER,
}

TRANSITIONS: Final[Mapping[tuple[ClaimState, ClaimAction], ClaimState]] = MappingProxyType(
    {
        (ClaimState.WITH_WORKER, ClaimAction.CONFIRM): ClaimState.WITH_FINANCE,
        (ClaimState.WITH_WORKER, ClaimAction.CONFIRM_WITHOUT_PAY): ClaimState.NOTHING_TO_PAY,
        (ClaimState.WITH_FINANCE, ClaimAction.APPROVE): ClaimState.APPROVED,
        (ClaimState.WITH_FINANCE, ClaimAction.APPROVE_FIRST): ClaimState.WITH_SECOND_APPROVER,
        (ClaimState.WITH_SECOND_APPROVER, ClaimAction.APPROVE): ClaimState.APPROVED,
        (ClaimState.WITH_FINANCE, ClaimAction.APPROVE_ALREADY_PAID): ClaimState.PAID,
        (ClaimState.WITH_SECOND_APPROVER, ClaimAction.APPROVE_ALREADY_PAID): ClaimState.PAID,
        **{(state, ClaimAction.REFUSE): ClaimState.REFUSED for state in WITH_STAFF},
        **{(state, ClaimAction.ASK): asked for state, asked in _ASKING.items()},
        **{(asked, ClaimAction.ANSWER): state for state, asked in _ASKING.items()},
        **{(state, ClaimAction.PASS_ON): state for state in WITH_STAFF},
        **{(state, ClaimAction.NUDGE): state for state in WITH_STAFF},
        **{(state, ClaimAction.ESCALATE): state for state in WITH_STAFF},
        **{(state, ClaimAction.SEND_LINK): state for state in ClaimState},
        **{(state, ClaimAction.ADD_RECEIPT): state for state in UNDECIDED},
        **{
            (state, ClaimAction.WITHDRAW): ClaimState.WITHDRAWN
            for state in UNDECIDED | {ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS}
        },
        **{
            (state, action): state
            for state in UNDECIDED | {ClaimState.APPROVED}
            for action in (ClaimAction.OFFER_BANK_DETAILS, ClaimAction.CONFIRM_BANK_DETAILS)
        },
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.OFFER_BANK_DETAILS): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.CONFIRM_BANK_DETAILS): ClaimState.APPROVED,
        (ClaimState.APPROVED, ClaimAction.BATCH): ClaimState.APPROVED,
        (ClaimState.APPROVED, ClaimAction.PAY): ClaimState.APPROVED,
        (ClaimState.APPROVED, ClaimAction.PAY_LAST): ClaimState.PAID,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.BATCH): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.PAY): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.APPROVED, ClaimAction.BOUNCE): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.PAID, ClaimAction.BOUNCE): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.APPROVED, ClaimAction.BOUNCE_GIFT): ClaimState.APPROVED,
        (ClaimState.PAID, ClaimAction.BOUNCE_GIFT): ClaimState.APPROVED,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.BOUNCE_GIFT): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.APPROVED, ClaimAction.RETRY_GIFT): ClaimState.APPROVED,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.RETRY_GIFT): ClaimState.NEEDS_BANK_DETAILS,
        **{
            (state, ClaimAction.HAND_OVER): state
            for state in (ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS, ClaimState.PAID)
        },
        **{
            (state, ClaimAction.ACKNOWLEDGE): state
            for state in (*UNDECIDED, ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS, ClaimState.PAID)
        },
        **{
            (state, ClaimAction.AMEND): state for state in (ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS, *CLOSED)
        },
        (ClaimState.REFUSED, ClaimAction.REOPEN): ClaimState.WITH_FINANCE,
        **{(state, action): state for state in CLOSED for action in (ClaimAction.ERASE_BANK, ClaimAction.ERASE)},
    }
)
"""Every pair that is not here is refused. SEND is not here: it makes the claim."""
