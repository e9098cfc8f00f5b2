"""What answers to audits need: loaded when the first one comes, since few do."""

from __future__ import annotations

from takepart.domain.assurance.rules import Assurance
from takepart.use_cases.assurance.ports import AskedStore


class Asking:
    """Invitations to answer a team's audit: where they are kept, the teams, and what their audits ask."""

    def __init__(self, *, store: AskedStore, rules: Assurance) -> None:
        self.store, self.rules = store, rules
