"""What people type when they register, sign up, and change their details."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from wtforms.validators import StopValidation

from takepart.domain.email_addresses import same_mailbox
from takepart.domain.people.details import Contact, Details
from takepart.domain.people.guardian import GuardianYes, HowLong, last_day
from takepart.domain.people.person import needs_consent
from takepart.domain.phone_numbers import mobile
from takepart.domain.programme.agenda import LONGEST
from takepart.web.forms.asked import AskedForm
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import (
    Choice,
    Day,
    Email,
    LongWords,
    Name,
    Phone,
    Tick,
    Whole,
    Words,
    YesNo,
    enum_options,
)
from takepart.web.problems import FieldProblem

_OLDEST: Final = timedelta(days=366 * 110)


class DetailsForm(AskedForm):
    """What somebody tells us about themselves. For a child a parent or carer is asked; who, must be known then."""

    born: Day
    channel: Choice
    guardian_name: Name
    guardian_email: Email

    @property
    def is_young(self) -> bool:
        """Whether, by the date that was typed, a parent or carer is asked first: whatever they call themselves."""
        under = self.rules.policy.participation.consent_under
        return needs_consent(self.born.data, today=self.rules.today, under=under)

    @property
    def is_child(self) -> bool:
        """Whether a parent or carer is asked whom we do not know yet."""
        return self.is_young

    @property
    def own_email(self) -> str:
        """The address that cannot be the parent's or carer's."""
        return str(self["email"].data or "")

    def validate_born(self, field: Day) -> None:
        """A real birthday, in the past."""
        born: date | None = field.data
        if born is not None and not self.rules.today - _OLDEST < born < self.rules.today:
            field.refuse("Enter a date of birth in the past")

    def prepare(self) -> None:
        """Texts are offered where the organisation sends any."""
        super().prepare()
        if not self.rules.policy.letters.most_texts_a_day:
            self.channel.offer(each for each in self.channel.options if each.value != Contact.TEXT)

    def validate_phone(self, field: Phone) -> None:
        """A number that takes texts, for who wants them; any number, for who wants to be called."""
        wanted = self.channel.data
        if wanted == Contact.TEXT and not mobile(str(field.data or "")):
            raise StopValidation("Enter a mobile number, like 07700 900123, so that we can text you")
        if wanted == Contact.PHONE and field.data is None:
            raise StopValidation("Enter a phone number, so that we can call you")

    def validate_guardian_email(self, field: Email) -> None:
        """Somebody else's address, for a child."""
        if not self.is_child or field.process_errors:
            return
        if field.data is None:
            raise StopValidation("Enter the email address of your parent or carer. We ask them first")
        if self.own_email and same_mailbox(str(field.data), self.own_email):
            raise StopValidation("This must be the address of your parent or carer, not your own")

    def validate_guardian_name(self, field: Words) -> None:
        """For a child."""
        if self.is_child and field.data is None:
            raise StopValidation("Enter the name of your parent or carer")

    def values(self) -> dict[str, Any]:
        """What was typed: a parent or carer only where one is asked."""
        asked = super().values()
        return asked if self.is_child else {name: asked[name] for name in asked if not name.startswith("guardian_")}


class AllDetails(DetailsForm):
    """The boxes of who registers. What a form adds to them comes after them."""

    of = Details


class RegisterForm(AllDetails):
    """The least that serves."""

    agreed = Tick("I have read how you will use my information", missing="Tick the box once you have read it")


class ChangeForm(DetailsForm):
    """Changing what one told us. Another date of birth asks a parent or carer again."""

    of, again = Details, True

    @property
    def before(self) -> Details:
        """What they told us until now."""
        details: Details = self.context["before"]
        return details

    @property
    def own_email(self) -> str:
        """The address that we know."""
        return self.before.email

    @property
    def is_child(self) -> bool:
        """Whether the date is another one, by which a parent or carer is asked whom we do not know yet."""
        return self.is_young and self.born.data != self.before.born and not self.before.guardian_email


class AgeForm(PageForm):
    """For what age somebody looks for something."""

    age = Whole("My age", least=0, most=120, what="Your age")


class EmailOrMobile(Email):
    """An email address, or a mobile number of who has none."""

    def read(self, text: str) -> str:
        """The address as typed, or the number."""
        return mobile(text) or super().read(text)


class EmailForm(PageForm):
    """Having the personal link sent."""

    email = EmailOrMobile("Your email address", missing="Enter your email address")

    def prepare(self) -> None:
        """A number as well, where the organisation sends texts."""
        if self.rules.policy.letters.most_texts_a_day:
            self.email.hint = "Or your mobile number, if you have no email and we text you."
            self.email.missing = "Enter your email address or mobile number"


class NameForm(PageForm):
    """Another name."""

    name = Name("Your full name", missing="Enter your full name")


class AddressForm(PageForm):
    """Another email address of one's own."""

    email = Email("Your new email address", missing="Enter your new email address")


class GuardianForm(PageForm):
    """Another parent or carer, or another address of theirs."""

    name = Name("The name of your parent or carer", what="The name", missing="Enter their name")
    email = Email("Their new email address", missing="Enter their new email address")


class YesNoForm(PageForm):
    """The old contact's answer."""

    agreed = YesNo("Shall we change it?", missing="Choose yes or no")


class HereForm(PageForm):
    """I am at the session: who that is."""

    name = Name("Your full name", missing="Enter your full name")
    email = Email("Your email address", missing="Enter your email address")


class SupportForm(PageForm):
    """What somebody needs for one session, to be agreed beforehand."""

    support = LongWords(
        "Is there anything we should arrange or agree with you first? (optional)",
        most=1000,
        what="This",
        hint="Like: a taxi, childcare, a personal assistant. We tell you what we can pay before the day.",
    )


class SuggestForm(PageForm):
    """What somebody wants to talk about."""

    text = Words(
        "What do you want to talk about?", most=LONGEST, what="This", missing="Write what you want to talk about"
    )


class JoinForm(PageForm):
    """Becoming a member of a group."""

    agree = Tick("I agree to this", missing="Tick the box if you agree to this")


class SureForm(PageForm):
    """Said twice, so that nobody does it by a slip."""

    sure = YesNo("Are you sure?", missing="Choose yes or no")


class ConsentForm(PageForm):
    """The parent's or carer's answer."""

    agreed = YesNo("May your child take part?", missing="Choose yes or no")
    photos = YesNo("May your child be in photos that we take?")
    keeps = YesNo(
        "May we remember what your child needs and likes?",
        hint="Like large print, or when to call. If not, we forget it, and they tell us each time.",
    )
    how_long = Choice("For how long do you say yes?", options=enum_options(HowLong))

    def said(self, born: date | None) -> GuardianYes | None:
        """What they said yes to; None for no."""
        return yes_typed(self, born) if self.agreed.data else None

    def problems(self) -> tuple[FieldProblem, ...]:
        """What else they say is asked of who says yes alone."""
        for box in (self.photos, self.keeps, self.how_long):
            box.missing = "Choose one" if self.agreed.data else ""
        return super().problems()


class TakeBackConsentForm(PageForm):
    """What a parent or carer takes back of their yes."""

    what = Choice("What do you take back?", of=lambda form: form.context["offered"], missing="Choose one")


def yes_typed(form: Any, born: date | None) -> GuardianYes:
    """What a parent or carer said yes to, on our page or on paper."""
    under = form.rules.policy.participation.consent_under
    until = last_day(HowLong(form.how_long.data), today=form.rules.today, born=born, under=under)
    return GuardianYes(until=until, photos=bool(form.photos.data), keeps=bool(form.keeps.data))
