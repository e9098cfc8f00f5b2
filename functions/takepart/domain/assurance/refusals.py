"""Why something about a promise or an audit is refused, in words for the person who tried."""

from __future__ import annotations

from takepart.domain.plain_reason import PlainReason


class PromiseRefusal(PlainReason):
    """A reason, with what the page says."""

    NO_SUCH_SLOT = "no-such-slot", "This promise is not owed for that time. Look at your list again", "day"
    KEPT_ALREADY = "kept-already", "Someone has already shown that this promise was kept", "day"
    TOO_EARLY = "too-early", "The day is before this promise could be kept. Check the date", "day"
    IN_THE_FUTURE = "in-the-future", "The day has not come yet. Add a plan now, and show what you did after it", "day"
    TOO_LATE = "too-late", "It is too late to keep this promise. It is written down as not kept", "day"
    NOTHING_SHOWN = "nothing-shown", "Write a few words about what you did, or add a file", "note"
    BY_AUDIT_ONLY = "by-audit-only", "This promise is kept by signing off your yearly audit"
    NEEDS_REASON = "needs-reason", "Say why, in a few words", "reason"
    NEVER_ENDS = "never-ends", "Give a day on which the pause ends, in the next 12 months", "day"
    PAST_DAY = "past-day", "Give a day that is still to come", "day"
    NOT_YOURS = "not-yours", "This is for someone else in your team to do"
    SIGNED_OFF = "signed-off", "This audit is signed off. Nobody can change it any more"
    NOT_READY = "not-ready", "Some statements have no level yet. Answer them first"
    NO_SUCH_STATEMENT = "no-such-statement", "This audit does not ask that"
    NO_SUCH_ACTION = "no-such-action", "This audit has no such action"
    ALREADY_DONE = "already-done", "This action is done already", "note"
    NO_SUCH_PERSON = "no-such-person", "Choose someone from the list", "keeper"
    ENOUGH_INVITED = (
        "enough-invited",
        "There are enough invitations for this year. Hand out those that you have",
        "how_many",
    )
    NO_SUCH_INVITATION = "no-such-invitation", "We do not know this code. Check it and type it again"
    INVITATION_USED = "invitation-used", "This code was used before. Each code works once"
    INVITATION_ENDED = "invitation-ended", "The time to answer with this code is over"
    NOTHING_ANSWERED = "nothing-answered", "Answer one question or more"
    BY_REVIEW_ONLY = "by-review-only", "This promise is kept by the review of the policy, in the office"
    NO_SUCH_TASK = "no-such-task", "The review has no such task", "review"
    TASK_DONE = "task-done", "This task is done. Open it again first, and say why", "review"
    TASK_NOT_DONE = "task-not-done", "This task is not done yet", "review"
    NEEDS_CONSULTATION = "needs-consultation", "Enter the code of the consultation, like K7M4-9QXR", "consultation"
    TASKS_LEFT = "tasks-left", "Some tasks are not done yet. Finish them first", "review"
    NO_NEW_VERSION = "no-new-version", "The policy file has no newer version yet. Add it there first", "review"
    REVIEW_OVER = "review-over", "This review is over. Its new version is public", "review"
    NOT_ON_THE_MAP = "not-on-the-map", "The map has no such place. Load the page again", "levels"
    EMPTY_MAP = "empty-map", "Tick one box or more. If nobody takes part anywhere yet, say so in your audit", "levels"
    NOT_AN_OCCASION = "not-an-occasion", "This promise has its own dates. There is nothing to add", "day"
