"""Consultations in DynamoDB: one item each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from takepart.adapters.store import Shape, Store
from takepart.domain.voice.consultation import Consultation, ConsultationState

_MOST: Final = 50


def _board(state: ConsultationState) -> str:
    return f"consultation:{state.value}"


def _keys(consultation: Consultation) -> dict[str, str]:
    return {"board": _board(consultation.state), "board_at": f"{consultation.proposal.closes}#{consultation.id}"}


class ConsultationsTable(Store[Consultation]):
    """The port ``Consultations``."""

    shape = Shape(Consultation, pk="CONSULTATION#{id}", sk="CONSULTATION", keys=_keys)

    def in_state(self, state: ConsultationState) -> Sequence[Consultation]:
        """Those that stand in one place, the last to close first."""
        return self.page(_board(state), limit=_MOST, newest=True)[0]
