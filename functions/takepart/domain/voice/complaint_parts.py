"""What a complaint is made of: where it can stand, what can be done to it, what can come of it, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NewType

from takepart.domain.ids import StaffId
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused
from takepart.domain.voice.refusals import VoiceRefusal

ComplaintId = NewType("ComplaintId", str)
"""A complaint's reference, readable aloud: ``K7M4-9QXR``."""


class CameBy(PlainWord):
    """How it reached us."""

    FORM = "form", "On the website"
    PHONE = "phone", "By phone"
    LETTER = "letter", "By letter"
    IN_PERSON = "in-person", "In person"
    EMAIL = "email", "By email"


class ComplaintState(StrEnum):
    """Where it stands."""

    RECEIVED = "received"
    """We have not said yet that we have it."""
    WITH_HANDLER = "with-handler"
    TO_SIGN = "to-sign"
    """The answer is written; somebody else looks at it before it is sent."""
    ANSWERED = "answered"
    """The next stage can be asked for."""
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    """We do not look into it, and said why."""
    MERGED = "merged"
    """It goes on as a part of another complaint of the same person."""
    ERASED = "erased"
    """Its time was over: its words and who complained are gone."""


class ComplaintAction(PlainWord):
    """What can be done. The value is what the journal calls it."""

    SEND = "complained", "Complaint made"
    ASSIGN = "assigned", "Given to"
    ACKNOWLEDGE = "acknowledged", "Acknowledged"
    EXTEND = "extended", "Date moved to"
    AGREE = "date-agreed", "Agreed with them to answer by"
    SORT = "sorted", "Sorted under"
    ADD = "added", "More added"
    NAME = "person-named", "Person entered"
    UNNAME = "person-left", "Person taken out"
    REACH = "milestone-reached", "Done:"
    NOTE = "noted", "Note written"
    DRAFT = "answer-written", "Answer written, to be signed by"
    SEND_BACK = "answer-sent-back", "Answer sent back"
    ANSWER = "answered", "Answered:"
    NEXT_STAGE = "next-stage", "Next stage asked for"
    WITHDRAW = "withdrawn", "Taken back"
    REFUSE = "refused", "Refused:"
    CHANGE_TRACK = "kind-changed", "Now of another kind:"
    MERGE = "merged", "Put together with"
    TAKE_IN = "took-in-another", "Took in"
    ATTACH = "file-added", "File added"
    DETACH = "file-removed", "File removed"
    BEYOND = "taken-further", "Taken to the ombudsman or the regulator on"
    REOPEN = "opened-again", "Opened again"
    LEARN = "learning-planned", "Planned what we change, to be done by"
    LEARNT = "learning-done", "Done what we wanted to change"
    LEARNING_DUE = "learning-due", "Reminded of what we want to change, due"
    DUE_SOON = "due-soon", "Reminded of the date"
    OVERDUE = "overdue", "Warned that a date was missed:"
    ERASE = "erased", "Words and names deleted"


class Outcome(PlainWord):
    """What came of it. The first four are given with an answer."""

    UPHELD = "upheld", "Upheld"
    PARTLY_UPHELD = "partly-upheld", "Partly upheld"
    NOT_UPHELD = "not-upheld", "Not upheld"
    RESOLVED_EARLY = "resolved-early", "Resolved early"
    WITHDRAWN = "withdrawn", "Taken back"
    REFUSED = "refused", "Refused"
    MERGED = "merged", "Put together with another"


ANSWERS: Final = (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD, Outcome.RESOLVED_EARLY)


class WhyNot(PlainWord):
    """Why we do not look into a complaint, in words for whoever complained."""

    OUT_OF_TIME = "out-of-time", "It came too long after it happened"
    NOT_OURS = "not-ours", "It is about something that is not ours to put right"
    NOT_ELIGIBLE = "not-eligible", "The rules do not let this person complain about it in this way"
    ANSWERED_BEFORE = "answered-before", "We have looked into the same thing before"
    IN_COURT = "in-court", "A court, the police or a tribunal is dealing with it"


@dataclass(frozen=True, kw_only=True)
class Complainant:
    """Who complains, how to reach them, and for whom if not for themselves."""

    name: str
    email: str
    phone: str = ""
    address: str = ""
    """Where letters on paper go, for who has no email."""
    for_whom: str = ""
    consent: str = ""
    """How we know that the one in ``for_whom`` agrees, or that this person may speak for them."""

    def __post_init__(self) -> None:
        """Raises Refused when there is no way to answer them."""
        if self.name and not (self.email or self.phone or self.address):
            raise Refused("complaint", reason=VoiceRefusal.NO_WAY_TO_ANSWER)


@dataclass(frozen=True, kw_only=True)
class TakingPart:
    """Somebody beside the handler: the independent person, a member of the panel."""

    stage: str
    seat: str
    name: str
    independent: bool
    """They do not work for the organisation, and are not one of its councillors or governors."""
    source: str
    """How we know: the letter or the call in which it was agreed."""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A milestone of a stage, the day on which it was reached, and the day by which it should have been."""

    stage: str
    milestone: str
    on: date
    due: date | None
    source: str
    """How we know the day: the minutes, a letter."""


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """An answer that somebody else is to sign, or has sent back."""

    words: str
    outcome: Outcome
    remedy: str
    signer: StaffId


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that lies with it: a letter that was scanned, a photo."""

    key: str
    """Where it lies: ``K7M4-9QXR/3f2a…``."""
    what: str
    content_type: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Learning:
    """What we change because of it: an action with an owner and a day. Its number is its place."""

    what: str
    owner: StaffId
    by: date
    done_on: date | None = None
    did: str = ""
    """What was done."""
