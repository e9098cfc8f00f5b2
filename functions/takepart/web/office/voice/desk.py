"""What the office's pages of being heard need from the rest, handed over by ``voice_office.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from urllib.parse import urlencode

from takepart.domain.ids import StaffId
from takepart.domain.policy import StaffMember
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.questionnaire import Template
from takepart.domain.voice.rules import Track, VoiceRules
from takepart.domain.working_days import Holidays
from takepart.use_cases.ports import NoSuchPage
from takepart.use_cases.stores import Some
from takepart.use_cases.voice.acting import Act
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.use_cases.voice.ports import VoiceStores, rules_of, track_of
from takepart.web.office.reception import Reception, not_your_role
from takepart.web.requests import Request
from takepart.web.route import Call

if TYPE_CHECKING:
    from takepart.use_cases.listening import RaiseAlert
    from takepart.use_cases.stuck import Failures

Kind = TypeVar("Kind")
StateT = TypeVar("StateT", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class VoiceOffice(Reception):
    """One organisation's office for what people say."""

    section: ClassVar[str] = "voice"
    raise_alert: RaiseAlert
    failures: Callable[[], Failures]
    holidays: Holidays
    stores: VoiceStores
    templates: Callable[[], Sequence[Template]]
    """The questionnaires to start from."""

    @property
    def voice(self) -> VoiceRules:
        """The policy's part about being heard."""
        return rules_of(self.policy)

    def track(self, complaint: Complaint) -> Track:
        """The rules that a complaint goes by."""
        return track_of(complaint, self.policy)

    def member(self, request: Request) -> StaffMember:
        """Who is signed in, if they have a part in this. Raises Elsewhere or Problem 403."""
        member = super().member(request)
        if member.id not in self.voice.staff:
            raise not_your_role()
        return member

    def acting(self, call: Call[VoiceOffice, Any], kind: Callable[[Act], Kind]) -> Kind:
        """What somebody does with one kind of thing."""
        seen = call.pressed.seen if call.pressed else None
        return kind(Act(self.stores, self.policy, call.who.id, self.now(), call.step, seen))

    def handling(self, call: Call[VoiceOffice, Any]) -> Handling:
        """What somebody does with complaints."""
        return self.acting(call, partial(Handling, holidays=self.holidays))

    def page(self, template: str, /, member: StaffMember, **values: object) -> str:
        """One of the office's pages, which can say what members of staff do."""
        mine = {"staff_name": self.staff_name, "writes": member.id in self.voice.writers}
        return super().page(template, member, **mine, **values)

    def staff_name(self, id: StaffId | None) -> str:
        """What somebody does; nobody for none."""
        return "nobody yet" if id is None else self.policy.staff_name(id)


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
