"""Those whom a service is for answer the audit too, by an invitation that works once and knows nobody's name.

An invitation is kept under the hash of its code. Its answers know the day and no finer time, and no page shows which
invitation an answer came with (lincolnshire: what children and young people say).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.assurance.audit import Heard, Level, LevelTally
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Statement, StatementId, TeamId
from takepart.domain.disclosure import Draws, at_least, in_batches, rounded
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.refused import Refused
from takepart.domain.voice.codes import code_of
from takepart.domain.voice.days import day_only

AuditInvitationId = NewType("AuditInvitationId", str)
"""An invitation: the hash of its code."""
INVITED: Final = Actor("person:invited")
"""Whoever answers. It says no more."""
MOST_AT_ONCE: Final = 30
MOST_A_YEAR: Final = 300
"""Invitations of one team and year."""


class AskedState(StrEnum):
    """Where an invitation stands."""

    INVITED = "invited"
    ANSWERED = "answered"


class AskedAction(StrEnum):
    """What can be done with it. The value is what the journal calls it."""

    INVITE = "invited"
    ANSWER = "told"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What one person says about one statement."""

    level: Level | None = None
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return self == Reply()


@dataclass(frozen=True, kw_only=True)
class AuditInvitation(Aggregate):
    """One invitation to answer one team's audit of one year."""

    KEY: ClassVar = ("team", "year", "id")
    TRANSITIONS: ClassVar = MappingProxyType({(AskedState.INVITED, AskedAction.ANSWER): AskedState.ANSWERED})
    """Every pair that is not here is refused: one answer for each invitation, for good."""
    NOT_NOW: ClassVar = PromiseRefusal.INVITATION_USED

    id: AuditInvitationId
    team: TeamId
    year: int
    closes: date
    """The last day on which it can be answered."""
    state: AskedState = AskedState.INVITED
    replies: Mapping[StatementId, Reply] = field(default_factory=lambda: MappingProxyType({}))
    passed_on: bool = False
    """Its words may mean harm: they went to those who keep people safe. The team, which they may be about, never sees
    that there were any."""
    answered_on: date | None = None


def codes_of_sheet(sheet: str, how_many: int) -> tuple[str, ...]:
    """The codes of a sheet's slips, ``K7M4-9QXR-BCDF-2346``. The sheet's own name is a secret that we do not keep."""
    numbers = range(1, min(how_many, MOST_AT_ONCE) + 1)
    return tuple(code_of(f"takepart invitation\n{sheet}\n{number}".encode()) for number in numbers)


def invitation_id(code: str) -> AuditInvitationId:
    """Where the invitation with this code is kept."""
    return AuditInvitationId(hashlib.sha256(f"takepart invitation\n{code}".encode()).hexdigest()[:40])


def invite(code: str, *, team: TeamId, year: int, closes: date, by: Actor, at: datetime) -> AuditInvitation:
    """A new invitation. The same code is the same step: printed twice, it is one."""
    id = invitation_id(code)
    blank = AuditInvitation(id=id, team=team, year=year, closes=closes)
    return blank.written(AskedAction.INVITE, Step(by, at, StepId(f"invite-{id}")), {"closes": closes.isoformat()})


def answer(
    invitation: AuditInvitation,
    step: Step,
    replies: Mapping[StatementId, Reply],
    *,
    asked: Sequence[Statement],
    passed_on: bool,
) -> AuditInvitation:
    """Write down what somebody says, once. Words that are ``passed_on`` are left out: others keep them.

    Raises Refused; the same step again changes nothing.
    """
    if invitation.has(step):
        return invitation
    invitation.after(AskedAction.ANSWER)
    if step.today > invitation.closes:
        raise Refused(invitation.id, reason=PromiseRefusal.INVITATION_ENDED)
    known = {each.id for each in asked}
    said = {id: reply for id, reply in replies.items() if not reply.is_empty}
    if not said:
        raise Refused(invitation.id, reason=PromiseRefusal.NOTHING_ANSWERED)
    if not said.keys() <= known:
        raise Refused(invitation.id, reason=PromiseRefusal.NO_SUCH_STATEMENT)
    facts: dict[str, Fact] = {
        id: f"{reply.level or 'none'} {journals.digest_of(reply.words, step=step.press)}" for id, reply in said.items()
    }
    kept = {id: replace(reply, words="") for id, reply in said.items()} if passed_on else said
    return invitation.took(
        AskedAction.ANSWER,
        step._replace(at=day_only(step.at)),
        facts,
        replies=MappingProxyType(kept),
        passed_on=passed_on,
        answered_on=step.today,
    )


def heard(invitations: Iterable[AuditInvitation], today: date) -> Heard:
    """What may be told of the answers until yesterday: in batches of five people, and in fives.

    The team knows whom it asked, and may look each day. What the numbers are rounded by is made from the names of the
    invitations, which are hashes of codes that nobody keeps.
    """
    days = groupby(_answered_before(invitations, today), key=lambda each: each.answered_on)
    answered = in_batches([list(found) for _, found in days])
    draws = Draws(hashlib.sha256("".join(each.id for each in answered).encode()).digest())
    tallies = {
        id: LevelTally(counts=_in_fives(id, answered, draws))
        for id in dict.fromkeys(id for each in answered for id in each.replies)
    }
    return Heard(people=at_least(len(answered)), tallies=MappingProxyType(tallies))


def words_about(invitations: Iterable[AuditInvitation], id: StatementId, today: date) -> tuple[str, ...]:
    """What people wrote about a statement until yesterday, by the alphabet: no order tells who wrote it, or when."""
    answered = _answered_before(invitations, today)
    return tuple(
        sorted(words for each in answered if (reply := each.replies.get(id)) and (words := reply.words.strip()))
    )


def _answered_before(invitations: Iterable[AuditInvitation], today: date) -> list[AuditInvitation]:
    answered = (each for each in invitations if each.answered_on is not None and each.answered_on < today)
    return sorted(answered, key=lambda each: (each.answered_on or today, each.id))


def _in_fives(id: StatementId, answered: Sequence[AuditInvitation], draws: Draws) -> tuple[int, int, int]:
    found = Counter(str(each.replies.get(id, Reply()).level) for each in answered)
    shown = rounded({level: found[level] for level in (*Level, str(None))}, table=id, draws=draws)
    return shown[Level.EMERGING], shown[Level.ESTABLISHED], shown[Level.ADVANCED]
