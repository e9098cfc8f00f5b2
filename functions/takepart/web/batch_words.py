"""A payment batch in plain words, for whoever opens it by a link or in the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from takepart.domain.batches.batch import Batch, BatchAction, BatchState
from takepart.domain.money import Money
from takepart.domain.policy import Policy
from takepart.domain.words import short_day
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Tick
from takepart.web.history import SERVICE, Happening, staff_name


class SentForm(PageForm):
    """The file is with the bank."""

    sent = Tick("Yes, I sent it to the bank today", missing="Tick the box when the file is with the bank")

    def of(self, batch: Batch) -> SentForm:
        """With the sum in the words beside the box."""
        self.sent.label.text = f"Yes, I sent {batch.total} to the bank today"
        return self


STATES: Final[Mapping[BatchState, str]] = MappingProxyType(
    {
        BatchState.OPEN: "Being made",
        BatchState.EMPTY: "Nothing to pay",
        BatchState.SEALED: "Ready for the bank",
        BatchState.SENT: "Sent to the bank",
        BatchState.DONE: "Done",
    }
)

_SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        BatchAction.OPEN: "planned the batch, with {payments} payments",
        BatchAction.CLOSE_EMPTY: "closed the batch, since nothing could be paid",
        BatchAction.SEAL: "made the file, with {payments} payments of {money} in all",
        BatchAction.SEND_LINK: "asked for a fresh link",
        BatchAction.SEND: "said that the file went to the bank, to arrive on {arrives}",
        BatchAction.CAME_BACK: "said that {payments} came back, {money} in all: {references}",
        BatchAction.SETTLE: "told every claim what became of it",
    }
)


def batch_history(batch: Batch, *, policy: Policy) -> tuple[Happening, ...]:
    """What happened to a batch, the first thing first."""
    return tuple(
        Happening(
            seq=entry.seq,
            at=entry.at,
            who=staff_name(entry.by.removeprefix("staff:"), policy=policy)
            if entry.by.startswith("staff:")
            else SERVICE,
            what=_SAYS.get(entry.action, entry.action).format_map(
                {
                    "payments": entry.facts.get("payments", 0),
                    "money": Money(int(entry.facts.get("pence", 0))),
                    "arrives": _day(str(entry.facts.get("arrives", ""))),
                    "references": entry.facts.get("references", ""),
                }
            ),
        )
        for entry in batch.journal
    )


def _day(stored: str) -> str:
    return short_day(date.fromisoformat(stored)) if stored else ""
