"""What a worker types to publish an opportunity, plan a session and run it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Self

from wtforms.validators import StopValidation

from takepart.domain.lines import COSTS, FARES, LineKind
from takepart.domain.people.finding import AgeBand, PersonStanding, Wanted
from takepart.domain.people.guardian import HowLong
from takepart.domain.people.look import LookReason
from takepart.domain.people.person import HowAsked
from takepart.domain.programme.opportunity import About, OpportunityKind
from takepart.domain.programme.session import MOST_DAYS, MOST_IN_A_ROW, MOST_PLACES, Repeat, Session, at_local, days_of
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local
from takepart.domain.words import short_day, time_of_day
from takepart.domain.working_days import Holidays
from takepart.use_cases.programme.run_sessions import When
from takepart.web.forms.asked import AskedForm
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import (
    Box,
    Choice,
    Day,
    Email,
    LongWords,
    Name,
    Option,
    Phone,
    Pounds,
    Tick,
    Ticks,
    Whole,
    Words,
    YesNo,
    enum_options,
    named_options,
    teams_of,
)
from takepart.web.forms.payment import FeeForm
from takepart.web.programme.forms import AllDetails

_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")


_NEVER_ASKED: Final = 7
"""From this hour on a time without "am" is the morning's: nothing of ours starts earlier."""
_READ: Final = "Everyone who has a place or waits for one reads this. Name nobody, and nobody’s health"
_YEARS_AHEAD: Final = timedelta(days=366 * 3)


class Clock(Box):
    """A time of the day: ``16:30``, ``4.30pm``, ``4pm``, ``04:30``.

    ``4:30`` is asked about: whoever writes it means the afternoon, and the clock says the night.
    """

    def read(self, text: str) -> time:
        """The time. Raises ValueError with words for the person."""
        found = _CLOCK.fullmatch(text.lower().replace(" ", ""))
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        half = found[3] if found else None
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half or (found and not found[2]):
            hour = 99
        if hour > 23 or minute > 59:
            raise ValueError("Enter a time like 16:30 or 4.30pm")
        if found and not half and len(found[1]) == 1 and 0 < hour < _NEVER_ASKED:
            raise ValueError(f"Morning or afternoon? Enter {hour + 12}:{minute:02} or {hour}:{minute:02}am")
        return time(hour, minute)


def _courses(form: PageForm) -> tuple[Option, ...]:
    return named_options(form.rules.policy.participation.courses)


def _day_of(session: Session) -> Option:
    return Option(value=session.id, label=f"{short_day(session.day)}, {time_of_day(session.starts)}")


def when_of(session: Session) -> dict[str, str]:
    """How a form about when and where starts from a session, but for its day and hours."""
    past_midnight = session.days == 1 and session.last_day != session.day
    return {
        "overnight": "yes" if past_midnight else "",
        "in_a_row": str(session.days) if session.days > 1 else "",
        "where": session.where,
    }


class AboutForm(AskedForm):
    """What people are told. Six answers are enough to publish."""

    of = About
    least_age: Whole
    activity_type: Choice
    training: Ticks
    team: Choice
    gives: Choice

    def prepare(self) -> None:
        """Offer the rows of the schedule that pay today."""
        policy = self.rules.policy
        self.activity_type.offer(named_options(policy.activities_on(self.rules.today)))
        self.team.offer(teams_of(self))
        self.training.offer(_courses(self))
        self.gives.offer(_courses(self))

    def validate_most_age(self, field: Whole) -> None:
        """No younger than the youngest."""
        if field.data is not None and self.least_age.data is not None and field.data < self.least_age.data:
            raise StopValidation("The oldest age cannot be less than the youngest age")

    def values(self) -> dict[str, Any]:
        """What was typed, with the training that its row of the schedule asks for."""
        policy, said = self.rules.policy, super().values()
        needed = {*said["training"], *policy.activity_type(said["activity_type"]).training}
        courses = [course.id for course in policy.participation.courses]
        return {**said, "training": tuple(course for course in courses if course in needed)}


class WhenForm(PageForm):
    """When and where a session is."""

    day = Day("Date", missing="Enter the date", hint="Like 14 12 2026")
    starts = Clock("Starts at", missing="Enter when it starts", hint="Like 16:30")
    ends = Clock("Ends at", missing="Enter when it ends", hint="Like 18:00")
    overnight = Tick("It ends after midnight, on the next day")
    in_a_row = Whole(
        "If it goes on for several days, how many in a row?",
        least=1,
        most=MOST_IN_A_ROW,
        what="The number of days",
        hint="At the same times on each of them",
    )
    where = Words("Where", most=300, missing="Enter where it is", hint="Name and address, or how to join online")

    def instants(self) -> tuple[datetime, datetime]:
        """When it starts and ends. Raises Refused for a time that the clock change skips or has twice."""
        if self.day.data is None:
            raise LookupError("the day was not read")
        return self.instants_on(self.day.data)

    def instants_on(self, day: date) -> tuple[datetime, datetime]:
        """The same times on any day. Raises Refused."""
        nights = 1 if self.overnight.data else int(self.in_a_row.data or 1) - 1
        ends_on = day + timedelta(days=nights)
        return at_local(day, self.starts.data), at_local(ends_on, self.ends.data)

    def when(self) -> When:
        """When and where, once there are no problems."""
        return When(*self.instants(), where=str(self.where.data))

    def validate_day(self, field: Day) -> None:
        """A day that somebody can plan for."""
        if field.data is not None and field.data > self.rules.today + _YEARS_AHEAD:
            field.refuse("Enter a date in the next three years")

    def validate_ends(self, field: Clock) -> None:
        """After it starts, on the same day or past midnight, at times that exist once."""
        if field.data is None or self.starts.data is None or self.day.data is None:
            return
        if field.data <= self.starts.data and not self.overnight.data:
            raise StopValidation("It must end after it starts. If it ends after midnight, tick the box for that")
        if self.overnight.data and int(self.in_a_row.data or 1) > 1:
            raise StopValidation("It goes on for several days, so it must end before midnight on each of them")
        if field.data > self.starts.data and self.overnight.data:
            raise StopValidation("That is longer than a day. Take the tick away, and say how many days in a row")
        try:
            starts, _ = self.instants()
        except Refused as refused:
            raise StopValidation(refused.reason.plain) from refused
        if starts.date() < self.rules.today:
            raise StopValidation("The session must be in the future")


class MoveForm(WhenForm):
    """Another time or place, and why."""

    why = LongWords("Why does it change?", most=500, what="This", missing="Say why it changes", hint=_READ)


class CancelForm(PageForm):
    """Why it is called off, and what there is instead."""

    why = LongWords("Why is it called off?", most=500, what="This", missing="Say why it is called off", hint=_READ)
    instead = Choice("Which day can people come to instead?", of=lambda form: map(_day_of, form.context["others"]))


class SessionPlanForm(WhenForm):
    """A new session."""

    online = YesNo("Can people join online?", missing="Choose yes or no")
    places = Whole("Places", least=1, most=MOST_PLACES, what="Places", missing="Enter how many places there are")
    contact = Phone("Phone number on the day", missing="Enter who to call on the day")

    def when(self) -> When:
        """When and where, and whom to call, once there are no problems."""
        return super().when()._replace(online=bool(self.online.data), contact=str(self.contact.data))


class RepeatForm(SessionPlanForm):
    """More days of what there is, by a rule: it starts with all that the last one says."""

    repeat = Choice("Does it repeat?", options=enum_options(Repeat))
    number = Whole("How many days in all, if it repeats?", least=2, most=MOST_DAYS, what="The number of days")
    open_days = Tick("Leave out bank holidays")

    @classmethod
    def after(cls, last: Session, places: int, rules: Rules) -> Self:
        """The form as it starts: the last session, without its day."""
        starts, ends = local(last.starts), local(last.ends)
        typed = {
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            **when_of(last),
            "online": "yes" if last.online else "no",
            "places": str(places),
            "contact": last.contact,
        }
        return cls(typed, rules)

    def days(self, holidays: Holidays) -> tuple[date, ...]:
        """Every day of it, in order, once the form has no problems."""
        first = self.day.data
        if first is None:
            raise LookupError("the day was not read")
        if not self.repeat.data:
            return (first,)
        every = days_of(first, Repeat(self.repeat.data), int(self.number.data))
        return tuple(each for each in every if not (self.open_days.data and each in holidays))

    def whens(self, holidays: Holidays) -> tuple[When, ...]:
        """When and where each of them is. Raises Refused for a time that the clock change skips or has twice."""
        one = self.when()
        found = [(*self.instants_on(day),) for day in self.days(holidays)]
        return tuple(one._replace(starts=starts, ends=ends) for starts, ends in found)

    def validate_number(self, field: Whole) -> None:
        """Where it repeats, and no further ahead than anybody plans."""
        if not self.repeat.data or self.day.data is None:
            return
        if field.data is None:
            raise StopValidation("Enter how many days it is in all")
        last = days_of(self.day.data, Repeat(self.repeat.data), field.data)[-1]
        if last > self.rules.today + _YEARS_AHEAD:
            raise StopValidation("The last day must be in the next three years. Enter fewer days")


class NewForm(AboutForm, SessionPlanForm):
    """An opportunity with its first session."""


class PlacesForm(PageForm):
    """More or fewer places."""

    places = Whole("Places", least=1, most=MOST_PLACES, what="Places", missing="Enter how many places there are")


class PapersForm(PageForm):
    """The agenda, or the notes."""

    words = LongWords("Text", most=6000, what="This", missing="Write what people should read")


class MessageForm(PageForm):
    """What a worker writes to people."""

    to = Choice("Who gets it?", missing="Choose who gets it", of=lambda form: form.context["audiences"])
    words = LongWords("What do you want to say?", most=2000, what="This", missing="Write what people should read")


class AgreedCostForm(PageForm):
    """A cost that is agreed before the session."""

    kind = Choice(
        "What for", missing="Choose what it is for", options=enum_options(k for k in LineKind if k in FARES | COSTS)
    )
    most = Pounds("Up to", missing="Enter how much")


class LetInForm(PageForm):
    """Somebody stands at the door, and the worker found them among the people."""

    over = Tick("Let them in over the number of places")


class WalkInForm(LetInForm):
    """Somebody who is registered and came without a place."""

    name = Name("Their full name", what="The name", missing="Enter their full name")
    email = Email("The email address they registered with", missing="Enter their email address")


class ReasonForm(PageForm):
    """Why attendance is corrected: asked for where something else was written down."""

    reason = Words("Why", most=300)


class CheckedForm(PageForm):
    """Somebody lost their mailbox: how a worker checked who they are, and where they can be reached now."""

    how = LongWords(
        "How did you check who it is?",
        most=500,
        what="This",
        missing="Say how you checked who it is",
        hint="Like: they came in with a letter; I called the number we had. Write no document numbers.",
    )
    name = Name("The name of the parent or carer, if it changes", what="The name")
    email = Email("The new email address", missing="Enter the new email address")


class FindPeopleForm(PageForm):
    """Somebody, by what a worker knows of them."""

    words = Words(
        "Part of a name, address, phone number or reference",
        most=100,
        missing="Enter what you know of them",
        hint="Like: okafor, sam@, 900123",
    )


class ActForm(PageForm):
    """What a worker does for somebody who asked for it."""

    asked = Choice("How did they ask?", missing="Choose how they asked", options=enum_options(HowAsked))


class OfferForm(ActForm):
    """The offer, made for somebody."""

    support = LongWords(
        "What should we arrange or agree with them first? (if anything)",
        most=1000,
        what="This",
        hint="Like: a taxi, childcare, a personal assistant, someone who signs",
    )


class YesForm(ActForm, FeeForm):
    """A yes for somebody, with what they want to do with the fee."""


class OtherSessionForm(ActForm):
    """Another session instead of the one they have."""

    to = Choice(
        "Move them to", missing="Choose the other session", of=lambda form: map(_day_of, form.context["others"])
    )


class TogetherForm(PageForm):
    """Two registrations are one person's: how a worker knows."""

    how = LongWords(
        "How do you know that it is one person?",
        most=500,
        what="This",
        missing="Say how you know that it is one person",
        hint="Like: I asked them on the number that we have. Write no document numbers.",
    )


class PaperForm(ActForm):
    """A parent's or carer's yes on paper."""

    asked = Choice(
        "How did the paper come?",
        missing="Choose how the paper came",
        options=[Option(value=HowAsked.LETTER, label="By post"), Option(value=HowAsked.DOOR, label="By hand")],
    )
    photos = YesNo("May the child be in photos?", missing="Choose what the paper says")
    keeps = YesNo("May we remember what the child needs and likes?", missing="Choose what the paper says")
    how_long = Choice("For how long?", options=enum_options(HowLong), missing="Choose what the paper says")


class RegisterForForm(AllDetails, ActForm):
    """The questions of the public form, read to somebody who calls, writes or comes in. A mailbox is no must."""

    email = Email("Your email address (if you have one)")

    def prepare(self) -> None:
        """No browser fills in the worker's own name, address and birthday."""
        super().prepare()
        for box in self:
            if isinstance(box, Box | Day):
                box.autocomplete = "off"

    def validate_guardian_email(self, field: Email) -> None:
        """Somebody else's address, for a child; none where the child has none either: then a paper is signed."""
        if self.own_email or field.data is not None:
            super().validate_guardian_email(field)

    def values(self) -> dict[str, Any]:
        """What was told, for ``Details``."""
        self["email"].data = self.own_email
        return super().values()


class LookForm(PageForm):
    """Why a worker looks at what we keep."""

    why = Choice("Why do you look?", options=enum_options(LookReason))


class ListForm(LookForm):
    """Which people a list holds."""

    interest = Choice("Would like", options=enum_options(OpportunityKind))
    ages = Choice("Age", options=enum_options(AgeBand))
    training = Choice("Training", of=_courses)
    standing = Choice("Taking part", options=enum_options(PersonStanding))

    def wanted(self) -> Wanted:
        """Whom it asks for."""
        ages, standing = self.ages.data, self.standing.data
        return Wanted(
            interest=self.interest.data or "",
            training=self.training.data or "",
            ages=AgeBand(ages) if ages else None,
            standing=PersonStanding(standing) if standing else None,
        )


class TrainedForm(PageForm):
    """A course that somebody did."""

    course = Choice("Course", missing="Choose the course", of=_courses)
    on = Day("When", missing="Enter when it was", hint="Like 14 12 2026", not_ahead="Enter a day that has been")
