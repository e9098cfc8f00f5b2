"""An edition of the rules as functions read it: its data without the writing, checked once, when it was sent.

To read TOML takes seven thousandths of a second, this a tenth of that. It is data and no code, since the office writes
it and functions with other rights read it; and it is not of one release's classes, since it outlives releases.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from takepart.adapters.policy.reader import Table, read
from takepart.domain.organisation.compared import Rules
from takepart.domain.policy import Policy

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance
    from takepart.domain.people.equality import Equality

_MARK: Final = "\0"
"""The one key of a table that stands for a day or a time; no policy has a key of that name."""
MOST_UNPACKED: Final = 1_000_000
_KINDS: Final[Mapping[str, Any]] = {"date": date, "datetime": datetime, "time": time}


class NotCompiled(ValueError):
    """What lies there is no edition that this release can read. ``problems`` names the keys."""


def pack(data: Mapping[str, Any]) -> bytes:
    """The data of a TOML file, as small as it gets."""

    def spelled(value: Any) -> dict[str, str]:
        return {_MARK: f"{type(value).__name__}:{value.isoformat()}"}

    return zlib.compress(json.dumps(data, default=spelled, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpack(packed: bytes) -> dict[str, Any]:
    """The data again. Raises NotCompiled."""

    def read_back(table: dict[str, Any]) -> Any:
        if _MARK not in table:
            return table
        kind, _, written = table[_MARK].partition(":")
        return _KINDS[kind].fromisoformat(written)

    content = _inflated(packed)
    try:
        found = json.loads(content, object_hook=read_back)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotCompiled(type(error).__name__) from error
    if not isinstance(found, dict):
        raise NotCompiled("no table")
    return found


def squeezed(text: str) -> bytes:
    """The file as it was written, small."""
    return zlib.compress(text.encode(), 9)


def text_of(packed: bytes) -> str:
    """The file as it was written. Raises NotCompiled."""
    return _inflated(packed).decode()


def _inflated(packed: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        found = inflating.decompress(packed, MOST_UNPACKED)
    except (zlib.error, TypeError) as error:
        raise NotCompiled(type(error).__name__) from error
    if not inflating.eof:
        raise NotCompiled("too large")
    return found


def equality_of(top: Table) -> Equality | None:
    """What people are asked about themselves, with who lives there; None where nothing is."""
    if not top.has("equality"):
        if top.has("population"):
            top.wrong("population", "nothing is asked that it could be held against, add [equality] with its questions")
        return None
    from takepart.domain.people.equality import Equality, Population  # few functions need it

    asked = read(Equality, top.table("equality"), populations=())
    return replace(asked, populations=tuple(read(Population, each) for each in top.tables("population", least=0)))


def policy_of(data: Mapping[str, Any], digest: str, seed: Policy, problems: list[tuple[str, str]]) -> Policy:
    """What it says but for its promises, with the people and the teams' names of ``seed``.

    Its equality questions are in it where the seed has them too.
    """
    top = Table(data, "", problems)
    asked = equality_of(top) if seed.equality is not None else None
    for key in ("assurance", "equality", "population", "staff"):
        top.has(key)
    return read(Policy, top, digest=digest, teams=seed.teams, staff=seed.staff, equality=asked)


def promises_of(data: Mapping[str, Any], seed: Assurance, problems: list[tuple[str, str]]) -> Assurance:
    """What it promises, with the people and the teams of ``seed``; the seed itself where it says nothing of that."""
    from takepart.domain.assurance.rules import Assurance

    top = Table(data, "", problems)
    if not top.has("assurance"):
        return seed
    table = top.table("assurance")
    for key in ("people", "teams"):
        table.has(key)
    return read(Assurance, table, keepers=seed.keepers, teams=seed.teams)


def rules_of(data: Mapping[str, Any], digest: str, seeds: Rules, problems: list[tuple[str, str]]) -> Rules:
    """All that it says."""
    policy = policy_of(data, digest, seeds.policy, problems)
    return Rules(policy=policy, promises=promises_of(data, seeds.promises, problems))


def part_of(data: Mapping[str, Any], digest: str, seed: Any) -> Any:
    """The part of it that is of the seed's kind. Raises NotCompiled where this release finds a key unfit."""
    problems: list[tuple[str, str]] = []
    if isinstance(seed, Policy):
        found: Any = policy_of(data, digest, seed, problems)
    else:
        found = promises_of(data, seed, problems)
    if problems:
        raise NotCompiled(", ".join(key for key, _ in problems))
    return found
