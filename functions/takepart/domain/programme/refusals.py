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
    Refusal.TOO_MANY_CHANGES: "You have asked for this a few times today. Try again tomorrow, or call us.",
}


class CannotDo(Exception):
    """The step is refused. Nothing was written."""

    def __init__(self, about: str, *, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{about}: {reason.value}{f' ({detail})' if detail else ''}")
        self.about, self.reason, self.detail = about, reason, detail
