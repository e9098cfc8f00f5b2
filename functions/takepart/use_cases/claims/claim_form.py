"""A claim as its participant filled it in: complete, typed, and not yet judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from takepart.domain.bank_details import BankDetails
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import ActivityTypeId, DraftId
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.pricing import Cost, Facts, Journey


@dataclass(frozen=True, kw_only=True)
class ClaimForm:
    """Every answer of one draft. The same draft gives the same claim, however often it is sent."""

    draft_id: DraftId
    name: str
    email: str
    phone: str
    under_16: bool
    activity_type: ActivityTypeId
    day: date
    part_of_day: PartOfDay
    minutes: int
    agreed_units: int
    """How many times the fee's length was agreed in writing before the session, as the person says."""
    journeys: tuple[Journey, ...]
    costs: tuple[Cost, ...]
    fee_choice: FeeChoice
    method: PaymentMethod
    bank: BankDetails | None
    """Given exactly when something goes to the person's bank account."""
    declared: bool
    """They read what can change their benefits and tax, and say that the answers are true."""

    @property
    def facts(self) -> Facts:
        """What the price depends on, as far as the person knows it."""
        return Facts(
            activity_type=self.activity_type,
            day=self.day,
            part_of_day=self.part_of_day,
            minutes=self.minutes,
            journeys=self.journeys,
            costs=self.costs,
            agreed_units=self.agreed_units,
        )
