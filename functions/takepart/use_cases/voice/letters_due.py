"""Which letters a step of being heard calls for, to whom, and where each leads. None holds what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry, Journal
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice.alert import Alert, AlertId, AlertState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.complaint import Complaint, ComplaintId
from takepart.domain.voice.feedback import Feedback, FeedbackAction
from takepart.domain.voice.you_said import YouSaidId, YouSaidState
from takepart.use_cases.letters import Lane, LetterDue, LetterName
from takepart.use_cases.ports import TOLD_WITHIN, Event, EventKind
from takepart.use_cases.voice.ports import Alerts, Complaints, Feedbacks, YouSaids
from takepart.use_cases.voice.say import rules_of

_LINK_DAYS: Final = 400


class VoiceLetter(LetterName):
    """Every letter of being heard. The value names its template."""

    ALERT = "voice/alert", Lane.ALWAYS
    TO_READ = "voice/to-read", Lane.ALWAYS
    WE_HEARD = "voice/we-heard"
    WE_ANSWERED = "voice/we-answered", Lane.ALWAYS
    WE_ASK = "voice/we-ask", Lane.ALWAYS
    WHAT_CAME = "voice/what-came-of-it", Lane.ALWAYS
    DID_IT_CHANGE = "voice/did-it-change", Lane.ALWAYS
    COMPLAINT_CAME = "voice/complaint-came"
    COMPLAINT_NEW = "voice/complaint-new", Lane.ALWAYS
    COMPLAINT_YOURS = "voice/complaint-yours", Lane.ALWAYS
    COMPLAINT_MORE = "voice/complaint-more", Lane.ALWAYS
    COMPLAINT_ACKNOWLEDGED = "voice/complaint-acknowledged", Lane.ALWAYS
    COMPLAINT_EXTENDED = "voice/complaint-extended", Lane.ALWAYS
    COMPLAINT_ANSWERED = "voice/complaint-answered", Lane.ALWAYS
    COMPLAINT_OVERDUE = "voice/complaint-overdue", Lane.ALWAYS
    GROUP_TOLD = "voice/group-told", Lane.ALWAYS
    QUESTIONNAIRE_INVITED = "voice/questionnaire-invited", Lane.ALWAYS
    QUESTIONNAIRE_CLOSED = "voice/questionnaire-closed", Lane.ALWAYS


@dataclass(frozen=True, kw_only=True)
class LettersDue:
    """What finding out needs."""

    feedbacks: Feedbacks
    alerts: Alerts
    complaints: Complaints
    you_saids: YouSaids
    policy: Policy
    now: datetime

    def of(self, event: Event) -> tuple[LetterDue, ...]:
        """The letters that an event calls for; none for one that is gone, or that happened too long ago to be news."""
        if event.kind is EventKind.FEEDBACK:
            feedback = self.feedbacks.get(FeedbackId(event.about))
            return self._of_feedback(feedback, event) if feedback else ()
        if event.kind is EventKind.ALERT:
            alert = self.alerts.get(AlertId(event.about))
            return self._of_alert(alert, event) if alert and is_news(alert.journal, event, now=self.now) else ()
        if event.kind is EventKind.COMPLAINT:
            complaint = self.complaints.get(ComplaintId(event.about))
            if complaint is None or complaint.state is complaints_domain.ComplaintState.ERASED:
                return ()
            if not is_news(complaint.journal, event, now=self.now):
                return ()
            return self._of_complaint(complaint, event)
        if event.kind is EventKind.YOU_SAID:
            return self._of_you_said(YouSaidId(event.about), event)
        return ()

    def to_read(self, *, waiting: int, review: int, name: str) -> tuple[LetterDue, ...]:
        """To the named reader: how much waits. None when nothing does."""
        if not waiting and not review:
            return ()
        values = {"waiting": waiting, "review": review}
        return to_staff(
            VoiceLetter.TO_READ,
            [rules_of(self.policy).reader],
            f"to-read#{name}",
            "/office/voice",
            values,
            policy=self.policy,
        )

    def _of_you_said(self, id: YouSaidId, event: Event) -> tuple[LetterDue, ...]:
        """To the group that looks after the promises, while it is news: a replay of years tells nobody again."""
        found, group = self.you_saids.get(id), rules_of(self.policy).stakeholder_group
        if found is None or group is None or found.state is not YouSaidState.PUBLISHED or not found.published_on:
            return ()
        if local_date(self.now) - found.published_on > TOLD_WITHIN:
            return ()
        path = f"/you-said-we-did/{found.id}"
        return (LetterDue(kind=VoiceLetter.GROUP_TOLD, key=f"{event.id}#group", to=group, path=path),)

    def _of_feedback(self, feedback: Feedback, event: Event) -> tuple[LetterDue, ...]:
        if not is_news(feedback.journal, event, now=self.now):
            return ()
        entry = feedback.journal[event.seq - 1]
        found: list[LetterDue] = []
        if feedback.alert:
            found += alert_letters(entry, event.id, f"/office/voice/feedback/{feedback.id}", policy=self.policy)
        kind = _TO_SENDER.get(entry.action)
        if kind and feedback.sender:
            link = personal_link(Purpose.FEEDBACK, feedback.id, now=self.now)
            values = {"name": feedback.sender.name, "reply_by": feedback.reply_by}
            found.append(
                LetterDue(kind=kind, key=f"{event.id}#sender", to=feedback.sender.email, link=link, values=values)
            )
        return tuple(found)

    def _of_alert(self, alert: Alert, event: Event) -> tuple[LetterDue, ...]:
        """While nobody has taken it. The letter leads to it and holds none of its words."""
        if alert.state is not AlertState.WAITING:
            return ()
        path = f"/office/voice/alerts/{alert.id}"
        return alert_letters(alert.journal[event.seq - 1], event.id, path, policy=self.policy)

    def _of_complaint(self, complaint: Complaint, event: Event) -> tuple[LetterDue, ...]:
        entry = complaint.journal[event.seq - 1]
        found: list[LetterDue] = []
        values = {
            "complaint": complaint.id,
            "name": complaint.complainant.name,
            "acknowledge_by": complaint.acknowledge_by,
            "due": complaint.due,
            "next_date": complaint.next_date,
            "track": rules_of(self.policy).track(complaint.track).name,
            "stage": complaint.stage + 1,
            "late": complaint.late,
            "handled": complaint.handler is not None,
        }
        to_them = _TO_COMPLAINANT.get(entry.action)
        if to_them:
            found.append(
                LetterDue(
                    kind=to_them,
                    key=f"{event.id}#complainant",
                    to=complaint.complainant.email,
                    link=personal_link(Purpose.COMPLAINT, complaint.id, now=self.now),
                    values=values,
                )
            )
        to_us = _TO_US.get(entry.action)
        if to_us:
            kind, who = to_us
            path = f"/office/voice/complaints/{complaint.id}"
            told = who(complaint, entry, rules_of(self.policy).complaints_desk)
            found += to_staff(kind, told, event.id, path, values, policy=self.policy)
        return tuple(found)


def is_news(journal: Journal, event: Event, *, now: datetime) -> bool:
    """Whether anybody is still written to about this step of the journal: what is older comes from a replay alone.

    What was remembered of its letters may have ended by then, and people would get them a second time.
    """
    return event.seq <= len(journal) and now - journal[event.seq - 1].at <= TOLD_WITHIN


def alert_letters(entry: Entry, key: str, path: str, *, policy: Policy) -> tuple[LetterDue, ...]:
    """To whoever this step tells that somebody may be at risk: the first on duty, the next, or all of them."""
    duty = rules_of(policy).duty
    told: tuple[StaffId, ...] = ()
    if entry.facts.get("alert"):
        told = duty[:1]
    elif entry.action == FeedbackAction.ESCALATE.value:
        told = duty if entry.facts.get("all") else duty[int(entry.facts["told"]) - 1 : int(entry.facts["told"])]
    values = {"again": entry.action == FeedbackAction.ESCALATE.value}
    return to_staff(VoiceLetter.ALERT, told, key, path, values, policy=policy)


def to_staff(
    kind: VoiceLetter,
    staff: Iterable[StaffId],
    about: str,
    path: str,
    values: Mapping[str, object],
    *,
    policy: Policy,
) -> tuple[LetterDue, ...]:
    """The same letter to each of them; to nobody who has left."""
    found = []
    for each in dict.fromkeys(staff):
        try:
            member = policy.staff_member(each)
        except UnknownStaff:
            continue
        found.append(
            LetterDue(
                kind=kind,
                key=f"{about}#{member.id}",
                to=member.email,
                path=path,
                values={**values, "member": member.name},
            )
        )
    return tuple(found)


def personal_link(purpose: Purpose, about: str, *, now: datetime) -> Link:
    """A link for one person; the same all day, so that a letter that is tried again carries the same one."""
    expires = (now + timedelta(days=_LINK_DAYS)).replace(hour=23, minute=59, second=59, microsecond=0)
    return Link(purpose=purpose, about=about, turn=0, who="person", expires=expires)


_TO_SENDER: Final[Mapping[str, VoiceLetter]] = MappingProxyType(
    {
        FeedbackAction.SEND.value: VoiceLetter.WE_HEARD,
        FeedbackAction.SEND_TO_REVIEW.value: VoiceLetter.WE_HEARD,
        FeedbackAction.ANSWER.value: VoiceLetter.WE_ANSWERED,
        FeedbackAction.ASK.value: VoiceLetter.WE_ASK,
        FeedbackAction.TELL.value: VoiceLetter.WHAT_CAME,
        FeedbackAction.ASK_CHANGE.value: VoiceLetter.DID_IT_CHANGE,
    }
)
_Of = complaints_domain.ComplaintAction
_TO_COMPLAINANT: Final[Mapping[str, VoiceLetter]] = MappingProxyType(
    {
        _Of.SEND.value: VoiceLetter.COMPLAINT_CAME,
        _Of.NEXT_STAGE.value: VoiceLetter.COMPLAINT_CAME,
        _Of.ACKNOWLEDGE.value: VoiceLetter.COMPLAINT_ACKNOWLEDGED,
        _Of.EXTEND.value: VoiceLetter.COMPLAINT_EXTENDED,
        _Of.ANSWER.value: VoiceLetter.COMPLAINT_ANSWERED,
    }
)
_Who = Callable[[Complaint, Entry, tuple[StaffId, ...]], tuple[StaffId, ...]]
_TO_US: Final[Mapping[str, tuple[VoiceLetter, _Who]]] = MappingProxyType(
    {
        _Of.SEND.value: (VoiceLetter.COMPLAINT_NEW, lambda _c, _e, desk: desk),
        _Of.NEXT_STAGE.value: (VoiceLetter.COMPLAINT_NEW, lambda _c, _e, desk: desk),
        _Of.ASSIGN.value: (VoiceLetter.COMPLAINT_YOURS, lambda _c, entry, _d: (StaffId(str(entry.facts["to"])),)),
        _Of.ADD.value: (VoiceLetter.COMPLAINT_MORE, lambda one, _e, desk: (one.handler,) if one.handler else desk),
        _Of.OVERDUE.value: (
            VoiceLetter.COMPLAINT_OVERDUE,
            lambda one, _e, desk: (one.handler, *desk) if one.handler else desk,
        ),
    }
)
