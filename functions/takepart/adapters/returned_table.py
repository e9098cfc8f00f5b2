"""Letters that did not arrive, in the table of what was sent, and what reports of them look like as messages."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from takepart.adapters.answering import answering
from takepart.adapters.store import Shape, Store
from takepart.domain.returned import Returned, ReturnedId, ReturnedState, Why
from takepart.use_cases.came_back import Report, SentAgain

_WAITING: Final = "returned:waiting"
_KEPT: Final = timedelta(days=400)
_NAMED: Final = {"ses:configuration-set", "ses:from-domain"}


def _keys(one: Returned) -> dict[str, str]:
    return {} if one.state is ReturnedState.DONE else {"board": _WAITING, "board_at": f"{one.on}#{one.id[:8]}"}


def _ends(one: Returned) -> int:
    return int((datetime.combine(one.on, time.min, tzinfo=UTC) + _KEPT).timestamp())


class ReturnedTable(Store[Returned]):
    """The port ``ReturnedLetters``."""

    shape = Shape(Returned, pk="RETURNED#{id}", sk="RETURNED", keys=_keys, expires=_ends)

    def waiting(self, *, start: str | None = None, limit: int) -> tuple[Sequence[Returned], str | None]:
        """Those that nobody has dealt with, the newest first."""
        return self.page(_WAITING, start=start, limit=limit, newest=True)

    def count(self, *, most: int) -> int:
        """How many there are of them; counting stops at ``most``."""
        return self.count_of(_WAITING, most=most)


class SqsBounces:
    """The port ``Bounces``."""

    def __init__(self, sqs: Any, address: str) -> None:
        self._sqs, self._address = sqs, address

    def again(self, id: ReturnedId) -> None:
        """Somebody wants it sent once more."""
        with answering():
            self._sqs.send_message(QueueUrl=self._address, MessageBody=json.dumps({"again": id}))


def read_report(message: str) -> Report | SentAgain | None:
    """What a message says: a report as SES gives it (``eventType``), or ours. None for one about no letter of ours.

    Amazon SES, "Contents of event data that Amazon SES publishes": a bounce is permanent or not; whoever marks a letter
    as spam is told of as a complaint. What a letter was for travels in its tags.
    """
    told = json.loads(message)
    if "again" in told:
        return SentAgain(ReturnedId(told["again"]))
    why, to = _why(told)
    tags = {name: str(values[0]) for name, values in told["mail"].get("tags", {}).items() if name not in _NAMED}
    if why is None or not to or "letter" not in tags:
        return None
    letter, kind, event = (_read(tags.get(name, "")) for name in ("letter", "kind", "event"))
    name = f"{told['mail']['messageId']}-{why.value}"
    return Report(name=name, to=to, why=why, letter=letter, kind=kind, event=event)


def _why(told: Mapping[str, Any]) -> tuple[Why | None, str]:
    """Why it came back, and to which mailbox it went: each letter of ours goes to one."""
    if told.get("eventType") == "Complaint":
        return Why.COMPLAINED, told["complaint"]["complainedRecipients"][0]["emailAddress"]
    if told.get("eventType") != "Bounce":
        return None, ""
    kind = {"Permanent": Why.BOUNCED, "Held": Why.HELD}.get(told["bounce"]["bounceType"], Why.NOT_NOW)
    return kind, told["bounce"]["bouncedRecipients"][0]["emailAddress"]


def _read(tag: str) -> str:
    return base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()
