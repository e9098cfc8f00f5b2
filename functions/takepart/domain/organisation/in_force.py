"""Who has which place on a day: the policy and its promises, with the records of staff put into them.

A policy names people for what they do: who confirms, reads, is on duty, leads a team. On each day these places are of
whoever does it then: somebody who left has given theirs to who took over, and somebody who is away comes after their
deputy. Everything that asks the policy who it is gets the right answer, and need not know that there are records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar, cast

from takepart.domain.ids import StaffId
from takepart.domain.organisation.member import Held, Member
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.voice.rules import VoiceRules

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance

_Id = TypeVar("_Id", bound=str)


class Roster:
    """Who is there on one day, by the records, and by the policy file for whoever has none yet."""

    def __init__(self, seeds: Iterable[StaffMember], records: Iterable[Member], day: date) -> None:
        self.day = day
        self.members: Mapping[str, Member] = {
            **{each.id: Member.of(each) for each in seeds},
            **{each.id: each for each in records},
        }

    def acting(self, id: str) -> str | None:
        """Who does what is somebody's: they, their deputy, or who took over; None where nobody is found."""
        passed: list[str] = []
        while id not in passed:
            member = self.members.get(id)
            if member is None:
                return None
            away = member.absence(self.day)
            goes_to = member.takes_over if member.has_left(self.day) else away.deputy if away else None
            if goes_to is None:
                return id if member.on(self.day) else None
            passed.append(id)
            id = goes_to
        return next((each for each in passed if self._is_here(each)), None)  # deputies of each other, both away

    def places(self, ids: Iterable[_Id]) -> tuple[_Id, ...]:
        """A list of people as it is on the day: who acts, and whoever is away at its end."""
        named = tuple(ids)
        acting = [id if id not in self.members else self.acting(id) for id in named]
        away = [id for id in named if self._is_here(id)]
        found = dict.fromkeys(each for each in (*acting, *away) if each is not None)
        return cast("tuple[_Id, ...]", tuple(found))

    def place(self, id: _Id) -> _Id:
        """The one place: who acts; who it was, where nobody is found."""
        return (*self.places((id,)), id)[0]

    def staff(self) -> tuple[StaffMember, ...]:
        """Everyone who has a role on the day, those who are away last."""
        here = [each for each in self.people() if each.roles]
        return tuple(sorted(here, key=lambda each: self.members[each.id].absence(self.day) is not None))

    def people(self) -> Iterator[StaffMember]:
        """Everyone who is there on the day, with a role or without."""
        for member in self.members.values():
            held = member.on(self.day)
            if held is not None:
                yield self._as(member.id, held)

    def former(self) -> tuple[StaffMember, ...]:
        """Everyone who has left, as they were last."""
        left = ((each.id, each.last_held(self.day)) for each in self.members.values() if each.has_left(self.day))
        return tuple(self._as(id, held) for id, held in left if held is not None)

    def stand_ins(self) -> dict[StaffId, StaffId]:
        """Whoever does not act themselves, and who does."""
        found = ((id, self.acting(id)) for id in self.members)
        return {StaffId(id): StaffId(acting) for id, acting in found if acting is not None and acting != id}

    def _is_here(self, id: str) -> bool:
        member = self.members.get(id)
        return member is not None and member.on(self.day) is not None

    def _as(self, id: StaffId, held: Held) -> StaffMember:
        deputy = self.place(held.deputy) if held.deputy else None
        kept = deputy if deputy and deputy != id and self._is_here(deputy) else None
        return StaffMember(id=id, name=held.name, email=held.email, roles=held.roles, deputy=kept)


def policy_on(policy: Policy, records: Sequence[Member], day: date) -> Policy:
    """The policy with the staff of a day in all places that it names."""
    if not records:
        return policy
    roster = Roster(policy.staff, records, day)
    return replace(
        policy,
        staff=roster.staff(),
        former=roster.former(),
        stand_ins=roster.stand_ins(),
        activity_types=tuple(
            replace(each, confirmers=roster.places(each.confirmers)) for each in policy.activity_types
        ),
        voice=_voice(policy.voice, roster) if policy.voice else None,
    )


def people_of(rules: Assurance) -> tuple[StaffMember, ...]:
    """Everyone whom the promises name, as somebody without a role; whoever is on the staff has theirs there."""
    return tuple(
        StaffMember(id=StaffId(each.id), name=each.name, email=each.email, roles=frozenset(), deputy=None)
        for each in rules.keepers
    )


def promises_on(rules: Assurance, records: Sequence[Member], day: date) -> Assurance:
    """The promises with the people of a day around each team."""
    if not records:
        return rules
    from takepart.domain.assurance.rules import Keeper, KeeperId  # heavy, and few functions need it

    roster = Roster(people_of(rules), records, day)
    return replace(
        rules,
        keepers=tuple(Keeper(id=KeeperId(each.id), name=each.name, email=each.email) for each in roster.people()),
        participation_lead=roster.place(rules.participation_lead),
        head=roster.place(rules.head),
        teams=tuple(
            replace(
                team,
                lead=roster.place(team.lead),
                manager=roster.place(team.manager),
                contributors=roster.places(team.contributors),
            )
            for team in rules.teams
        ),
    )


def _voice(rules: VoiceRules, roster: Roster) -> VoiceRules:
    return replace(
        rules,
        readers=roster.places(rules.readers),
        duty=roster.places(rules.duty),
        checkers=roster.places(rules.checkers),
        complaints_desk=roster.places(rules.complaints_desk),
        tracks=tuple(
            replace(
                track,
                stages=tuple(replace(stage, handlers=roster.places(stage.handlers)) for stage in track.stages),
            )
            for track in rules.tracks
        ),
    )
