"""The dates of a complaint: when we say that we have it, when each milestone of a stage is due, and when its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from takepart.domain.policy.rules import Organisation
from takepart.domain.uk_time import months_after
from takepart.domain.voice.days import after
from takepart.domain.voice.rules import (
    Beyond,
    ClockStart,
    ComplaintStage,
    CountedIn,
    Milestone,
    Track,
    VoiceRules,
)
from takepart.domain.working_days import Holidays, add_working_days

if TYPE_CHECKING:
    from takepart.domain.voice.complaint import Complaint


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When an answer is due, the last day to which it may be moved, and the next milestone's day, if it has one."""

    due: date
    most: date
    milestone_due: date | None = None


def acknowledge_by(track: Track, *, received: date, holidays: Holidays) -> date:
    """The last day on which we may say that we have it."""
    return after(received, track.acknowledge_days, track.acknowledge_in, holidays)


def deadline(
    stage: ComplaintStage,
    track: Track,
    *,
    started: date,
    acknowledged: date | None,
    holidays: Holidays,
    reached: Sequence[date] = (),
) -> Deadline:
    """When a stage's answer is due. A clock that starts when we acknowledge never gains by our being late to do so.

    ``reached`` are the days of the milestones so far. Where the answer counts from the last one, those still to come
    are taken as reached on their last day.
    """
    start = started
    if stage.starts is ClockStart.ACKNOWLEDGED:
        latest = acknowledge_by(track, received=started, holidays=holidays)
        start = min(acknowledged, latest) if acknowledged else latest
    next_due: date | None = None
    since = start
    for number, milestone in enumerate(stage.milestones):
        if number < len(reached):
            since = reached[number]
        elif milestone.days:
            since = after(since, milestone.days, stage.counted_in, holidays)
            next_due = since if number == len(reached) else next_due
    if stage.starts is ClockStart.LAST_MILESTONE:
        start = since
    return Deadline(
        due=after(start, stage.days, stage.counted_in, holidays),
        most=after(start, stage.most_days, stage.counted_in, holidays),
        milestone_due=next_due,
    )


def too_long_ago(track: Track, *, happened: date | None, received: date) -> bool:
    """Whether it comes later than the track's months allow: that is flagged, and a person decides."""
    return happened is not None and received > months_after(happened, track.within_months)


def asked_late(track: Track, *, answered: date, asked: date, holidays: Holidays) -> bool:
    """Whether the next stage is asked for later than it should be: that is flagged, and a person decides."""
    return asked > add_working_days(answered, track.next_stage_days, holidays)


def track_of(complaint: Complaint, rules: VoiceRules, ours: Organisation) -> Track:
    """The rules that a complaint goes by; when the policy has its kind, stage or milestone no more, what was promised.

    Then it keeps the dates that it was given, the desk and the managers handle and answer it, and there is no next
    stage. Which ombudsman or regulator it was, ``ours`` tells who asks.
    """
    known = next((each for each in rules.tracks if each.id == complaint.track), None)
    if known and complaint.stage < len(known.stages):
        stage = known.stages[complaint.stage]
        if not complaint.milestone_due or len(complaint.reached(stage)) < len(stage.milestones):
            return known

    def days(until: date) -> int:
        return (until - complaint.started_on).days

    next_step = days(complaint.milestone_due) if complaint.milestone_due else 0
    stages = [
        ComplaintStage(
            id=f"stage-{number}",
            name=f"Stage {number}",
            days=days(complaint.due),
            most_days=days(complaint.most),
            counted_in=CountedIn.DAYS,
            starts=ClockStart.STARTED,
            handlers=tuple(dict.fromkeys((*rules.complaints_desk, *rules.complaints_managers))),
            milestones=(Milestone(id="next-step", name="The next step", days=next_step),) if next_step else (),
        )
        for number in range(1, complaint.stage + 2)
    ]
    return Track(
        id=complaint.track,
        name=rules.track_name(complaint.track),
        summary="",
        acknowledge_days=days(complaint.acknowledge_by),
        acknowledge_in=CountedIn.DAYS,
        within_months=12,
        next_stage_days=20,
        kept_months=rules.complaint_months(complaint.track),
        closed=True,
        beyond=known.beyond
        if known
        else Beyond(
            name="ombudsman or the regulator",
            address=", ".join(ours.address),
            phone=f"{ours.contact_phone} (we tell you who it is)",
            website="",
        ),
        stages=tuple(stages),
    )
