"""Drafts in DynamoDB: an item each, gone by itself when its time is up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from pynamodb.transactions import TransactWrite

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import ThingRow, bound, item, plain, without_nothing
from takepart.domain.ids import ClaimId, DraftId
from takepart.use_cases.claims.drafts import Draft, DraftChanged

if TYPE_CHECKING:
    from takepart.domain.policy.rules import Retention

_SK = "DRAFT"
_ENDED = "ended"
_NO_VERSION = -1
"""The version of a draft that ended: no save follows it."""


class DraftsTable:
    """The port ``Drafts``. A draft past its time is not there, even before the table has cleared it away."""

    def __init__(self, table: str, *, retention: Retention, clock: Callable[[], datetime]) -> None:
        self._row = bound(ThingRow, table)
        self._retention, self._clock = retention, clock

    def load(self, draft_id: DraftId) -> Draft | None:
        """The draft as it is now."""
        row = item(self._row, f"DRAFT#{draft_id}", _SK)
        if row is None:
            return None
        if row.expires is not None and row.expires <= self._clock().timestamp():
            return None
        body = plain(row.body)
        if _ENDED in body:
            return None
        return Draft(
            id=draft_id,
            version=int(row.version),
            pages=MappingProxyType({name: MappingProxyType(dict(a)) for name, a in body.get("pages", {}).items()}),
            sent=ClaimId(body["sent"]) if "sent" in body else None,
            digest=body.get("digest", ""),
        )

    def save(self, draft: Draft) -> Draft:
        """Keep it, on condition that the version kept is the one that was loaded."""
        after = replace(draft, version=draft.version + 1)
        body = {
            "pages": {name: dict(answers) for name, answers in draft.pages.items()},
            "sent": draft.sent,
            "digest": draft.digest,
        }
        row = self._row(
            f"DRAFT#{draft.id}",
            _SK,
            version=after.version,
            body=without_nothing(body),
            expires=int((self._clock() + timedelta(days=self._retention.draft_days)).timestamp()),
        )
        is_next = self._row.version == draft.version if draft.version else self._row.pk.does_not_exist()
        try:
            with answering():
                row.save(condition=is_next)
        except ConditionFailed as failed:
            kept = self.load(draft.id)
            if kept is None or kept != after:
                raise DraftChanged(draft.id) from failed
        return after

    def is_open(self, draft_id: DraftId) -> Callable[[TransactWrite], None]:
        """The condition, for a transaction, that a draft is there and did not end."""
        there = self._row.pk.exists() & (self._row.version != _NO_VERSION)
        return lambda write: write.condition_check(self._row, f"DRAFT#{draft_id}", _SK, condition=there)

    def end(self, draft_id: DraftId) -> None:
        """What is left only says that it ended, as long as somebody may still have a page of it open.

        One that was sent is left as it is: it holds the claim's reference and nothing else.
        """
        expires = int((self._clock() + timedelta(days=self._retention.draft_days)).timestamp())
        row = self._row(f"DRAFT#{draft_id}", _SK, version=_NO_VERSION, body={_ENDED: True}, expires=expires)
        with suppress(ConditionFailed), answering():
            row.save(condition=self._row.body["sent"].does_not_exist())
