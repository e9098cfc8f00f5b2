"""The monthly job: on the first working day, whoever has a promise to keep gets one letter with all that concerns them.

A run first writes down, in each duty's own journal, who is told of what (the month is the step: it stands there once).
Then it closes that list, writes one notice a person from those journals, and ends. A run that broke off is ended first
by the next one, so that what was written down is always told, and nothing is told twice. Two runs at once do the same
work together: nothing is written down any more once one of them tells, so that both tell the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from takepart.domain.assurance import audit as audits
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance import notices
from takepart.domain.assurance.audit import Audit, AuditState
from takepart.domain.assurance.duty import Duty
from takepart.domain.assurance.notices import Item, NoticeKind, Run, RunState, reminders_in
from takepart.domain.assurance.rules import Assurance, KeeperId, StatementId, Team
from takepart.domain.assurance.slots import SlotId, slots_of
from takepart.domain.assurance.standing import Stage, reminders_due, standings
from takepart.domain.journal import has_step
from takepart.domain.working_days import Holidays, on_or_after
from takepart.use_cases.assurance.ports import Promises, Records
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import DamagedRecord

ACTION_SOON: Final = timedelta(days=30)
_TRIES: Final = 3


@dataclass(frozen=True, kw_only=True)
class MonthOutcome:
    """What a run did: counts only."""

    month: str
    told: int = 0
    letters: int = 0


def month_due(today: date, holidays: Holidays) -> tuple[str, date]:
    """The latest month whose first working day has come, and that day: ``2026-12``, 1 December 2026."""
    day = on_or_after(today.replace(day=1), holidays)
    if day > today:
        day = on_or_after((today.replace(day=1) - timedelta(days=1)).replace(day=1), holidays)
    return day.strftime("%Y-%m"), day


def run_monthly(*, today: date, promises: Promises, holidays: Holidays, now: datetime) -> MonthOutcome:
    """Do the reminding of the latest month that is due, once; end an older run that broke off before.

    Where the month's own run cannot be read, nothing more is written down, since it may tell already: what was written
    down is told, and the rest next month. Raises StoreUnavailable or ChangedMeanwhile, to be run again.
    """
    month, day = month_due(today, holidays)
    try:
        run = promises.store.latest_run()
    except DamagedRecord as error:
        run = None
        if error.damaged.about.endswith(month):
            telling = Run(month=month, day=day, state=RunState.TELLING)
            return MonthOutcome(month=month, letters=_write_letters(telling, promises=promises, now=now))
    if run is not None and (run.month > month or (run.month == month and run.finished)):
        return MonthOutcome(month=month)
    told = letters = 0
    if run is not None and run.month < month and not run.finished:
        letters += _tell(run, promises=promises, now=now)
    if run is None or run.month < month:
        run = notices.begin(month, day, at=now)
        promises.store.save(run)
    if run.state is RunState.BEGUN:
        told = _mark_all(run, promises=promises, now=now)
    letters += _tell(run, promises=promises, now=now)
    return MonthOutcome(month=month, told=told, letters=letters)


def _mark_all(run: Run, *, promises: Promises, now: datetime) -> int:
    """Write down what people of every team are told; how many duties and audits that were."""
    marked = 0
    for team in promises.rules.owners:
        found = _mark(team, run, promises=promises, now=now)
        if found is None:
            break
        marked += found
    return marked


def _mark(team: Team, run: Run, *, promises: Promises, now: datetime) -> int | None:
    """Write down what people of one team are told; None when another run of the month tells already."""
    for _ in range(_TRIES):
        records = promises.records(team, run.day)
        marks = list(_marks(team, run, records, rules=promises.rules, now=now))
        if not marks:
            return 0
        try:
            promises.store.mark(run, *marks)
        except ChangedMeanwhile:
            latest = promises.store.latest_run()
            if latest is None or latest.month != run.month or latest.state is not RunState.BEGUN:
                return None
        else:
            return len(marks)
    raise ChangedMeanwhile(team.id)


def _marks(team: Team, run: Run, records: Records, *, rules: Assurance, now: datetime) -> Iterator[Duty | Audit]:
    due = reminders_due(team, records.duties, rules=rules, today=run.day)
    keys = sorted({(each.slot.commitment.id, each.slot.year) for each in due})
    for commitment, year in keys:
        if (commitment, year) in records.damaged:
            continue  # it is told as damaged; everybody else is reminded
        duty = records.duty(team.id, commitment, year)
        told = {
            (each.slot.id, each.stage.value): ",".join(each.to)
            for each in due
            if (each.slot.commitment.id, each.slot.year) == (commitment, year)
        }
        after = duties.remind(duty, told, run=run.month, at=now)
        if after is not duty:
            yield after
    if team.is_closed(run.day):
        return
    for audit in records.audits.values():
        step = duties.remind_step(run.month, at=now)
        reviewed = audits.remind(audit, step, actions_due(audit, team, run.day, rules=rules), run=run.month)
        if reviewed is not audit:
            yield reviewed


def actions_due(audit: Audit, team: Team, today: date, *, rules: Assurance) -> dict[tuple[StatementId, str], str]:
    """The actions of a signed-off audit to remind people of, by (statement, stage), with the people.

    A late one comes back every month until it is done, and goes to the manager too. When its owner has left the policy,
    the team's lead is reminded instead.
    """
    if audit.state is not AuditState.SIGNED_OFF:
        return {}
    found: dict[tuple[StatementId, str], str] = {}
    for statement, action in audit.actions:
        if statement in audit.done:
            continue
        acting = rules.acting(action.owner)
        owner = acting.id if acting else team.lead
        if today > action.by:
            people = dict.fromkeys((owner, team.manager))
            found[statement, f"{Stage.LATE.value}-{today:%Y-%m}"] = ",".join(people)
        elif today >= action.by - ACTION_SOON and (statement, Stage.SOON.value) not in audit.reminded:
            found[statement, Stage.SOON.value] = owner
    return found


def _tell(run: Run, *, promises: Promises, now: datetime) -> int:
    """Close the list, write the letters, and end it; how many."""
    if run.state is RunState.BEGUN:
        run = notices.tell(run, at=now)
        promises.store.save(run)
    letters = _write_letters(run, promises=promises, now=now)
    promises.store.save(notices.finish(run, letters=letters, at=now))
    return letters


def _write_letters(run: Run, *, promises: Promises, now: datetime) -> int:
    """One notice a person, from what the journals say of this run; how many. Written twice, each is one."""
    items: dict[KeeperId, list[Item]] = {}
    counts: Counter[str] = Counter()
    rules = promises.rules
    for team in rules.owners:
        records = promises.records(team, run.day)
        counts.update(each.status.value for each in standings(team, records.duties, rules=rules, today=run.day))
        for keeper, item in _told(team, run, records, rules=rules):
            items.setdefault(keeper, []).append(item)
    items.setdefault(rules.participation_lead, [])
    for keeper in sorted(items):
        promises.store.save(
            notices.notice(
                f"{run.month}~{keeper}",
                NoticeKind.MONTHLY,
                keeper,
                at=now,
                items=sorted(items[keeper], key=lambda each: (each.due, each.team, each.about)),
                counts=sorted(counts.items()) if keeper == rules.participation_lead else (),
            )
        )
    return len(items)


def _told(team: Team, run: Run, records: Records, *, rules: Assurance) -> Iterator[tuple[KeeperId, Item]]:
    step = duties.remind_press(run.month)
    for duty in records.duties.values():
        slots = {
            slot.id: slot
            for version in rules.owed_by(team)
            if version.id == duty.commitment and has_step(duty.journal, step)
            for slot in slots_of(version, team, duty.year, rules=rules, occasions=duty.occasions)
        }
        for slot, stage, people in reminders_in(duty.journal, of=step):
            if SlotId(slot) in slots:
                due = slots[SlotId(slot)].due
                item = Item(team=team.id, about=duty.commitment, slot=slot, year=duty.year, due=due, stage=stage)
                yield from ((KeeperId(each), item) for each in people.split(","))
    for audit in records.audits.values():
        for statement, stage, people in reminders_in(audit.journal, of=step):
            action = audit.answer(StatementId(statement)).action
            if action is not None:
                due, stage = action.by, stage.partition("-")[0]
                item = Item(team=team.id, about=statement, slot="action", year=audit.year, due=due, stage=stage)
                yield from ((KeeperId(each), item) for each in people.split(","))
