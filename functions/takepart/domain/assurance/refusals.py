"""Why something about a promise or an audit is refused, in words for the person who tried."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Each value is what the page says."""

    NO_SUCH_SLOT = "This promise is not owed for that time. Look at your list again"
    KEPT_ALREADY = "Someone has already shown that this promise was kept"
    TOO_EARLY = "The day is before this promise could be kept. Check the date"
    IN_THE_FUTURE = "The day has not come yet. Add a plan now, and show what you did after it"
    TOO_LATE = "It is too late to keep this promise. It is written down as not kept"
    NOTHING_SHOWN = "Write a few words about what you did, or add a file"
    BY_AUDIT_ONLY = "This promise is kept by signing off your yearly audit"
    NEEDS_REASON = "Say why, in a few words"
    NEVER_ENDS = "Give a day on which the pause ends, in the next 12 months"
    PAST_DAY = "Give a day that is still to come"
    NOT_YOURS = "This is for someone else in your team to do"
    SIGNED_OFF = "This audit is signed off. Nobody can change it any more"
    NOT_READY = "Some statements have no level yet. Answer them first"
    NO_SUCH_STATEMENT = "This audit does not ask that"
    NO_SUCH_ACTION = "This audit has no such action"
    ALREADY_DONE = "This action is done already"
    NEEDS_WORDS = "Say what you will do, who does it and by when"
    NO_SUCH_PERSON = "Choose someone from the list"
    ENOUGH_INVITED = "There are enough invitations for this year. Hand out those that you have"
    NO_SUCH_INVITATION = "We do not know this code. Check it and type it again"
    INVITATION_USED = "This code was used before. Each code works once"
    INVITATION_ENDED = "The time to answer with this code is over"
    NOTHING_ANSWERED = "Answer one question or more"
    BY_REVIEW_ONLY = "This promise is kept by the review of the policy, in the office"
    NO_SUCH_TASK = "The review has no such task"
    TASK_DONE = "This task is done. Open it again first, and say why"
    TASK_NOT_DONE = "This task is not done yet"
    NEEDS_CONSULTATION = "Enter the code of the consultation, like K7M4-9QXR"
    TASKS_LEFT = "Some tasks are not done yet. Finish them first"
    NO_NEW_VERSION = "The policy file has no newer version yet. Add it there first"
    REVIEW_OVER = "This review is over. Its new version is public"
    NOT_ON_THE_MAP = "The map has no such place. Load the page again"
    EMPTY_MAP = "Tick one box or more. If nobody takes part anywhere yet, say so in your audit"
    NOT_AN_OCCASION = "This promise has its own dates. There is nothing to add"


class CannotKeep(Exception):
    """It was refused; ``reason.value`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason
