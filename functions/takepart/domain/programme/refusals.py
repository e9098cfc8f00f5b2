"""Why something cannot be done to an opportunity, a session, a sign-up or a person, with words for the reader."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class ProgrammeRefusal(PlainReason):
    """The reasons, each with its words and the box that it is about."""

    NOT_IN_THIS_STATE = "not-in-this-state", "That cannot be done as things stand now."
    NOT_OPEN = "not-open", "This is not open for people to join."
    STARTED = "started", "This session has started, so it is too late to change your place here."
    ENDS_FIRST = "ends-first", "The session must end after it starts.", "ends"
    NO_SUCH_TIME = "no-such-time", "The clocks change at that time. Choose a time before or after it.", "ends"
    IN_THE_PAST = "in-the-past", "The session must start in the future.", "day"
    NO_PLACES = "no-places", "There must be at least 1 place.", "places"
    FEWER_THAN_TAKEN = "fewer-than-taken", "More people have a place than that. Cancel a place first.", "places"
    NO_SESSION = "no-session", "Add at least one session that is still to come."
    FEE_NOT_AGREED = (
        "fee-not-agreed",
        "It pays a fee, and nobody has agreed to it yet. Its page says whom to ask.",
    )
    NOT_YOURS_TO_AGREE = "not-yours-to-agree", "Somebody else agrees to fees before they are published."
    TOO_LATE_TO_AGREE = "too-late-to-agree", "It has started. Extra time is agreed before a session, or not at all."
    NOT_YOUR_BUDGET = "not-your-budget", "Somebody who holds the budget of this activity agrees to extra time."
    NO_EXTRA_TIME = (
        "no-extra-time",
        "The fee covers all of it, or stops at its limit. There is no extra time to agree to.",
    )
    NO_RATE = "no-rate", "The schedule of payments has no rate for this on that day.", "activity_type"
    TOO_MANY_DAYS = (
        "too-many-days",
        "The schedule of payments pays this for fewer days in a row. Plan each day by itself.",
        "in_a_row",
    )
    TOO_YOUNG = "too-young", "This is for people who are older. Call us and we will find something for you."
    TOO_OLD = "too-old", "This is for people who are younger. Call us and we will find something for you."
    AGE_UNKNOWN = "age-unknown", "This is for some ages only. Add your date of birth to your details first."
    NOT_A_MEMBER = "not-a-member", "This is for members of the group. Join the group first."
    OTHER_RULES = "other-rules", "What members agree to has changed. Read it again first."
    NEEDS_TRAINING = "needs-training", "You need some training first. Call us and we will book it with you."
    NOT_REGISTERED = "not-registered", "You are not registered with us yet."
    YES_ENDS = (
        "yes-ends",
        "Your parent or carer said yes up to a day before this one. Ask them again, on your own page.",
    )
    AWAITS_CONSENT = (
        "awaits-consent",
        "We asked your parent or carer first. Once they say yes, open this again from “My part”.",
    )
    TOO_EARLY = "too-early", "It is too early for that. It works when the session is about to start."
    TOO_LATE = "too-late", "It is too late for that. Tell the worker that you were there."
    NOBODY_THERE = "nobody-there", "Nobody is there to write to any more. Choose who gets it.", "to"
    NO_REASON = "no-reason", "Say why.", "reason"
    NOT_TWO = "not-two", "These two cannot be put together: both must take part, and neither be part of another."
    HAS_ANOTHER = (
        "has-another",
        "The one that ends has another in it. Take them apart first, or put these two together the other way round.",
    )
    TWO_BIRTHDAYS = (
        "two-birthdays",
        "They have different dates of birth. If it is one person, put the wrong date right first.",
    )
    PLACES_TO_COME = (
        "places-to-come",
        "The other registration has places to come. Give them up there, and take them here, first.",
    )
    TOO_SHORT = "too-short", "Enter 2 letters or digits, or more.", "words"
    NO_LOOK_REASON = "no-look-reason", "Choose why you look.", "why"
    LAPSED = "lapsed", "We kept this place for you as long as we could. It has gone to the next person."
    OUT_OF_DATE = "out-of-date", "Something changed in the meantime. Look at it again."
    NOT_THERE = "not-there", "We cannot find that."
    UNPAID_CLAIM = "unpaid-claim", "A claim is still to be paid. We can delete your details once it is."
    SAME_PERSON = "same-person", "This link is for a parent or carer, not for the young person.", "guardian_email"
    ENOUGH_ITEMS = "enough-items", "You have said what you want to talk about. Take one thing back first.", "text"
    SAME_ADDRESS = "same-address", "We have that address already. Use another one.", "email"
    OWN_ADDRESS = "own-address", "That is your own address. It cannot be theirs as well.", "email"
    NAME_TAKEN = (
        "name-taken",
        "We cannot do that here: someone with this name and address is with us already. It may be you. Call us "
        "and we will sort it out.",
        "name",
    )
    TOO_MANY_CHANGES = (
        "too-many-changes",
        "You have asked for this a few times today. Try again tomorrow, or call us.",
        "email",
    )
    FULL = "full", "All places are taken. Tick “Let them in over the number of places” and press again.", "over"
    FULL_THERE = "full-there", "That session is full, so nothing was changed. They keep the place that they have.", "to"
    CALLED_OFF = "called-off", "This session was called off, so nobody can be written down as here.", "name"
    NO_PLACE_NOW = (
        "no-place-now",
        "They have no place any more. If they are here, fill in “Somebody came without a place”.",
    )
    WRITTEN_ABSENT = (
        "written-absent",
        "You wrote down that they were not here. Find them in the list above, press “This is wrong” and say why.",
        "name",
    )
    UNKNOWN_AT_THE_DOOR = (
        "unknown-at-the-door",
        "Nobody is registered with this name and email address. Check both with them. If they are new, they can "
        "register on a phone now. Then press again.",
        "name",
    )
    NOT_CONFIRMED_AT_THE_DOOR = (
        "not-confirmed-at-the-door",
        "They have not confirmed their email address yet. Ask them to press the button in our email. Then press again.",
        "name",
    )
    AWAITS_CONSENT_AT_THE_DOOR = (
        "awaits-consent-at-the-door",
        "Their parent or carer has not agreed yet. We sent them an email. Once they say yes, press again.",
        "name",
    )
    LEFT_BEFORE = (
        "left-before",
        "They left us. They can come back on “My part”, with their own link. Then press again.",
        "name",
    )
