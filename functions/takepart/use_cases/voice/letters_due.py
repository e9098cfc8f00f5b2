"""Which letters a step of being heard calls for, to whom, and where each leads. None holds what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry, Journal
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice.alert import Alert, AlertId
from takepart.domain.voice.alert import State as AlertState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.complaint import Complaint, ComplaintId
from takepart.domain.voice.feedback import Action, Feedback
from takepart.domain.voice.you_said import State as YouSaidState
from takepart.domain.voice.you_said import YouSaidId
from takepart.use_cases.mailbox_limit import LetterName
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.relay_events import TOLD_WITHIN
from takepart.use_cases.voice.ports import Alerts, Complaints, Feedbacks, YouSaids
from takepart.use_cases.voice.say import rules_of

_LINK_DAYS: Final = 400


class LetterKind(LetterName):
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
    GROUP_TOLD = "group-told"
    QUESTIONNAIRE_INVITED = "questionnaire-invited"
    QUESTIONNAIRE_CLOSED = "questionnaire-closed"

    @property
    def never_held(self) -> bool:
        """What staff, the clock or somebody's own proven mailbox causes."""
        return self in _NEVER_HELD


_NEVER_HELD: Final = frozenset(
    {
        LetterKind.ALERT,
        LetterKind.TO_READ,
        LetterKind.WE_ANSWERED,
        LetterKind.WE_ASK,
        LetterKind.WHAT_CAME,
        LetterKind.DID_IT_CHANGE,
        LetterKind.COMPLAINT_NEW,
        LetterKind.COMPLAINT_YOURS,
        LetterKind.COMPLAINT_MORE,
        LetterKind.COMPLAINT_ACKNOWLEDGED,
        LetterKind.COMPLAINT_EXTENDED,
        LetterKind.COMPLAINT_ANSWERED,
        LetterKind.COMPLAINT_OVERDUE,
        LetterKind.GROUP_TOLD,
        LetterKind.QUESTIONNAIRE_INVITED,
        LetterKind.QUESTIONNAIRE_CLOSED,
    }
)


@dataclass(frozen=True, kw_only=True)
class VoiceLetter:
    """One letter to write. With a link it is for the person themselves; ``path`` is the page that it leads to."""

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
    alerts: Alerts
    complaints: Complaints
    you_saids: YouSaids
    policy: Policy
    now: datetime

    def of(self, event: Event) -> tuple[VoiceLetter, ...]:
        """The letters that an event calls for; none for one that is gone, or that happened too long ago to be news."""
        if event.kind is EventKind.FEEDBACK:
            feedback = self.feedbacks.get(FeedbackId(event.about))
            return self._of_feedback(feedback, event) if feedback else ()
        if event.kind is EventKind.ALERT:
            alert = self.alerts.get(AlertId(event.about))
            return self._of_alert(alert, event) if alert and is_news(alert.journal, event, now=self.now) else ()
        if event.kind is EventKind.COMPLAINT:
            complaint = self.complaints.get(ComplaintId(event.about))
            if complaint is None or complaint.state is complaints_domain.State.ERASED:
                return ()
            if not is_news(complaint.journal, event, now=self.now):
                return ()
            return self._of_complaint(complaint, event)
        if event.kind is EventKind.YOU_SAID:
            return self._of_you_said(YouSaidId(event.about), event)
        return ()

    def to_read(self, *, waiting: int, review: int, name: str) -> tuple[VoiceLetter, ...]:
        """To the named reader: how much waits. None when nothing does."""
        if not waiting and not review:
            return ()
        values = {"waiting": waiting, "review": review}
        return to_staff(
            LetterKind.TO_READ,
            [rules_of(self.policy).reader],
            f"to-read#{name}",
            "/office/voice",
            values,
            policy=self.policy,
        )

    def _of_you_said(self, id: YouSaidId, event: Event) -> tuple[VoiceLetter, ...]:
        """To the group that looks after the promises, while it is news: a replay of years tells nobody again."""
        found, group = self.you_saids.get(id), rules_of(self.policy).stakeholder_group
        if found is None or group is None or found.state is not YouSaidState.PUBLISHED or not found.published_on:
            return ()
        if local_date(self.now) - found.published_on > TOLD_WITHIN:
            return ()
        path = f"/you-said-we-did/{found.id}"
        return (VoiceLetter(kind=LetterKind.GROUP_TOLD, key=f"{event.id}#group", to=group, path=path),)

    def _of_feedback(self, feedback: Feedback, event: Event) -> tuple[VoiceLetter, ...]:
        if not is_news(feedback.journal, event, now=self.now):
            return ()
        entry = feedback.journal[event.seq - 1]
        found: list[VoiceLetter] = []
        if feedback.alert:
            found += alert_letters(entry, event.id, f"/office/voice/feedback/{feedback.id}", policy=self.policy)
        kind = _TO_SENDER.get(entry.action)
        if kind and feedback.sender:
            link = personal_link(Purpose.FEEDBACK, feedback.id, now=self.now)
            values = {"name": feedback.sender.name, "reply_by": feedback.reply_by}
            found.append(
                VoiceLetter(kind=kind, key=f"{event.id}#sender", to=feedback.sender.email, link=link, values=values)
            )
        return tuple(found)

    def _of_alert(self, alert: Alert, event: Event) -> tuple[VoiceLetter, ...]:
        """While nobody has taken it. The letter leads to it and holds none of its words."""
        if alert.state is not AlertState.WAITING:
            return ()
        path = f"/office/voice/alerts/{alert.id}"
        return alert_letters(alert.journal[event.seq - 1], event.id, path, policy=self.policy)

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
            "handled": complaint.handler is not None,
        }
        to_them = _TO_COMPLAINANT.get(entry.action)
        if to_them:
            found.append(
                VoiceLetter(
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


def alert_letters(entry: Entry, key: str, path: str, *, policy: Policy) -> tuple[VoiceLetter, ...]:
    """To whoever this step tells that somebody may be at risk: the first on duty, the next, or all of them."""
    duty = rules_of(policy).duty
    told: tuple[StaffId, ...] = ()
    if entry.facts.get("alert"):
        told = duty[:1]
    elif entry.action == Action.ESCALATE.value:
        told = duty if entry.facts.get("all") else duty[int(entry.facts["told"]) - 1 : int(entry.facts["told"])]
    values = {"again": entry.action == Action.ESCALATE.value}
    return to_staff(LetterKind.ALERT, told, key, path, values, policy=policy)


def to_staff(
    kind: LetterKind,
    staff: Iterable[StaffId],
    about: str,
    path: str,
    values: Mapping[str, object],
    *,
    policy: Policy,
) -> tuple[VoiceLetter, ...]:
    """The same letter to each of them; to nobody who has left."""
    found = []
    for each in dict.fromkeys(staff):
        try:
            member = policy.staff_member(each)
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


def personal_link(purpose: Purpose, about: str, *, now: datetime) -> Link:
    """A link for one person; the same all day, so that a letter that is tried again carries the same one."""
    expires = (now + timedelta(days=_LINK_DAYS)).replace(hour=23, minute=59, second=59, microsecond=0)
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
