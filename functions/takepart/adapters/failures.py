"""The queues that keep what could not be done: looked at without taking anything, and put back to be done again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from takepart.adapters import clock
from takepart.adapters.answering import answering
from takepart.adapters.rows import ThingRow, bound
from takepart.adapters.sqs_queues import read_event
from takepart.domain.journal import from_instant
from takepart.use_cases.ports import Event
from takepart.use_cases.stuck import MOST_AT_ONCE, MOST_SHOWN, Lying, Stuck, Work

_HELD: Final = 30
"""Seconds for which what is taken is hidden from others: longer than a page may take."""
_TEN: Final = 10
"""As many messages a request can be about."""
_KEPT: Final = timedelta(days=29)
"""A message lies two weeks on its queue at most, and two more where it is kept once it failed."""
_FAILED: Final = "FAILED"


class SqsFailures:
    """The port ``Failures``."""

    def __init__(self, sqs: Any, queues: Mapping[Work, tuple[str, str]], *, reasons: str) -> None:
        """Of each kind of work, where it lies, and the queue on which it goes again; empty when no page lets it go.

        ``reasons`` is the table where errors were written down.
        """
        self._sqs, self._queues, self._reasons = sqs, queues, Reasons(reasons)

    @answering()
    def look(self) -> Sequence[Lying]:
        """Each kind of work of which something lies there, as far as it can be shown."""
        return [
            Lying(work=work, number=number, shown=self._shown(kept, number), goes_again=bool(source))
            for work, (kept, source) in self._queues.items()
            if (number := self._number(kept))
        ]

    @answering()
    def again(self, work: Work, id: str = "") -> int:
        """Put it on its queue first and take it away then: it may go twice, and is never lost."""
        kept, source = self._queues.get(work, ("", ""))
        if not source:
            return 0
        went, others = 0, list[Mapping[str, Any]]()
        for messages in self._taken(kept, most=MOST_AT_ONCE):
            chosen = [each for each in messages if id in ("", each["MessageId"])]
            done = self._put_back(chosen, source=source, kept=kept) if chosen else []
            others += [each for each in messages if each not in done]
            went += len(done)
            if id and done:
                break
        self._let_go(kept, others)
        return went

    def _number(self, kept: str) -> int:
        name = "ApproximateNumberOfMessages"
        told = self._sqs.get_queue_attributes(QueueUrl=kept, AttributeNames=[name])
        return int(told["Attributes"][name])

    def _shown(self, kept: str, number: int) -> Sequence[Stuck]:
        found = dict[str, Mapping[str, Any]]()
        for messages in self._taken(kept, most=min(number, MOST_SHOWN)):
            found |= {each["MessageId"]: each for each in messages}
        self._let_go(kept, list(found.values()))
        reasons = self._reasons.of(list(found)) if found else {}
        return sorted((read_stuck(each, reasons) for each in found.values()), key=lambda each: each.at)

    def _taken(self, address: str, *, most: int) -> Iterator[Sequence[Mapping[str, Any]]]:
        """So many messages, hidden from others for now. Only who waits for them is shown them wherever they lie."""
        seen = 0
        while seen < most:
            messages = self._sqs.receive_message(
                QueueUrl=address,
                MaxNumberOfMessages=min(_TEN, most - seen),
                VisibilityTimeout=_HELD,
                WaitTimeSeconds=1,
                AttributeNames=["SentTimestamp"],
                MessageAttributeNames=["ERROR_CODE"],
            ).get("Messages", [])
            if not messages:
                return
            seen += len(messages)
            yield messages

    def _put_back(
        self, messages: Sequence[Mapping[str, Any]], *, source: str, kept: str
    ) -> Sequence[Mapping[str, Any]]:
        entries = [{"Id": str(place), "MessageBody": each["Body"]} for place, each in enumerate(messages)]
        taken = self._sqs.send_message_batch(QueueUrl=source, Entries=entries).get("Successful", [])
        done = [messages[int(each["Id"])] for each in taken]
        if done:
            gone = [{"Id": str(place), "ReceiptHandle": each["ReceiptHandle"]} for place, each in enumerate(done)]
            self._sqs.delete_message_batch(QueueUrl=kept, Entries=gone)
        return done

    def _let_go(self, address: str, messages: Sequence[Mapping[str, Any]]) -> None:
        for start in range(0, len(messages), _TEN):
            ten = [each["ReceiptHandle"] for each in messages[start : start + _TEN]]
            shown = [{"Id": str(n), "ReceiptHandle": each, "VisibilityTimeout": 0} for n, each in enumerate(ten)]
            self._sqs.change_message_visibility_batch(QueueUrl=address, Entries=shown)


def read_stuck(message: Mapping[str, Any], reasons: Mapping[str, str]) -> Stuck:
    """What may be shown of a message: what it is about, when, and why. What is none of ours is told as that.

    AWS Lambda, "Capturing records of Lambda asynchronous invocations": ``requestPayload`` holds what was asked.
    EventBridge Scheduler, "Configuring a dead-letter queue": the message's attribute ``ERROR_CODE``.
    """
    id, sent = str(message["MessageId"]), int(message.get("Attributes", {}).get("SentTimestamp", 0))
    at = datetime.fromtimestamp(sent / 1000, tz=UTC)
    error = message.get("MessageAttributes", {}).get("ERROR_CODE", {}).get("StringValue", "") or reasons.get(id, "")
    try:
        told = json.loads(message["Body"])
        if "requestContext" in told:
            at = from_instant(told["timestamp"])
            error = (told.get("responsePayload") or {}).get("errorType") or told["requestContext"]["condition"]
        about, event = _about(told.get("requestPayload", told), message["Body"])
    except (ValueError, TypeError, KeyError, AttributeError):
        about, event = "something that cannot be read", None
    return Stuck(id=id, about=about, event=event, at=at, error=error)


def _about(told: Mapping[str, Any], body: str) -> tuple[str, Event | None]:
    """In words, and the event if it is one. A report of a letter holds an address, and nothing of it is shown."""
    if "job" in told:
        return f"the job {told['job']}, due at {told['at']}", None
    if "kind" in told:
        from takepart.use_cases.came_back import about_event  # one part of the office starts without what it knows

        event = read_event(body)
        return about_event(event)[0], event
    plain = {
        "newsletter": "a page of a newsletter",
        "again": "a letter that is to go out again",
        "eventType": "a report of a letter",
        "Records": "a file that arrived",
        "DDBStreamBatchInfo": "entries of journals",
    }
    return next((words for name, words in plain.items() if name in told), "something that cannot be read"), None


class Reasons:
    """Why messages failed, by their ids: the kind of error alone, and no time of the day."""

    def __init__(self, table: str) -> None:
        self._row = bound(ThingRow, table)

    @answering()
    def note(self, id: str, error: str) -> None:
        """Why it failed this time. Raises StoreUnavailable."""
        ends = (clock.now() + _KEPT).replace(hour=0, minute=0, second=0, microsecond=0)
        self._row(f"{_FAILED}#{id}", _FAILED, body={"error": error}, expires=int(ends.timestamp())).save()

    @answering()
    def of(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The last reason of each that has one. Raises StoreUnavailable."""
        rows = self._row.batch_get([(f"{_FAILED}#{id}", _FAILED) for id in ids])
        return {row.pk.removeprefix(f"{_FAILED}#"): str(row.body.as_dict().get("error", "")) for row in rows}
