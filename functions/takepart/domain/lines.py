"""The lines of a claim: what each is for, and what a decider should look at twice."""

from __future__ import annotations

from typing import Final

from takepart.domain.plain_reason import PlainWord


class LineKind(PlainWord):
    """What one line pays for. The fee and the expenses are never mixed: only the fee can affect benefits."""

    FEE = "fee", "Fee for taking part"
    CAR = "car", "Car"
    MOTORCYCLE = "motorcycle", "Motorbike"
    BICYCLE = "bicycle", "Bicycle"
    PASSENGER = "passenger", "Passenger in your car"
    BUS = "bus", "Bus"
    TRAIN = "train", "Train"
    TAXI = "taxi", "Taxi"
    CHILDCARE = "childcare", "Childcare"
    PERSONAL_ASSISTANT = "personal-assistant", "Personal assistant"
    MEALS = "meals", "Meals"
    PARKING = "parking", "Parking"
    TOLL = "toll", "Road, bridge or tunnel toll"
    OVERNIGHT = "overnight", "Overnight stay"
    OTHER = "other", "Other cost"
    ADJUSTMENT = "adjustment", "Put right from an earlier claim"
    """An overpayment taken back, or a top-up, that names the earlier claim."""

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
COSTS: Final = frozenset(
    {
        LineKind.CHILDCARE,
        LineKind.PERSONAL_ASSISTANT,
        LineKind.MEALS,
        LineKind.PARKING,
        LineKind.TOLL,
        LineKind.OVERNIGHT,
        LineKind.OTHER,
    }
)
OF_THE_JOURNEY: Final = MILEAGE | FARES | {LineKind.PARKING, LineKind.TOLL}
"""What a fee that includes travel already covers."""


class Flag(PlainWord):
    """A reason to look twice. A flag never refuses anything: only a person does, and says why."""

    LATE = "late", "This claim was sent later than we ask for."
    NO_RECEIPT = "no-receipt", "There is no receipt for this cost."
    OVER_RATE = "over-rate", "This is more than we usually pay for a cost like this."
    TRAVEL_INCLUDED = "travel-included", "The fee for this activity already includes travel."
    TRAVEL_NOT_STATED = "travel-not-stated", "Our rates do not say if this fee includes travel. You need to decide."
    OVER_LIMIT = "over-limit", "It took longer than the fee covers. The fee stops at the limit."
    OVER_PERSON_LIMIT = "over-person-limit", "This takes the person past what we pay one person in that time."
    OVER_THRESHOLD = (
        "over-threshold",
        "This takes the person past an amount that can matter for tax or benefits. Their fees so far are above.",
    )
    MORE_AGREED = (
        "more-agreed",
        "The fee covers extra time. A budget holder agreed to it before the session.",
    )
    EXTRA_ASKED = (
        "extra-asked",
        "They say that the extra time was agreed before. We have no record of it. Ask to see it before you pay more.",
    )
    SCHOOL_HOURS = "school-hours", "This was in school hours and the person is under 16."
    SAME_SESSION = "same-session", "This person has another claim for the same session."
    NEAR_DUPLICATE = "near-duplicate", "This person has another claim that looks very like this one."
    SAME_RECEIPT = "same-receipt", "The same receipt is on another claim."
    SHARED_BANK_ACCOUNT = "shared-bank-account", "Someone else is paid into the same bank account."
    NEW_ACCOUNT = "new-account", "They gave another bank account after they sent this claim."
    OTHER_NAME = (
        "other-name",
        "The bank account has a different name. Often it belongs to a parent or carer. Check that it is the right one.",
    )
