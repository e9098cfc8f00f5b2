"""What the office's pages about promises need more than the office has."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.domain.assurance.rules import Assurance, KeeperId, UnknownKeeper
from takepart.use_cases.assurance.ports import EvidenceFiles, PromiseStore


@dataclass(frozen=True, kw_only=True)
class PromisesOffice:
    """The promises, and where they are kept."""

    rules: Assurance
    store: PromiseStore
    files: EvidenceFiles | None = None
    """Where the files of evidence lie."""

    def name_of(self, id: str) -> str:
        """Somebody by what they do, as an id or an actor; who has left the policy is a colleague."""
        try:
            return self.rules.keeper(KeeperId(id.removeprefix("staff:"))).name
        except UnknownKeeper:
            return "a colleague"
