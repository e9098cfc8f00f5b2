"""What a link opens, or why it opens nothing: of claims and of whatever else has links. It loads none of these."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from takepart.domain.links import BadLink, Link, LinkProblem, Purpose
from takepart.use_cases.ports import LinkReader

if TYPE_CHECKING:
    from takepart.domain.claims.claim import Claim
    from takepart.domain.journal import Entry


class LinkClosed(StrEnum):
    """Why a link shows no decision to take."""

    FORGED = "forged"
    EXPIRED = "expired"
    DECIDED = "decided"
    GONE = "gone"
    NOT_YOURS = "not-yours"


class NothingToDecide(Exception):
    """There is no decision to take with this link. ``entry`` is what was decided instead, when something was."""

    def __init__(self, why: LinkClosed, *, link: Link | None = None, claim: Claim | None = None) -> None:
        super().__init__(why.value)
        self.why, self.link, self.claim = why, link, claim

    @property
    def entry(self) -> Entry | None:
        """The step that ended the turn that the link was for."""
        if self.claim is None or self.link is None:
            return None
        from takepart.use_cases.claims.open_decision import step_after  # with all of claims

        return step_after(self.claim, self.link.turn)


def read_link(token: str, *, purpose: Purpose, links: LinkReader, now: datetime) -> Link:
    """A link of this purpose that still works. Raises NothingToDecide."""
    try:
        link = links.read(token)
        link.check(purpose=purpose, now=now)
    except BadLink as bad:
        why = LinkClosed.EXPIRED if bad.problem is LinkProblem.EXPIRED else LinkClosed.FORGED
        raise NothingToDecide(why, link=bad.link if why is LinkClosed.EXPIRED else None) from bad
    return link
