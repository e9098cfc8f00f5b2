"""New journal entries become events on the queues of whoever cares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from takepart.domain.assurance.notices import NoticeKind
from takepart.domain.claims.states import Action
from takepart.domain.newsletter import newsletter, subscriber
from takepart.domain.people.person import PersonAction
from takepart.domain.programme.session import SessionAction
from takepart.domain.programme.sign_up import SignUpAction
from takepart.domain.voice import complaint, feedback
from takepart.use_cases.ports import Event, EventKind, Queue, Queues

_MAIL, _PAYMENTS, _VOICE, _NEWSLETTER = (Queue.MAIL,), (Queue.PAYMENTS,), (Queue.VOICE,), (Queue.NEWSLETTER,)

_CLAIM_ROUTES: Final[Mapping[str, tuple[Queue, ...]]] = MappingProxyType(
    {
        **{action.value: _MAIL for action in Action},
        Action.APPROVE.value: (Queue.MAIL, Queue.PAYMENTS),
        Action.BATCH.value: (),
        Action.BOUNCE_GIFT.value: (),
        Action.RETRY_GIFT.value: (),
        Action.ACKNOWLEDGE.value: (),
        Action.ADD_RECEIPT.value: (),
        Action.AMEND.value: (),
        Action.ERASE.value: (),
    }
)

_PERSON_MAIL: Final = [
    action.value
    for action in (
        PersonAction.REGISTER,
        PersonAction.REGISTER_CHILD,
        PersonAction.CONFIRM,
        PersonAction.CONSENT,
        PersonAction.SEND_LINK,
    )
]
_SESSION_MAIL: Final = [
    action.value for action in (SessionAction.MOVE, SessionAction.SEND_PAPERS, SessionAction.SEND_NOTES)
]
_SIGN_UP_MAIL: Final = [
    action.value
    for action in SignUpAction
    if action not in (SignUpAction.OFFER, SignUpAction.DECLINE, SignUpAction.MISS, SignUpAction.FORGET)
]

ROUTES: Final[Mapping[EventKind, Mapping[str, tuple[Queue, ...]]]] = MappingProxyType(
    {
        EventKind.CLAIM: _CLAIM_ROUTES,
        EventKind.BATCH: MappingProxyType(
            {"sealed": _MAIL, "sent": _PAYMENTS, "came-back": _PAYMENTS, "link-asked-for": _MAIL}
        ),
        EventKind.VOUCHERS: MappingProxyType({"low": _MAIL, "bought": _PAYMENTS}),
        EventKind.FLOAT: MappingProxyType({}),
        EventKind.PERSON: MappingProxyType(dict.fromkeys(_PERSON_MAIL, _MAIL)),
        EventKind.OPPORTUNITY: MappingProxyType({}),
        EventKind.SESSION: MappingProxyType(dict.fromkeys(_SESSION_MAIL, _MAIL)),
        EventKind.SIGN_UP: MappingProxyType(dict.fromkeys(_SIGN_UP_MAIL, _MAIL)),
        EventKind.SIGN_IN: MappingProxyType({"asked": _MAIL}),
        EventKind.PROMISES: MappingProxyType({"at-risk": _MAIL}),
        EventKind.NOTICE: MappingProxyType({kind.value: _MAIL for kind in NoticeKind}),
        EventKind.FEEDBACK: MappingProxyType({action.value: _VOICE for action in feedback.Action}),
        EventKind.COMPLAINT: MappingProxyType({action.value: _VOICE for action in complaint.Action}),
        EventKind.YOU_SAID: MappingProxyType({"published": _VOICE}),
        EventKind.NEWSLETTER: MappingProxyType({newsletter.Action.SEND.value: _NEWSLETTER}),
        EventKind.SUBSCRIBER: MappingProxyType({subscriber.Action.ASK.value: _NEWSLETTER}),
    }
)
"""Which queues each kind of entry goes to. An entry that nobody cares about goes nowhere."""


def relay_events(events: Sequence[Event], *, queues: Queues) -> Sequence[Event]:
    """Put the events on their queues, in order; give back those that were not taken, to be tried again.

    An event that was put on one queue and not on another comes again on both: consumers are safe to run twice.
    """
    left: dict[str, Event] = {}
    for queue in Queue:
        for_queue = [event for event in events if queue in ROUTES[event.kind].get(event.action, ())]
        for event in queues.put(queue, for_queue) if for_queue else ():
            left[event.id] = event
    return [event for event in events if event.id in left]
