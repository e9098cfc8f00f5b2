"""Policies that were read when the artefact was built: reading TOML against all its rules is a twentieth of a start.

Beside ``wirral.toml`` lies what was read, for the classes of the same artefact, if it was right. From the sources,
where nothing was built, the file itself is read. Its reader is imported only then.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance
    from takepart.domain.policy import Policy

_POLICY, _QUESTIONS, _PROMISES = "policy", "questions", "promises"


def policy(file: Path, *, questions_too: bool) -> Policy:
    """All of it but its promises, and its equality questions when they are asked for. Raises BrokenPolicy."""
    found: Policy = _part(file, _QUESTIONS if questions_too else _POLICY)
    return found


def promises(file: Path) -> Assurance | None:
    """What it promises to do every so often; None when it promises nothing. Raises BrokenPolicy."""
    found: Assurance | None = _part(file, _PROMISES)
    return found


def write(file: Path) -> None:
    """Leave beside a policy what is read of it (a build step). Raises BrokenPolicy, for a fault in any part of it."""
    from takepart.adapters.policy.file import load

    load(file)
    for part in (_POLICY, _QUESTIONS, _PROMISES):
        with _beside(file, part).open("wb") as built:
            pickler = pickle.Pickler(built, protocol=5)
            pickler.dispatch_table = {MappingProxyType: lambda mapping: (_read_only, (dict(mapping),))}
            pickler.dump(_read(file, part))


def _read_only(mapping: dict[Any, Any]) -> Mapping[Any, Any]:
    """A mapping that nobody can change: pickle knows none."""
    return MappingProxyType(mapping)


def _read(file: Path, part: str) -> Policy | Assurance | None:
    from takepart.adapters.policy.file import load_assurance, load_without_promises

    return load_assurance(file) if part == _PROMISES else load_without_promises(file, questions_too=part == _QUESTIONS)


def _part(file: Path, part: str) -> Any:
    try:
        built = _beside(file, part).read_bytes()
    except FileNotFoundError:
        return _read(file, part)
    return pickle.loads(built)  # noqa: S301 - a file of our own artefact, like the code beside it


def _beside(file: Path, part: str) -> Path:
    return file.with_name(f"{file.stem}.{part}.ready")
