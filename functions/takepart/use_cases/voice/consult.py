"""Staff plan a consultation, open it, write down what was heard and how it was considered; the gate comes last."""

from __future__ import annotations

from functools import partial

from takepart.domain.voice import consultation as steps
from takepart.domain.voice.consultation import Consultation, ConsultationId, Proposal
from takepart.use_cases.voice.acting import Acting
from takepart.use_cases.voice.ports import Consultations


class Consulting(Acting[Consultation]):
    """What they do with consultations."""

    @property
    def store(self) -> Consultations:
        """All of them."""
        return self.stores.consultations

    def plan(self, proposal: Proposal) -> Consultation:
        """A new plan."""
        id = ConsultationId(self.reference)
        return self.make(id, partial(steps.plan, id=id, proposal=proposal))
