"""The lines of a claim: what each is for, and what a decider should look at twice."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class LineKind(StrEnum):
    """What one line pays for. The fee and the expenses are never mixed: only the fee can affect benefits."""

    FEE = "fee"
    CAR = "car"
    MOTORCYCLE = "motorcycle"
    BICYCLE = "bicycle"
    PASSENGER = "passenger"
    BUS = "bus"
    TRAIN = "train"
    TAXI = "taxi"
    CHILDCARE = "childcare"
    PERSONAL_ASSISTANT = "personal-assistant"
    MEALS = "meals"
    OTHER = "other"
    ADJUSTMENT = "adjustment"
    """An overpayment taken back, or a top-up, that names the earlier claim."""

    @property
    def plain(self) -> str:
        """The kind in words, as a heading or beside a radio button."""
        return _KINDS[self]

    @property
    def in_letters(self) -> str:
        """The words for an email, which others may see: that somebody needs support is between them and us."""
        return LineKind.OTHER.plain if self is LineKind.PERSONAL_ASSISTANT else self.plain

    @property
    def by_the_mile(self) -> bool:
        """Whether the amount is miles times a rate, and never what the person says it cost."""
        return self in MILEAGE


MILEAGE: Final = frozenset({LineKind.CAR, LineKind.MOTORCYCLE, LineKind.BICYCLE, LineKind.PASSENGER})
FARES: Final = frozenset({LineKind.BUS, LineKind.TRAIN, LineKind.TAXI})
COSTS: Final = frozenset({LineKind.CHILDCARE, LineKind.PERSONAL_ASSISTANT, LineKind.MEALS, LineKind.OTHER})

_KINDS: Final = {
    LineKind.FEE: "Fee for taking part",
    LineKind.CAR: "Car",
    LineKind.MOTORCYCLE: "Motorbike",
    LineKind.BICYCLE: "Bicycle",
    LineKind.PASSENGER: "Passenger in your car",
    LineKind.BUS: "Bus",
    LineKind.TRAIN: "Train",
    LineKind.TAXI: "Taxi",
    LineKind.CHILDCARE: "Childcare",
    LineKind.PERSONAL_ASSISTANT: "Personal assistant",
    LineKind.MEALS: "Meals",
    LineKind.OTHER: "Other cost",
    LineKind.ADJUSTMENT: "Put right from an earlier claim",
}


class Flag(StrEnum):
    """A reason to look twice. A flag never refuses anything: only a person does, and says why."""

    LATE = "late"
    NO_RECEIPT = "no-receipt"
    OVER_RATE = "over-rate"
    TRAVEL_INCLUDED = "travel-included"
    TRAVEL_NOT_STATED = "travel-not-stated"
    OVER_LIMIT = "over-limit"
    MORE_AGREED = "more-agreed"
    SCHOOL_HOURS = "school-hours"
    SAME_SESSION = "same-session"
    NEAR_DUPLICATE = "near-duplicate"
    SAME_RECEIPT = "same-receipt"
    SHARED_BANK_ACCOUNT = "shared-bank-account"
    OTHER_NAME = "other-name"

    @property
    def plain(self) -> str:
        """What the person who decides reads."""
        return _FLAGS[self]


_FLAGS: Final = {
    Flag.LATE: "This claim was sent later than we ask for.",
    Flag.NO_RECEIPT: "There is no receipt for this cost.",
    Flag.OVER_RATE: "This is more than we usually pay for a cost like this.",
    Flag.TRAVEL_INCLUDED: "The fee for this activity already includes travel.",
    Flag.TRAVEL_NOT_STATED: "Our rates do not say if this fee includes travel. You need to decide.",
    Flag.OVER_LIMIT: "It took longer than the fee covers. The fee stops at the limit.",
    Flag.MORE_AGREED: "The fee covers extra time. Check that the budget holder agreed to it in writing first.",
    Flag.SCHOOL_HOURS: "This was in school hours and the person is under 16.",
    Flag.SAME_SESSION: "This person has another claim for the same session.",
    Flag.NEAR_DUPLICATE: "This person has another claim that looks very like this one.",
    Flag.SAME_RECEIPT: "The same receipt is on another claim.",
    Flag.SHARED_BANK_ACCOUNT: "Someone else is paid into the same bank account.",
    Flag.OTHER_NAME: (
        "The bank account has a different name. Often it belongs to a parent or carer. Check that it is the right one."
    ),
}
