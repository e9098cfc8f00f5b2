"""What the office's pages of being heard need from the rest, handed over by ``voice_office.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

from takepart.domain.ids import StaffId
from takepart.domain.policy import StaffMember, UnknownStaff
from takepart.domain.voice.questionnaire import Template
from takepart.domain.voice.rules import VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.ports import NoSuchPage
from takepart.use_cases.voice.acting import Act
from takepart.use_cases.voice.build_questionnaires import Building
from takepart.use_cases.voice.consult import Consulting
from takepart.use_cases.voice.guard import Guarding
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.use_cases.voice.hear import Hearing
from takepart.use_cases.voice.ports import (
    Alerts,
    Answers,
    Complaints,
    Consultations,
    Feedbacks,
    Invitations,
    PhotoFiles,
    Questionnaires,
    Some,
    VoiceFigures,
    YouSaids,
)
from takepart.use_cases.voice.publish import Publishing
from takepart.use_cases.voice.read_answers import Reading
from takepart.use_cases.voice.say import rules_of
from takepart.web.office.reception import Reception, not_your_role
from takepart.web.requests import Request
from takepart.web.route import Call

StateT = TypeVar("StateT", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class VoiceOffice(Reception):
    """One organisation's office for what people say."""

    section: ClassVar[str] = "voice"
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

    def hearing(self, call: Call[VoiceOffice, Any]) -> Hearing:
        """What they do with feedback."""
        return Hearing(self._act(call), feedbacks=self.feedbacks)

    def handling(self, call: Call[VoiceOffice, Any]) -> Handling:
        """What they do with complaints."""
        return Handling(self._act(call), complaints=self.complaints, holidays=self.holidays)

    def guarding(self, call: Call[VoiceOffice, Any]) -> Guarding:
        """What they do with alerts."""
        return Guarding(self._act(call), alerts=self.alerts)

    def publishing(self, call: Call[VoiceOffice, Any]) -> Publishing:
        """What they do with "You said, we did"."""
        return Publishing(self._act(call), you_saids=self.you_saids, feedbacks=self.feedbacks)

    def consulting(self, call: Call[VoiceOffice, Any]) -> Consulting:
        """What they do with consultations."""
        return Consulting(self._act(call), consultations=self.consultations)

    def building(self, call: Call[VoiceOffice, Any]) -> Building:
        """What they do with questionnaires."""
        return Building(
            self._act(call),
            questionnaires=self.questionnaires,
            answers=self.answers,
            consultations=self.consultations,
            invitations=self.invitations,
        )

    def reading(self, call: Call[VoiceOffice, Any]) -> Reading:
        """What they do with answers."""
        return Reading(self._act(call), answers=self.answers, questionnaires=self.questionnaires)

    def page(self, template: str, /, member: StaffMember, **values: object) -> str:
        """One of the office's pages, which can say what members of staff do."""
        return super().page(template, member, staff_name=self.staff_name, **values)

    def staff_name(self, id: StaffId | None) -> str:
        """What somebody does; nobody for none."""
        if id is None:
            return "nobody yet"
        try:
            return self.policy.staff_member(id).name
        except UnknownStaff:
            return "a former colleague"

    def _act(self, call: Call[VoiceOffice, Any]) -> Act:
        seen = call.pressed.seen if call.pressed else None
        return Act(self.policy, call.who.id, self.now(), call.step, seen)


def in_states(
    call: Call[VoiceOffice, Any], states: Iterable[StateT], page: Callable[..., Some[Any]]
) -> list[tuple[StateT, Sequence[Any], str]]:
    """The first page of what stands in each state, and where the next one is; or the one page that is asked for.

    Raises NoSuchPage.
    """
    wanted, start = call.request.query.get("state", ""), call.request.query.get("next") or None
    shown = [state for state in states if wanted in ("", state.value)]
    if not shown or (start and not wanted):
        raise NoSuchPage
    found = [(state, page(state, start=start)) for state in shown]
    return [
        (
            state,
            some.things,
            f"{call.request.path}?{urlencode({'state': state.value, 'next': some.next})}" if some.next else "",
        )
        for state, some in found
    ]
