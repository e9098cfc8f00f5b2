"""Rules that are sent to the office as the text of a policy file: read and checked as the build does, or every reason
why they cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from takepart.adapters.policy.compiled import NotCompiled, pack, rules_of, unpack
from takepart.adapters.policy.file import BrokenPolicy, parsed_text
from takepart.domain.organisation.compared import Rules
from takepart.domain.policy.assurance_checks import assurance_problems, found_by_problems
from takepart.domain.policy.checks import problems_in
from takepart.use_cases.organisation.keep_rules import Sent, Unfit

_NAME = "rules"


class Reader:
    """The port ``RulesReader``: with the people and teams of the file that the service was built with."""

    def __init__(self, file: Path, built: Rules) -> None:
        self._file, self.built = file, built

    @property
    def built_text(self) -> str:
        """The file that the service was built with."""
        return self._file.read_text("utf-8-sig")

    def sent(self, text: str) -> Sent:
        """What a text says, but for rules that contradict each other. Raises Unfit."""
        try:
            data, digest = parsed_text(text.encode(), _NAME)
        except BrokenPolicy as broken:
            raise Unfit(tuple(each.removeprefix(f"{_NAME}: ") for each in broken.problems)) from broken
        packed = pack(data)
        try:
            read = unpack(packed)  # as functions will read it
        except NotCompiled as error:
            raise Unfit((f"a key has no letters, or it is too much ({error}), leave it out",)) from error
        return Sent(rules=self.kept(read, digest), data=packed, digest=digest)

    def kept(self, data: Mapping[str, Any], digest: str) -> Rules:
        """What an edition says that was kept. Raises Unfit where this release cannot read it."""
        found: list[tuple[str, str]] = []
        rules = rules_of(data, digest, self.built, found)
        if found:
            raise Unfit(tuple(f"{key}: {what}" for key, what in found))
        return rules

    def contradictions(self, rules: Rules) -> Iterator[str]:
        """Every rule that contradicts another, or somebody's place."""
        policy, promises = rules.policy, rules.promises
        found = chain(problems_in(policy), assurance_problems(promises), found_by_problems(promises, policy))
        return (f"{key}: {what}" for key, what in found)
