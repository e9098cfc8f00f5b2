"""What staff put on a complaint's file: who takes part, what was done and on which day, notes, and what we learn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact
from takepart.domain.names import folded
from takepart.domain.refused import Refused
from takepart.domain.voice.aggregates import Text, WrittenBy, checked
from takepart.domain.voice.complaint import Complaint, clock_of
from takepart.domain.voice.complaint_parts import Attached, ComplaintAction, Learning, Reached, TakingPart
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.rules import Milestone, Track
from takepart.domain.working_days import Holidays

MOST_FILES: Final = 40


def name_person(
    complaint: Complaint, step: Step, *, seat: str, name: str, independent: bool, source: str, track: Track
) -> Complaint:
    """Somebody takes part beside the handler.

    Whoever took part in an earlier stage has no seat in a later one (2006 regulations, 19(3)), and there are as many
    independent people as the policy asks for.
    """
    complaint.after(ComplaintAction.NAME)
    stage = track.stages[complaint.stage]
    wanted = next((each for each in stage.people if each.id == seat), None)
    if wanted is None or wanted.name not in complaint.missing(stage):
        raise Refused(complaint.id, reason=VoiceRefusal.SEAT_TAKEN)
    if any(folded(each.name) == folded(name) for each in complaint.people):
        raise Refused(complaint.id, reason=VoiceRefusal.PERSON_BEFORE)
    beside = [each for each in complaint.people if (each.stage, each.seat) == (stage.id, seat)]
    ours = sum(not each.independent for each in beside) + (not independent)
    if ours > wanted.number - wanted.independent:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_INDEPENDENT)
    one = TakingPart(
        stage=stage.id, seat=seat, name=name, independent=independent, source=checked(complaint.id, source)
    )
    facts: dict[str, Fact] = {"stage": stage.id, "seat": seat}
    return complaint.took(ComplaintAction.NAME, step, facts, people=(*complaint.people, one))


def unname_person(complaint: Complaint, step: Step, *, name: str, track: Track) -> Complaint:
    """They do not take part after all, or were entered wrongly. Only in the stage that is running."""
    stage = track.stages[complaint.stage]
    left = tuple(each for each in complaint.people if (each.stage, each.name) != (stage.id, name))
    if left == complaint.people:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_NAMED)
    return complaint.took(ComplaintAction.UNNAME, step, {"stage": stage.id}, people=left)


def may_reach(complaint: Complaint, track: Track) -> tuple[Milestone, ...]:
    """The milestone that comes next, and the last one, whose day can be put right."""
    stage = track.stages[complaint.stage]
    done = len(complaint.reached(stage))
    return stage.milestones[max(done - 1, 0) : done + 1]


def reach(
    complaint: Complaint, step: Step, *, milestone: str, on: date, source: str, track: Track, holidays: Holidays
) -> Complaint:
    """A milestone was reached, on this day, and how we know. The dates after it count from there.

    The last one that was reached can be given another day, when the first was wrong.
    """
    complaint.after(ComplaintAction.REACH)
    stage = track.stages[complaint.stage]
    if milestone not in [each.id for each in may_reach(complaint, track)]:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_THIS_MILESTONE)
    if complaint.missing(stage):
        raise Refused(complaint.id, reason=VoiceRefusal.NEEDS_PEOPLE)
    before = tuple(each for each in complaint.reached(stage) if each.milestone != milestone)
    again = next((each for each in complaint.reached(stage) if each.milestone == milestone), None)
    if on > step.today:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_REACHED_YET)
    if on < (before[-1].on if before else complaint.started_on):
        raise Refused(complaint.id, reason=VoiceRefusal.BEFORE_THE_LAST)
    due = again.due if again else complaint.milestone_due
    one = Reached(stage=stage.id, milestone=milestone, on=on, due=due, source=checked(complaint.id, source))
    now = (*before, one)
    clock = clock_of(complaint, track, acknowledged=complaint.acknowledged_on, holidays=holidays, reached=now)
    facts: dict[str, Fact] = {"milestone": milestone, "on": on.isoformat(), "stage": stage.id}
    if due:
        facts["due"] = due.isoformat()
    others = tuple(each for each in complaint.milestones if each.stage != stage.id)
    return complaint.took(ComplaintAction.REACH, step, facts, milestones=(*others, *now), **clock)


def note(complaint: Complaint, step: Step, *, words: str) -> Complaint:
    """Staff note something for one another. Whoever complained does not see it."""
    text = Text(
        seq=complaint.version + 1,
        by=WrittenBy.US,
        words=checked(complaint.id, words, before=complaint.all_words),
    )
    facts: dict[str, Fact] = {"words": journals.digest_of(words, step=step.press)}
    return complaint.took(ComplaintAction.NOTE, step, facts, notes=(*complaint.notes, text))


def sort(complaint: Complaint, step: Step, *, subject: str, track: Track) -> Complaint:
    """What it is about, for the yearly report."""
    if subject not in track.subjects:
        raise Refused(complaint.id, reason=VoiceRefusal.NO_SUCH_SUBJECT)
    return complaint.took(ComplaintAction.SORT, step, {"subject": subject}, subject=subject)


def attach(complaint: Complaint, step: Step, *, file: Attached) -> Complaint:
    """A file lies with it from now on. The same file twice is one."""
    complaint.after(ComplaintAction.ATTACH)
    if len(complaint.files) >= MOST_FILES:
        raise Refused(complaint.id, reason=VoiceRefusal.TOO_MANY_FILES)
    if any(each.sha256 == file.sha256 for each in complaint.files):
        raise Refused(complaint.id, reason=VoiceRefusal.SAME_FILE)
    return complaint.took(ComplaintAction.ATTACH, step, {"sha256": file.sha256}, files=(*complaint.files, file))


def detach(complaint: Complaint, step: Step, *, key: str) -> Complaint:
    """It does not belong here: it was another person's, say."""
    left = tuple(each for each in complaint.files if each.key != key)
    if left == complaint.files:
        raise Refused(complaint.id, reason=VoiceRefusal.NO_FILE)
    gone = next(each for each in complaint.files if each.key == key)
    return complaint.took(ComplaintAction.DETACH, step, {"sha256": gone.sha256}, files=left)


def taken_further(complaint: Complaint, step: Step, *, on: date) -> Complaint:
    """They went to the ombudsman or the regulator: the yearly report says how many did (2009 regulations, 18)."""
    if on > step.today:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_REACHED_YET)
    if on < complaint.received_on:
        raise Refused(complaint.id, reason=VoiceRefusal.BEFORE_THE_LAST)
    return complaint.took(ComplaintAction.BEYOND, step, {"on": on.isoformat()}, beyond_on=on)


def learn(complaint: Complaint, step: Step, *, what: str, owner: StaffId, by: date) -> Complaint:
    """What we change because of it, who sees to it, and by when."""
    if by < step.today:
        raise Refused(complaint.id, reason=VoiceRefusal.LEARNT_IN_THE_PAST)
    one = Learning(what=checked(complaint.id, what, before=complaint.all_words), owner=owner, by=by)
    facts: dict[str, Fact] = {
        "owner": owner,
        "by": by.isoformat(),
        "what": journals.digest_of(what, step=step.press),
        "number": len(complaint.learning),
    }
    return complaint.took(ComplaintAction.LEARN, step, facts, learning=(*complaint.learning, one))


def learnt(complaint: Complaint, step: Step, *, number: int, did: str) -> Complaint:
    """It is done, and what was done. Its owner says so, or the complaints desk."""
    if number >= len(complaint.learning) or complaint.learning[number].done_on:
        raise Refused(complaint.id, reason=VoiceRefusal.NOTHING_TO_LEARN)
    done = replace(
        complaint.learning[number], done_on=step.today, did=checked(complaint.id, did, before=complaint.all_words)
    )
    facts: dict[str, Fact] = {"number": number, "did": journals.digest_of(did, step=step.press)}
    now = (*complaint.learning[:number], done, *complaint.learning[number + 1 :])
    return complaint.took(ComplaintAction.LEARNT, step, facts, learning=now)
