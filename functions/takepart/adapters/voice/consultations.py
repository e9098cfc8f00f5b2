"""Consultations in DynamoDB: one item each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.rows import without_nothing
from takepart.adapters.voice.feedback import optional_day
from takepart.domain.ids import StaffId
from takepart.domain.voice.consultation import Consultation, ConsultationId, Evidence, HeardIn, Proposal, State

_SK: Final = "CONSULTATION"
_MOST: Final = 50


class ConsultationsTable:
    """The port ``Consultations``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: ConsultationId) -> Consultation | None:
        """One of them as it is now."""
        stored = self._aggregates.get(_pk(id), _SK)
        return read_one(_read, stored)

    def add(self, consultation: Consultation) -> None:
        """Keep a new one."""
        self._aggregates.add(stored_consultation(consultation))

    def save(self, consultation: Consultation) -> None:
        """Keep the next step."""
        self._aggregates.save(stored_consultation(consultation))

    def in_state(self, state: State) -> Sequence[Consultation]:
        """Those that stand in one place, the last to close first."""
        found, _ = self._aggregates.on_board(f"consultation:{state.value}", limit=_MOST, newest=True)
        return read_each(_read, found)


def _pk(id: ConsultationId) -> str:
    return f"CONSULTATION#{id}"


def stored_consultation(consultation: Consultation) -> Stored:
    """It as it is kept."""
    proposal = consultation.proposal
    body = {
        "title": proposal.title,
        "what": proposal.what,
        "reasons": proposal.why,
        "open_points": proposal.open_points,
        "opens": proposal.opens.isoformat(),
        "closes": proposal.closes.isoformat(),
        "new_service": proposal.new_service or None,
        "writer": consultation.writer,
        "evidence": [_evidence(each) for each in consultation.evidence],
        "questionnaires": list(consultation.questionnaires),
        "considered": consultation.considered,
        "why": consultation.why,
        "decided_on": consultation.decided_on.isoformat() if consultation.decided_on else None,
    }
    keys = {
        "board": f"consultation:{consultation.state.value}",
        "board_at": f"{proposal.closes}#{consultation.id}",
    }
    return Stored(
        pk=_pk(consultation.id),
        sk=_SK,
        state=consultation.state.value,
        journal=consultation.journal,
        body=without_nothing(body),
        keys=keys,
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "heard_in": evidence.heard_in.value,
        "day": evidence.day.isoformat(),
        "who": evidence.who,
        "how_many": evidence.how_many,
        "said": evidence.said,
        "changed": evidence.changed,
    }


def _read_evidence(body: Mapping[str, Any]) -> Evidence:
    return Evidence(
        heard_in=HeardIn(body["heard_in"]),
        day=date.fromisoformat(body["day"]),
        who=body["who"],
        how_many=int(body["how_many"]),
        said=body["said"],
        changed=body["changed"],
    )


def _read(stored: Stored) -> Consultation:
    body = stored.body
    return Consultation(
        id=ConsultationId(stored.pk.partition("#")[2]),
        state=State(stored.state),
        journal=stored.journal,
        proposal=Proposal(
            title=body["title"],
            what=body["what"],
            why=body["reasons"],
            open_points=body["open_points"],
            opens=date.fromisoformat(body["opens"]),
            closes=date.fromisoformat(body["closes"]),
            new_service=bool(body.get("new_service", False)),
        ),
        writer=StaffId(body["writer"]),
        evidence=tuple(_read_evidence(each) for each in body.get("evidence", ())),
        considered=body.get("considered", ""),
        why=body.get("why", ""),
        decided_on=optional_day(body.get("decided_on")),
        questionnaires=tuple(body.get("questionnaires", ())),
    )
