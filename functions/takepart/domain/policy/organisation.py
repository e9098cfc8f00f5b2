"""Who the organisation is, and the notices it puts in front of people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Someone to talk to."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """The council or trust whose service this is."""

    name: str
    site_name: str
    contact_email: str
    contact_phone: str
    address: tuple[str, ...]
    brand_colour: str
    """``#rrggbb``, dark enough for white words to be read on it (WCAG 2.2, 4.5 to 1)."""
    independent_person: Contact
    """Someone outside the service to turn to (Wirral policy, section 3)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """Notices in the organisation's own words. Each is shown where the person decides, and kept as it was shown."""

    benefits: str
    tax: str
    your_choice: str
    bank_details: str
    declaration: str
