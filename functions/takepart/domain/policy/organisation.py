"""Who the organisation is, and the notices it puts in front of people."""

from dataclasses import dataclass
from typing import Annotated

from takepart.domain.policy_keys import Email, Key, Notice


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Someone to talk to."""

    name: str
    email: Email
    phone: Annotated[str, Key(most=30)]


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The council or trust whose service this is."""

    name: str
    site_name: Annotated[str, Key(most=40)]
    """What the service is called, at the top of each page."""
    contact_email: Email
    """Where people write to."""
    contact_phone: Annotated[str, Key(most=30)]
    """The number that people call."""
    address: Annotated[tuple[str, ...], Key(least=1)]
    """The postal address, line by line."""
    brand_colour: Annotated[str, Key(kind="colour")]
    """``#rrggbb``, dark enough for white words to be read on it (WCAG 2.2, 4.5 to 1)."""
    independent_person: Contact
    """Someone outside the service to turn to (Wirral policy, section 3)."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Notices in the organisation's own words. Each is shown where the person decides, and kept as it was shown."""

    benefits: Notice
    """What being paid may mean for benefits."""
    tax: Notice
    """What being paid may mean for tax."""
    your_choice: Notice
    """That nobody has to take money."""
    bank_details: Notice
    """What happens with bank details."""
    declaration: Notice
    """What somebody says is true when they send a claim."""
