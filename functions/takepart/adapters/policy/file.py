"""An organisation's policy, read from its TOML file: all of it, or every reason why not."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from takepart.adapters.policy.compiled import equality_of
from takepart.adapters.policy.reader import Table, read
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.policy.checks import problems_in

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance

_LINE = r"\(at line (\d+), column \d+\)|\(at end of document\)"
_DIGEST_LENGTH = 12


class BrokenPolicy(ValueError):
    """The file is no policy. ``problems`` has a line for each reason: ``file: key: what is wrong, what is allowed``."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(path: Path | str) -> Policy:
    """Read and check a policy file, all of it. Raises BrokenPolicy with every problem, not only the first."""
    return _read(Path(path), promises_too=True, questions_too=True, rules_too=True)[0]


def load_without_promises(path: Path | str, *, questions_too: bool = False) -> Policy:
    """Read and check a policy file but for its promises, which most functions never need. Raises BrokenPolicy.

    Its equality questions are left out too, unless they are asked for.
    """
    return _read(Path(path), promises_too=False, questions_too=questions_too, rules_too=True)[0]


def load_assurance(path: Path | str) -> Assurance | None:
    """What the policy promises to do every so often; None when it promises nothing. Raises BrokenPolicy."""
    return _read(Path(path), promises_too=True, questions_too=False, rules_too=False)[1]


def _read(file: Path, *, promises_too: bool, questions_too: bool, rules_too: bool) -> tuple[Policy, Assurance | None]:
    """What a file says; with ``rules_too``, none of which contradicts another."""
    data, digest = _parsed(file)
    found: list[tuple[str, str]] = []
    policy = _policy(data, Table(data, "", found), digest, questions_too=questions_too)
    promises = None
    if promises_too and "assurance" in data:
        promises = _assurance(Table(data, "", found).table("assurance"), policy.staff)
    if rules_too:
        unread = [key for key, _ in found]
        wrong = [*problems_in(policy)]
        if promises is not None and "staff" not in unread:
            from takepart.domain.policy.assurance_checks import assurance_problems, found_by_problems

            wrong += [*assurance_problems(promises), *found_by_problems(promises, policy)]
        found += [(key, what) for key, what in wrong if not _follows_from(key, unread)]
    if found:
        raise BrokenPolicy(tuple(f"{file.name}: {key}: {what}" for key, what in found))
    return policy, promises


def _parsed(file: Path) -> tuple[dict[str, Any], str]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BrokenPolicy(
            (f"{file.name}: cannot be read ({error.strerror}), give the path of a policy file",)
        ) from error
    return parsed_text(content, file.name)


def parsed_text(content: bytes, name: str) -> tuple[dict[str, Any], str]:
    """The data of a policy file, and the digest of its bytes. Raises BrokenPolicy, naming the file by ``name``."""
    try:
        text = content.decode("utf-8-sig")  # some editors begin a file with a mark that nobody sees
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenPolicy((f"{name}: line {line}: is not UTF-8 text, save the file as UTF-8",)) from error
    if not text.strip():
        raise BrokenPolicy((f"{name}: is empty, start from a copy of another policy file",))
    try:
        return tomllib.loads(text), hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]
    except RecursionError as error:
        raise BrokenPolicy((f"{name}: tables or lists lie too deep in one another, write it as TOML",)) from error
    except ValueError as error:  # a number of thousands of digits is told as no more than that
        place = re.search(_LINE, str(error))
        line = int(place.group(1)) if place and place.group(1) else text.count("\n") + 1
        what = re.sub(_LINE, "", str(error)).strip()
        raise BrokenPolicy((f"{name}: line {line}: {what}, write it as TOML",)) from error


def _team_names(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The teams' ids and names alone, for every function; the promises' own reader checks them."""
    promises = data.get("assurance")
    teams = promises.get("teams", ()) if isinstance(promises, dict) else ()
    return tuple((str(each.get("id")), str(each.get("name"))) for each in teams if isinstance(each, dict))


def _follows_from(key: str, read: list[str]) -> bool:
    """Whether a rule's problem may only be the echo of a value that could not be read."""
    return any(one.startswith(key) or key.startswith(one.rpartition(".")[0] or one) for one in read)


def _policy(data: Mapping[str, Any], top: Table, digest: str, *, questions_too: bool) -> Policy:
    equality = equality_of(top) if questions_too else None
    for key in ("assurance", "equality", "population"):  # read by themselves: see load_assurance
        top.has(key)
    return read(Policy, top, digest=digest, teams=_team_names(data), equality=equality)


def _assurance(table: Table, staff: tuple[StaffMember, ...]) -> Assurance:
    """Everything that is promised. The policy's staff can be named as keepers; so can the people listed there."""
    from takepart.domain.assurance.rules import Assurance, Keeper, KeeperId  # heavy, and few functions need it

    members = tuple(Keeper(id=KeeperId(each.id), name=each.name, email=each.email) for each in staff)
    rules = read(Assurance, table)
    return replace(rules, keepers=(*members, *rules.keepers))
