"""That a place's feedback address was used, in DynamoDB: one item a place and month, without any words."""

from __future__ import annotations

from datetime import date
from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored, read_one
from takepart.domain.voice.heard import Heard, HeardId

_SK: Final = "VENUE"


class HeardTable:
    """The port ``HeardAt``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: HeardId) -> Heard | None:
        """A place's month, if anything was said there."""
        return read_one(
            lambda stored: Heard(id=id, day=date.fromisoformat(stored.body["day"]), journal=stored.journal),
            self._aggregates.get(_pk(id), _SK),
        )

    def add(self, heard: Heard) -> None:
        """Keep a place's month; quiet when it is there."""
        body = {"day": heard.day.isoformat()}
        self._aggregates.add(Stored(pk=_pk(heard.id), sk=_SK, state="heard", journal=heard.journal, body=body))


def _pk(id: HeardId) -> str:
    return f"VENUE#{id}"
