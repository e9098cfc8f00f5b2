"""New journal entries become events on the queues of whoever cares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from takepart.domain.assurance.notices import NoticeKind
from takepart.domain.claims.claim import ClaimAction
from takepart.domain.newsletter import newsletter, subscriber
from takepart.domain.people.outreach import OutreachAction
from takepart.domain.people.person import PersonAction
from takepart.domain.programme.membership import MembershipAction
from takepart.domain.programme.message import MessageAction
from takepart.domain.programme.opportunity import OpportunityAction
from takepart.domain.programme.session import SessionAction
from takepart.domain.programme.sign_up import SignUpAction
from takepart.domain.voice import (
    alert,
    complaint_parts,
    consultation,
    feedback,
    questionnaire_states,
    you_said,
)
from takepart.use_cases.ports import TOLD_WITHIN, Event, EventKind, Queue, Queues

_MAIL, _PAYMENTS, _VOICE, _NEWSLETTER = (Queue.MAIL,), (Queue.PAYMENTS,), (Queue.VOICE,), (Queue.NEWSLETTER,)
_ALERTS: Final = (alert.AlertAction.RAISE, alert.AlertAction.ESCALATE, alert.AlertAction.TAKE)

_CLAIM_ROUTES: Final[Mapping[str, tuple[Queue, ...]]] = MappingProxyType(
    {
        **{action.value: _MAIL for action in ClaimAction},
        ClaimAction.APPROVE.value: (Queue.MAIL, Queue.PAYMENTS),
        ClaimAction.BATCH.value: (),
        ClaimAction.BOUNCE_GIFT.value: (),
        ClaimAction.RETRY_GIFT.value: (),
        ClaimAction.HAND_OVER.value: (),
        ClaimAction.ACKNOWLEDGE.value: (),
        ClaimAction.ADD_RECEIPT.value: (),
        ClaimAction.AMEND.value: (),
        ClaimAction.ERASE_BANK.value: (),
        ClaimAction.ERASE.value: (),
    }
)

_PERSON_MAIL: Final = [
    action.value
    for action in (
        PersonAction.REGISTER,
        PersonAction.REGISTER_CHILD,
        PersonAction.CONFIRM,
        PersonAction.CONSENT,
        PersonAction.NARROW_CONSENT,
        PersonAction.WITHDRAW_CONSENT,
        PersonAction.ASK_CONSENT,
        PersonAction.CHANGE,
        PersonAction.OUTGROW,
        PersonAction.AGREE_TEXTS,
        PersonAction.SEND_LINK,
        PersonAction.RENAME,
        PersonAction.ASK_MOVE,
        PersonAction.AGREE_MOVE,
        PersonAction.CHECK_IDENTITY,
        PersonAction.MOVE,
        PersonAction.LEAVE,
        PersonAction.ABSORB,
        PersonAction.JOIN,
        PersonAction.PART,
        PersonAction.SPLIT,
    )
]
_SESSION_MAIL: Final = [
    action.value for action in (SessionAction.MOVE, SessionAction.SEND_PAPERS, SessionAction.SEND_NOTES)
]
_SIGN_UP_MAIL: Final = [
    action.value
    for action in SignUpAction
    if action
    not in (
        SignUpAction.DECLINE,
        SignUpAction.MISS,
        SignUpAction.FORGET,
        SignUpAction.TAKE_BACK,
        SignUpAction.NOTE_SUPPORT,
    )
]

_LETTERS_AND_WORK: Final[Mapping[EventKind, Mapping[str, tuple[Queue, ...]]]] = MappingProxyType(
    {
        EventKind.CLAIM: _CLAIM_ROUTES,
        EventKind.BATCH: {"sealed": _MAIL, "sent": _PAYMENTS, "came-back": _PAYMENTS, "link-asked-for": _MAIL},
        EventKind.VOUCHERS: {"low": _MAIL, "bought": _PAYMENTS},
        EventKind.PERSON: dict.fromkeys(_PERSON_MAIL, _MAIL),
        EventKind.OPPORTUNITY: {"written": _MAIL, "edited": _MAIL},
        EventKind.SESSION: dict.fromkeys(_SESSION_MAIL, _MAIL),
        EventKind.SIGN_UP: dict.fromkeys(_SIGN_UP_MAIL, _MAIL),
        EventKind.MEMBERSHIP: {action.value: _MAIL for action in MembershipAction},
        EventKind.MESSAGE: {MessageAction.SEND.value: _MAIL},
        EventKind.SIGN_IN: {"asked": _MAIL},
        EventKind.PERSON_LINK: {PersonAction.SEND_LINK.value: _MAIL},
        EventKind.PROMISES: {"at-risk": _MAIL},
        EventKind.NOTICE: {kind.value: _MAIL for kind in NoticeKind},
        EventKind.RETURNED: {"returned": _MAIL},
        EventKind.OUTREACH: {OutreachAction.REMIND.value: _MAIL, OutreachAction.WARN.value: _MAIL},
        EventKind.FEEDBACK: {action.value: _VOICE for action in feedback.FeedbackAction},
        EventKind.COMPLAINT: {action.value: _VOICE for action in complaint_parts.ComplaintAction},
        EventKind.ALERT: {action.value: _VOICE for action in _ALERTS},
        EventKind.YOU_SAID: {you_said.YouSaidAction.PUBLISH.value: _VOICE},
        EventKind.NEWSLETTER: {newsletter.NewsletterAction.SEND.value: _NEWSLETTER},
        EventKind.SUBSCRIBER: {subscriber.SubscriberAction.ASK.value: _NEWSLETTER},
        EventKind.QUESTIONNAIRE: {questionnaire_states.QuestionnaireAction.CLOSE.value: _VOICE},
        EventKind.ANSWER: {action.value: _VOICE for action in questionnaire_states.ALERTING},
        EventKind.INVITATION: {questionnaire_states.InvitationAction.INVITE.value: _VOICE},
    }
)
COUNTS: Final[Mapping[EventKind, frozenset[StrEnum | str]]] = MappingProxyType(
    {
        EventKind.CLAIM: frozenset(
            {
                ClaimAction.SEND,
                ClaimAction.CONFIRM,
                ClaimAction.CONFIRM_WITHOUT_PAY,
                ClaimAction.APPROVE,
                ClaimAction.APPROVE_ALREADY_PAID,
                ClaimAction.PAY,
                ClaimAction.PAY_LAST,
                ClaimAction.BOUNCE,
                ClaimAction.BOUNCE_GIFT,
                ClaimAction.REFUSE,
                ClaimAction.WITHDRAW,
                ClaimAction.REOPEN,
            }
        ),
        EventKind.OPPORTUNITY: frozenset({OpportunityAction.PUBLISH, OpportunityAction.EDIT}),
        EventKind.SESSION: frozenset({SessionAction.HOLD, SessionAction.CANCEL}),
        EventKind.SIGN_UP: frozenset(
            {SignUpAction.ATTEND, SignUpAction.WALK_IN, SignUpAction.MISS, SignUpAction.CORRECT}
        ),
        EventKind.PERSON: frozenset(
            {
                PersonAction.REGISTER,
                PersonAction.REGISTER_CHILD,
                PersonAction.REFUSE_CONSENT,
                PersonAction.CHANGE,
                PersonAction.ASK_CONSENT,
                PersonAction.OUTGROW,
                PersonAction.ERASE,
            }
        ),
        EventKind.DUTY: frozenset({"show"}),
        EventKind.AUDIT: frozenset({"sign-off"}),
        EventKind.YOU_SAID: frozenset(
            {you_said.YouSaidAction.PUBLISH, you_said.YouSaidAction.UPDATE, you_said.YouSaidAction.TAKE_DOWN}
        ),
        EventKind.CONSULTATION: frozenset(
            {
                consultation.ConsultationAction.RECORD,
                consultation.ConsultationAction.CONSIDER,
                consultation.ConsultationAction.APPROVE,
            }
        ),
        EventKind.QUESTIONNAIRE: frozenset({questionnaire_states.QuestionnaireAction.CLOSE}),
        EventKind.VENUE: frozenset({"heard"}),
        EventKind.NEWSLETTER: frozenset({newsletter.NewsletterAction.FINISH}),
    }
)
"""What counts as a record of what was done: it goes to the queue of records as well. A new kind is one line here."""


def _routes(kind: EventKind) -> Mapping[str, tuple[Queue, ...]]:
    others, counts = _LETTERS_AND_WORK.get(kind, {}), {str(action) for action in COUNTS.get(kind, ())}
    return MappingProxyType(
        {
            action: (*others.get(action, ()), *((Queue.RECORDS,) if action in counts else ()))
            for action in (*others, *sorted(counts - set(others)))
        }
    )


ROUTES: Final = MappingProxyType({kind: _routes(kind) for kind in EventKind})
"""Which queues each kind of entry goes to. An entry that nobody cares about goes nowhere."""


def relay_events(events: Sequence[Event], *, queues: Queues, now: datetime) -> Sequence[Event]:
    """Put the events on their queues, in order; give back those that were not taken, to be tried again.

    An event that was put on one queue and not on another comes again on both: consumers are safe to run twice.
    """
    cut_off = now - TOLD_WITHIN
    left: dict[str, Event] = {}
    for queue in Queue:
        wanted = [event for event in events if queue in ROUTES[event.kind].get(event.action, ())]
        for_queue = [event for event in wanted if queue is not Queue.MAIL or event.at is None or event.at >= cut_off]
        for event in queues.put(queue, for_queue) if for_queue else ():
            left[event.id] = event
    return [event for event in events if event.id in left]
