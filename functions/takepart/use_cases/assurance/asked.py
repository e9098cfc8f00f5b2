"""Inviting those whom a service is for to answer its audit, and what they answer.

Words that may mean harm do not go to the team, which they may be about: they go to those who keep people safe, in the
way that everything said without a name does, and whoever wrote them is told so and gets a code to come back with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from takepart.domain.aggregate import Step
from takepart.domain.assurance import asked as asked_domain
from takepart.domain.assurance.asked import (
    MOST_A_YEAR,
    AskedState,
    AuditInvitation,
    AuditInvitationId,
    Reply,
    codes_of_sheet,
    invitation_id,
)
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Assurance, KeeperId, Statement, StatementId, Team
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice.harm import may_mean_harm
from takepart.use_cases.assurance.audits import may_answer
from takepart.use_cases.assurance.keep_promises import keeper_actor
from takepart.use_cases.assurance.ports import AskedStore
from takepart.use_cases.ports import ChangedMeanwhile

PassOn = Callable[[str], str]
"""Hands words to those who keep people safe, and gives the code to come back with; the same words twice are once."""


class HearsHarm(NamedTuple):
    """What is done about words that may mean harm."""

    words_of_harm: tuple[str, ...]
    pass_on: PassOn


def invite(
    team: Team,
    year: int,
    *,
    sheet: str,
    how_many: int,
    by: KeeperId,
    asked: AskedStore,
    rules: Assurance,
    now: datetime,
) -> tuple[str, ...]:
    """The codes of a sheet of invitations, each kept by its hash alone. The same sheet again is the same codes.

    Raises Refused, ChangedMeanwhile, StoreUnavailable.
    """
    if not may_answer(by, team, rules=rules):
        raise Refused(team.id, reason=PromiseRefusal.NOT_YOURS)
    if not rules.statements_to_people(team):
        raise Refused(team.id, reason=PromiseRefusal.NO_SUCH_STATEMENT)
    codes = codes_of_sheet(sheet, how_many)
    before = {each.id for each in asked.of_team(team.id, year)}
    new = [code for code in codes if invitation_id(code) not in before]
    if len(before) + len(new) > MOST_A_YEAR:
        raise Refused(team.id, reason=PromiseRefusal.ENOUGH_INVITED)
    closes = local_date(now) + timedelta(days=rules.link_days)
    for code in new:
        asked.add(asked_domain.invite(code, team=team.id, year=year, closes=closes, by=keeper_actor(by), at=now))
    return codes


def open_invitation(team: Team, year: int, code: str, *, asked: AskedStore, now: datetime) -> AuditInvitation:
    """An invitation that can still be answered. Raises Refused with the reason when it cannot."""
    found = _find(team, year, invitation_id(code), asked)
    if found.state is AskedState.ANSWERED:
        raise Refused(team.id, reason=PromiseRefusal.INVITATION_USED)
    if local_date(now) > found.closes:
        raise Refused(team.id, reason=PromiseRefusal.INVITATION_ENDED)
    return found


def tell(
    team: Team,
    year: int,
    code: str,
    replies: Mapping[StatementId, Reply],
    *,
    asked: AskedStore,
    rules: Assurance,
    heard: HearsHarm,
    step: Step,
) -> str:
    """Keep what somebody answers, once for each code. Words that may mean harm are passed on before it is kept.

    Gives the code to come back with, where words were passed on; else nothing.

    Raises Refused, StoreUnavailable.
    """
    before = _find(team, year, invitation_id(code), asked)
    statements = rules.statements_to_people(team)
    written = _written(replies, statements)
    harm = may_mean_harm(" \n".join(reply.words for reply in replies.values()), words=heard.words_of_harm)
    after = asked_domain.answer(before, step, replies, asked=statements, passed_on=harm)
    own_code = heard.pass_on(written) if harm else ""
    if after is not before:
        try:
            asked.save(after)
        except ChangedMeanwhile as changed:
            if not _find(team, year, before.id, asked).has(step):
                raise Refused(team.id, reason=PromiseRefusal.INVITATION_USED) from changed
    return own_code


def _find(team: Team, year: int, id: AuditInvitationId, asked: AskedStore) -> AuditInvitation:
    found = asked.get((team.id, year, id))
    if found is None:
        raise Refused(team.id, reason=PromiseRefusal.NO_SUCH_INVITATION)
    return found


def _written(replies: Mapping[StatementId, Reply], statements: tuple[Statement, ...]) -> str:
    """All of somebody's words, each under what was asked, for the person who reads them."""
    found = [(each.to_people, replies[each.id].words) for each in statements if each.id in replies]
    return "\n\n".join(f"{asked}\n{words}" for asked, words in found if words.strip())
