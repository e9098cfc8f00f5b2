"""Consultations in DynamoDB: one item each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from takepart.adapters.store import Shape, Store
from takepart.domain.voice.consultation import Consultation, ConsultationState
from takepart.use_cases.voice.ports import Some

_PAGE: Final = 50


def _board(state: ConsultationState) -> str:
    return f"consultation:{state.value}"


def _keys(consultation: Consultation) -> dict[str, str]:
    return {"board": _board(consultation.state), "board_at": f"{consultation.proposal.closes}#{consultation.id}"}


class ConsultationsTable(Store[Consultation]):
    """The port ``Consultations``."""

    shape = Shape(Consultation, pk="CONSULTATION#{id}", sk="CONSULTATION", keys=_keys)

    def in_state(self, state: ConsultationState, *, start: str | None = None) -> Some[Consultation]:
        """A page of those that stand in one place, the last to close first."""
        found, after = self.page(_board(state), start=start, limit=_PAGE, newest=True)
        return Some(things=found, next=after)

    def all_in(self, state: ConsultationState) -> Sequence[Consultation]:
        """All of them."""
        return self.every(_board(state), newest=True)
