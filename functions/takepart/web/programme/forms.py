"""What people type when they register, sign up, and change their details."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from wtforms.validators import StopValidation

from takepart.domain.email_addresses import same_mailbox
from takepart.domain.people.person import Details, PersonRole, needs_consent
from takepart.domain.programme.agenda import LONGEST
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Email, LongWords, Name, Phone, Tick, Words, YesNo, enum_options
from takepart.web.requests import Typed

_OLDEST: Final = timedelta(days=366 * 110)


class AboutMeForm(PageForm):
    """What somebody may change about themselves at any time."""

    phone = Phone("Your phone number (if you like)")
    reach_me = Words("How and when is it best to reach you? (if you like)", most=300, hint="Like: text me after school")
    needs = LongWords(
        "What do you need so that you can take part? (if you like)",
        most=1000,
        what="This",
        hint="Like: large print, a quiet room, step-free access, someone who signs. We look at this each time.",
    )
    born = Day(
        "When were you born?",
        missing="Enter when you were born. We ask everybody, to know if we must ask your parent or carer first",
        hint="Some things are for some ages only. Like 14 5 2009",
        autocomplete="bday",
    )
    school_hours = Words("When are you at school or college? (if you are)", most=200, hint="Like: weekdays until 3:30")
    benefits = YesNo("Do you or your family get benefits? (if you like to say)")

    def validate_born(self, field: Day) -> None:
        """A real birthday, in the past."""
        born: date | None = field.data
        if born is not None and not self.rules.today - _OLDEST < born < self.rules.today:
            field.refuse("Enter a date of birth in the past")

    @property
    def is_young(self) -> bool:
        """Whether, by the date that was typed, a parent or carer is asked first: whatever they call themselves."""
        under = self.rules.policy.participation.consent_under
        return needs_consent(self.born.data, today=self.rules.today, under=under)


class GuardedForm(AboutMeForm):
    """About somebody for whom a parent or carer may have to be asked. ``own_email`` is the child's address."""

    guardian_name = Name("The name of your parent or carer", what="The name")
    guardian_email = Email("The email address of your parent or carer")

    @property
    def own_email(self) -> str:
        """The address that cannot be the parent's or carer's."""
        return ""

    @property
    def is_child(self) -> bool:
        """Whether a parent or carer is asked first."""
        return self.is_young

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


class ChangeForm(GuardedForm):
    """Changing what one told us. Another date of birth asks a parent or carer again."""

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


class RegisterForm(GuardedForm):
    """The least that serves."""

    role = Choice("Who are you?", options=enum_options(PersonRole), missing="Choose who you are")
    name = Name("Your full name", missing="Enter your full name")
    email = Email(
        "Your email address",
        missing="Enter your email address",
        hint="We send you a link to it. There is no password.",
    )
    agreed = Tick("I have read what happens with what I tell you", missing="Tick the box once you have read it")

    def prepare(self) -> None:
        """Put the boxes in the order of the page, so that problems are told in it."""
        order = ("role", "name", "email", *(name for name in self._fields if hasattr(AboutMeForm, name)))
        rest = (name for name in self._fields if name not in order)
        self._fields = {name: self._fields[name] for name in (*order, *rest)}

    @property
    def own_email(self) -> str:
        """The address that was typed."""
        return str(self.email.data or "")


class EmailForm(PageForm):
    """Having the personal link sent."""

    email = Email("Your email address", missing="Enter your email address")


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
        "Is there anything we should arrange or agree with you first? (if you like)",
        most=1000,
        what="This",
        hint="Like: a taxi, childcare, a personal assistant. We tell you what we can pay before the day.",
    )


class SuggestForm(PageForm):
    """What somebody wants to talk about."""

    text = Words(
        "What do you want to talk about?", most=LONGEST, what="This", missing="Write what you want to talk about"
    )


class SureForm(PageForm):
    """Said twice, so that nobody does it by a slip."""

    sure = YesNo("Are you sure?", missing="Choose yes or no")


class ConsentForm(PageForm):
    """The parent's or carer's answer."""

    agreed = YesNo("May your child take part?", missing="Choose yes or no")


def interests_of(typed: Typed) -> tuple[str, ...]:
    """The kinds of thing that were ticked."""
    known = {kind.value for kind in OpportunityKind}
    return tuple(dict.fromkeys(each for each in typed.getlist("interests") if each in known))


def read_details(form: RegisterForm, typed: Typed) -> Details:
    """What was typed, once the form has no problems."""
    return Details(
        name=str(form.name.data),
        email=str(form.email.data),
        role=PersonRole(str(form.role.data)),
        guardian_name=str(form.guardian_name.data or "") if form.is_child else "",
        guardian_email=str(form.guardian_email.data or "") if form.is_child else "",
        **_about_me(form, typed),
    )


def changed_details(form: ChangeForm, typed: Typed) -> Details:
    """The details with what was changed; what the form does not ask for stays."""
    before = form.before
    return replace(
        before,
        guardian_name=str(form.guardian_name.data) if form.is_child else before.guardian_name,
        guardian_email=str(form.guardian_email.data) if form.is_child else before.guardian_email,
        **_about_me(form, typed),
    )


def typed_details(details: Details) -> Typed:
    """The words that a form starts from."""
    born = details.born
    pairs = [
        ("phone", details.phone),
        ("reach_me", details.reach_me),
        ("needs", details.needs),
        ("school_hours", details.school_hours),
        ("benefits", "yes" if details.benefits else ""),
        ("guardian_name", details.guardian_name),
        ("guardian_email", details.guardian_email),
        *(("interests", each) for each in details.interests),
    ]
    if born is not None:
        pairs += [("born-day", str(born.day)), ("born-month", str(born.month)), ("born-year", str(born.year))]
    return Typed(pairs)


def _about_me(form: AboutMeForm, typed: Typed) -> dict[str, Any]:
    return {
        "phone": str(form.phone.data or ""),
        "reach_me": str(form.reach_me.data or ""),
        "needs": str(form.needs.data or ""),
        "born": form.born.data,
        "school_hours": str(form.school_hours.data or ""),
        "benefits": bool(form.benefits.data),
        "interests": interests_of(typed),
    }
