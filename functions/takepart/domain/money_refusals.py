"""Why a step on a batch, a voucher or a float is refused: one reason each, in words that a page can show."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class MoneyRefusal(PlainReason):
    """A reason, with what it means in plain words."""

    NOT_FOUND = "not-found", "We cannot find that."
    NOT_ALLOWED = "not-allowed", "Your role does not let you do this."
    NOT_IN_THIS_STATE = "not-in-this-state", "This cannot be done now."
    NO_SUCH_FLOAT = "no-such-float", "We cannot find that float.", "float_id"
    NOT_SENT = "not-sent", "This batch has not gone to the bank yet, so nothing can have come back.", "references"
    SENT_BEFORE = "sent-before", "This batch is already down as sent to the bank."
    HAD_A_PART = (
        "had-a-part",
        "You had a part in this batch or in a claim in it. A colleague does this: no one person can make money leave.",
    )
    NOT_CHECKED = (
        "not-checked",
        "Choose the file that you gave to the bank, or enter how many payments it had and the total.",
        "payments",
    )
    OTHER_COUNT = (
        "other-count",
        "We made a file with another number of payments. Look at what you sent.",
        "payments",
    )
    OTHER_TOTAL = "other-total", "We made a file with another total. Look at what you sent.", "total"
    OTHER_FILE = (
        "other-file",
        "This is not the file that we made. Do not send it: download ours again, and give it to the bank as it is.",
        "file",
    )
    NOTHING_CAME_BACK = "nothing-came-back", "Enter at least one reference that came back.", "references"
    OWN_CLAIM = "own-claim", "You cannot pay your own claim. Someone else must.", "email"
    NOTHING_DUE = "nothing-due", "There is nothing to pay here, or it was paid already."
    NOT_ENOUGH_CASH = "not-enough-cash", "There is not enough money in this float.", "float_id"
    OVER_CASH_LIMIT = "over-cash-limit", "That is more cash than one person can get in a day.", "handed"
    MORE_THAN_COST = "more-than-cost", "You can hand over what the journeys cost, or less.", "handed"
    NO_AMOUNT = "no-amount", "Enter an amount of more than £0.", "handed"
    NO_NAME = "no-name", "Give it a name with letters or digits.", "name"
    NO_REASON = "no-reason", "Say why, in a few words.", "reason"
    FLOAT_CLOSED = "float-closed", "This float is closed.", "float_id"
    FLOAT_FULL = "float-full", "The book of this float is full. Count it, close it and open a new one.", "float_id"
    FLOAT_EXISTS = "float-exists", "There is a float with that name already.", "name"
    NOTHING_CLAIMED = "nothing-claimed", "Enter at least one journey or cost.", "handed"
    NOT_ISSUED = "not-issued", "This voucher was not given to that claim."
    NOT_IN_STOCK = "not-in-stock", "This voucher is not in stock."
