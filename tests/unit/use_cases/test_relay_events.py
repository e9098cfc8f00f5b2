"""Every event reaches every queue that wants it, or comes again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from takepart.domain.claims.claim import ClaimAction
from takepart.use_cases.ports import Event, EventKind, Queue
from takepart.use_cases.relay_events import COUNTS, ROUTES, relay_events

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


class FakeQueues:
    """Queues in memory; one of them may be full."""

    def __init__(self, *, full: Queue | None = None) -> None:
        self.full = full
        self.taken: dict[Queue, list[Event]] = {queue: [] for queue in Queue}

    def put(self, queue: Queue, events: Sequence[Event]) -> Sequence[Event]:
        if queue is self.full:
            return events
        self.taken[queue].extend(events)
        return []


def an_event(action: str, *, seq: int = 1) -> Event:
    return Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=seq, action=action)


def test_every_action_of_a_claim_has_a_route() -> None:
    """A new action cannot be forgotten: it says where it goes, even if that is nowhere."""
    assert set(ROUTES[EventKind.CLAIM]) == {action.value for action in ClaimAction}
    assert set(ROUTES) == set(EventKind)


def test_an_approval_goes_to_the_mail_the_payments_and_the_records() -> None:
    """The participant is told, the voucher is issued, and reports count it."""
    queues, approved = FakeQueues(), an_event("approved")

    assert relay_events([approved], queues=queues, now=NOW) == []
    assert {queue: taken for queue, taken in queues.taken.items() if taken} == {
        Queue.MAIL: [approved],
        Queue.PAYMENTS: [approved],
        Queue.RECORDS: [approved],
    }


def test_what_a_full_queue_did_not_take_comes_again() -> None:
    """It then goes to both queues again, and consumers are safe to run twice."""
    sent, approved = an_event("sent"), an_event("approved", seq=3)

    assert relay_events([sent, approved], queues=FakeQueues(full=Queue.PAYMENTS), now=NOW) == [approved]
    assert relay_events([sent, approved], queues=FakeQueues(full=Queue.MAIL), now=NOW) == [sent, approved]


def test_what_nobody_cares_about_goes_nowhere() -> None:
    """A note on a claim tells nobody."""
    queues = FakeQueues()

    assert relay_events([an_event("noted")], queues=queues, now=NOW) == []
    assert not any(queues.taken.values())


def test_what_counts_as_a_record_goes_to_the_records_and_where_it_went_before() -> None:
    """A session that was held tells nobody by letter; "You said, we did" is told to those who said it, too."""
    assert ROUTES[EventKind.SESSION]["held"] == (Queue.RECORDS,)
    assert ROUTES[EventKind.YOU_SAID]["published"] == (Queue.VOICE, Queue.RECORDS)
    assert all(Queue.RECORDS in ROUTES[kind][str(action)] for kind, actions in COUNTS.items() for action in actions)


def test_what_people_say_is_no_record() -> None:
    """Their words, and when they said them, stay on their own queue."""
    for kind in (EventKind.FEEDBACK, EventKind.COMPLAINT):
        assert all(Queue.RECORDS not in queues for queues in ROUTES[kind].values())


def test_nobody_gets_a_letter_about_what_happened_long_ago() -> None:
    """A replay after a restore brings years of events: money and records are looked at again, people are left alone."""
    queues = FakeQueues()
    days = [replace(an_event("approved", seq=ago), at=NOW - timedelta(days=ago)) for ago in (1, 30, 31, 900)]

    assert relay_events(days, queues=queues, now=NOW) == []

    assert [event.seq for event in queues.taken[Queue.MAIL]] == [1, 30]
    assert queues.taken[Queue.PAYMENTS] == queues.taken[Queue.RECORDS] == days
