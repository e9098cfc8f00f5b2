"""What an organisation promises about being heard: who reads, who is told at once, each kind of complaint's clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from takepart.domain.ids import StaffId

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Venue:
    """A place with a feedback address of its own (Wirral policy, section 11)."""

    id: str
    name: str
    team: str | None = None
    """The team or service that runs it, as promises name it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintStage:
    """One stage of a kind of complaint. ``most_days`` is where extensions stop: as ``days`` when there are none."""

    id: str
    name: str
    days: int
    most_days: int
    counted_in: CountedIn
    starts: ClockStart
    handlers: tuple[StaffId, ...]
    apart_from: tuple[str, ...]
    """Stages whose handlers may not handle this one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """A kind of complaint: its own acknowledgement, stages and clocks."""

    id: str
    name: str
    summary: str
    acknowledge_days: int
    acknowledge_in: CountedIn
    within_months: int
    """How long after something happened it can be complained about. Later is flagged, not refused."""
    next_stage_days: int
    """Working days after an answer in which the next stage can be asked for. Later is flagged, not refused."""
    kept_months: int
    """How long words and names are kept after its last step."""
    stages: tuple[ComplaintStage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceRules:
    """The whole of it."""

    readers: tuple[StaffId, ...]
    """Who reads what people say; the first is the named reader."""
    duty: tuple[StaffId, ...]
    """Who is told at once of words that may mean harm, and after them who, until one says "mine"."""
    checkers: tuple[StaffId, ...]
    """Who may publish what somebody else wrote."""
    complaints_desk: tuple[StaffId, ...]
    """Who gives complaints to handlers, and hears when one is late."""
    reply_days: int
    """Working days in which what was said gets an answer."""
    ask_again_days: int
    """Days after publishing when people are asked whether it changed anything."""
    least_seconds: int
    """A form sent faster than this was hardly written by a person: it goes to the review list."""
    most_a_day: int
    """More than this on one form in a day goes to the review list."""
    kept_months: int
    """How long what was said is kept after the last step on it; figures and days stay."""
    words_of_harm: tuple[str, ...]
    """This organisation's own words, beside ``harm_words``, that raise a text to the duty list. They never lower it."""
    exit_interviews: bool
    """Whether whoever stops taking part is asked by email how it was (Wirral policy, section 11)."""
    venues: tuple[Venue, ...]
    tracks: tuple[Track, ...]
    stakeholder_group: str | None = None
    """The address of the group that is told of each "You said, we did" (Lincolnshire strategy)."""

    @property
    def reader(self) -> StaffId:
        """The named reader."""
        return self.readers[0]

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
        handlers = {each for track in self.tracks for stage in track.stages for each in stage.handlers}
        return frozenset({*self.readers, *self.duty, *self.checkers, *self.complaints_desk, *handlers})
