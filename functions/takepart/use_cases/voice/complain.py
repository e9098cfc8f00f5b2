"""Somebody complains, looks where their complaint stands, adds to it, asks for the next stage, or takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from takepart.domain.aggregate import Step
from takepart.domain.ids import DraftId, StepId
from takepart.domain.links import Purpose
from takepart.domain.policy import Policy
from takepart.domain.references import claim_reference
from takepart.domain.voice import complaint as steps
from takepart.domain.voice.complaint import Complainant, Complaint, ComplaintId
from takepart.domain.working_days import Holidays
from takepart.use_cases.doing import Change, do
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

        Raises NotOurForm, Refused, UnknownTrack.
        """
        track = rules_of(self.policy).track(complaining.track)
        form = self.forms.take(complaining.token)
        step = self._step("complained", form.name)
        for attempt in range(20):
            id = ComplaintId(claim_reference(DraftId(form.name), attempt=attempt))
            before = self.complaints.get(id)
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
            self.complaints.add(complaint)
            return complaint
        raise ChangedMeanwhile(form.name)

    def add(self, complaint: Complaint, words: str, *, token: str) -> Complaint:
        """They tell us more. Raises NotOurForm, Refused, ChangedMeanwhile."""
        return self._do(complaint, "added", token, lambda one, step: steps.add(one, step, words=words))

    def next_stage(self, complaint: Complaint, words: str, *, token: str) -> Complaint:
        """They do not agree with the answer. Raises NotOurForm, Refused, ChangedMeanwhile."""
        track = rules_of(self.policy).track(complaint.track)
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
        return do(self.complaints, complaint.id, self._step(what, self.forms.take(token).name), change)


def by_link(token: str, *, links: LinkReader, now: datetime) -> ComplaintId:
    """The complaint that a link from an email is for. Raises BadLink."""
    link = links.read(token)
    link.check(purpose=Purpose.COMPLAINT, now=now)
    return ComplaintId(link.about)
