"""What the office fills in about promises: a pause, another keeper, and how a task of the policy's review goes on."""

from __future__ import annotations

from wtforms import StringField

from takepart.web.assurance.forms import OneOfSeveral
from takepart.web.forms.fields import Choice, Day, LongWords, Words


class PauseForm(OneOfSeveral):
    """Stop reminding for a while."""

    _before = "pause-"
    day = Day("Until when?", missing="Enter the last day of the pause", hint="For example, 27 3 2027")
    reason = LongWords("Why?", most=500, what="The reason", missing="Say why, in a few words")


class HandOverForm(OneOfSeveral):
    """Somebody else looks after it."""

    _before = "over-"
    _people = "keeper"
    keeper = Choice("Who looks after it now?", missing="Choose who looks after it now")
    reason = LongWords("Why?", most=500, what="The reason", missing="Say why, in a few words")


class ReviewForm(OneOfSeveral):
    """A button of the policy's review. What refuses all of it stands on top of the page: ``review`` is no box."""

    review = StringField(id="main-content")


class TaskDoneForm(ReviewForm):
    """A task was done."""

    _before = "done-"
    consultation = Words(
        "Which consultation?",
        most=20,
        what="The code",
        hint="Its code, like K7M4-9QXR, from the end of its address",
    )
    note = LongWords("What was done?", most=2000, what="Your note", missing="Say in a few words what was done")


class GiveForm(ReviewForm):
    """Who does a task, and by when."""

    _before = "give-"
    _people = "keeper"
    keeper = Choice("Who does it?", missing="Choose who does it")
    day = Day("By when?", missing="Enter the day by which it is done", hint="For example, 27 3 2027")


class UndoForm(ReviewForm):
    """A task is to do again."""

    _before = "undo-"
    reason = LongWords("Why is it to do again?", most=500, what="The reason", missing="Say why, in a few words")
