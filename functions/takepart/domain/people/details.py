"""What somebody tells us about themselves, and how we ask: the one place that says it.

Sources: scyps (register an interest, as a service user, parent or carer), Wirral policy, sections 5 and 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from takepart.domain.asking import As, Ask
from takepart.domain.plain_reason import PlainWord
from takepart.domain.programme.opportunity import OpportunityKind


class PersonRole(PlainWord):
    """How somebody takes part."""

    YOUNG_PERSON = "young-person", "I am a child or young person"
    PARENT = "parent", "I am a parent or carer"
    OTHER = "other", "I am someone else"


class Contact(PlainWord):
    """How somebody wants to be written to."""

    EMAIL = "email", "By email"
    TEXT = "text", "By text message"
    PHONE = "phone", "Call me"
    POST = "post", "By post"


@dataclass(frozen=True, kw_only=True)
class Details:
    """What somebody told us, in the order in which we ask. All of it goes when they are erased."""

    role: Annotated[PersonRole, Ask("Who are you?", missing="Choose who you are", told="Who you are", once=True)]
    name: Annotated[
        str,
        Ask(
            "Your full name",
            As.NAME,
            what="Your name",
            missing="Enter your full name",
            autocomplete="name",
            told="Name",
            once=True,
        ),
    ]
    email: Annotated[
        str,
        Ask(
            "Your email address",
            As.EMAIL,
            missing="Enter your email address",
            hint="We send you a link to it. There is no password.",
            autocomplete="email",
            told="Email",
            staff="Email",
            once=True,
        ),
    ]
    born: Annotated[
        date | None,
        Ask(
            "When were you born?",
            missing="Enter when you were born. We ask everybody, to know if we must ask your parent or carer first",
            hint="Some activities have an age limit. For example, 14 5 2009",
            autocomplete="bday",
            told="Born",
        ),
    ] = None
    phone: Annotated[
        str, Ask("Your phone number (optional)", As.PHONE, autocomplete="tel", told="Phone", staff="Phone")
    ] = ""
    channel: Annotated[
        Contact | None,
        Ask(
            "How should we write to you? (optional)",
            hint="A text is for reminders, changes and your own link. It needs a mobile number.",
            told="How we write to you",
            staff="How to write to them",
        ),
    ] = None
    """Without an answer it is email, where there is an address."""
    reach_me: Annotated[
        str,
        Ask(
            "How and when is it best to reach you? (optional)",
            most=300,
            hint="For example, text me after school",
            told="How to reach you",
            staff="How to reach them",
        ),
    ] = ""
    needs: Annotated[
        str,
        Ask(
            "What do you need so that you can take part? (optional)",
            As.LONG,
            most=1000,
            hint="For example, large print, a quiet room or step-free access. We check this before every session.",
            told="What you need",
            staff="Needs",
        ),
    ] = ""
    """Communication and access needs, shown wherever somebody prepares to meet them."""
    interests: Annotated[
        tuple[str, ...], Ask("What would you like to do? (optional)", among=OpportunityKind, told="You would like")
    ] = ()
    school_hours: Annotated[
        str,
        Ask(
            "When are you at school or college? (optional)",
            hint="For example, weekdays until 3:30",
            told="School hours",
        ),
    ] = ""
    benefits: Annotated[
        bool,
        Ask(
            "Do you or your family get benefits? (optional)",
            hint="We ask about benefits only so that we show you the right advice.",
            told="Benefits",
        ),
    ] = False
    """Whether to show the notices on benefits first. Never more than that, and to no worker."""
    guardian_name: Annotated[
        str,
        Ask(
            "The name of your parent or carer",
            As.NAME,
            what="The name",
            told="Your parent or carer",
            staff="Parent or carer",
            apart=True,
        ),
    ] = ""
    guardian_email: Annotated[
        str,
        Ask(
            "The email address of your parent or carer", As.EMAIL, told="Their email", staff="Their address", apart=True
        ),
    ] = ""
