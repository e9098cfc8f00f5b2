"""Somebody complains, looks where their complaint stands, adds to it, asks for the next stage, or takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from takepart.domain.aggregate import Step
from takepart.domain.ids import DraftId, StepId
from takepart.domain.references import claim_reference
from takepart.domain.voice import complaint as steps
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Complainant, ComplaintId
from takepart.use_cases.doing import Change, do
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.ports import track_of
from takepart.use_cases.voice.say import Visitor


@dataclass(frozen=True, kw_only=True)
class Complaining:
    """A filled-in form."""

    token: str
    track: str
    words: str
    complainant: Complainant
    happened: date | None = None


class Own(Visitor):
    """The complainant's own way to their complaint."""

    def complain(self, complaining: Complaining) -> Complaint:
        """Keep the complaint; its clock starts. The form names it, so sending it twice keeps it once.

        Raises NotOurForm, Refused, UnknownTrack.
        """
        track = self.rules.track(complaining.track)
        form = self.forms.take(complaining.token)
        step = self._step("complained", form.name)
        for attempt in range(20):
            id = ComplaintId(claim_reference(DraftId(form.name), attempt=attempt))
            before = self.stores.complaints.get(id)
            if before is not None and before.has(step):
                return before
            if before is not None:
                continue
            complaint = steps.send(
                step,
                id=id,
                track=track,
                complainant=complaining.complainant,
                words=complaining.words,
                happened=complaining.happened,
                holidays=self.holidays,
            )
            self.stores.complaints.add(complaint)
            return complaint
        raise ChangedMeanwhile(form.name)

    def add(self, complaint: Complaint, words: str, *, token: str) -> Complaint:
        """They tell us more. Raises NotOurForm, Refused, ChangedMeanwhile."""
        return self._do(complaint, "added", token, lambda one, step: steps.add(one, step, words=words))

    def next_stage(self, complaint: Complaint, words: str, *, token: str) -> Complaint:
        """They do not agree with the answer. Raises NotOurForm, Refused, ChangedMeanwhile."""
        track = track_of(complaint, self.policy)
        return self._do(
            complaint,
            "next-stage",
            token,
            lambda one, step: steps.next_stage(one, step, track=track, words=words, holidays=self.holidays),
        )

    def withdraw(self, complaint: Complaint, *, token: str) -> Complaint:
        """They take it back. Raises NotOurForm, Refused, ChangedMeanwhile."""
        return self._do(complaint, "withdrawn", token, steps.withdraw)

    def _step(self, what: str, name: str) -> Step:
        return Step(steps.COMPLAINANT, self.now, StepId(f"{what}-{name}"))

    def _do(self, complaint: Complaint, what: str, token: str, change: Change[Complaint]) -> Complaint:
        return do(self.stores.complaints, complaint.id, self._step(what, self.forms.take(token).name), change)
