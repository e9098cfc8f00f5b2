"""The fake of every store: things in memory, with the same conditions on a write as a table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from takepart.adapters.policy.compiled import NotCompiled, unpack
from takepart.domain.aggregate import Journalled
from takepart.domain.organisation.edition import Edition, EditionId
from takepart.domain.organisation.member import Member
from takepart.domain.organisation.team_record import TeamRecord
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import Damaged, DamagedRecord

Thing = TypeVar("Thing", bound=Journalled)


def name_of(thing: Journalled) -> Any:
    """What a thing is asked for by: its id, or a tuple of what names it."""
    return thing.identity if len(thing.identity) > 1 else thing.identity[0]


def is_kept(before: Journalled | None, after: Journalled) -> bool:
    """Whether a step was kept before; raises ChangedMeanwhile when it is not the next one."""
    kept, ours = before.journal if before else (), after.journal[-1]
    if len(kept) == after.version - 1:
        return False
    if any(entry.step == ours.step and entry.seq == ours.seq for entry in kept):
        return True
    raise ChangedMeanwhile(after.called)


class FakeStore(Generic[Thing]):
    """Things of one kind. ``writes`` counts what was written."""

    def __init__(self, *things: Thing) -> None:
        self.kept: dict[Any, Thing] = {name_of(thing): thing for thing in things}
        self.writes = 0

    def get(self, key: Any) -> Thing | None:
        return self.kept.get(key)

    def many(self, keys: Sequence[Any]) -> Sequence[Thing]:
        return [self.kept[key] for key in dict.fromkeys(keys) if key in self.kept]

    def add(self, thing: Thing) -> None:
        before = self.kept.get(name_of(thing))
        if before is None:
            self._keep(thing)
        elif before.journal[0].step != thing.journal[0].step:
            raise ChangedMeanwhile(thing.called)

    def save(self, thing: Thing) -> None:
        if not is_kept(self.kept.get(name_of(thing)), thing):
            self._keep(thing)

    def _keep(self, thing: Thing) -> None:
        self.kept[name_of(thing)] = thing
        self.writes += 1


class FakeMembers(FakeStore[Member]):
    """The records of staff. ``reads`` counts how often all of them were read."""

    reads = 0

    def all(self) -> Sequence[Member]:
        self.reads += 1
        return list(self.kept.values())


class FakeEditions(FakeStore[Edition]):
    """The editions of the rules, and what each says. ``reads`` counts how often all of them were read."""

    reads = 0

    def __init__(self, *editions: Edition) -> None:
        super().__init__(*editions)
        self.texts: dict[str, tuple[str, bytes]] = {}

    def all(self) -> Sequence[Edition]:
        self.reads += 1
        return list(self.kept.values())

    def keep_text(self, id: EditionId, text: str, data: bytes) -> None:
        self.texts.setdefault(id, (text, data))

    def text(self, id: EditionId) -> str:
        return self.texts[id][0]

    def data(self, id: EditionId) -> Mapping[str, Any]:
        try:
            return unpack(self.texts[id][1])
        except NotCompiled as error:
            raise DamagedRecord(Damaged(about=id, why="")) from error


class FakeTeams(FakeStore[TeamRecord]):
    """The records of teams."""

    def all(self) -> Sequence[TeamRecord]:
        return list(self.kept.values())
