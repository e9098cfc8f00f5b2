"""What was done, when, for how long, and by whom."""

from __future__ import annotations

import datetime
from typing import Final

from wtforms.validators import StopValidation

from takepart.domain import words
from takepart.domain.claims.parts import Claimant
from takepart.domain.ids import ActivityTypeId
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy import Policy, UnknownActivityType
from takepart.domain.policy.rates import NoRateThatDay, Rate
from takepart.domain.pricing import most_units
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Email, Name, Option, Phone, Whole, YesNo, enum_options

_AHEAD: Final = datetime.timedelta(days=5 * 366)
"""A quote may be for a day to come, but nobody plans a session further ahead than this."""


class ActivityForm(PageForm):
    """Which row of the schedule it was. The software never guesses it."""

    activity_type = Choice("What did you take part in?", missing="Choose what you took part in")

    def prepare(self) -> None:
        """Offer the rows of the schedule."""
        self.activity_type.offer(
            [Option(value=each.id, label=each.name, hint=each.summary) for each in self.rules.policy.activity_types]
        )


class SessionForm(PageForm):
    """The day, the part of the day and how long it took. The activity, once known, says which days have a rate."""

    date = Day("When was it?", missing="Enter the date of the session", hint="For example, 14 5 2026")
    part_of_day = Choice("What part of the day?", options=enum_options(PartOfDay), missing="Choose the part of the day")
    hours = Whole("Hours", least=0, most=24, what="Hours")
    minutes = Whole("Minutes", least=0, most=59, what="Minutes")
    days = Whole(
        "If it took more than one day, how many days in a row?",
        least=1,
        most=14,
        what="Days",
        hint="Then tell us how long each day took.",
    )

    @property
    def most_days(self) -> int:
        """How many days the activity may take, as far as it is known: else as many as any does."""
        chosen = self.context.get("activity_type")
        rates = [
            rate for each in self.rules.policy.activity_types if chosen in (None, "", each.id) for rate in each.rates
        ]
        return max((rate.most_days for rate in rates if self._holds(rate)), default=1)

    def _holds(self, rate: Rate) -> bool:
        return self.date.data is None or rate.covers(self.date.data)

    @property
    def in_a_row(self) -> int:
        """How many days it took."""
        return int(self.days.data or 1)

    def validate_days(self, _field: Whole) -> None:
        """No more than the activity pays for together, and none to come."""
        most, many = self.most_days, self.in_a_row
        if many > most:
            raise StopValidation(
                f"It must be {words.counted(most, 'day')} or fewer" if most > 1 else "Make one claim for each day"
            )
        if self.rules.claiming and self.date.data and self.day + datetime.timedelta(days=many - 1) > self.rules.today:
            raise StopValidation("The last day must be today or in the past. You can claim when it is over")

    @property
    def day(self) -> datetime.date:
        """The day, once the form has no problems."""
        if self.date.data is None:
            raise LookupError("the date was not read")
        return self.date.data

    @property
    def length(self) -> int:
        """Hours and minutes as minutes."""
        return int(self.hours.data or 0) * 60 + int(self.minutes.data or 0)

    def validate_date(self, field: Day) -> None:
        """The day must be one that can be claimed for, or at least one with a rate."""
        day, rules = field.data, self.rules
        if day is None:
            return
        if rules.claiming and day > rules.today:
            field.refuse("The date must be today or in the past. You can claim when it is over")
        if day > rules.today + _AHEAD:
            field.refuse("That is too far ahead. Check the year")
        oldest = rules.today - datetime.timedelta(days=rules.policy.claims.oldest_days)
        if rules.claiming and day < oldest:
            field.refuse(
                f"We can only pay for sessions from {words.short_day(oldest)} on. Contact us if yours is older"
            )
        if activity_type := self.context.get("activity_type"):
            try:
                rules.policy.activity_type(ActivityTypeId(activity_type)).rate_on(day)
            except (NoRateThatDay, UnknownActivityType):
                field.refuse("We have no rate for this activity on that day. Check the date")

    def validate_hours(self, _field: Whole) -> None:
        """A session takes some time, and no longer than the policy's longest."""
        if self.minutes.process_errors:
            return
        longest = self.rules.policy.claims.longest_minutes
        if self.length <= 0:
            raise StopValidation("Enter how long it took, in hours and minutes")
        if self.length > longest:
            raise StopValidation(f"It must be {words.how_long(longest)} or less. Make one claim for each day")


class DidForm(ActivityForm, SessionForm):
    """What it was and when, on one page: the activity that was chosen says which days have a rate."""

    def prepare(self) -> None:
        """Judge the day by the activity."""
        super().prepare()
        self.context = {"activity_type": self.activity_type.data}


class ExtraTimeForm(PageForm):
    """Asked only when the session ran past what the fee covers."""

    extra_time_agreed = YesNo(
        "Did someone agree to pay for the extra time?",
        missing="Choose yes if someone agreed to it in writing before the session",
    )


def extra_units(policy: Policy, activity_type: ActivityTypeId, *, day: datetime.date, minutes: int) -> int:
    """How many units of the fee the session took, if more than one could be agreed to; else 1: nothing to ask.

    Source: Wirral policy, appendix 1 (limits of 2 and 3 hours).
    """
    return most_units(policy.activity_type(activity_type).rate_on(day), minutes=minutes)


class YouForm(PageForm):
    """Name, email, and a phone number for those who like to be called."""

    name = Name("Your full name", missing="Enter your full name")
    email = Email(
        "Your email address",
        missing="Enter your email address",
        hint="We send your reference here, and tell you when you are paid.",
    )
    phone = Phone("Your phone number (optional)", hint="We only call if there is a problem with your payment.")
    under_16 = YesNo("Are you under 16?", missing="Choose yes if you are under 16")

    @property
    def claimant(self) -> Claimant:
        """Who claims, once the form has no problems."""
        return Claimant(
            name=str(self.name.data),
            email=str(self.email.data),
            phone=str(self.phone.data or ""),
            under_16=bool(self.under_16.data),
        )
