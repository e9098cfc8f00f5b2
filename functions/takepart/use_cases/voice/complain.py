"""Somebody complains, looks where their complaint stands, adds to it, asks for the next stage, or takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from takepart.domain import journal as journals
from takepart.domain.ids import DraftId, StepId
from takepart.domain.links import Purpose
from takepart.domain.policy import Policy
from takepart.domain.references import claim_reference
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice.complaint import Complainant, Complaint, ComplaintId
from takepart.domain.working_days import Holidays
from takepart.use_cases.ports import ChangedMeanwhile, LinkReader
from takepart.use_cases.voice.ports import Complaints, Forms
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class Complaining:
    """A filled-in form."""

    token: str
    track: str
    words: str
    complainant: Complainant
    happened: date | None = None


@dataclass(frozen=True, kw_only=True)
class Own:
    """The complainant's own way to their complaint: what a step of theirs needs."""

    complaints: Complaints
    forms: Forms
    policy: Policy
    holidays: Holidays
    now: datetime

    def complain(self, complaining: Complaining) -> Complaint:
        """Keep the complaint; its clock starts. The form names it, so sending it twice keeps it once.

        Raises NotOurForm, CannotDo, UnknownTrack.
        """
        track = rules_of(self.policy).track(complaining.track)
        form = self.forms.take(complaining.token)
        step = StepId(f"complained-{form.name}")
        for attempt in range(20):
            id = ComplaintId(claim_reference(DraftId(form.name), attempt=attempt))
            before = self.complaints.get(id)
            if before is not None and before.journal[0].step == step:
                return before
            if before is not None:
                continue
            complaint = complaints_domain.send(
                id=id,
                track=track,
                complainant=complaining.complainant,
                words=complaining.words,
                happened=complaining.happened,
                holidays=self.holidays,
                at=self.now,
                step=step,
            )
            self.complaints.add(complaint)
            return complaint
        raise ChangedMeanwhile(form.name)

    def add(self, complaint: Complaint, words: str, *, token: str) -> Complaint:
        """They tell us more. Raises NotOurForm, CannotDo, ChangedMeanwhile."""
        step = self._step("added", token)
        return self._keep(
            complaint, step, lambda: complaints_domain.add(complaint, words=words, at=self.now, step=step)
        )

    def next_stage(self, complaint: Complaint, words: str, *, token: str) -> Complaint:
        """They do not agree with the answer. Raises NotOurForm, CannotDo, ChangedMeanwhile."""
        step = self._step("next-stage", token)
        track = rules_of(self.policy).track(complaint.track)
        return self._keep(
            complaint,
            step,
            lambda: complaints_domain.next_stage(
                complaint, track=track, words=words, holidays=self.holidays, at=self.now, step=step
            ),
        )

    def withdraw(self, complaint: Complaint, *, token: str) -> Complaint:
        """They take it back. Raises NotOurForm, CannotDo, ChangedMeanwhile."""
        step = self._step("withdrawn", token)
        return self._keep(complaint, step, lambda: complaints_domain.withdraw(complaint, at=self.now, step=step))

    def _step(self, what: str, token: str) -> StepId:
        return StepId(f"{what}-{self.forms.take(token).name}")

    def _keep(self, complaint: Complaint, step: StepId, make: complaints_domain.Make) -> Complaint:
        if journals.has_step(complaint.journal, step):
            return complaint
        after = make()
        self.complaints.save(after)
        return after


def by_link(token: str, *, links: LinkReader, now: datetime) -> ComplaintId:
    """The complaint that a link from an email is for. Raises BadLink."""
    link = links.read(token)
    link.check(purpose=Purpose.COMPLAINT, now=now)
    return ComplaintId(link.about)
