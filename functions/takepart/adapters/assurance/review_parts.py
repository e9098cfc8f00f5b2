"""Reviews of the policy as they are kept, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from takepart.adapters.aggregates import Stored
from takepart.adapters.rows import without_nothing
from takepart.domain.assurance.review import Given, KeptPromise, Published, Review, ReviewState, TaskDone
from takepart.domain.assurance.rules import KeeperId, PolicyVersion
from takepart.domain.journal import Actor

REVIEWS: Final = "REVIEWS"
"""Where they all lie: one in two years or so."""


def stored_review(review: Review) -> Stored:
    """A review as it is kept."""
    body = {
        "given": {id: {"who": each.who, "by": each.by.isoformat()} for id, each in review.given.items()},
        "done": {id: without_nothing({**asdict(each), "on": each.on.isoformat()}) for id, each in review.done.items()},
        "published": _published(review.published) if review.published else None,
        "notes": {str(seq): words for seq, words in review.notes.items()},
    }
    return Stored(
        pk=REVIEWS, sk=review.of, state=review.state.value, journal=review.journal, body=without_nothing(body)
    )


def read_review(stored: Stored) -> Review:
    """The review that was kept."""
    body = stored.body
    return Review(
        of=stored.sk,
        state=ReviewState(stored.state),
        given=MappingProxyType(
            {
                id: Given(who=KeeperId(each["who"]), by=date.fromisoformat(each["by"]))
                for id, each in body.get("given", {}).items()
            }
        ),
        done=MappingProxyType(
            {
                id: TaskDone(
                    on=date.fromisoformat(each["on"]),
                    by=Actor(each["by"]),
                    note=each["note"],
                    consultation=each.get("consultation", ""),
                )
                for id, each in body.get("done", {}).items()
            }
        ),
        published=_read_published(body["published"]) if "published" in body else None,
        notes=MappingProxyType({int(seq): words for seq, words in body.get("notes", {}).items()}),
        journal=stored.journal,
    )


def _published(published: Published) -> dict[str, Any]:
    version = published.version
    return {
        "version": {"id": version.id, "starts": version.starts.isoformat(), "changed": version.changed},
        "on": published.on.isoformat(),
        "promises": [asdict(each) for each in published.promises],
    }


def _read_published(body: Mapping[str, Any]) -> Published:
    version = body["version"]
    return Published(
        version=PolicyVersion(
            id=version["id"], starts=date.fromisoformat(version["starts"]), changed=version["changed"]
        ),
        on=date.fromisoformat(body["on"]),
        promises=tuple(KeptPromise(**each) for each in body["promises"]),
    )
