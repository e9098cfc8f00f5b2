"""Why a step on a batch, a voucher or a float is refused: one reason each, in words that a page can show."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class MoneyRefusal(PlainReason):
    """A reason, with what it means in plain words."""

    NOT_FOUND = "not-found", "We cannot find that."
    NOT_ALLOWED = "not-allowed", "Your role does not let you do this."
    NOT_IN_THIS_STATE = "not-in-this-state", "This cannot be done now."
    OUT_OF_DATE = "out-of-date", "Someone else changed this a moment ago. Look again before you go on."
    NOT_SENT = "not-sent", "This batch has not gone to the bank yet, so nothing can have come back."
    SENT_BEFORE = "sent-before", "This batch is already down as sent to the bank."
    NOTHING_CAME_BACK = "nothing-came-back", "Enter at least one reference that came back."
    OWN_CLAIM = "own-claim", "You cannot pay your own claim. Someone else must."
    NOTHING_DUE = "nothing-due", "There is nothing to pay here, or it was paid already."
    NOT_ENOUGH_CASH = "not-enough-cash", "There is not enough money in this float."
    OVER_CASH_LIMIT = "over-cash-limit", "That is more cash than one person can get in a day."
    MORE_THAN_COST = "more-than-cost", "You can hand over what the journeys cost, or less."
    NO_AMOUNT = "no-amount", "Enter an amount of more than £0."
    NO_NAME = "no-name", "Give it a name with letters or digits."
    NO_REASON = "no-reason", "Say why, in a few words."
    FLOAT_CLOSED = "float-closed", "This float is closed."
    FLOAT_FULL = "float-full", "The book of this float is full. Count it, close it and open a new one."
    FLOAT_EXISTS = "float-exists", "There is a float with that name already."
    NOTHING_CLAIMED = "nothing-claimed", "Enter at least one journey or cost."
    NOT_ISSUED = "not-issued", "This voucher was not given to that claim."
    NOT_IN_STOCK = "not-in-stock", "This voucher is not in stock."
