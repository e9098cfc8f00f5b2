"""Staff plan a consultation, open it, write down what was heard and how it was considered; the gate comes last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from takepart.domain import journal as journals
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.references import claim_reference
from takepart.domain.voice import consultation as consultations_domain
from takepart.domain.voice.consultation import Consultation, ConsultationEvidence, ConsultationId, Proposal
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.use_cases.voice.ports import Consultations
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class Consulting:
    """One member of staff at one time, with what a step needs."""

    consultations: Consultations
    policy: Policy
    by: StaffId
    now: datetime
    step: StepId

    @property
    def may_write(self) -> bool:
        """Readers and checkers plan consultations and write down what was heard."""
        return self.by in rules_of(self.policy).readers or self.may_decide

    @property
    def may_decide(self) -> bool:
        """Checkers decide."""
        return self.by in rules_of(self.policy).checkers

    def read(self, id: ConsultationId) -> Consultation:
        """One of them. Raises CannotDo when there is none, or they have no part in this."""
        found = self.consultations.get(id) if self.may_write else None
        if found is None:
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        return found

    def plan(self, proposal: Proposal) -> Consultation:
        """A new plan. Raises CannotDo."""
        if not self.may_write:
            raise CannotDo(self.by, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        id = ConsultationId(claim_reference(DraftId(self.step)))
        before = self.consultations.get(id)
        if before is not None and journals.has_step(before.journal, self.step):
            return before
        planned = consultations_domain.plan(id=id, proposal=proposal, by=self.by, at=self.now, step=self.step)
        self.consultations.add(planned)
        return planned

    def change(self, id: ConsultationId, proposal: Proposal) -> Consultation:
        """Change a plan. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(
            one,
            lambda: consultations_domain.change(one, proposal=proposal, by=self.by, at=self.now, step=self.step),
        )

    def open(self, id: ConsultationId) -> Consultation:
        """Make it public. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(one, lambda: consultations_domain.open_(one, by=self.by, at=self.now, step=self.step))

    def extend(self, id: ConsultationId, closes: date) -> Consultation:
        """Give more time. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(
            one, lambda: consultations_domain.extend(one, closes=closes, by=self.by, at=self.now, step=self.step)
        )

    def record(self, id: ConsultationId, evidence: ConsultationEvidence) -> Consultation:
        """Write down who was asked and what they said. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(
            one,
            lambda: consultations_domain.record(one, evidence=evidence, by=self.by, at=self.now, step=self.step),
        )

    def consider(self, id: ConsultationId, words: str) -> Consultation:
        """Say how the answers were considered. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(
            one, lambda: consultations_domain.consider(one, words=words, by=self.by, at=self.now, step=self.step)
        )

    def decide(self, id: ConsultationId, *, approve: bool, why: str) -> Consultation:
        """Approve it, through the gate, or drop it. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        if not self.may_decide:
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        make = consultations_domain.approve if approve else consultations_domain.drop
        return self._keep(one, lambda: make(one, why=why, by=self.by, at=self.now, step=self.step))

    def _keep(self, consultation: Consultation, make: consultations_domain.Make) -> Consultation:
        if journals.has_step(consultation.journal, self.step):
            return consultation
        after = make()
        self.consultations.save(after)
        return after
