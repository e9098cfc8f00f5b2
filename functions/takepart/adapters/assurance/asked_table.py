"""Invitations to answer an audit, in DynamoDB: a team's year under one key, each under the hash of its code.

They lie apart from the team's own records, so that nothing that is read every month grows with them, and so that the
function that serves whoever is invited can be kept from everything else in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.rows import without_nothing
from takepart.domain.assurance.asked import AskedState, Invitation, InvitationId, Reply
from takepart.domain.assurance.levels import Level
from takepart.domain.assurance.rules import StatementId, TeamId

_PREFIX: Final = "ASKED"


class AskedTable:
    """The port ``AskedStore``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def of_team(self, team: TeamId, year: int) -> Sequence[Invitation]:
        """All of a team's year (one consistent query). Raises StoreUnavailable."""
        return read_each(_read, self._aggregates.of_key(_pk(team, year)))

    def get(self, team: TeamId, year: int, id: InvitationId) -> Invitation | None:
        """One of them as it is now."""
        stored = self._aggregates.get(_pk(team, year), id)
        return read_one(_read, stored)

    def add(self, invitation: Invitation) -> None:
        """Keep a new one."""
        self._aggregates.add(_stored(invitation))

    def save(self, invitation: Invitation) -> None:
        """Keep the answer."""
        self._aggregates.save(_stored(invitation))


def _pk(team: TeamId, year: int) -> str:
    return f"{_PREFIX}#{team}#{year}"


def _stored(invitation: Invitation) -> Stored:
    body = {
        "closes": invitation.closes.isoformat(),
        "replies": {
            id: without_nothing({"level": reply.level.value if reply.level else None, "words": reply.words})
            for id, reply in invitation.replies.items()
        },
        "passed_on": invitation.passed_on or None,
        "answered_on": invitation.answered_on.isoformat() if invitation.answered_on else None,
    }
    return Stored(
        pk=_pk(invitation.team, invitation.year),
        sk=invitation.id,
        state=invitation.state.value,
        journal=invitation.journal,
        body=without_nothing(body),
    )


def _read(stored: Stored) -> Invitation:
    _, team, year = stored.pk.split("#")
    body = stored.body
    return Invitation(
        id=InvitationId(stored.sk),
        team=TeamId(team),
        year=int(year),
        closes=date.fromisoformat(body["closes"]),
        state=AskedState(stored.state),
        replies=MappingProxyType(
            {
                StatementId(id): Reply(
                    level=Level(each["level"]) if "level" in each else None, words=each.get("words", "")
                )
                for id, each in body.get("replies", {}).items()
            }
        ),
        passed_on=bool(body.get("passed_on", False)),
        answered_on=date.fromisoformat(body["answered_on"]) if "answered_on" in body else None,
        journal=stored.journal,
    )
