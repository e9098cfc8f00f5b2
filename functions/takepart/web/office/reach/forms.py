"""What staff fill in about an action: what will be done, who does it and by when, what came of it, why not."""

from __future__ import annotations

from collections.abc import Sequence

from takepart.domain.people.outreach import OutreachRefusal
from takepart.domain.policy import StaffMember
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, LongWords, Option


class OwnedForm(PageForm):
    """Who does it, and by when."""

    owner = Choice("Who does it?", missing="Choose who does it")
    due = Day("By when?", missing="Enter the day by which it is done", hint="For example, 27 3 2027")

    def prepare(self) -> None:
        """Offer the staff who see the figures."""
        owners: Sequence[StaffMember] = self.context["owners"]
        self.owner.offer([Option(value=each.id, label=each.name) for each in owners])

    def validate_due(self, field: Day) -> None:
        """It is still to come."""
        if field.data is not None and field.data < self.rules.today:
            field.refuse(OutreachRefusal.PAST_DAY.plain)


class OutreachPlanForm(OwnedForm):
    """A new action for one group."""

    group = Choice("Who do you want to reach?", missing="Choose who you want to reach")
    what = LongWords(
        "What will you do?",
        most=500,
        what="This",
        missing="Say what you will do",
        hint="For example, visit the young carers’ group and ask what would make it easy to come. No names.",
    )

    def prepare(self) -> None:
        """Offer the groups as well."""
        super().prepare()
        groups: Sequence[tuple[str, str]] = self.context["groups"]
        self.group.offer([Option(value=value, label=label) for value, label in groups])


class OutreachDoneForm(PageForm):
    """It was done."""

    outcome = LongWords(
        "What came of it?",
        most=1000,
        what="This",
        missing="Say in a few words what came of it",
        hint="It is shown beside next year’s figures. No names.",
    )


class DropForm(PageForm):
    """It will not be done."""

    reason = LongWords("Why not?", most=500, what="The reason", missing="Say why, in a few words")
