"""How a complaint ends: answered and, where its track wants it, signed; refused, taken back, a part of another one."""

from __future__ import annotations

from dataclasses import replace

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact
from takepart.domain.names import folded
from takepart.domain.refused import Refused
from takepart.domain.voice.aggregates import Text, WrittenBy, checked
from takepart.domain.voice.complaint import Complaint, said, starts
from takepart.domain.voice.complaint_parts import ANSWERS, Complainant, ComplaintAction, Drafted, Outcome, WhyNot
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.rules import ComplaintStage, Track
from takepart.domain.working_days import Holidays


def who_may_sign(complaint: Complaint, track: Track) -> tuple[StaffId, ...]:
    """Who may sign an answer in this stage: nobody who has it in hand."""
    return tuple(each for each in track.stages[complaint.stage].signed_by if each != complaint.handler)


def answer(
    complaint: Complaint,
    step: Step,
    *,
    words: str,
    outcome: Outcome,
    remedy: str = "",
    signer: StaffId | None = None,
    track: Track,
) -> Complaint:
    """The handler answers: what we found, what we do, and how to go on if they do not agree.

    Where the track wants a second person, it is written for that one to sign, and nothing is sent yet.
    """
    stage = track.stages[complaint.stage]
    if step.staff != complaint.handler:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_A_HANDLER)
    _ready(complaint, stage, step.staff)
    if outcome not in ANSWERS:
        raise Refused(complaint.id, reason=VoiceRefusal.NEEDS_OUTCOME)
    if not stage.signed_by:
        return _answered(complaint, step, words=words, outcome=outcome, remedy=remedy)
    if signer not in who_may_sign(complaint, track):
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_A_SIGNER)
    kept = replace(complaint, draft=None).all_words  # what was drafted before is written anew
    draft = Drafted(
        words=checked(complaint.id, words, before=kept), outcome=outcome, remedy=remedy, signer=StaffId(signer or "")
    )
    facts: dict[str, Fact] = {"to": draft.signer, "words": journals.digest_of(words, step=step.press)}
    return complaint.took(ComplaintAction.DRAFT, step, facts, draft=draft)


def _ready(complaint: Complaint, stage: ComplaintStage, by: StaffId) -> None:
    if complaint.missing(stage):
        raise Refused(complaint.id, reason=VoiceRefusal.NEEDS_PEOPLE)
    if len(complaint.reached(stage)) < len(stage.milestones):
        raise Refused(complaint.id, reason=VoiceRefusal.NEEDS_MILESTONES)
    if stage.answered_by and by not in stage.answered_by:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_YOUR_ANSWER)


def _answered(complaint: Complaint, step: Step, *, words: str, outcome: Outcome, remedy: str) -> Complaint:
    facts: dict[str, Fact] = {"outcome": outcome.value, "due": complaint.due.isoformat()}
    return said(
        complaint,
        ComplaintAction.ANSWER,
        step,
        words,
        by=WrittenBy.US,
        facts=facts,
        outcome=outcome,
        remedy=remedy,
        draft=None,
    )


def sign(complaint: Complaint, step: Step) -> Complaint:
    """A second person agrees with the answer: now it is sent."""
    complaint.after(ComplaintAction.SEND_BACK)
    draft = complaint.draft
    if draft is None or step.staff != draft.signer:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_A_SIGNER)
    unsigned = replace(complaint, draft=None)  # its words move into the answer, and are counted once
    return _answered(unsigned, step, words=draft.words, outcome=draft.outcome, remedy=draft.remedy)


def give_to_sign(complaint: Complaint, step: Step, *, to: StaffId) -> Complaint:
    """Whoever was to sign the answer is away or has left: somebody else does. Raises Refused."""
    complaint.after(ComplaintAction.SEND_BACK)
    if complaint.draft is None or to == complaint.handler:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_A_SIGNER)
    return complaint.written(ComplaintAction.DRAFT, step, {"to": to}, draft=replace(complaint.draft, signer=to))


def send_back(complaint: Complaint, step: Step, *, why: str) -> Complaint:
    """It is not right yet: its handler sees why, and finds what they wrote. The handler can take it back as well."""
    complaint.after(ComplaintAction.SEND_BACK)
    if step.staff not in (complaint.handler, complaint.holder):
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_A_SIGNER)
    text = Text(
        seq=complaint.version + 1, by=WrittenBy.US, words=checked(complaint.id, why, before=complaint.all_words)
    )
    facts: dict[str, Fact] = {"words": journals.digest_of(why, step=step.press)}
    return complaint.took(ComplaintAction.SEND_BACK, step, facts, notes=(*complaint.notes, text))


def refuse(complaint: Complaint, step: Step, *, reason: WhyNot, words: str) -> Complaint:
    """We do not look into it, and say why; they can go to the ombudsman or the regulator."""
    facts: dict[str, Fact] = {"why_not": reason.value}
    return said(
        complaint,
        ComplaintAction.REFUSE,
        step,
        words,
        by=WrittenBy.US,
        facts=facts,
        why_not=reason,
        outcome=Outcome.REFUSED,
    )


def reopen(complaint: Complaint, step: Step, *, words: str, track: Track, holidays: Holidays) -> Complaint:
    """We look into it after all, or again: the ombudsman asks for it, or it was taken back by mistake.

    Its stage starts anew, with all its days and its milestones; whoever complained reads why.
    """
    complaint.after(ComplaintAction.REOPEN)
    stage = track.stages[complaint.stage].id
    return said(
        complaint,
        ComplaintAction.REOPEN,
        step,
        words,
        by=WrittenBy.US,
        milestones=tuple(each for each in complaint.milestones if each.stage != stage),
        outcome=None,
        why_not=None,
        **starts(track, complaint.stage, step.today, holidays),
    )


def change_track(complaint: Complaint, step: Step, *, to: Track, words: str, holidays: Holidays) -> Complaint:
    """It is of another kind: it starts there at the first stage, and whoever complained reads why.

    Its days count from the day on which it reached us, as if it had been of that kind from the start: our mistake costs
    them no time. Only in the first stage.
    """
    complaint.after(ComplaintAction.CHANGE_TRACK)
    if to.id == complaint.track:
        raise Refused(complaint.id, reason=VoiceRefusal.SAME_TRACK)
    if complaint.stage:
        raise Refused(complaint.id, reason=VoiceRefusal.LATER_STAGE)
    return said(
        complaint,
        ComplaintAction.CHANGE_TRACK,
        step,
        words,
        by=WrittenBy.US,
        facts={"from": complaint.track, "to": to.id},
        track=to.id,
        subject="",
        handled=(),
        people=(),
        milestones=(),
        draft=None,
        **starts(to, 0, complaint.received_on, holidays),
    )


def merge(complaint: Complaint, step: Step, *, into: Complaint) -> Complaint:
    """It goes on as a part of another open one of the same person and kind: two people each get an answer."""
    complaint.after(ComplaintAction.MERGE)
    if into.id == complaint.id or not into.is_open or (into.track, into.stage) != (complaint.track, complaint.stage):
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_THE_SAME_KIND)
    if not _same_person(complaint.complainant, into.complainant):
        raise Refused(complaint.id, reason=VoiceRefusal.TWO_PEOPLE)
    facts: dict[str, Fact] = {"into": into.id}
    return complaint.took(ComplaintAction.MERGE, step, facts, part_of=into.id, outcome=Outcome.MERGED, files=())


def take_in(complaint: Complaint, step: Step, *, other: Complaint) -> Complaint:
    """What the other one said, and its files, belong to this one now, and so does the earlier of each two dates."""
    seq, texts = complaint.version + 1, list(complaint.texts)
    for each in other.texts:
        words = checked(complaint.id, each.words, before=(*texts, *complaint.notes))
        texts.append(Text(seq=seq, by=each.by, words=words))
    milestones = [day for day in (complaint.milestone_due, other.milestone_due) if day]
    return complaint.took(
        ComplaintAction.TAKE_IN,
        step,
        {"other": other.id},
        texts=tuple(texts),
        files=(*complaint.files, *other.files),
        acknowledge_by=min(complaint.acknowledge_by, other.acknowledge_by),
        due=min(complaint.due, other.due),
        most=min(complaint.most, other.most),
        milestone_due=min(milestones, default=None),
    )


def _same_person(one: Complainant, other: Complainant) -> bool:
    if folded(one.name) != folded(other.name) or folded(one.for_whom) != folded(other.for_whom):
        return False
    ways = [(one.email.casefold(), other.email.casefold()), (one.phone, other.phone), (one.address, other.address)]
    return any(mine and mine == theirs for mine, theirs in ways)
