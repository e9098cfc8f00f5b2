"""Evidence that is found: which of our own records keeps which promise. A policy says so, for each promise."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, NewType

from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy_keys import Key

RecordId = NewType("RecordId", str)
"""A record's own name, its kind and a number, nobody's name and no words: ``session-held 7K2M9Q``."""
NEW_SERVICE: Final = "new-service"
"""The kind of consultation that asks about a new service."""


class RecordKind(PlainWord):
    """A kind of record that this service keeps."""

    SESSION_HELD = "session-held", "a session took place"
    """A session took place and its attendance was closed."""
    TRAINING_HELD = "training-held", "a training took place"
    """The same, of an opportunity that gives one of the policy's courses."""
    OPPORTUNITY_PUBLISHED = "opportunity-published", "an opportunity was made public"
    YOU_SAID_PUBLISHED = "you-said-published", "“You said, we did” was made public, and the group told"
    """It can be read by everyone, and the policy's stakeholder group was written to."""
    FEEDBACK_AT_VENUE = "feedback-at-venue", "feedback came in at this place"
    """Somebody used a place's own feedback address, so that it is there and works."""
    CONSULTATION_CLOSED = "consultation-closed", "people were asked, and their answers looked at"
    """Its time was over, what was said is written down, and the answers were considered."""
    PAID_BY_PROMISED_DAY = "paid-by-promised-day", "all payments of the month came in time"
    """Every payment that was promised for a day of one month came by its day."""
    NEWSLETTER_SENT = "newsletter-sent", "a newsletter was sent"
    QUESTIONNAIRE_CLOSED = "questionnaire-closed", "a questionnaire was closed"
    EXIT_INTERVIEW = "exit-interview", "somebody who left was asked"


def plain_of(record: str) -> str:
    """What a record is, by its name alone; nothing for a name that this service did not give."""
    kind = record.partition(" ")[0]
    return RecordKind(kind).plain if kind in {each.value for each in RecordKind} else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundBy:
    """What keeps a promise by itself."""

    record: Annotated[RecordKind, Key(name="found_by")]
    """Which of our own records keeps the promise."""
    kind: Annotated[str, Key(kind="name_of", name="found_kind")] = ""
    """Which kind of opportunity: ``drop-in``; which course; a consultation on a new service. Empty for any."""
    ahead: Annotated[bool, Key(name="found_ahead")] = True
    """Whether a second one in the same part of a year counts for a later part."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """Something that was done."""

    id: RecordId
    of: RecordKind
    day: date
    """The day on which it was done, in the UK."""
    team: str = ""
    """Whose it was; empty for nobody's in particular. It counts for the whole organisation as well."""
    kind: str = ""
    month_to: date | None = None
    """For a record of a whole month: the month's last day. It keeps the promise of that month and no other."""
    note: str = ""
    """What it says, in words for everyone."""
    title: str = ""
    """What it is called in public, for a promise that is owed each time."""

    def keeps(self, found_by: FoundBy | None) -> bool:
        """Whether a promise that is found in this way is kept by it."""
        return found_by is not None and found_by.record is self.of and found_by.kind in ("", self.kind)
