"""The staff who decide: named by what they do, since a policy file outlives the people in it."""

from dataclasses import dataclass
from enum import StrEnum

from takepart.domain.ids import StaffId
from takepart.domain.policy_keys import Email


class Role(StrEnum):
    """What a member of staff may do."""

    WORKER = "worker"
    """Runs sessions, and says who was there."""
    BUDGET_HOLDER = "budget-holder"
    """Owns the money of an activity, and may confirm in the worker's place."""
    FINANCE = "finance"
    """Approves what was confirmed, and sends it to the bank."""
    OFFICE = "office"
    """Sees how claims stand, and keeps the vouchers and the float."""
    VOICE = "voice"
    """Reads and answers what people say, or handles complaints. It gives no sight of money."""


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """One desk: its title, its mailbox, and who sits in for it."""

    id: StaffId
    name: str
    email: Email
    roles: frozenset[Role]
    """What they may do."""
    deputy: StaffId | None
    """Who decides in their place."""
