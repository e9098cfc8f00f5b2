"""One organisation's whole policy: every rule that another organisation might set differently.

The staff who decide are named by what they do, since a policy file outlives the people in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from takepart.domain.ids import ActivityTypeId, CharityId, StaffId
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy.paying import BankFileProfile, CashRules, Charity, LedgerFile, VoucherRules
from takepart.domain.policy.rates import ActivityType, Mileage
from takepart.domain.policy.rules import (
    A_FEW_LETTERS,
    USUAL,
    ApprovalRules,
    ClaimRules,
    LetterLimits,
    Organisation,
    Participation,
    PaymentPromise,
    Retention,
    SchoolHours,
    Wording,
)
from takepart.domain.policy_keys import FLAT, MADE, Email, Key
from takepart.domain.voice.rules import VoiceRules

if TYPE_CHECKING:
    from takepart.domain.people.equality import Equality


class Role(PlainWord):
    """What a member of staff may do."""

    WORKER = "worker", "Runs sessions"
    """Runs sessions, and says who was there."""
    BUDGET_HOLDER = "budget-holder", "Holds a budget"
    """Owns the money of an activity, and may confirm in the worker's place."""
    FINANCE = "finance", "Finance"
    """Approves what was confirmed, and sends it to the bank."""
    OFFICE = "office", "Runs the office"
    """Sees how claims stand, and keeps the vouchers and the float."""
    VOICE = "voice", "Reads what people say"
    """Reads and answers what people say, or handles complaints. It gives no sight of money."""
    ADMINISTRATOR = "administrator", "Keeps the list of staff"
    """Keeps the list of staff: who has which role, is away, or leaves. It gives no other right."""
    INSPECTOR = "inspector", "Looks at promises and reports"
    """Somebody from the board or an inspectorate: reads how promises are kept and who is reached, changes nothing."""


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


_NOBODY: Final[Mapping[StaffId, StaffId]] = MappingProxyType({})


class UnknownActivityType(LookupError):
    """The policy has no activity of that name."""


class UnknownStaff(LookupError):
    """The policy names no such member of staff."""


class UnknownCharity(LookupError):
    """The policy does not give to that charity."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a policy file says. A claim remembers which one it was priced under."""

    version: Annotated[str, Key(most=20)]
    """What the organisation calls it. A new one whenever anything changes."""
    digest: Annotated[str, MADE]
    """Of the file's bytes: two files that differ never pass for one version."""
    allowed_origins: Annotated[tuple[str, ...], Key(kind="origins")]
    """The other websites that may send claims through the API."""
    organisation: Organisation
    staff: tuple[StaffMember, ...]
    activity_types: Annotated[tuple[ActivityType, ...], Key(name="activities")]
    mileage: Annotated[Mileage, FLAT]
    claims: ClaimRules
    approval: ApprovalRules
    promise: PaymentPromise
    bank_file: BankFileProfile
    ledger: LedgerFile | None = None
    """What finance books a month by; None where every line of the month is enough."""
    cash: CashRules
    vouchers: VoucherRules
    charities: tuple[Charity, ...] = ()
    wording: Wording
    school_hours: SchoolHours | None
    retention: Retention
    participation: Participation = USUAL
    letters: LetterLimits = A_FEW_LETTERS
    voice: VoiceRules | None = None
    """How people are heard; None where that is done elsewhere."""
    equality: Annotated["Equality | None", MADE] = None
    """What people may be asked about themselves; None where nothing is, or where the policy was read without it."""
    teams: Annotated[tuple[tuple[str, str], ...], MADE] = field(default=(), compare=False)
    """The ids and names of teams and services that owe promises, to choose one from."""
    former: Annotated[tuple[StaffMember, ...], MADE] = field(default=(), compare=False)
    """Who has left, as they were last: what they did keeps their name."""
    stand_ins: Annotated[Mapping[StaffId, StaffId], MADE] = field(default=_NOBODY, compare=False)
    """Who decides today for somebody who is away, or has left."""

    @property
    def recorded_version(self) -> str:
        """What a claim remembers: ``2026-11+1a2b3c4d5e6f``."""
        return f"{self.version}+{self.digest}"

    def activity_type(self, id: ActivityTypeId) -> ActivityType:
        """Find an activity by its exact name, never by a likeness. Raises UnknownActivityType."""
        for activity_type in self.activity_types:
            if activity_type.id == id:
                return activity_type
        raise UnknownActivityType(id)

    def activity_name(self, id: ActivityTypeId) -> str:
        """What the schedule calls an activity; its id in words once the schedule has dropped it."""
        return next((each.name for each in self.activity_types if each.id == id), id.replace("-", " "))

    def activities_on(self, day: date) -> tuple[ActivityType, ...]:
        """The activities that the schedule pays for on a day, in the order of the file."""
        return tuple(each for each in self.activity_types if any(rate.covers(day) for rate in each.rates))

    def staff_member(self, id: StaffId) -> StaffMember:
        """Find a member of staff. Raises UnknownStaff."""
        for member in self.staff:
            if member.id == id:
                return member
        raise UnknownStaff(id)

    def acting(self, id: StaffId) -> StaffMember:
        """Who does today what is somebody's: they, or whoever stands in for them or took over. Raises UnknownStaff."""
        return self.staff_member(self.stand_ins.get(id, id))

    def is_theirs(self, id: StaffId | None, staff: StaffId) -> bool:
        """Whether what is somebody's is ``staff``'s to do today."""
        return id is not None and staff in (id, self.stand_ins.get(id))

    def staff_name(self, id: str, *, otherwise: str = "a former colleague") -> str:
        """What a member of staff is called, also once they have left."""
        return next((each.name for each in (*self.staff, *self.former) if each.id == id), otherwise)

    def confirmers(self, activity_type: ActivityTypeId) -> tuple[StaffMember, ...]:
        """Who may say that a person was there, first choice first. Raises UnknownActivityType."""
        return tuple(self.staff_member(id) for id in self.activity_type(activity_type).confirmers)

    def finance(self) -> tuple[StaffMember, ...]:
        """Who may approve money, first choice first."""
        return self.with_role(Role.FINANCE)

    def with_role(self, role: Role) -> tuple[StaffMember, ...]:
        """Everyone with a role, in the order of the file."""
        return tuple(member for member in self.staff if role in member.roles)

    def charity(self, id: CharityId) -> Charity:
        """Find a charity. Raises UnknownCharity."""
        for charity in self.charities:
            if charity.id == id:
                return charity
        raise UnknownCharity(id)
