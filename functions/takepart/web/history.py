"""A journal in plain words: of a claim, for the staff who decide and for the office; and of what money lies in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from takepart.domain.aggregate import Journalled
from takepart.domain.batches.batch import Batch, BatchAction
from takepart.domain.claims.claim import Claim, ClaimAction
from takepart.domain.floats.cash_float import CashFloat, FloatAction
from takepart.domain.journal import Entry
from takepart.domain.money import Money
from takepart.domain.organisation.member import Member, MemberAction
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy import Policy, Role, UnknownCharity
from takepart.domain.words import counted, short_day

_SERVICE: Final = "The service"
_ACTIONS: Final[Mapping[type, type[PlainWord]]] = {
    Claim: ClaimAction,
    Batch: BatchAction,
    CashFloat: FloatAction,
    Member: MemberAction,
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened. ``note`` is what somebody wrote with it, in their own words."""

    seq: int
    at: datetime
    who: str
    what: str
    note: str = ""


def history(thing: Journalled, *, policy: Policy, actions: type[PlainWord] | None = None) -> tuple[Happening, ...]:
    """What happened to it, the first thing first; ``actions`` are its kind's, where few pages show it."""
    return tuple(happening(thing, entry, policy=policy, actions=actions) for entry in thing.journal)


def happening(thing: Journalled, entry: Entry, *, policy: Policy, actions: type[PlainWord] | None = None) -> Happening:
    """One entry of its journal in words."""
    say = next((each.plain for each in actions or _ACTIONS[type(thing)] if each == entry.action), "")
    return Happening(
        seq=entry.seq,
        at=entry.at,
        who=who(entry.by, claim=thing if isinstance(thing, Claim) else None, policy=policy),
        what=say.format_map(_Facts(entry, policy)) if say else entry.action.replace("-", " "),
        note=getattr(thing, "notes", {}).get(entry.seq, ""),
    )


def who(actor: str, *, claim: Claim | None, policy: Policy) -> str:
    """An actor as people know them: staff by their title, the participant by the name they gave."""
    kind, _, id = actor.partition(":")
    if kind == "staff":
        return staff_name(id, policy=policy)
    if kind == "person" or actor == "participant":
        return (claim.claimant.name if claim else "") or "The person who claimed"
    return _SERVICE


def staff_name(id: str, *, policy: Policy) -> str:
    """A member of staff by their title. One who has left the policy file is still somebody."""
    return policy.staff_name(id, otherwise=f"A former colleague ({id})")


def activity_name(claim: Claim, *, policy: Policy) -> str:
    """The activity as the schedule calls it; its id once the schedule has dropped it."""
    return policy.activity_name(claim.activity_type)


def charity_name(claim: Claim, *, policy: Policy) -> str:
    """The charity that gets the fee; empty when the person keeps it."""
    try:
        return policy.charity(claim.gift.charity).name if claim.gift else ""
    except UnknownCharity:
        return "a charity"


class _Facts(dict[str, str]):
    """The facts of one entry, ready to be put in a sentence."""

    def __init__(self, entry: Entry, policy: Policy) -> None:
        super().__init__({name: str(value) for name, value in entry.facts.items()})
        self["money"] = str(Money(abs(int(entry.facts.get("pence", 0)))))
        self.update({name: str(Money(int(entry.facts[name]))) for name in ("found", "expected") if name in self})
        if "payments" in self:
            self["payments"] = counted(int(self["payments"]), "payment")
        for name in ("arrives", "since", "first", "last", "last_day"):
            if name in self:
                self[name] = short_day(date.fromisoformat(self[name]))
        for name in ("deputy", "takes_over"):
            if self[name]:
                self[name] = staff_name(self[name], policy=policy)
        roles = [Role(each).plain.lower() for each in self["roles"].split(",") if each]
        self["roles"] = ", ".join(roles) or "no role"
        self["to"] = "the person who claimed" if self["to"] == "participant" else staff_name(self["to"], policy=policy)
        self["paid"] = self._paid()

    def __missing__(self, name: str) -> str:
        return ""

    def _paid(self) -> str:
        way = {
            "gift": "to charity",
            "voucher": f"in vouchers, {self['serials']}" if self["serials"] else "in vouchers",
            "on-the-day": "in cash on the day",
        }.get(self["payment"])
        if way is None:
            way = f"in batch {self['batch']}" if self["batch"] else "in cash"
        arrives = f", to arrive on {self['arrives']}" if self["arrives"] else ""
        return f"paid {self['money']} {way}{arrives}"
