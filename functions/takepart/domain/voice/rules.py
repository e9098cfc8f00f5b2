"""What an organisation promises about being heard: who reads, who is told at once, each kind of complaint's clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Final

from takepart.domain.ids import StaffId
from takepart.domain.policy_keys import Email, Key, Slug
from takepart.domain.uk_time import local

NO_VENUE: Final = ""
"""Feedback from the website and from no place in particular."""
CONSULTATION: Final = "consultation:"
"""What an answer to a consultation is said at starts with this, and goes on with its reference."""

AUDIT: Final = "audit:"
"""What somebody who was invited wrote in an audit, and may mean harm, starts with this and goes on with the team."""


class UnknownTrack(LookupError):
    """The policy has no such kind of complaint."""


class CountedIn(StrEnum):
    """How a deadline's days are counted."""

    WORKING_DAYS = "working-days"
    DAYS = "days"


class ClockStart(StrEnum):
    """From when a stage's deadline counts."""

    STARTED = "started"
    """The day the stage was asked for: for the first, the day the complaint came."""
    ACKNOWLEDGED = "acknowledged"
    """The day we said that we have it; until then, the last day on which we may say so."""
    LAST_MILESTONE = "last-milestone"
    """The day on which the last of the stage's milestones was reached; until then, the last day on which it may be."""


class Weekday(StrEnum):
    """A day of the week, in the order in which they come."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEK: Final = tuple(Weekday)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Who is on duty in some hours of the week, before all others of the duty list."""

    days: Annotated[tuple[Weekday, ...], Key(least=1)]
    """The days on which it starts."""
    start: time
    """From when, such as 17:00."""
    end: time
    """Until when; not later than the start means: of the next morning."""
    duty: Annotated[tuple[StaffId, ...], Key(least=1)]
    """Who is told first, and then who: each of them is on the duty list too."""

    def covers(self, at: datetime) -> bool:
        """Whether it is in force at a moment on the clock on the wall."""
        today, yesterday = _WEEK[at.weekday()] in self.days, _WEEK[at.weekday() - 1] in self.days
        if self.start < self.end:
            return today and self.start <= at.time() < self.end
        return (today and at.time() >= self.start) or (yesterday and at.time() < self.end)


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A place with a feedback address of its own (Wirral policy, section 11)."""

    id: Slug
    name: str
    team: Slug | None = None
    """The team or service that runs it, as promises name it."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """People whom a stage needs beside its handler: an independent person, the members of a panel."""

    id: Slug
    name: str
    number: Annotated[int, Key(1, 9, "people")] = 1
    """How many there are."""
    independent: Annotated[int, Key(0, 9, "people")] = 0
    """How many of them, at least, may not work for the organisation or be one of its councillors or governors."""


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """What a stage wants before its answer, on a day that is recorded: a report, the meeting of a panel."""

    id: Slug
    name: str
    days: Annotated[int, Key(0, 400, "days, counted as its stage's are")] = 0
    """How long it may take after the one before, or after the stage was asked for. 0: only the answer has a date."""


@dataclass(frozen=True, kw_only=True)
class Beyond:
    """Where people can go when we have nothing more to say: an ombudsman, a regulator."""

    name: str
    address: Annotated[str, Key(most=200)]
    """Where letters go."""
    phone: str
    """Their telephone number."""
    website: str
    """Their website, without the https://."""


@dataclass(frozen=True, kw_only=True)
class ComplaintStage:
    """One stage of a kind of complaint."""

    id: Slug
    name: str
    days: Annotated[int, Key(1, 400, "days of `counted_in`")]
    """How long its answer may take."""
    most_days: Annotated[int, Key(1, 400, "days of `counted_in`", same_as="days")]
    """Where extensions stop."""
    counted_in: CountedIn
    """How its days are counted."""
    starts: ClockStart
    """From when they are counted."""
    handlers: Annotated[tuple[StaffId, ...], Key(least=1)]
    """Who may handle it."""
    apart_from: tuple[str, ...] = ()
    """Stages whose handlers may not handle this one."""
    people: tuple[Seat, ...] = ()
    """Who takes part beside the handler. They are recorded before the first milestone, and before the answer."""
    milestones: tuple[Milestone, ...] = ()
    """What is done before the answer, in this order."""
    answered_by: tuple[StaffId, ...] = ()
    """Who answers once all milestones are reached (the adjudicating officer, say); without any, the handler does."""
    agreed: bool = False
    """Whether how we look into it, and by when, is agreed with the person (NHS regulations of 2009, 13)."""
    signed_by: tuple[StaffId, ...] = ()
    """Who signs an answer before it is sent, never the one who wrote it; without any, it is sent at once."""

    @property
    def staff(self) -> frozenset[StaffId]:
        """Everyone who may have it in their hands."""
        return frozenset({*self.handlers, *self.answered_by, *self.signed_by})


GAPS: Final = ("name", "reference", "received")
"""What a template letter can leave open."""


@dataclass(frozen=True, kw_only=True)
class TemplateLetter:
    """Words that an answer to a complaint can start from."""

    id: Slug
    name: str
    """What staff choose it by."""
    paragraphs: Annotated[tuple[str, ...], Key(least=1)]
    """The words. {name}, {reference} and {received} are who complained, their reference, and the day it reached us."""

    def filled(self, facts: Mapping[str, str]) -> str:
        """The words with what stands in each gap; what somebody is called is put in as it is, and read no further."""
        return re.sub(r"\{(\w+)\}", lambda gap: facts.get(gap[1], gap[0]), "\n\n".join(self.paragraphs))


@dataclass(frozen=True, kw_only=True)
class Track:
    """A kind of complaint: its own acknowledgement, stages and clocks."""

    id: Slug
    name: str
    summary: Annotated[str, Key(most=300)]
    """What can be complained about in this way."""
    acknowledge_days: Annotated[int, Key(1, 60, "days of `acknowledge_in`")]
    """How soon we say that we have it."""
    acknowledge_in: CountedIn
    """How those days are counted."""
    within_months: Annotated[int, Key(1, 120, "months")]
    """How long after something happened it can be complained about. Later is flagged, not refused."""
    next_stage_days: Annotated[int, Key(1, 400, "working days")]
    """Working days after an answer in which the next stage can be asked for. Later is flagged, not refused."""
    kept_months: Annotated[int, Key(1, 240, "months")]
    """How long words and names are kept after its last step."""
    subjects: tuple[str, ...] = ()
    """What complaints of this kind are about, as the yearly report counts them."""
    closed: bool = False
    """Whether no new complaints of this kind are taken. Those that were sent keep its clock until they are done."""
    law: Annotated[str, Key(most=300)] = ""
    """The law or the code that its stages and days follow."""
    beyond: Beyond
    """Where people can go after the last stage, or when we refuse to look into it."""
    stages: tuple[ComplaintStage, ...]
    """Its stages, the first one first."""


@dataclass(frozen=True, kw_only=True)
class VoiceRules:
    """The whole of it."""

    readers: Annotated[tuple[StaffId, ...], Key(least=1)]
    """Who reads what people say; the first is the named reader."""
    duty: Annotated[tuple[StaffId, ...], Key(least=1)]
    """Who is told at once of words that may mean harm, and after them who, until one says "mine"."""
    rota: tuple[Watch, ...] = ()
    """Who of them is on duty when: they are told first. Without one, in those hours, the list is as it stands."""
    checkers: Annotated[tuple[StaffId, ...], Key(least=1)]
    """Who may publish what somebody else wrote."""
    complaints_desk: Annotated[tuple[StaffId, ...], Key(least=1)]
    """Who gives complaints to handlers, and hears when one is late."""
    complaints_managers: tuple[StaffId, ...] = ()
    """Who hears, one more each week, that a date of a complaint was missed and nothing happened: the nearest first."""
    reply_days: Annotated[int, Key(1, 60, "working days")]
    """Working days in which what was said gets an answer."""
    ask_again_days: Annotated[int, Key(1, 366, "calendar days")]
    """Days after publishing when people are asked whether it changed anything."""
    least_seconds: Annotated[int, Key(0, 60, "seconds")]
    """A form sent faster than this was hardly written by a person: it goes to the review list."""
    most_a_day: Annotated[int, Key(1, 100_000, "forms a day")]
    """More than this on one form in a day goes to the review list; from a tenth of it on, a questionnaire asks a small
    question that shows that a person answers."""
    evidence_months: Annotated[int, Key(0, 60, "months")] = 12
    """How long before the first day to answer a consultation people can have been heard for it to be its evidence."""
    evidence_people: Annotated[int, Key(1, 10_000, "people")] = 5
    """How many people, all together, must have been heard before a consultation is approved."""
    focus_group_people: Annotated[int, Key(1, 100, "people")] = 4
    """How many of them must have come to a focus group, for a new service."""
    kept_months: Annotated[int, Key(1, 240, "months")]
    """How long what was said, but not in questionnaires, is kept after the last step on it; figures and days stay."""
    words_of_harm: Annotated[tuple[str, ...], Key(least=1)] = ()
    """This organisation's own words, beside ``harm_words``, that raise a text to the duty list. They never lower it."""
    exit_interviews: bool
    """Whether whoever stops taking part is asked by email how it was (Wirral policy, section 11)."""
    venues: tuple[Venue, ...] = ()
    """Places with a feedback address of their own."""
    tracks: tuple[Track, ...]
    """The kinds of complaint."""
    complaint_letters: tuple[TemplateLetter, ...] = ()
    """What an answer to a complaint can start from."""
    stakeholder_group: Email | None = None
    """The address of the group that is told of each "You said, we did" (Lincolnshire strategy)."""

    def duty_at(self, at: datetime) -> tuple[StaffId, ...]:
        """The duty list as it stands at a moment: whoever the rota names first, then the others."""
        now = local(at)
        first = (each for watch in self.rota if watch.covers(now) for each in watch.duty)
        return tuple(dict.fromkeys((*first, *self.duty)))

    @property
    def reader(self) -> StaffId:
        """The named reader."""
        return self.readers[0]

    @property
    def writers(self) -> frozenset[StaffId]:
        """Who writes what is checked then: readers and checkers do."""
        return frozenset({*self.readers, *self.checkers})

    def venue_name(self, id: str) -> str:
        """A venue's name, or the consultation; the website for none, or for one that has closed."""
        if id.startswith(CONSULTATION):
            return f"consultation {id.removeprefix(CONSULTATION)}"
        if id.startswith(AUDIT):
            return f"the yearly audit of {id.removeprefix(AUDIT)}"
        return next((venue.name for venue in self.venues if venue.id == id), "the website")

    def track(self, id: str) -> Track:
        """Find a kind of complaint. Raises UnknownTrack."""
        for track in self.tracks:
            if track.id == id:
                return track
        raise UnknownTrack(id)

    @property
    def open_tracks(self) -> tuple[Track, ...]:
        """The kinds that can be complained of now."""
        return tuple(each for each in self.tracks if not each.closed)

    def track_name(self, id: str) -> str:
        """What a kind of complaint is called; one that the policy has no more, by its id."""
        return next((each.name for each in self.tracks if each.id == id), id.replace("-", " ").capitalize())

    @property
    def shortest_complaint_months(self) -> int:
        """For how long every complaint is kept, whatever its kind."""
        return min(track.kept_months for track in self.tracks)

    def complaint_months(self, track: str) -> int:
        """How long a complaint is kept; of a kind that is not there any more, as long as any."""
        kept = {each.id: each.kept_months for each in self.tracks}
        return kept.get(track) or max(kept.values())

    @property
    def staff(self) -> frozenset[StaffId]:
        """Everyone who has a part in this."""
        handlers = {each for track in self.tracks for stage in track.stages for each in stage.staff}
        return frozenset(
            {*self.readers, *self.duty, *self.checkers, *self.complaints_desk, *handlers, *self.complaints_managers}
        )
