"""Who the participant is and how to reach them: the least that a payment needs."""

from __future__ import annotations

from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Email, Name, Phone, YesNo


class YouForm(PageForm):
    """Name, email, and a phone number for those who like to be called."""

    name = Name("Your full name", missing="Enter your full name")
    email = Email(
        "Your email address",
        missing="Enter your email address",
        hint="We send your reference here, and tell you when you are paid.",
    )
    phone = Phone("Your phone number (if you like)", hint="We only call if there is a problem with your payment.")
    under_16 = YesNo("Are you under 16?", missing="Choose yes if you are under 16")
