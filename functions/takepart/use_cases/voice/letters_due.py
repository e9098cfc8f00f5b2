"""Which letters a step of being heard calls for, to whom, and where each leads. None holds what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy, UnknownStaff
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.complaint import Complaint, ComplaintId
from takepart.domain.voice.feedback import Action, Feedback
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.voice.ports import Complaints, Feedbacks
from takepart.use_cases.voice.say import rules_of

_LINK_DAYS: Final = 400


class LetterKind(StrEnum):
    """Every letter of being heard. The value names its template."""

    ALERT = "alert"
    TO_READ = "to-read"
    WE_HEARD = "we-heard"
    WE_ANSWERED = "we-answered"
    WE_ASK = "we-ask"
    WHAT_CAME = "what-came-of-it"
    DID_IT_CHANGE = "did-it-change"
    COMPLAINT_CAME = "complaint-came"
    COMPLAINT_NEW = "complaint-new"
    COMPLAINT_YOURS = "complaint-yours"
    COMPLAINT_MORE = "complaint-more"
    COMPLAINT_ACKNOWLEDGED = "complaint-acknowledged"
    COMPLAINT_EXTENDED = "complaint-extended"
    COMPLAINT_ANSWERED = "complaint-answered"
    COMPLAINT_OVERDUE = "complaint-overdue"


@dataclass(frozen=True, kw_only=True)
class VoiceLetter:
    """One letter to write. With a link it is for the person themselves; else ``path`` is a page of the office."""

    kind: LetterKind
    key: str
    to: str
    link: Link | None = None
    path: str = ""
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class LettersDue:
    """What finding out needs."""

    feedbacks: Feedbacks
    complaints: Complaints
    policy: Policy
    now: datetime

    def of(self, event: Event) -> tuple[VoiceLetter, ...]:
        """The letters that an event calls for; none for one that is gone."""
        if event.kind is EventKind.FEEDBACK:
            feedback = self.feedbacks.get(FeedbackId(event.about))
            return self._of_feedback(feedback, event) if feedback and event.seq <= feedback.version else ()
        if event.kind is EventKind.COMPLAINT:
            complaint = self.complaints.get(ComplaintId(event.about))
            if complaint is None or event.seq > complaint.version or complaint.state is complaints_domain.State.ERASED:
                return ()
            return self._of_complaint(complaint, event)
        return ()

    def to_read(self, *, waiting: int, review: int, name: str) -> tuple[VoiceLetter, ...]:
        """To the named reader: how much waits. None when nothing does."""
        if not waiting and not review:
            return ()
        values = {"waiting": waiting, "review": review}
        return self._to_staff(
            LetterKind.TO_READ, [rules_of(self.policy).reader], f"to-read#{name}", "/office/voice", values
        )

    def _of_feedback(self, feedback: Feedback, event: Event) -> tuple[VoiceLetter, ...]:
        entry = feedback.journal[event.seq - 1]
        found: list[VoiceLetter] = []
        told = self._told_of_alert(entry)
        if told and feedback.alert:
            path = f"/office/voice/feedback/{feedback.id}"
            found += self._to_staff(LetterKind.ALERT, told, event.id, path, {"again": entry.action == "escalated"})
        kind = _TO_SENDER.get(entry.action)
        if kind and feedback.sender:
            link = self._link(Purpose.FEEDBACK, feedback.id)
            values = {"name": feedback.sender.name, "reply_by": feedback.reply_by}
            found.append(
                VoiceLetter(kind=kind, key=f"{event.id}#sender", to=feedback.sender.email, link=link, values=values)
            )
        return tuple(found)

    def _told_of_alert(self, entry: Entry) -> tuple[StaffId, ...]:
        duty = rules_of(self.policy).duty
        if entry.facts.get("alert"):
            return duty[:1]
        if entry.action == Action.ESCALATE.value:
            return duty if entry.facts.get("all") else duty[int(entry.facts["told"]) - 1 : int(entry.facts["told"])]
        return ()

    def _of_complaint(self, complaint: Complaint, event: Event) -> tuple[VoiceLetter, ...]:
        entry = complaint.journal[event.seq - 1]
        found: list[VoiceLetter] = []
        values = {
            "complaint": complaint.id,
            "name": complaint.complainant.name,
            "acknowledge_by": complaint.acknowledge_by,
            "due": complaint.due,
            "next_date": complaint.next_date,
            "track": rules_of(self.policy).track(complaint.track).name,
            "stage": complaint.stage + 1,
            "late": complaint.late,
        }
        to_them = _TO_COMPLAINANT.get(entry.action)
        if to_them:
            found.append(
                VoiceLetter(
                    kind=to_them,
                    key=f"{event.id}#complainant",
                    to=complaint.complainant.email,
                    link=self._link(Purpose.COMPLAINT, complaint.id),
                    values=values,
                )
            )
        to_us = _TO_US.get(entry.action)
        if to_us:
            kind, who = to_us
            path = f"/office/voice/complaints/{complaint.id}"
            found += self._to_staff(
                kind, who(complaint, entry, rules_of(self.policy).complaints_desk), event.id, path, values
            )
        return tuple(found)

    def _to_staff(
        self, kind: LetterKind, staff: Iterable[StaffId], about: str, path: str, values: Mapping[str, object]
    ) -> tuple[VoiceLetter, ...]:
        found = []
        for each in dict.fromkeys(staff):
            try:
                member = self.policy.staff_member(each)
            except UnknownStaff:
                continue
            found.append(
                VoiceLetter(
                    kind=kind,
                    key=f"{about}#{member.id}",
                    to=member.email,
                    path=path,
                    values={**values, "member": member.name},
                )
            )
        return tuple(found)

    def _link(self, purpose: Purpose, about: str) -> Link:
        expires = (self.now + timedelta(days=_LINK_DAYS)).replace(hour=23, minute=59, second=59, microsecond=0)
        return Link(purpose=purpose, about=about, turn=0, who="person", expires=expires)


_TO_SENDER: Final[Mapping[str, LetterKind]] = MappingProxyType(
    {
        Action.SEND.value: LetterKind.WE_HEARD,
        Action.SEND_TO_REVIEW.value: LetterKind.WE_HEARD,
        Action.ANSWER.value: LetterKind.WE_ANSWERED,
        Action.ASK.value: LetterKind.WE_ASK,
        Action.TELL.value: LetterKind.WHAT_CAME,
        Action.ASK_CHANGE.value: LetterKind.DID_IT_CHANGE,
    }
)
_Of = complaints_domain.Action
_TO_COMPLAINANT: Final[Mapping[str, LetterKind]] = MappingProxyType(
    {
        _Of.SEND.value: LetterKind.COMPLAINT_CAME,
        _Of.NEXT_STAGE.value: LetterKind.COMPLAINT_CAME,
        _Of.ACKNOWLEDGE.value: LetterKind.COMPLAINT_ACKNOWLEDGED,
        _Of.EXTEND.value: LetterKind.COMPLAINT_EXTENDED,
        _Of.ANSWER.value: LetterKind.COMPLAINT_ANSWERED,
    }
)
_Who = Callable[[Complaint, Entry, tuple[StaffId, ...]], tuple[StaffId, ...]]
_TO_US: Final[Mapping[str, tuple[LetterKind, _Who]]] = MappingProxyType(
    {
        _Of.SEND.value: (LetterKind.COMPLAINT_NEW, lambda _c, _e, desk: desk),
        _Of.NEXT_STAGE.value: (LetterKind.COMPLAINT_NEW, lambda _c, _e, desk: desk),
        _Of.ASSIGN.value: (LetterKind.COMPLAINT_YOURS, lambda _c, entry, _d: (StaffId(str(entry.facts["to"])),)),
        _Of.ADD.value: (LetterKind.COMPLAINT_MORE, lambda one, _e, desk: (one.handler,) if one.handler else desk),
        _Of.OVERDUE.value: (
            LetterKind.COMPLAINT_OVERDUE,
            lambda one, _e, desk: (one.handler, *desk) if one.handler else desk,
        ),
    }
)
