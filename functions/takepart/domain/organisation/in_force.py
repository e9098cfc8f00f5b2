"""Who has which place on a day: the policy and its promises, with the records of staff put into them.

A policy names people for what they do: who confirms, reads, is on duty, leads a team. On each day these places are of
whoever does it then: somebody who left has given theirs to who took over, and somebody who is away comes after their
deputy. Everything that asks the policy who it is gets the right answer, and need not know that there are records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, get_args

from takepart.domain.ids import StaffId
from takepart.domain.organisation.member import Held, Member
from takepart.domain.policy import Policy, StaffMember

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from takepart.domain.assurance.rules import Assurance
    from takepart.domain.organisation.team_record import TeamRecord

_Id = TypeVar("_Id", bound=str)
_Thing = TypeVar("_Thing", bound="DataclassInstance")
_IDS: Final = frozenset({"StaffId", "KeeperId"})
"""The types of what names somebody."""


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


def policy_on(policy: Policy, records: Sequence[Member], day: date, teams: Sequence[TeamRecord] = ()) -> Policy:
    """The policy with the staff of a day in all places that it names, and the teams that there are."""
    if teams:
        found = dict(policy.teams) | {each.id: each.on(day).name for each in teams}
        closed = {each.id for each in teams if each.on(day).is_closed(day)}
        policy = replace(policy, teams=tuple((id, name) for id, name in found.items() if id not in closed))
    if not records:
        return policy
    roster = Roster(policy.staff, records, day)
    placed = _placed(policy, roster, but_for="staff")
    return replace(placed, staff=roster.staff(), former=roster.former(), stand_ins=MappingProxyType(roster.stand_ins()))


def people_of(rules: Assurance) -> tuple[StaffMember, ...]:
    """Everyone whom the promises name, as somebody without a role; whoever is on the staff has theirs there."""
    return tuple(
        StaffMember(id=StaffId(each.id), name=each.name, email=each.email, roles=frozenset(), deputy=None)
        for each in rules.keepers
    )


def promises_on(rules: Assurance, records: Sequence[Member], day: date, teams: Sequence[TeamRecord] = ()) -> Assurance:
    """The promises with the teams of a day, and the people of that day around each."""
    if teams:
        from takepart.domain.organisation.team_record import teams_on  # heavy, and few functions need it

        rules = teams_on(rules, teams, day)
    if not records:
        return rules
    from takepart.domain.assurance.rules import Keeper, KeeperId  # heavy, and few functions need it

    roster = Roster(people_of(rules), records, day)

    def keepers(members: Iterable[StaffMember]) -> tuple[Keeper, ...]:
        return tuple(Keeper(id=KeeperId(each.id), name=each.name, email=each.email) for each in members)

    placed = _placed(rules, roster, but_for="keepers")
    stand_ins: dict[str, str] = {str(id): str(acting) for id, acting in roster.stand_ins().items()}
    people, former = keepers(roster.people()), keepers(roster.former())
    return replace(placed, keepers=people, former=former, stand_ins=MappingProxyType(stand_ins))


def _placed(thing: _Thing, roster: Roster, *, but_for: str = "") -> _Thing:
    """A part of a policy with whoever acts in each field whose type is an id of theirs, however deep it lies."""
    changes = {}
    for each in fields(thing):
        before = getattr(thing, each.name)
        after = before if each.name == but_for else _value(before, each.type, roster)
        if after is not before:
            changes[each.name] = after
    return replace(thing, **changes) if changes else thing


def _value(value: Any, kind: Any, roster: Roster) -> Any:
    kind = (
        getattr(kind, "__origin__", kind) if hasattr(kind, "__metadata__") else kind
    )  # of Annotated, what it is about
    if is_dataclass(value) and not isinstance(value, type):
        return _placed(value, roster)
    if value and isinstance(value, tuple) and _is_id(get_args(kind)[:1]):
        return roster.places(value)
    if value and isinstance(value, str) and _is_id((kind, *get_args(kind))):
        return roster.place(value)
    if isinstance(value, tuple) and any(is_dataclass(each) for each in value):
        return tuple(_placed(each, roster) for each in value)
    return value


def _is_id(kinds: Sequence[Any]) -> bool:
    return any(getattr(each, "__name__", "") in _IDS for each in kinds)
