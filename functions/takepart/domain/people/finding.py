"""How a worker finds somebody: by part of a name, a contact or a reference, and by what they like, their age, training.

What a person is found by stands in one line of an index, so that nobody's record is read who is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from takepart.domain.ids import PersonId
from takepart.domain.names import in_order
from takepart.domain.people.person import Person, age_of
from takepart.domain.plain_reason import PlainWord

LEAST: Final = 2
"""Letters or digits to look for."""
_MOST_BYTES: Final = 1000
"""A key of an index has 1024 at most. What is left off are the last letters of very long addresses."""
_LONGEST_NAME: Final = 60
_LEAST_DIGITS: Final = 4
_BETWEEN: Final = "|"


class AgeBand(PlainWord):
    """How old somebody is, as lists part people."""

    CHILD = "0-12", "12 or younger"
    TEENAGER = "13-17", "13 to 17"
    YOUNG_ADULT = "18-24", "18 to 24"
    ADULT = "25-64", "25 to 64"
    OLDER = "65-120", "65 or older"
    UNKNOWN = "unknown", "Not said"


class PersonStanding(PlainWord):
    """Whether somebody may take part, as a worker sees it. Who is forgotten, or refused by a parent, is not found."""

    REGISTERED = "registered", "Takes part"
    AWAITING_CONSENT = "awaiting-consent", "Waits for a parent or carer"
    NEW = "new", "Has not confirmed the address"
    LEFT = "left", "Does not take part any more"


def band_of(born: date | None, today: date) -> AgeBand:
    """The band that somebody is in on a day."""
    age = age_of(born, today)
    if age is None:
        return AgeBand.UNKNOWN
    return next(band for band in AgeBand if band is not AgeBand.UNKNOWN and age <= int(band.partition("-")[2]))


class Card(NamedTuple):
    """What one person is found by."""

    name: str
    """Folded, as a list sorts it: the first part of the line, so that the index is in the order of names."""
    standing: str
    born: date | None
    interests: tuple[str, ...]
    training: tuple[str, ...]
    contacts: str

    def line(self) -> str:
        """The one line that the index keeps."""
        born = self.born.isoformat() if self.born else ""
        parts = (self.name, self.standing, born, ",".join(self.interests), ",".join(self.training), self.contacts)
        return _BETWEEN.join(parts).encode()[:_MOST_BYTES].decode(errors="ignore")


def card_of(person: Person) -> Card:
    """What they are found by. Raises LookupError for somebody who is forgotten."""
    details = person.details
    if details is None:
        raise LookupError(person.id)
    phone = "".join(each for each in details.phone if each.isdigit())
    return Card(
        name=in_order(details.name)[0][:_LONGEST_NAME] or "?",
        standing=person.state.value,
        born=details.born,
        interests=details.interests,
        training=tuple(person.training),
        contacts=" ".join((phone, details.email, details.guardian_email)).casefold().replace(_BETWEEN, ""),
    )


def read_card(line: str) -> Card:
    """The card in a line. Raises ValueError for a line that is none."""
    name, standing, born, interests, training, contacts = line.split(_BETWEEN, 5)
    return Card(
        name=name,
        standing=standing,
        born=date.fromisoformat(born) if born else None,
        interests=tuple(filter(None, interests.split(","))),
        training=tuple(filter(None, training.split(","))),
        contacts=contacts,
    )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whom a worker looks for. What is empty does not matter."""

    words: str = ""
    """Part of a name, an address, a phone number or a reference."""
    interest: str = ""
    training: str = ""
    ages: AgeBand | None = None
    standing: PersonStanding | None = None

    def fits(self, id: PersonId, card: Card, *, today: date) -> bool:
        """Whether it is one of them."""
        return (
            self._is_called(id, card)
            and (not self.interest or self.interest in card.interests)
            and (not self.training or self.training in card.training)
            and (self.ages is None or band_of(card.born, today) is self.ages)
            and (self.standing is None or card.standing == self.standing)
        )

    def _is_called(self, id: PersonId, card: Card) -> bool:
        typed = " ".join(self.words.casefold().split())
        if not typed:
            return True
        if typed in card.contacts or id.startswith(typed) or self._is_number(typed, card):
            return True
        joint = card.name.replace(" ", "")
        words = in_order(self.words)[0].split()
        return bool(words) and all(word in card.name or word in joint for word in words)

    def _is_number(self, typed: str, card: Card) -> bool:
        """The part of a phone number that all its spellings share: 07700 900123 is +44 7700 900123."""
        if any(each.isalpha() for each in typed):
            return False
        digits = "".join(each for each in typed if each.isdigit())
        local = digits.removeprefix("0044").removeprefix("44").removeprefix("0")
        return len(local) >= _LEAST_DIGITS and local in card.contacts.partition(" ")[0]
