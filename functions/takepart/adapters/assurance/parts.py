"""Duties, audits, notices and runs as they are kept, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import Any

from takepart.adapters.aggregates import Stored
from takepart.adapters.rows import without_nothing
from takepart.domain import journal as journals
from takepart.domain.assurance.audit import Action, Answer, Answered, Audit, AuditState, Done
from takepart.domain.assurance.duty import Duty, Evidence, EvidenceFile, Pause
from takepart.domain.assurance.levels import Heard, Level, Tally
from takepart.domain.assurance.notices import Item, Notice, NoticeKind, Run, RunState
from takepart.domain.assurance.rules import CommitmentId, KeeperId, StatementId, TeamId
from takepart.domain.assurance.slots import Occasion, SlotId
from takepart.domain.journal import Actor
from takepart.use_cases.assurance.ports import Kept

RUNS = "RUNS"
_BETWEEN = "#"
_MOST_IN_INDEX = 40


def team_pk(team: TeamId) -> str:
    """Where everything of a team lies."""
    return f"PROMISES#{team}"


def notice_pk(id: str) -> str:
    """Where a notice lies."""
    return f"NOTICE#{id}"


def kept_board(year: int) -> str:
    """The index of everything that was kept of a year's promises."""
    return f"kept:{year}"


def stored(step: Duty | Audit | Notice | Run) -> Stored:
    """Any of them, as it is kept."""
    match step:
        case Duty():
            return _duty(step)
        case Audit():
            return _audit(step)
        case Notice():
            return _notice(step)
        case Run():
            return _run(step)


def _duty(duty: Duty) -> Stored:
    body = {
        "evidence": [_evidence(each) for each in duty.evidence],
        "plans": {slot: day.isoformat() for slot, day in duty.plans.items()},
        "occasions": [{"id": each.id, "name": each.name, "day": each.day.isoformat()} for each in duty.occasions],
        "pause": {
            "since": duty.pause.since.isoformat(),
            "until": duty.pause.until.isoformat(),
            "reason": duty.pause.reason,
        }
        if duty.pause
        else None,
        "keeper": duty.keeper,
    }
    due = {each.id: each.day.isoformat() for each in duty.occasions}
    days = {each.slot: each.day.isoformat() for each in duty.evidence}
    slots = list(dict.fromkeys((*due, *days)))[-_MOST_IN_INDEX:]
    kept = ",".join(f"{slot}={days.get(slot, '')}={due.get(slot, '')}" for slot in slots)
    at = _BETWEEN.join((duty.commitment, duty.team, kept))
    return Stored(
        pk=team_pk(duty.team),
        sk=f"{duty.year}#DUTY#{duty.commitment}",
        state="open",
        journal=duty.journal,
        body=without_nothing(body),
        keys={"board": kept_board(duty.year), "board_at": at} if kept else {},
    )


def read_kept(board_at: str) -> list[Kept]:
    """What an entry of the index says of one duty: its slots, each with the day it was kept and the day it is due."""
    commitment, team, kept = board_at.split(_BETWEEN, 2)
    slots = (each.split("=") for each in kept.split(","))
    return [
        Kept(team=TeamId(team), commitment=CommitmentId(commitment), slot=SlotId(slot), day=day, due=due)
        for slot, day, due in slots
    ]


def read_duty(kept: Stored) -> Duty:
    """The duty that was kept."""
    year, _, commitment = kept.sk.split(_BETWEEN)
    body = kept.body
    pause = body.get("pause")
    return Duty(
        team=_team_of(kept.pk),
        commitment=CommitmentId(commitment),
        year=int(year),
        evidence=tuple(_read_evidence(each) for each in body.get("evidence", ())),
        plans=MappingProxyType({SlotId(slot): date.fromisoformat(day) for slot, day in body.get("plans", {}).items()}),
        occasions=tuple(
            Occasion(id=SlotId(each["id"]), name=each["name"], day=date.fromisoformat(each["day"]))
            for each in body.get("occasions", ())
        ),
        pause=Pause(
            since=date.fromisoformat(pause["since"]), until=date.fromisoformat(pause["until"]), reason=pause["reason"]
        )
        if pause
        else None,
        keeper=KeeperId(body["keeper"]) if "keeper" in body else None,
        journal=kept.journal,
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return without_nothing(
        {
            "slot": evidence.slot,
            "day": evidence.day.isoformat(),
            "by": evidence.by,
            "note": evidence.note,
            "file": asdict(evidence.file) if evidence.file else None,
            "record": evidence.record,
        }
    )


def _read_evidence(body: Mapping[str, Any]) -> Evidence:
    file = body.get("file")
    return Evidence(
        slot=SlotId(body["slot"]),
        day=date.fromisoformat(body["day"]),
        by=Actor(body["by"]),
        note=body.get("note", ""),
        file=EvidenceFile(**{**file, "size": int(file["size"])}) if file else None,
        record=body.get("record", ""),
    )


def _audit(audit: Audit) -> Stored:
    body = {
        "answers": {id: _answered(each) for id, each in audit.answers.items()},
        "done": {id: {"on": each.on.isoformat(), "note": each.note, "by": each.by} for id, each in audit.done.items()},
        "signed_by": audit.signed_by,
        "signed_on": audit.signed_on.isoformat() if audit.signed_on else None,
        "heard": _heard(audit.heard) if audit.heard.people else None,
    }
    return Stored(
        pk=team_pk(audit.team),
        sk=f"{audit.year}#AUDIT",
        state=audit.state.value,
        journal=audit.journal,
        body=without_nothing(body),
    )


def read_audit(kept: Stored) -> Audit:
    """The audit that was kept."""
    body = kept.body
    return Audit(
        team=_team_of(kept.pk),
        year=int(kept.sk.partition(_BETWEEN)[0]),
        state=AuditState(kept.state),
        answers=MappingProxyType(
            {StatementId(id): _read_answered(each) for id, each in body.get("answers", {}).items()}
        ),
        done=MappingProxyType(
            {
                StatementId(id): Done(on=date.fromisoformat(each["on"]), note=each["note"], by=Actor(each["by"]))
                for id, each in body.get("done", {}).items()
            }
        ),
        signed_by=KeeperId(body["signed_by"]) if "signed_by" in body else None,
        signed_on=date.fromisoformat(body["signed_on"]) if "signed_on" in body else None,
        heard=_read_heard(body.get("heard", {})),
        journal=kept.journal,
    )


def _heard(heard: Heard) -> dict[str, Any]:
    tallies = {id: list(each.counts) for id, each in heard.tallies.items()}
    return {"people": heard.people, "tallies": tallies}


def _read_heard(body: Mapping[str, Any]) -> Heard:
    tallies = {}
    for id, counts in body.get("tallies", {}).items():
        emerging, established, advanced = map(int, counts)
        tallies[StatementId(id)] = Tally(counts=(emerging, established, advanced))
    return Heard(
        people=int(body.get("people", 0)),
        tallies=MappingProxyType(tallies),
    )


def _answered(answered: Answered) -> dict[str, Any]:
    answer = answered.answer
    return without_nothing(
        {
            "level": answer.level.value if answer.level else None,
            "evidence": answer.evidence,
            "said": answer.said,
            "their_level": answer.their_level.value if answer.their_level else None,
            "action": {"what": answer.action.what, "owner": answer.action.owner, "by": answer.action.by.isoformat()}
            if answer.action
            else None,
            "edit": answered.edit,
            "by": answered.by,
            "at": journals.instant(answered.at),
        }
    )


def _read_answered(body: Mapping[str, Any]) -> Answered:
    action = body.get("action")
    return Answered(
        answer=Answer(
            level=Level(body["level"]) if "level" in body else None,
            evidence=body.get("evidence", ""),
            said=body.get("said", ""),
            their_level=Level(body["their_level"]) if "their_level" in body else None,
            action=Action(what=action["what"], owner=KeeperId(action["owner"]), by=date.fromisoformat(action["by"]))
            if action
            else None,
        ),
        edit=int(body["edit"]),
        by=Actor(body["by"]),
        at=journals.from_instant(body["at"]),
    )


def _notice(notice: Notice) -> Stored:
    body = {
        "kind": notice.kind.value,
        "to": notice.to,
        "items": [{**asdict(each), "due": each.due.isoformat()} for each in notice.items],
        "counts": dict(notice.counts),
    }
    return Stored(
        pk=notice_pk(notice.id), sk="NOTICE", state="written", journal=notice.journal, body=without_nothing(body)
    )


def read_notice(kept: Stored) -> Notice:
    """The notice that was kept."""
    body = kept.body
    return Notice(
        id=kept.pk.partition(_BETWEEN)[2],
        kind=NoticeKind(body["kind"]),
        to=KeeperId(body["to"]),
        items=tuple(
            Item(**{**each, "year": int(each["year"]), "due": date.fromisoformat(each["due"])})
            for each in body.get("items", ())
        ),
        counts=tuple(sorted((name, int(number)) for name, number in body.get("counts", {}).items())),
        journal=kept.journal,
    )


def _run(run: Run) -> Stored:
    return Stored(
        pk=RUNS,
        sk=run.month,
        state=run.state.value,
        journal=run.journal,
        body={"day": run.day.isoformat()},
    )


def read_run(kept: Stored) -> Run:
    """The run that was kept."""
    return Run(
        month=kept.sk,
        day=date.fromisoformat(kept.body["day"]),
        state=RunState(kept.state),
        journal=kept.journal,
    )


def _team_of(pk: str) -> TeamId:
    return TeamId(pk.partition(_BETWEEN)[2])
