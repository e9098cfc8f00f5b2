"""What the office's pages of being heard need from the rest, handed over by ``voice_office.py``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy, StaffMember, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.domain.voice.refusals import CannotDo, Refusal
from takepart.domain.voice.rules import VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.office import rights_of
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.sign_in import Sessions, signed_in
from takepart.use_cases.voice.consult import Consulting
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.use_cases.voice.hear import Hearing
from takepart.use_cases.voice.ports import Complaints, Consultations, Feedbacks, Figures, YouSaids
from takepart.use_cases.voice.publish import Publishing
from takepart.use_cases.voice.say import rules_of
from takepart.web import session_cookie
from takepart.web.forms.base import Rules
from takepart.web.problems import Elsewhere, Problem
from takepart.web.rendering import Renderer
from takepart.web.requests import Request, Typed
from takepart.web.security import SAFE_METHODS
from takepart.web.site import shared
from takepart.web.static import Static

STEP: Final = "step"
_STEP: Final = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, kw_only=True)
class VoiceOffice:
    """One organisation's office for what people say."""

    policy: Policy
    holidays: Holidays
    feedbacks: Feedbacks
    complaints: Complaints
    you_saids: YouSaids
    consultations: Consultations
    figures: Figures
    sessions: Sessions
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """A long random name: each form has one, so that it is sent once."""
    url: str
    static: Static

    @cached_property
    def render(self) -> Renderer:
        """Renders the templates."""
        return Renderer(shared(self.policy, static=self.static))

    @property
    def voice(self) -> VoiceRules:
        """The policy's part about being heard."""
        return rules_of(self.policy)

    @property
    def today(self) -> date:
        """The day in the UK."""
        return local_date(self.now())

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=self.today)

    def member(self, request: Request) -> StaffMember:
        """Who is signed in, if they have a part in this. Raises Elsewhere or Problem 403."""
        secret = session_cookie.secret_of(request, site_url=self.url)
        member = signed_in(secret, sessions=self.sessions, policy=self.policy)
        if member is None and request.method in SAFE_METHODS:
            raise Elsewhere("/office/sign-in")
        if member is None:
            raise Problem(403, "You are not signed in any more", "Nothing was changed. Sign in, then send it again.")
        if member.id not in self.voice.staff:
            raise Problem(403, "This page is not for your role", "Ask the office if you think that it should be.")
        return member

    def hearing(self, member: StaffMember, typed: Typed | None = None) -> Hearing:
        """What they do with feedback."""
        return Hearing(
            feedbacks=self.feedbacks, policy=self.policy, by=member.id, now=self.now(), step=self._step(typed)
        )

    def handling(self, member: StaffMember, typed: Typed | None = None) -> Handling:
        """What they do with complaints."""
        return Handling(
            complaints=self.complaints,
            policy=self.policy,
            holidays=self.holidays,
            by=member.id,
            now=self.now(),
            step=self._step(typed),
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

    def page(self, template: str, /, member: StaffMember, **values: object) -> str:
        """One of the office's pages, with what its frame needs."""
        return self.render(
            template,
            member=member,
            rights=rights_of(member),
            section="voice",
            step=self.new_id(),
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


def explained(refused: CannotDo | ChangedMeanwhile) -> Problem:
    """Why a step was refused, as a page."""
    if isinstance(refused, ChangedMeanwhile):
        return Problem(409, "It has changed since you opened the page", "Nothing was lost. Go back and look again.")
    if refused.reason is Refusal.NOT_OPEN_TO_YOU:
        return Problem(403, "This is not open to you", refused.reason.plain)
    return Problem(409, "That cannot be done", refused.reason.plain)
