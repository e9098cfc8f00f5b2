"""What the office's pages of being heard need from the rest, handed over by ``voice_office.py``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import StaffMember, UnknownStaff
from takepart.domain.refused import Closed, Refused
from takepart.domain.voice.questionnaire import Template
from takepart.domain.voice.rules import VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.build_questionnaires import Building
from takepart.use_cases.voice.consult import Consulting
from takepart.use_cases.voice.guard import Guarding
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.use_cases.voice.hear import Hearing
from takepart.use_cases.voice.ports import (
    Alerts,
    Complaints,
    Consultations,
    Feedbacks,
    PhotoFiles,
    VoiceFigures,
    YouSaids,
)
from takepart.use_cases.voice.publish import Publishing
from takepart.use_cases.voice.questionnaire_ports import Answers, Invitations, Questionnaires
from takepart.use_cases.voice.read_answers import Reading
from takepart.use_cases.voice.say import rules_of
from takepart.web.office.reception import Reception, not_your_role
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.route import Press

STEP: Final = "step"
_STEP: Final = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, kw_only=True)
class VoiceOffice(Reception):
    """One organisation's office for what people say."""

    holidays: Holidays
    feedbacks: Feedbacks
    alerts: Alerts
    complaints: Complaints
    you_saids: YouSaids
    photos: PhotoFiles
    consultations: Consultations
    figures: VoiceFigures
    questionnaires: Questionnaires
    answers: Answers
    invitations: Invitations
    templates: Callable[[], Sequence[Template]]
    """The questionnaires to start from."""

    @property
    def voice(self) -> VoiceRules:
        """The policy's part about being heard."""
        return rules_of(self.policy)

    def member(self, request: Request) -> StaffMember:
        """Who is signed in, if they have a part in this. Raises Elsewhere or Problem 403."""
        member = super().member(request)
        if member.id not in self.voice.staff:
            raise not_your_role()
        return member

    def hearing(self, member: StaffMember, typed: Typed | None = None) -> Hearing:
        """What they do with feedback."""
        return Hearing(
            feedbacks=self.feedbacks, policy=self.policy, by=member.id, now=self.now(), step=self._step(typed)
        )

    def handling(self, member: StaffMember, *, press: Press | None = None) -> Handling:
        """What they do with complaints."""
        press = press or Press(StepId("looking"))
        return Handling(
            complaints=self.complaints,
            policy=self.policy,
            holidays=self.holidays,
            by=member.id,
            now=self.now(),
            step=press.id,
            seen=press.seen,
        )

    def guarding(self, member: StaffMember, *, press: Press | None = None) -> Guarding:
        """What they do with alerts."""
        press = press or Press(StepId("looking"))
        return Guarding(
            alerts=self.alerts, policy=self.policy, by=member.id, now=self.now(), step=press.id, seen=press.seen
        )

    def publishing(self, member: StaffMember, typed: Typed | None = None) -> Publishing:
        """What they do with "You said, we did"."""
        return Publishing(
            you_saids=self.you_saids,
            feedbacks=self.feedbacks,
            policy=self.policy,
            by=member.id,
            now=self.now(),
            step=self._step(typed),
        )

    def consulting(self, member: StaffMember, typed: Typed | None = None) -> Consulting:
        """What they do with consultations."""
        return Consulting(
            consultations=self.consultations,
            policy=self.policy,
            by=member.id,
            now=self.now(),
            step=self._step(typed),
        )

    def building(self, member: StaffMember, typed: Typed | None = None) -> Building:
        """What they do with questionnaires."""
        return Building(
            questionnaires=self.questionnaires,
            answers=self.answers,
            consultations=self.consultations,
            invitations=self.invitations,
            policy=self.policy,
            by=member.id,
            now=self.now(),
            step=self._step(typed),
        )

    def reading(self, member: StaffMember, typed: Typed | None = None) -> Reading:
        """What they do with answers."""
        return Reading(
            answers=self.answers,
            questionnaires=self.questionnaires,
            policy=self.policy,
            by=member.id,
            now=self.now(),
            step=self._step(typed),
        )

    def page(self, template: str, /, member: StaffMember, *, section: str = "voice", **values: object) -> str:
        """One of the office's pages, with what its frame needs. ``seen`` is the version that it shows."""
        seen = f"-{values['seen']}" if "seen" in values else ""
        return super().page(
            template,
            member,
            section=section,
            step=self.new_id() + seen,
            step_name=STEP,
            staff_name=self.staff_name,
            today=self.today,
            **values,
        )

    def staff_name(self, id: StaffId | None) -> str:
        """What somebody does; nobody for none."""
        if id is None:
            return "nobody yet"
        try:
            return self.policy.staff_member(id).name
        except UnknownStaff:
            return "a former colleague"

    def _step(self, typed: Typed | None) -> StepId:
        if typed is None:
            return StepId("looking")
        name = typed.get(STEP, "")
        if not _STEP.fullmatch(name):
            raise Problem.bad("Nothing was changed. Go back, load the page again and send it from there.")
        return StepId(f"office-{name}")


def explained(refused: Refused | ChangedMeanwhile) -> Problem:
    """Why a step was refused, as a page."""
    if isinstance(refused, ChangedMeanwhile):
        return Problem(409, "It has changed since you opened the page", "Nothing was lost. Go back and look again.")
    if isinstance(refused, Closed):
        return Problem(403, "This is not open to you", refused.reason.plain)
    return Problem(409, "That cannot be done", refused.reason.plain)
