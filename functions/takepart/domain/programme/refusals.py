"""Why something cannot be done to an opportunity, a session or a sign-up, with words for the reader."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The reasons. The value is for logs and tests, ``plain`` for people."""

    NOT_IN_THIS_STATE = "not-in-this-state"
    NOT_OPEN = "not-open"
    STARTED = "started"
    ENDS_FIRST = "ends-first"
    NO_SUCH_TIME = "no-such-time"
    IN_THE_PAST = "in-the-past"
    NO_PLACES = "no-places"
    FEWER_THAN_TAKEN = "fewer-than-taken"
    NO_SESSION = "no-session"
    NO_RATE = "no-rate"
    TOO_YOUNG = "too-young"
    TOO_OLD = "too-old"
    AGE_UNKNOWN = "age-unknown"
    NEEDS_TRAINING = "needs-training"
    NOT_REGISTERED = "not-registered"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    NO_REASON = "no-reason"
    LAPSED = "lapsed"
    OUT_OF_DATE = "out-of-date"
    NOT_THERE = "not-there"
    UNPAID_CLAIM = "unpaid-claim"
    SAME_PERSON = "same-person"
    ENOUGH_ITEMS = "enough-items"
    SAME_ADDRESS = "same-address"
    OWN_ADDRESS = "own-address"
    NAME_TAKEN = "name-taken"
    TOO_MANY_CHANGES = "too-many-changes"
    FULL = "full"
    CALLED_OFF = "called-off"
    NO_PLACE_NOW = "no-place-now"
    WRITTEN_ABSENT = "written-absent"
    UNKNOWN_AT_THE_DOOR = "unknown-at-the-door"
    NOT_CONFIRMED_AT_THE_DOOR = "not-confirmed-at-the-door"
    AWAITS_CONSENT_AT_THE_DOOR = "awaits-consent-at-the-door"
    LEFT_BEFORE = "left-before"

    @property
    def plain(self) -> str:
        """What to tell the person."""
        return _PLAIN[self]


_PLAIN = {
    Refusal.NOT_IN_THIS_STATE: "That cannot be done as things stand now.",
    Refusal.NOT_OPEN: "This is not open for people to join.",
    Refusal.STARTED: "This session has started, so it is too late to change your place here.",
    Refusal.ENDS_FIRST: "The session must end after it starts.",
    Refusal.NO_SUCH_TIME: "The clocks change at that time. Choose a time before or after it.",
    Refusal.IN_THE_PAST: "The session must start in the future.",
    Refusal.NO_PLACES: "There must be at least 1 place.",
    Refusal.FEWER_THAN_TAKEN: "More people have a place than that. Cancel a place first.",
    Refusal.NO_SESSION: "Add at least one session that is still to come.",
    Refusal.NO_RATE: "The schedule of payments has no rate for this on that day.",
    Refusal.TOO_YOUNG: "This is for people who are older. Call us and we will find something for you.",
    Refusal.TOO_OLD: "This is for people who are younger. Call us and we will find something for you.",
    Refusal.AGE_UNKNOWN: "This is for some ages only. Add your date of birth to your details first.",
    Refusal.NEEDS_TRAINING: "You need some training first. Call us and we will book it with you.",
    Refusal.NOT_REGISTERED: "You are not registered with us yet.",
    Refusal.TOO_EARLY: "It is too early for that. It works when the session is about to start.",
    Refusal.TOO_LATE: "It is too late for that. Tell the worker that you were there.",
    Refusal.NO_REASON: "Say why.",
    Refusal.LAPSED: "We kept this place for you as long as we could. It has gone to the next person.",
    Refusal.OUT_OF_DATE: "Something changed in the meantime. Look at it again.",
    Refusal.NOT_THERE: "We cannot find that.",
    Refusal.UNPAID_CLAIM: "A claim is still to be paid. We can delete your details once it is.",
    Refusal.SAME_PERSON: "This link is for a parent or carer, not for the young person.",
    Refusal.ENOUGH_ITEMS: "You have said what you want to talk about. Take one thing back first.",
    Refusal.SAME_ADDRESS: "We have that address already. Use another one.",
    Refusal.OWN_ADDRESS: "That is your own address. It cannot be theirs as well.",
    Refusal.NAME_TAKEN: "We cannot do that here: someone with this name and address is with us already. "
    "It may be you. Call us and we will sort it out.",
    Refusal.FULL: "All places are taken. Tick “Let them in over the number of places” and press again.",
    Refusal.CALLED_OFF: "This session was called off, so nobody can be written down as here.",
    Refusal.NO_PLACE_NOW: "They have no place any more. If they are here, fill in “Somebody came without a place”.",
    Refusal.WRITTEN_ABSENT: "You wrote down that they were not here. Find them in the list above, "
    "press “This is wrong” and say why.",
    Refusal.UNKNOWN_AT_THE_DOOR: "Nobody is registered with this name and email address. Check both with them. "
    "If they are new, they can register on a phone now. Then press again.",
    Refusal.NOT_CONFIRMED_AT_THE_DOOR: "They have not confirmed their email address yet. Ask them to press the button "
    "in our email. Then press again.",
    Refusal.AWAITS_CONSENT_AT_THE_DOOR: "Their parent or carer has not agreed yet. We sent them an email. "
    "Once they say yes, press again.",
    Refusal.LEFT_BEFORE: "They left us. They can come back on “My part”, with their own link. Then press again.",
    Refusal.TOO_MANY_CHANGES: "You have asked for this a few times today. Try again tomorrow, or call us.",
}


class CannotDo(Exception):
    """The step is refused. Nothing was written."""

    def __init__(self, about: str, *, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{about}: {reason.value}{f' ({detail})' if detail else ''}")
        self.about, self.reason, self.detail = about, reason, detail
