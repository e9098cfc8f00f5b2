"""Staff plan a consultation, open it, write down what was heard and how it was considered; the gate comes last."""

from __future__ import annotations

from datetime import date

from takepart.domain.voice import consultation as steps
from takepart.domain.voice.consultation import Consultation, ConsultationEvidence, ConsultationId, Proposal
from takepart.use_cases.doing import Change
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Consultations


class Consulting(Acting):
    """What they do with consultations. Every step raises Refused, ChangedMeanwhile."""

    def __init__(self, act: Act, *, consultations: Consultations) -> None:
        super().__init__(act)
        self.consultations = consultations

    def read(self, id: ConsultationId) -> Consultation:
        """One of them. Raises Closed when there is none, or they have no part in this."""
        return self.read_one(self.consultations, id, may=self.writes)

    def plan(self, proposal: Proposal) -> Consultation:
        """A new plan."""
        id = ConsultationId(self.reference)
        return self.make_one(
            self.consultations, id, lambda step: steps.plan(step, id=id, proposal=proposal), may=self.writes
        )

    def change(self, id: ConsultationId, proposal: Proposal) -> Consultation:
        """Change a plan."""
        return self._do(id, lambda one, step: steps.change(one, step, proposal=proposal))

    def open(self, id: ConsultationId) -> Consultation:
        """Make it public."""
        return self._do(id, steps.open_)

    def extend(self, id: ConsultationId, closes: date) -> Consultation:
        """Give more time."""
        return self._do(id, lambda one, step: steps.extend(one, step, closes=closes))

    def record(self, id: ConsultationId, evidence: ConsultationEvidence) -> Consultation:
        """Write down who was asked and what they said."""
        return self._do(id, lambda one, step: steps.record(one, step, evidence=evidence))

    def consider(self, id: ConsultationId, words: str) -> Consultation:
        """Say how the answers were considered."""
        return self._do(id, lambda one, step: steps.consider(one, step, words=words))

    def approve(self, id: ConsultationId, why: str) -> Consultation:
        """Approve it, through the gate; only checkers decide."""
        self.must(self.checks)
        return self._do(id, lambda one, step: steps.approve(one, step, why=why))

    def drop(self, id: ConsultationId, why: str) -> Consultation:
        """Do not go on with it; only checkers decide."""
        self.must(self.checks)
        return self._do(id, lambda one, step: steps.drop(one, step, why=why))

    def _do(self, id: ConsultationId, change: Change[Consultation]) -> Consultation:
        return self.do_one(self.consultations, id, change, may=self.writes)
