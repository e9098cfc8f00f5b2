"""Where a claim can be and what can be done to it there: the whole state machine is the table below."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from takepart.domain.claims.refusals import CannotAct, Refusal
from takepart.domain.ids import ClaimId


class State(StrEnum):
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


class Action(StrEnum):
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
    ACKNOWLEDGE = "receipt-acknowledged"
    AMEND = "noted"
    REOPEN = "reopened"
    ERASE_BANK = "bank-details-erased"
    ERASE = "person-erased"


WITH_STAFF: Final = frozenset({State.WITH_WORKER, State.WITH_FINANCE, State.WITH_SECOND_APPROVER})
ASKED: Final = frozenset({State.ASKED_BY_WORKER, State.ASKED_BY_FINANCE, State.ASKED_BY_SECOND_APPROVER})
UNDECIDED: Final = WITH_STAFF | ASKED
CLOSED: Final = frozenset({State.PAID, State.NOTHING_TO_PAY, State.REFUSED, State.WITHDRAWN})

_ASKING: Final = {
    State.WITH_WORKER: State.ASKED_BY_WORKER,
    State.WITH_FINANCE: State.ASKED_BY_FINANCE,
    State.WITH_SECOND_APPROVER: State.ASKED_BY_SECOND_APPROVER,
}

TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.WITH_WORKER, Action.CONFIRM): State.WITH_FINANCE,
        (State.WITH_WORKER, Action.CONFIRM_WITHOUT_PAY): State.NOTHING_TO_PAY,
        (State.WITH_FINANCE, Action.APPROVE): State.APPROVED,
        (State.WITH_FINANCE, Action.APPROVE_FIRST): State.WITH_SECOND_APPROVER,
        (State.WITH_SECOND_APPROVER, Action.APPROVE): State.APPROVED,
        (State.WITH_FINANCE, Action.APPROVE_ALREADY_PAID): State.PAID,
        (State.WITH_SECOND_APPROVER, Action.APPROVE_ALREADY_PAID): State.PAID,
        **{(state, Action.REFUSE): State.REFUSED for state in WITH_STAFF},
        **{(state, Action.ASK): asked for state, asked in _ASKING.items()},
        **{(asked, Action.ANSWER): state for state, asked in _ASKING.items()},
        **{(state, Action.PASS_ON): state for state in WITH_STAFF},
        **{(state, Action.NUDGE): state for state in WITH_STAFF},
        **{(state, Action.ESCALATE): state for state in WITH_STAFF},
        **{(state, Action.SEND_LINK): state for state in State},
        **{(state, Action.ADD_RECEIPT): state for state in UNDECIDED},
        **{
            (state, Action.WITHDRAW): State.WITHDRAWN
            for state in UNDECIDED | {State.APPROVED, State.NEEDS_BANK_DETAILS}
        },
        **{
            (state, action): state
            for state in UNDECIDED | {State.APPROVED}
            for action in (Action.OFFER_BANK_DETAILS, Action.CONFIRM_BANK_DETAILS)
        },
        (State.NEEDS_BANK_DETAILS, Action.OFFER_BANK_DETAILS): State.NEEDS_BANK_DETAILS,
        (State.NEEDS_BANK_DETAILS, Action.CONFIRM_BANK_DETAILS): State.APPROVED,
        (State.APPROVED, Action.BATCH): State.APPROVED,
        (State.APPROVED, Action.PAY): State.APPROVED,
        (State.APPROVED, Action.PAY_LAST): State.PAID,
        (State.NEEDS_BANK_DETAILS, Action.BATCH): State.NEEDS_BANK_DETAILS,
        (State.NEEDS_BANK_DETAILS, Action.PAY): State.NEEDS_BANK_DETAILS,
        (State.APPROVED, Action.BOUNCE): State.NEEDS_BANK_DETAILS,
        (State.PAID, Action.BOUNCE): State.NEEDS_BANK_DETAILS,
        (State.APPROVED, Action.BOUNCE_GIFT): State.APPROVED,
        (State.PAID, Action.BOUNCE_GIFT): State.APPROVED,
        (State.NEEDS_BANK_DETAILS, Action.BOUNCE_GIFT): State.NEEDS_BANK_DETAILS,
        (State.APPROVED, Action.RETRY_GIFT): State.APPROVED,
        (State.NEEDS_BANK_DETAILS, Action.RETRY_GIFT): State.NEEDS_BANK_DETAILS,
        **{
            (state, Action.ACKNOWLEDGE): state
            for state in (*UNDECIDED, State.APPROVED, State.NEEDS_BANK_DETAILS, State.PAID)
        },
        **{(state, Action.AMEND): state for state in (State.APPROVED, State.NEEDS_BANK_DETAILS, *CLOSED)},
        (State.REFUSED, Action.REOPEN): State.WITH_FINANCE,
        **{(state, action): state for state in CLOSED for action in (Action.ERASE_BANK, Action.ERASE)},
    }
)
"""Every pair that is not here is refused. SEND is not here: it makes the claim."""


def next_state(claim_id: ClaimId, state: State, action: Action) -> State:
    """Where the action leads. Raises CannotAct when the table has no such pair."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise CannotAct(
            claim_id, reason=Refusal.NOT_IN_THIS_STATE, detail=f"{action.value} when {state.value}"
        ) from None
