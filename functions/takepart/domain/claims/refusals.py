"""Why a step on a claim is refused: one reason each, in words that a page can show."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class ClaimRefusal(PlainReason):
    """A reason, with what it means in plain words."""

    NOT_IN_THIS_STATE = "not-in-this-state", "This cannot be done to the claim as it stands now."
    DECIDER_IS_CLAIMANT = "decider-is-claimant", "You cannot decide your own claim. Someone else must."
    DECIDED_BEFORE = "decided-before", "You have already had a part in this claim. A different person must decide now."
    HANDS_OVER_OWN = "hands-over-own", "You cannot pay your own claim. Someone else must."
    HAD_A_PART_IN_THE_MONEY = (
        "had-a-part-in-the-money",
        "You have already had a part in this claim. A different person must hand the money over, and another see it.",
    )
    WITNESS_HANDED_OVER = (
        "witness-handed-over",
        "You handed it over. The person says on their own page that they have it, or a colleague who saw it does.",
    )
    IS_TO_DECIDE = (
        "is-to-decide",
        "This claim waits for your decision. So the person says that they have their money, or another colleague does.",
    )
    HANDED_OVER_BEFORE = "handed-over-before", "These vouchers were handed over already."
    NOT_HANDED_OVER = "not-handed-over", "Nobody has said yet that they gave them. Whoever gave them says so first."
    NOT_YOUR_TURN = "not-your-turn", "This claim is with somebody else now."
    NO_REASON = "no-reason", "Say why, in plain words. The person who claimed will read it.", "reason"
    UNKNOWN_LINE = "unknown-line", "That line is not part of this claim."
    MORE_THAN_CONFIRMED = "more-than-confirmed", "You can approve what was confirmed, or less. You cannot approve more."
    LESS_THAN_NOTHING = "less-than-nothing", "The amount must be £0 or more."
    NOTHING_LEFT = "nothing-left", "Every line would be £0. To pay nothing, refuse the claim and say why."
    NOT_AS_APPROVED = "not-as-approved", "The second approver agrees to the same amounts, or sends the claim back."
    NO_OTHER_PERSON = "no-other-person", "Choose a colleague who has had no part in this claim."
    MONEY_ON_ITS_WAY = "money-on-its-way", "The money is already on its way, so this cannot be changed now."
    PAYMENT_NOT_DUE = "payment-not-due", "This payment is not waiting to be paid."
    WRONG_AMOUNT = "wrong-amount", "The amount is not the one that was approved."
    NO_BANK_DETAILS = "no-bank-details", "There are no bank details to pay this to."
    NOTHING_HELD = "nothing-held", "There are no new bank details waiting to be confirmed."
    PAID_BEFORE = "paid-before", "This was already approved on another claim for the same session."
    SIGN_IN_FIRST = (
        "sign-in-first",
        "A claim of this much can only be approved by someone who is signed in. Sign in first.",
    )
    NOT_THEIR_CLAIM = "not-their-claim", "We know no such claim of this person. Check the reference."
    TOO_MANY_LINKS = (
        "too-many-links",
        "We have sent enough links for this claim today. Use the newest one, or try tomorrow.",
    )
