"""Which letters a step of being heard calls for, to whom, and where each leads. None holds what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from takepart.domain.aggregate import Journalled
from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry, Journal
from takepart.domain.links import Link, Purpose, end_of_day
from takepart.domain.policy import Policy, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.domain.voice.alert import Alert, AlertState
from takepart.domain.voice.answer import QuestionnaireAnswer
from takepart.domain.voice.complaint import Complaint, who_may_handle
from takepart.domain.voice.complaint_parts import ComplaintAction, ComplaintState
from takepart.domain.voice.feedback import Feedback, FeedbackAction
from takepart.domain.voice.questionnaire import Invitation, Questionnaire
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.rules import VoiceRules
from takepart.domain.voice.you_said import YouSaid, YouSaidState
from takepart.use_cases.letters import Lane, LetterDue, LetterName
from takepart.use_cases.ports import TOLD_WITHIN, Event, EventKind
from takepart.use_cases.voice.ports import VoiceStores, rules_of, track_of

_LINK_DAYS: Final = 400
MOST_ALONE: Final = 5
"""Alerts, or complaints, that nobody has taken: each has letters of its own while there are no more of them."""
_Of, _Is = ComplaintAction, ComplaintState


class VoiceLetter(LetterName):
    """Every letter of being heard. The value names its template."""

    ALERT = "voice/alert", Lane.ALWAYS
    ALERTS = "voice/alerts", Lane.ALWAYS
    TO_READ = "voice/to-read", Lane.ALWAYS
    WE_HEARD = "voice/we-heard"
    WE_ANSWERED = "voice/we-answered", Lane.ALWAYS
    WE_ASK = "voice/we-ask", Lane.ALWAYS
    WHAT_CAME = "voice/what-came-of-it", Lane.ALWAYS
    DID_IT_CHANGE = "voice/did-it-change", Lane.ALWAYS
    COMPLAINT_CAME = "voice/complaint-came"
    COMPLAINT_BY_POST = "voice/complaint-by-post", Lane.ALWAYS
    COMPLAINT_NEW = "voice/complaint-new", Lane.ALWAYS
    COMPLAINTS_WAIT = "voice/complaints-wait", Lane.ALWAYS
    COMPLAINT_YOURS = "voice/complaint-yours", Lane.ALWAYS
    COMPLAINT_MORE = "voice/complaint-more", Lane.ALWAYS
    COMPLAINT_ACKNOWLEDGED = "voice/complaint-acknowledged", Lane.ALWAYS
    COMPLAINT_EXTENDED = "voice/complaint-extended", Lane.ALWAYS
    COMPLAINT_AGREED = "voice/complaint-agreed", Lane.ALWAYS
    COMPLAINT_ANSWERED = "voice/complaint-answered", Lane.ALWAYS
    COMPLAINT_LATE = "voice/complaint-late"  # the clock sends it to an address that anybody may have typed
    COMPLAINT_AGAIN = "voice/complaint-again", Lane.ALWAYS
    COMPLAINT_REFUSED = "voice/complaint-refused", Lane.ALWAYS
    COMPLAINT_KIND = "voice/complaint-kind", Lane.ALWAYS
    COMPLAINT_MERGED = "voice/complaint-merged", Lane.ALWAYS
    COMPLAINT_WITHDRAWN = "voice/complaint-withdrawn", Lane.ALWAYS
    COMPLAINT_TO_ANSWER = "voice/complaint-to-answer", Lane.ALWAYS
    COMPLAINT_TO_SIGN = "voice/complaint-to-sign", Lane.ALWAYS
    COMPLAINT_SENT_BACK = "voice/complaint-sent-back", Lane.ALWAYS
    COMPLAINT_LEARNING = "voice/complaint-learning", Lane.ALWAYS
    COMPLAINT_SOON = "voice/complaint-soon", Lane.ALWAYS
    COMPLAINT_OVERDUE = "voice/complaint-overdue", Lane.ALWAYS
    GROUP_TOLD = "voice/group-told", Lane.ALWAYS
    QUESTIONNAIRE_INVITED = "voice/questionnaire-invited", Lane.ALWAYS
    QUESTIONNAIRE_CLOSED = "voice/questionnaire-closed", Lane.ALWAYS


@dataclass(frozen=True, kw_only=True)
class LettersDue:
    """What finding out needs."""

    stores: VoiceStores
    policy: Policy
    now: datetime
    alerts: Callable[[], int] = lambda: 1
    """How many alerts nobody has taken: asked when a letter is due about one of them."""
    complaints: Callable[[], int] = lambda: 1
    """How many complaints wait for somebody to have them in hand: asked likewise."""

    def of(self, event: Event) -> tuple[LetterDue, ...]:
        """The letters that an event calls for; none for one that is gone, or that happened too long ago to be news."""
        kept, of = self._kinds.get(event.kind, (None, None))
        found = kept.get(event.about) if kept else None
        if found is None or of is None or not is_news(found.journal, event, now=self.now):
            return ()
        return tuple(of(found, event))

    @property
    def _kinds(self) -> Mapping[EventKind, tuple[Any, Callable[[Any, Event], Iterable[LetterDue]]]]:
        """Where each kind of thing is kept, and which letters a step of it calls for."""
        return {
            EventKind.FEEDBACK: (self.stores.feedbacks, self._of_feedback),
            EventKind.ALERT: (self.stores.alerts, self._of_alert),
            EventKind.COMPLAINT: (self.stores.complaints, self._of_complaint),
            EventKind.YOU_SAID: (self.stores.you_saids, self._of_you_said),
            EventKind.ANSWER: (self.stores.answers, self._of_answer),
            EventKind.INVITATION: (self.stores.invitations, self._of_invitation),
            EventKind.QUESTIONNAIRE: (self.stores.questionnaires, self._of_questionnaire),
        }

    def to_read(self, *, waiting: int, review: int, name: str) -> tuple[LetterDue, ...]:
        """To the named reader: how much waits. None when nothing does."""
        if not waiting and not review:
            return ()
        values = {"waiting": waiting, "review": review}
        return self._to_staff(VoiceLetter.TO_READ, [self._rules.reader], f"to-read#{name}", "/office/voice", values)

    @property
    def _rules(self) -> VoiceRules:
        return rules_of(self.policy)

    def _of_you_said(self, found: YouSaid, event: Event) -> Iterator[LetterDue]:
        """To the group that looks after the promises, while it is news: a replay of years tells nobody again."""
        group, on = self._rules.stakeholder_group, found.published_on
        if group and on and found.state is YouSaidState.PUBLISHED and local_date(self.now) - on <= TOLD_WITHIN:
            path = f"/you-said-we-did/{found.id}"
            yield LetterDue(kind=VoiceLetter.GROUP_TOLD, key=f"{event.id}#group", to=group, path=path)

    def _of_feedback(self, feedback: Feedback, event: Event) -> Iterator[LetterDue]:
        if feedback.alert or (feedback.harm and _is_new_owner(feedback, feedback.taken_by, event)):
            yield from self._alert(feedback, event, f"/office/voice/feedback/{feedback.id}")
        kind = _TO_SENDER.get(feedback.journal[event.seq - 1].action)
        if kind and feedback.sender:
            link = self._link(Purpose.FEEDBACK, feedback.id)
            values = {"name": feedback.sender.name, "reply_by": feedback.reply_by}
            yield LetterDue(kind=kind, key=f"{event.id}#sender", to=feedback.sender.email, link=link, values=values)

    def _of_alert(self, alert: Alert, event: Event) -> Iterable[LetterDue]:
        """While nobody has taken it. The letter leads to it and holds none of its words."""
        waits = alert.state is AlertState.WAITING or _is_new_owner(alert, alert.taken_by, event)
        return self._alert(alert, event, f"/office/voice/alerts/{alert.id}") if waits else ()

    def _of_answer(self, answer: QuestionnaireAnswer, event: Event) -> Iterable[LetterDue]:
        return self._alert(answer, event, f"/office/voice/answers/{answer.id}") if answer.alert else ()

    def _of_complaint(self, complaint: Complaint, event: Event) -> Iterator[LetterDue]:
        if complaint.state is _Is.ERASED:
            return
        entry, track = complaint.journal[event.seq - 1], track_of(complaint, self.policy)
        values = {
            "complaint": complaint.id,
            "name": complaint.complainant.name,
            "acknowledge_by": complaint.acknowledge_by,
            "due": complaint.due,
            "next_date": complaint.next_date,
            "track": track.name,
            "stage": complaint.stage + 1,
            "late": complaint.late,
            "handled": complaint.handler is not None,
            "withdrawn": complaint.state is _Is.WITHDRAWN,
            "received": complaint.received_on,
            "part_of": complaint.part_of,
            "beyond": track.beyond,
            "soon": None,
            "missed": None,
        }
        if entry.action in (_Of.DUE_SOON.value, _Of.OVERDUE.value) and not complaint.is_open:
            return  # done since: that letter says it
        if entry.action == _Of.DUE_SOON.value:
            values["soon"] = soon = date.fromisoformat(str(entry.facts["due"]))
            if soon not in complaint.dates:
                return  # moved since
        if entry.action == _Of.OVERDUE.value:
            values["missed"] = date.fromisoformat(str(entry.facts["missed"]))
            values["climbed"] = entry.facts.get("climbed", 0)
        to_them, page = _TO_COMPLAINANT.get(entry.action), f"/office/voice/complaints/{complaint.id}"
        if entry.facts.get("again"):
            to_them = None  # they know, and their page shows it
        if to_them and not complaint.complainant.email:
            who_writes = [complaint.holder] if complaint.holder else self._rules.complaints_desk
            post = VoiceLetter.COMPLAINT_BY_POST
            yield from self._to_staff(post, who_writes, f"{event.id}#post", f"{page}/letter", values)
        elif to_them:
            link, to = self._link(Purpose.COMPLAINT, complaint.id), complaint.complainant.email
            yield LetterDue(kind=to_them, key=f"{event.id}#complainant", to=to, link=link, values=values)
        for kind, who in self._to_us(complaint, entry):
            where, about = page, event.id
            if kind is VoiceLetter.COMPLAINT_LEARNING:
                where = "/office/voice/complaints/learning"
                values["by"] = date.fromisoformat(str(entry.facts.get("by") or entry.facts["due"]))
            elif complaint.holder is None and (waiting := self.complaints()) > MOST_ALONE:
                # Many wait that anybody may have sent: one letter about all for each kind of step, as of alerts.
                kind, where, values["waiting"] = VoiceLetter.COMPLAINTS_WAIT, "/office/voice/complaints", waiting
                about = f"complaints:{entry.action}:{local_date(self.now)}#{waiting.bit_length()}"
            elif (more := _added_that_day(complaint, entry)) > MOST_ALONE:
                about = f"{complaint.id}:more:{local_date(entry.at)}#{more.bit_length()}"
            yield from self._to_staff(kind, who, about, where, values)

    def _to_us(self, complaint: Complaint, entry: Entry) -> Iterator[tuple[VoiceLetter, Sequence[StaffId]]]:
        """Whom of us a step of a complaint is told."""
        desk, action, facts = self._rules.complaints_desk, entry.action, entry.facts
        holder = (complaint.holder,) if complaint.holder else desk
        to = (StaffId(str(facts.get("to", ""))),)
        match _Of(action):
            case _Of.SEND | _Of.NEXT_STAGE | _Of.CHANGE_TRACK | _Of.REOPEN:
                yield VoiceLetter.COMPLAINT_NEW, desk
            case _Of.ASSIGN:
                yield VoiceLetter.COMPLAINT_YOURS, to
            case _Of.ADD | _Of.WITHDRAW | _Of.TAKE_IN:
                yield VoiceLetter.COMPLAINT_MORE, holder
            case _Of.REACH if complaint.handler not in who_may_handle(complaint, track_of(complaint, self.policy)):
                yield VoiceLetter.COMPLAINT_TO_ANSWER, desk
            case _Of.DRAFT:
                yield VoiceLetter.COMPLAINT_TO_SIGN, to
            case _Of.SEND_BACK:
                yield VoiceLetter.COMPLAINT_SENT_BACK, holder
            case _Of.LEARN:
                yield VoiceLetter.COMPLAINT_LEARNING, (StaffId(str(facts["owner"])),)
            case _Of.LEARNING_DUE:
                due = [each.owner for each in complaint.learning if not each.done_on and str(each.by) == facts["due"]]
                yield VoiceLetter.COMPLAINT_LEARNING, due
            case _Of.DUE_SOON:
                yield VoiceLetter.COMPLAINT_SOON, holder
            case _Of.OVERDUE:
                managers = self._rules.complaints_managers[: int(facts.get("climbed", 0))]
                yield VoiceLetter.COMPLAINT_OVERDUE, (*holder, *desk, *managers)

    def _of_invitation(self, invitation: Invitation, event: Event) -> Iterator[LetterDue]:
        """Without names everyone gets the same link, unless only those who are invited may answer, once each."""
        asked = self.stores.questionnaires.get(invitation.questionnaire)
        if asked is None or asked.state is not QuestionnaireState.OPEN:
            return
        about = asked.about
        yield LetterDue(
            kind=VoiceLetter.QUESTIONNAIRE_INVITED,
            key=event.id,
            to=invitation.to.email,
            link=self._link(Purpose.QUESTIONNAIRE, invitation.id) if about.own_links else None,
            path=f"/questionnaires/{asked.id}",
            values={
                "name": invitation.to.name,
                "title": about.title,
                "closes": about.closes,
                "anonymous": about.anonymous,
                "only_invited": about.only_invited,
                "leaving": about.purpose.value == "exit",
            },
        )

    def _of_questionnaire(self, asked: Questionnaire, event: Event) -> Iterable[LetterDue]:
        if asked.state is not QuestionnaireState.CLOSED:
            return ()
        path, values = f"/office/voice/questionnaires/{asked.id}", {"title": asked.about.title}
        return self._to_staff(VoiceLetter.QUESTIONNAIRE_CLOSED, [asked.writer], event.id, path, values)

    def _alert(self, thing: Journalled, event: Event, path: str) -> tuple[LetterDue, ...]:
        """To whoever this step tells that somebody may be at risk: the first on duty, the next, or all of them."""
        duty, entry = self._rules.duty_at(self.now), thing.journal[event.seq - 1]
        again = entry.action == FeedbackAction.ESCALATE.value
        told: tuple[StaffId, ...] = ()
        if entry.facts.get("alert"):
            told = duty[:1]
        elif entry.facts.get("to"):
            told = (StaffId(str(entry.facts["to"])),)
        elif again:
            told = duty if entry.facts.get("all") else duty[int(entry.facts["told"]) - 1 : int(entry.facts["told"])]
        waiting = self.alerts() if told else 0
        if waiting <= MOST_ALONE:
            return self._to_staff(VoiceLetter.ALERT, told, event.id, path, {"again": again})
        # Many wait: one letter about all, and another one each time that they have doubled or somebody else is told.
        about = f"alerts:{local_date(self.now)}#{event.seq}#{waiting.bit_length()}"
        return self._to_staff(VoiceLetter.ALERTS, told, about, "/office/voice", {"waiting": waiting})

    def _to_staff(
        self, kind: VoiceLetter, staff: Iterable[StaffId], about: str, path: str, values: Mapping[str, object]
    ) -> tuple[LetterDue, ...]:
        """The same letter to each of them, or to whoever acts for them today; to nobody whom we do not know."""
        found = []
        for each in dict.fromkeys(staff):
            with suppress(UnknownStaff):
                member = self.policy.acting(each)
                theirs = {**values, "member": member.name}
                key = f"{about}#{member.id}"
                found.append(LetterDue(kind=kind, key=key, to=member.email, path=path, values=theirs))
        return tuple(found)

    def _link(self, purpose: Purpose, about: str) -> Link:
        """A link for one person; the same all day, so that a letter that is tried again carries the same one."""
        expires = end_of_day(self.now, days=_LINK_DAYS)
        return Link(purpose=purpose, about=about, turn=0, who="person", expires=expires)


def _is_new_owner(thing: Journalled, taken_by: StaffId | None, event: Event) -> bool:
    """Whether this step gave it to who has it now, since whoever had it is away or has left."""
    return taken_by is not None and thing.journal[event.seq - 1].facts.get("to") == taken_by


def _added_that_day(complaint: Complaint, entry: Entry) -> int:
    """How many times something was added to it on the day of this step, until it; 0 for another step."""
    day, action = local_date(entry.at), _Of.ADD.value
    if entry.action != action:
        return 0
    return sum(each.action == action and local_date(each.at) == day for each in complaint.journal[: entry.seq])


def is_news(journal: Journal, event: Event, *, now: datetime) -> bool:
    """Whether anybody is still written to about this step of the journal: what is older comes from a replay alone.

    What was remembered of its letters may have ended by then, and people would get them a second time.
    """
    return event.seq <= len(journal) and now - journal[event.seq - 1].at <= TOLD_WITHIN


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
_TO_COMPLAINANT: Final[Mapping[str, VoiceLetter]] = MappingProxyType(
    {
        _Of.SEND.value: VoiceLetter.COMPLAINT_CAME,
        _Of.NEXT_STAGE.value: VoiceLetter.COMPLAINT_CAME,
        _Of.ACKNOWLEDGE.value: VoiceLetter.COMPLAINT_ACKNOWLEDGED,
        _Of.EXTEND.value: VoiceLetter.COMPLAINT_EXTENDED,
        _Of.AGREE.value: VoiceLetter.COMPLAINT_AGREED,
        _Of.ANSWER.value: VoiceLetter.COMPLAINT_ANSWERED,
        _Of.REOPEN.value: VoiceLetter.COMPLAINT_AGAIN,
        _Of.REFUSE.value: VoiceLetter.COMPLAINT_REFUSED,
        _Of.CHANGE_TRACK.value: VoiceLetter.COMPLAINT_KIND,
        _Of.MERGE.value: VoiceLetter.COMPLAINT_MERGED,
        _Of.WITHDRAW.value: VoiceLetter.COMPLAINT_WITHDRAWN,
        _Of.OVERDUE.value: VoiceLetter.COMPLAINT_LATE,
    }
)
