"""The letters about outreach actions: to the owner, once before the day and once when it is late."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from takepart.domain.ids import StaffId
from takepart.domain.people.equality import UnknownGroup
from takepart.domain.people.outreach import Outreach, OutreachAction, OutreachId
from takepart.domain.policy import Policy, Role, StaffMember, UnknownStaff
from takepart.use_cases.letters import Lane, LetterDue, LetterName
from takepart.use_cases.ports import Event
from takepart.use_cases.reach.ports import Outreaches


class ReachLetter(LetterName):
    """The value names the template."""

    SOON = "reach/soon", Lane.ALWAYS
    LATE = "reach/late", Lane.ALWAYS


_LETTERS: Final[Mapping[str, ReachLetter]] = MappingProxyType(
    {OutreachAction.REMIND.value: ReachLetter.SOON, OutreachAction.WARN.value: ReachLetter.LATE}
)


def outreach_letters(event: Event, *, outreaches: Outreaches, policy: Policy) -> tuple[LetterDue, ...]:
    """The letter that an entry calls for; none for what is closed, or for somebody who has handed it over."""
    action = outreaches.get(OutreachId(event.about))
    if action is None or not action.is_open or event.seq > len(action.journal):
        return ()
    entry = action.journal[event.seq - 1]
    letter = _LETTERS.get(entry.action)
    if letter is None or entry.facts.get("owner") != action.owner:
        return ()
    member = _owner(action, policy)
    return (
        LetterDue(
            kind=letter,
            key=event.id,
            to=member.email,
            entry=entry,
            member=member,
            values={"action": action, "group": group_of(action, policy)},
            path=f"/office/reach/actions/{action.id}",
        ),
    )


def _owner(action: Outreach, policy: Policy) -> StaffMember:
    """Who owns it, or the office when the policy names them no more: somebody must hear of it."""
    try:
        return policy.staff_member(StaffId(action.owner))
    except UnknownStaff:
        return policy.with_role(Role.OFFICE)[0]


def group_of(action: Outreach, policy: Policy) -> str:
    """The group that an action is about, in words; its ids when the policy no longer asks for it."""
    try:
        question = policy.equality.question(action.question) if policy.equality else None
        return f"{question.words} {question.answer(action.answer).name}" if question else action.answer
    except UnknownGroup:
        return action.answer
