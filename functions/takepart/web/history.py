"""A claim's journal in plain words, for the staff who decide and for the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from takepart.domain.claims.claim import Claim
from takepart.domain.claims.states import Action
from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry
from takepart.domain.money import Money
from takepart.domain.policy import Policy, UnknownStaff
from takepart.domain.words import short_day

SERVICE: Final = "The service"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened. ``note`` is what somebody wrote with it, in their own words."""

    seq: int
    at: datetime
    who: str
    what: str
    note: str = ""


def history(claim: Claim, *, policy: Policy) -> tuple[Happening, ...]:
    """What happened to a claim, the first thing first."""
    return tuple(happening(claim, entry, policy=policy) for entry in claim.journal)


def happening(claim: Claim, entry: Entry, *, policy: Policy) -> Happening:
    """One entry of a claim's journal in words."""
    say = _SAYS.get(entry.action)
    return Happening(
        seq=entry.seq,
        at=entry.at,
        who=who(entry.by, claim=claim, policy=policy),
        what=say(_Facts(entry, policy)) if say else entry.action.replace("-", " "),
        note=claim.notes.get(entry.seq, ""),
    )


def who(actor: str, *, claim: Claim, policy: Policy) -> str:
    """An actor as people know them: staff by their title, the participant by the name they gave."""
    kind, _, id = actor.partition(":")
    if kind == "staff":
        return staff_name(id, policy=policy)
    if kind == "person" or actor == "participant":
        return claim.claimant.name or "The person who claimed"
    return SERVICE


def staff_name(id: str, *, policy: Policy) -> str:
    """A member of staff by their title. One who has left the policy file is still somebody."""
    try:
        return policy.staff_member(StaffId(id)).name
    except UnknownStaff:
        return f"A former colleague ({id})"


class _Facts:
    """The facts of one entry, ready to be put in a sentence."""

    def __init__(self, entry: Entry, policy: Policy) -> None:
        self._facts, self._policy = entry.facts, policy

    def __getitem__(self, name: str) -> str:
        return str(self._facts.get(name, ""))

    @property
    def money(self) -> str:
        return str(Money(int(self._facts.get("pence", 0))))

    @property
    def to(self) -> str:
        return "the person who claimed" if self["to"] == "participant" else staff_name(self["to"], policy=self._policy)

    @property
    def paid(self) -> str:
        way = {
            "gift": "to charity",
            "voucher": f"in vouchers, {self['serials']}" if self["serials"] else "in vouchers",
            "on-the-day": "in cash on the day",
        }.get(self["payment"])
        if way is None:
            way = f"in batch {self['batch']}" if self["batch"] else "in cash"
        arrives = f", to arrive on {short_day(date.fromisoformat(self['arrives']))}" if self["arrives"] else ""
        return f"paid {self.money} {way}{arrives}"


_SAYS: Final[Mapping[str, Callable[[_Facts], str]]] = MappingProxyType(
    {
        Action.SEND: lambda f: f"sent the claim, for {f.money}",
        Action.CONFIRM: lambda f: f"confirmed {f.money} and passed it to finance",
        Action.CONFIRM_WITHOUT_PAY: lambda f: "confirmed that they took part. There is nothing to pay",
        Action.APPROVE_FIRST: lambda f: f"approved {f.money}, as the first of two",
        Action.APPROVE: lambda f: f"approved {f.money} to be paid",
        Action.APPROVE_ALREADY_PAID: lambda f: f"approved {f.money}, which was paid on the day",
        Action.REFUSE: lambda f: "refused the claim",
        Action.ASK: lambda f: "asked a question",
        Action.ANSWER: lambda f: "answered",
        Action.PASS_ON: lambda f: f"passed it to {f.to}",
        Action.NUDGE: lambda f: f"sent a reminder after {f['days']} days",
        Action.ESCALATE: lambda f: f"passed it to {f.to}, since nobody had decided",
        Action.SEND_LINK: lambda f: f"sent a fresh link to {f.to}",
        Action.ADD_RECEIPT: lambda f: "added a receipt",
        Action.WITHDRAW: lambda f: "took the claim back",
        Action.OFFER_BANK_DETAILS: lambda f: "gave new bank details",
        Action.CONFIRM_BANK_DETAILS: lambda f: "confirmed the new bank details",
        Action.BATCH: lambda f: f"put {f.money} in batch {f['batch']}",
        Action.UNBATCH: lambda f: f"took the payment out of batch {f['batch']}",
        Action.PAY: lambda f: f.paid,
        Action.PAY_LAST: lambda f: f"{f.paid}. All is paid",
        Action.BOUNCE: lambda f: f"recorded that the bank sent {f.money} back",
        Action.ACKNOWLEDGE: lambda f: "said that the money came",
        Action.AMEND: lambda f: "added a note",
        Action.REOPEN: lambda f: "opened the claim again",
        Action.ERASE: lambda f: "deleted the person's details",
    }
)
