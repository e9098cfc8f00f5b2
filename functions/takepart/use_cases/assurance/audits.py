"""The yearly audit: answered by several people, each save merged with the others', then signed off by the manager."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from takepart.domain.assurance import audit as audits
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance import notices
from takepart.domain.assurance.asked import heard
from takepart.domain.assurance.audit import AnsweredMeanwhile, Audit, Edit
from takepart.domain.assurance.duty import Duty, Evidence
from takepart.domain.assurance.notices import NoticeKind
from takepart.domain.assurance.refusals import CannotKeep, Refusal
from takepart.domain.assurance.rules import Assurance, KeeperId, StatementId, Team
from takepart.domain.assurance.standing import open_slots, years_around
from takepart.domain.ids import StepId
from takepart.domain.journal import has_step
from takepart.domain.uk_time import local_date
from takepart.use_cases.assurance.keep_promises import keeper_actor
from takepart.use_cases.assurance.ports import AskedStore, PromiseStore, Records
from takepart.use_cases.ports import ChangedMeanwhile

_TRIES: Final = 5


def may_answer(keeper: KeeperId, team: Team, *, rules: Assurance) -> bool:
    """Whether a person is one of those who answer a team's audit."""
    return keeper in (team.lead, team.manager, *team.contributors, rules.participation_lead)


def find_audit(team: Team, year: int, *, store: PromiseStore) -> tuple[Audit, Audit | None]:
    """A team's audit of a year, empty when nobody began, and the one of the year before."""
    found = store.of_team(team.id, (year - 1, year)).audits
    return found.get(year) or Audit(team=team.id, year=year), found.get(year - 1)


def save_answers(
    team: Team,
    year: int,
    edits: Sequence[Edit],
    *,
    by: KeeperId,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
) -> Audit:
    """Keep what one person changed; what others wrote meanwhile stays.

    Raises AnsweredMeanwhile for statements that two people answered at once (the rest is kept), CannotKeep,
    ChangedMeanwhile or StoreUnavailable.
    """
    _may(by, team, rules)
    asked = rules.statements_for(team)
    for attempt in range(1, _TRIES + 1):
        before, _ = find_audit(team, year, store=store)
        clash: AnsweredMeanwhile | None = None
        try:
            after = audits.answer(before, edits, asked=asked, by=keeper_actor(by), at=now, step=step)
        except AnsweredMeanwhile as meanwhile:
            clash, after = meanwhile, meanwhile.audit
        try:
            if after is not before:
                store.save(after)
        except ChangedMeanwhile:
            if attempt == _TRIES:
                raise
            continue
        if clash is not None:
            raise clash
        return after
    raise ChangedMeanwhile(team.id)


def hand_in(
    team: Team, year: int, *, by: KeeperId, store: PromiseStore, rules: Assurance, step: StepId, now: datetime
) -> Audit:
    """Ask the manager to sign it off: the step and the letter to them are one write. Raises CannotKeep and the rest."""
    _may(by, team, rules)
    before, _ = find_audit(team, year, store=store)
    after = audits.ready(before, asked=rules.statements_for(team), by=keeper_actor(by), at=now, step=step)
    if after is not before:
        letter = notices.notice(
            f"audit~{team.id}~{year}~{after.version}",
            NoticeKind.AUDIT_READY,
            team.manager,
            at=now,
            items=[
                notices.Item(team=team.id, about="audit", slot="audit", year=year, due=local_date(now), stage="ready")
            ],
        )
        store.save(after, letter)
    return after


def sign_off(
    team: Team,
    year: int,
    *,
    seen_version: int,
    by: KeeperId,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
    asked: AskedStore | None = None,
) -> Audit:
    """The manager closes it for good, which keeps the promise to audit, in one write.

    What those who were invited have said by now is written down with it: reports tell it as it was signed.

    Raises CannotKeep; ChangedMeanwhile when it is not what the manager was shown.
    """
    if by != team.manager:
        raise CannotKeep(Refusal.NOT_YOURS)
    today = local_date(now)
    records = store.of_team(team.id, years_around(today, rules))
    before = records.audit(team.id, year)
    if has_step(before.journal, step):
        return before
    after = audits.sign_off(
        before,
        asked=rules.statements_for(team),
        manager=by,
        by=keeper_actor(by),
        on=today,
        at=now,
        step=step,
        heard=heard(asked.of_team(team.id, year)) if asked else None,
    )
    if before.version != seen_version:
        raise ChangedMeanwhile(team.id)
    kept = _promise_kept(team, year, records, by=by, rules=rules, today=today, step=step, now=now)
    store.save(after, *([kept] if kept else []))
    return after


def finish_action(
    team: Team,
    year: int,
    statement: StatementId,
    *,
    note: str,
    by: KeeperId,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
) -> Audit:
    """An action was carried out. Raises CannotKeep, ChangedMeanwhile or StoreUnavailable."""
    before, _ = find_audit(team, year, store=store)
    action = before.answer(statement).action
    if action is None or (by != action.owner and not may_answer(by, team, rules=rules)):
        raise CannotKeep(Refusal.NOT_YOURS)
    after = audits.finish(before, statement, note, by=keeper_actor(by), on=local_date(now), at=now, step=step)
    if after is not before:
        store.save(after)
    return after


def _promise_kept(
    team: Team,
    year: int,
    records: Records,
    *,
    by: KeeperId,
    rules: Assurance,
    today: date,
    step: StepId,
    now: datetime,
) -> Duty | None:
    """The audit's own promise, filled; nothing when it was filled before or is not owed."""
    for slot in open_slots(team, records.duties, rules=rules, today=today):
        if not slot.commitment.is_audit or slot.year != year:
            continue
        duty = records.duty(team.id, slot.commitment.id, year)
        evidence = Evidence(slot=slot.id, day=today, by=keeper_actor(by), record=f"audit {year}")
        try:
            return duties.show(duty, slot, evidence, at=now, step=step)
        except CannotKeep:
            return None
    return None


def _may(keeper: KeeperId, team: Team, rules: Assurance) -> None:
    if not may_answer(keeper, team, rules=rules):
        raise CannotKeep(Refusal.NOT_YOURS)
