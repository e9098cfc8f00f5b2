"""Duties and audits some steps on, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from takepart.domain.aggregate import Step
from takepart.domain.assurance import audit as audits
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.audit import Audit, AuditAnswer, AuditPlan, Edit, Heard, Level
from takepart.domain.assurance.duty import Duty, Evidence
from takepart.domain.assurance.rules import KeeperId, TeamId
from takepart.domain.assurance.slots import slots_of
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from tests.assurance_builders import LEAD, MANAGER, STATEMENTS, a_commitment, a_team, an_assurance

BY = staff(StaffId("lead"))


def kept(team: str, *slots: tuple[str, str], year: int = 2026) -> Duty:
    """A team's drop-ins of a year, some slots of them filled on a day: ``("2026-06-30", "2026-06-12")``."""
    found = a_team(team)
    owed = {each.id: each for each in slots_of(a_commitment(), found, year, rules=an_assurance(found))}
    duty = Duty(team=found.id, commitment=a_commitment().id, year=year)
    for slot, day in slots:
        on = date.fromisoformat(day)
        duty = duties.show(
            duty,
            Step(BY, datetime(on.year, on.month, on.day, 18, tzinfo=UTC), StepId(f"show-{slot}")),
            next(each for id, each in owed.items() if id == slot),
            Evidence(slot=next(id for id in owed if id == slot), day=on, by=BY, note="We met."),
        )
    return duty


def a_signed_audit(
    team: str = "fostering", year: int = 2026, heard: Heard | None = None, owner: KeeperId = LEAD
) -> Audit:
    """An audit, answered alike throughout, with one action, and signed."""
    at = datetime(year, 6, 1, 8, tzinfo=UTC)
    action = AuditPlan(what="=Ask more often", owner=owner, by=date(year, 12, 1))
    edits = [
        Edit(
            statement=each.id,
            answer=AuditAnswer(level=Level.ESTABLISHED, their_level=Level.EMERGING, action=None if number else action),
            seen=0,
        )
        for number, each in enumerate(STATEMENTS)
    ]
    audit = Audit(team=TeamId(team), year=year)
    audit = audits.answer(audit, Step(BY, at, StepId("answer")), edits, asked=STATEMENTS)
    step = StepId("sign")
    return audits.sign_off(audit, Step(BY, at, step), asked=STATEMENTS, manager=MANAGER, heard=heard)
