"""The yearly audit: answered by several people, each save merged with the others', then signed off by the manager.

Those whom a service is for are invited to answer it too. Words of theirs that may mean harm do not go to the team,
which they may be about: they go to those who keep people safe, in the way that everything said without a name does, and
whoever wrote them is told so and gets a code to come back with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from takepart.domain.aggregate import Step
from takepart.domain.assurance import asked as asked_domain
from takepart.domain.assurance import audit as audits
from takepart.domain.assurance import notices
from takepart.domain.assurance.asked import (
    MOST_A_YEAR,
    AskedState,
    AuditInvitation,
    AuditInvitationId,
    Reply,
    codes_of_sheet,
    heard,
    invitation_id,
)
from takepart.domain.assurance.audit import AnsweredMeanwhile, Audit, Edit
from takepart.domain.assurance.notices import NoticeKind
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Assurance, KeeperId, Statement, StatementId, Team
from takepart.domain.assurance.standing import open_slots
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice.harm import may_mean_harm
from takepart.use_cases.assurance.keep_promises import first_filled, keeper_actor, keeper_of
from takepart.use_cases.assurance.ports import AskedStore, Promises, PromiseStore
from takepart.use_cases.doing import until_kept
from takepart.use_cases.ports import ChangedMeanwhile

_TRIES: Final = 5


def may_answer(keeper: KeeperId, team: Team, *, rules: Assurance) -> bool:
    """Whether a person is one of those who answer a team's audit."""
    return keeper in (team.lead, team.manager, *team.contributors, rules.participation_lead)


def find_audit(team: Team, year: int, *, store: PromiseStore) -> tuple[Audit, Audit | None]:
    """A team's audit of a year, empty when nobody began, and the one of the year before. Raises DamagedRecord."""
    records = store.of_team(team.id, (year - 1, year))
    return records.audit(team.id, year), records.audits.get(year - 1)


def save_answers(team: Team, year: int, edits: Sequence[Edit], *, promises: Promises, step: Step) -> Audit:
    """Keep what one person changed; what others wrote meanwhile stays.

    Raises AnsweredMeanwhile for statements that two people answered at once (the rest is kept), Refused,
    ChangedMeanwhile or StoreUnavailable.
    """
    _may(step, team, promises.rules)
    asked = promises.rules.statements_for(team)

    def attempt() -> tuple[Audit, AnsweredMeanwhile | None]:
        before, _ = find_audit(team, year, store=promises.store)
        clash: AnsweredMeanwhile | None = None
        try:
            after = audits.answer(before, step, edits, asked=asked)
        except AnsweredMeanwhile as meanwhile:
            clash, after = meanwhile, meanwhile.audit
        if after is not before:
            promises.store.save(after)
        return after, clash

    after, clash = until_kept(attempt, tries=_TRIES)
    if clash is not None:
        raise clash
    return after


def hand_in(team: Team, year: int, *, promises: Promises, step: Step) -> Audit:
    """Ask the manager to sign it off: the step and the letter to them are one write. Raises Refused and the rest."""
    _may(step, team, promises.rules)
    before, _ = find_audit(team, year, store=promises.store)
    after = audits.ready(before, step, asked=promises.rules.statements_for(team))
    if after is not before:
        item = notices.Item(team=team.id, about="audit", slot="audit", year=year, due=step.today, stage="ready")
        name = f"audit~{team.id}~{year}~{after.version}"
        promises.store.save(after, notices.notice(name, NoticeKind.AUDIT_READY, team.manager, at=step.at, items=[item]))
    return after


def sign_off(
    team: Team, year: int, *, seen_version: int, promises: Promises, step: Step, asked: AskedStore | None = None
) -> Audit:
    """The manager closes it for good, which keeps the promise to audit, in one write.

    What those who were invited have said by now is written down with it: reports tell it as it was signed.

    Raises Refused; ChangedMeanwhile when it is not what the manager was shown.
    """
    if keeper_of(step) != team.manager:
        raise Refused(team.id, reason=PromiseRefusal.NOT_YOURS)
    records = promises.records(team, step.today)
    before = records.audit(team.id, year)
    if before.has(step):
        return before
    after = audits.sign_off(
        before,
        step,
        asked=promises.rules.statements_for(team),
        manager=team.manager,
        heard=heard(asked.of_team(team.id, year), step.today) if asked else None,
    )
    if before.version != seen_version:
        raise ChangedMeanwhile(team.id)
    owed = open_slots(team, records.duties, rules=promises.rules, today=step.today)
    slots = (each for each in owed if each.commitment.is_audit and each.year == year)
    kept = first_filled(team, slots, f"audit {year}", records=records, step=step)
    promises.store.save(after, *([kept] if kept else []))
    return after


def finish_action(team: Team, year: int, statement: StatementId, *, note: str, promises: Promises, step: Step) -> Audit:
    """An action was carried out. Raises Refused, ChangedMeanwhile or StoreUnavailable."""
    by = keeper_of(step)
    before, _ = find_audit(team, year, store=promises.store)
    action = before.answer(statement).action
    if action is None or not (promises.rules.is_theirs(action.owner, by) or may_answer(by, team, rules=promises.rules)):
        raise Refused(team.id, reason=PromiseRefusal.NOT_YOURS)
    after = audits.finish(before, step, statement, note)
    if after is not before:
        promises.store.save(after)
    return after


def _may(step: Step, team: Team, rules: Assurance) -> None:
    if not may_answer(keeper_of(step), team, rules=rules):
        raise Refused(team.id, reason=PromiseRefusal.NOT_YOURS)


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
