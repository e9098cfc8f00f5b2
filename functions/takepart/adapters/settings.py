"""What a function is told by its environment: read once, at start, by name.

The policy's reader is imported when it is asked for: the relays start without it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from takepart.adapters import clock
from takepart.adapters.policy.live import own

if TYPE_CHECKING:
    from takepart.adapters.organisation import InForce
    from takepart.domain.assurance.rules import Assurance
    from takepart.domain.policy import Policy
    from takepart.use_cases.organisation.keep_rules import Rulebook
    from takepart.use_cases.organisation.keep_staff import Staff
    from takepart.use_cases.organisation.keep_teams import Teams


_WRITTEN: Final = "written"
"""The policy as its edition has it, without any other record: what the records are held against."""


class MissingSetting(Exception):
    """The template does not give this function something that it needs."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Missing {name}: set it in the function's Environment in template.yaml")


class Settings:
    """The environment, asked for by name; a name that is not there stops the function at its start."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment
        self._live: dict[str, Any] = {}
        self._built: dict[str, Any] = {}
        self._in_force: InForce | None = None

    def __getitem__(self, name: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            raise MissingSetting(name)
        return value

    def get(self, name: str) -> str:
        """A setting that may be left empty."""
        return self._environment.get(name, "")

    def policy(self, *, questions_too: bool = False) -> Policy:
        """The organisation's policy, from the file that ``POLICY`` names, but for its promises. Raises BrokenPolicy.

        Its equality questions are in it when they are asked for.
        """
        part = "questions" if questions_too else "policy"
        if part not in self._live:
            from takepart.adapters.policy import ready

            self._keep(part, ready.policy(self._policy_file, questions_too=questions_too))
        policy: Policy = self._live[part]
        return policy

    def frame(self, *, questions_too: bool = False) -> dict[str, Any]:
        """What every site is made with, whatever it is about: the policy, the clock, names for forms, the address."""
        policy = self.policy(questions_too=questions_too)
        return {
            "policy": policy,
            "renew": self.renew,
            "now": clock.now,
            "new_id": clock.random_name,
            "url": self.site,
            "edge": self.get("EDGE_SECRET"),
        }

    def assurance(self) -> Assurance:
        """What that policy promises to do every so often; nothing when it says nothing of it."""
        if "promises" not in self._live:
            from takepart.adapters.policy import ready
            from takepart.domain.assurance.rules import no_promises

            self._keep("promises", ready.promises(self._policy_file) or no_promises())
        promises: Assurance = self._live["promises"]
        return promises

    def staff(self) -> Staff:
        """The list of staff, with whoever the promises name: as the file starts it, and the records that changed it."""
        from takepart.adapters.aggregates import Aggregates
        from takepart.adapters.organisation import MembersTable
        from takepart.domain.organisation.in_force import people_of
        from takepart.use_cases.organisation.keep_staff import Staff

        self.policy()
        promises = self.assurance()
        if _WRITTEN not in self._live:
            self._keep(_WRITTEN, self._built["policy"])
        written: Policy = self._live[_WRITTEN]
        on_staff = {each.id for each in written.staff}
        keepers = (each for each in people_of(self._built["promises"]) if each.id not in on_staff)
        kept = MembersTable(Aggregates(self["ORGANISATION_TABLE"]))
        return Staff(policy=written, people=(*written.staff, *keepers), promises=promises, kept=kept)

    def teams(self) -> Teams:
        """The teams: as the file starts them, and the records that changed them."""
        from takepart.adapters.aggregates import Aggregates
        from takepart.adapters.organisation_teams import TeamsTable
        from takepart.use_cases.organisation.keep_teams import Teams

        self.assurance()
        kept = TeamsTable(Aggregates(self["ORGANISATION_TABLE"]))
        return Teams(written=self._built["promises"], kept=kept)  # an edition passes its teams over

    def editions(self) -> Rulebook:
        """The editions of the rules, and what reads one that is sent."""
        from takepart.adapters.organisation_rules import EditionsTable
        from takepart.adapters.policy.sent import Reader
        from takepart.domain.organisation.compared import Rules
        from takepart.use_cases.organisation.keep_rules import Rulebook

        self.policy(questions_too=True)
        self.assurance()
        built = Rules(policy=self._built["questions"], promises=self._built["promises"])
        return Rulebook(
            editions=EditionsTable(self["ORGANISATION_TABLE"]),
            reader=Reader(self._policy_file, built),
            staff=self.staff().kept,
            teams=self.teams().kept,
        )

    def renew(self) -> None:
        """Bring all that was read of the policy up to date with the records of staff: each call begins with it.

        Raises StoreUnavailable.
        """
        from takepart.adapters.organisation import (  # not before a first call: a start waits for nothing
            InForce,
            KeptOrganisation,
        )
        from takepart.domain.organisation.in_force import policy_on, promises_on

        on: dict[str, Any] = {"promises": promises_on, _WRITTEN: lambda written, *_: written}
        if self._in_force is None:
            self._in_force = InForce(self["ORGANISATION_TABLE"])
        kept = [KeptOrganisation(live, self._built[part], on.get(part, policy_on)) for part, live in self._live.items()]
        self._in_force.bring_up_to_date(kept, clock.now())

    def _keep(self, part: str, built: Any) -> None:
        """Hold what was read as it is, and once more to be brought up to date: at once, where a call began."""
        self._live[part], self._built[part] = own(built), built
        if self._in_force is not None:
            self.renew()

    @property
    def _policy_file(self) -> Path:
        return Path(__file__).parents[2] / "policies" / f"{self['POLICY']}.toml"

    @property
    def site(self) -> str:
        """The address that people see, without a slash at the end."""
        return self["SITE_URL"].rstrip("/")
