"""What a new organisation still needs before its first opportunity, in the order in which it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from takepart.domain.policy import Policy, Role

if TYPE_CHECKING:
    from takepart.domain.assurance.rules import Assurance

_EXAMPLES: Final = ("example.org", "example.com", "example.net", "example")
"""Hosts that nobody can own (RFC 2606): an address there is still the example's."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do. ``missing`` says what there is not yet; nothing when it is done."""

    name: str
    missing: str
    page: str
    """Where it is done, or can be seen."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def first_day(policy: Policy, promises: Assurance, *, today: date) -> tuple[Task, ...]:
    """Every task, done or not, as far as the policy and the records tell."""
    return tuple(_tasks(policy, promises, today))


def _tasks(policy: Policy, promises: Assurance, today: date) -> Iterator[Task]:
    organisation = policy.organisation
    mine = [organisation.contact_email, organisation.independent_person.email]
    yield Task(
        name="Say who you are",
        missing="The address that people write to, or the independent person's, is still an example. "
        "Put yours into [organisation] of the rules."
        if any(map(_is_example, mine))
        else "",
        page="/office/rules",
    )
    yield Task(name="Send letters", missing="", page="/office/sign-in")  # by one of them whoever reads this came in
    yield Task(name="Name your staff", missing=_staff(policy), page="/office/staff")
    open_teams = [team for team in promises.teams if not team.is_closed(today)]
    yield Task(name="Name your teams", missing="" if open_teams else "There is no team yet.", page="/office/teams")
    yield Task(
        name="Set what you pay",
        missing="" if policy.activities_on(today) else "No activity has a rate today. Add one to the rules.",
        page="/office/rules",
    )
    if policy.voice is not None:
        yield Task(
            name="Name the places where people meet you",
            missing="" if policy.voice.venues else "There is no venue yet. Add one to [voice] of the policy file.",
            page="/feedback",
        )


def _staff(policy: Policy) -> str:
    """What the list of staff lacks; nothing when each part is somebody's with an address of their own."""
    real = [each for each in policy.staff if not _is_example(each.email)]
    if not real:
        return "Each address is still an example. Add yourself first, with an address of your own."
    needed = {Role.ADMINISTRATOR: 1, Role.WORKER: 1, Role.FINANCE: 2, Role.OFFICE: 1}
    lacking = [role for role, many in needed.items() if sum(role in each.roles for each in real) < many]
    if lacking:
        words = ", ".join(f"“{role.plain}”{' (two people)' if needed[role] == 2 else ''}" for role in lacking)
        return f"Nobody with an address of their own does this yet: {words}."
    left = len(policy.staff) - len(real)
    who = "One person still has" if left == 1 else f"{left} people still have"
    return f"{who} an address of the example. Give them their own, or write down their last day." if left else ""


def _is_example(email: str) -> bool:
    host = email.rpartition("@")[2].casefold()
    return any(host == each or host.endswith(f".{each}") for each in _EXAMPLES)
