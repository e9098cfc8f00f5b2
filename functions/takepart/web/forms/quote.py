"""What it cost: journeys and other costs, each one entry that can be added, changed and taken out; and a quick quote.

A quote is how far and how much, without saying from where or for what. It holds no personal data.
"""

from __future__ import annotations

from typing import Any, Final

from wtforms.validators import StopValidation

from takepart.domain.ids import ActivityTypeId
from takepart.domain.lines import COSTS, FARES, MILEAGE, LineKind
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.pricing import Cost, Facts, Journey
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Miles, Option, Pounds, Words
from takepart.web.forms.session import DidForm

JOURNEY_KINDS: Final = tuple(kind for kinds in (FARES, MILEAGE) for kind in LineKind if kind in kinds)
COST_KINDS: Final = tuple(kind for kind in LineKind if kind in COSTS)
_JOURNEY_HINTS: Final = {LineKind.PASSENGER: "Miles that you drove someone else who took part"}
_COST_HINTS: Final = {
    LineKind.CHILDCARE: "Someone looked after your child so that you could come",
    LineKind.PERSONAL_ASSISTANT: "Someone came with you to support you",
    LineKind.MEALS: "Food or drink that was not provided",
    LineKind.PARKING: "Where you left the car",
    LineKind.TOLL: "A road, bridge, tunnel or city charge",
    LineKind.OVERNIGHT: "A room for the night, agreed before you came",
    LineKind.OTHER: "Tell us what it was",
}


def _vehicles(form: PageForm) -> list[Option]:
    """The policy's own cars, and for whoever does not know."""
    named = {each.id: each.name for rate in form.rules.policy.mileage.rates for each in rate.vehicles}
    own = [Option(value=id, label=f"{name[:1].upper()}{name[1:]}") for id, name in named.items()]
    return [*own, Option(value=LineKind.CAR.value, label="I do not know")] if own else []


class CarForm(PageForm):
    """Which car it was, where the policy pays for some by another rate."""

    vehicle = Choice("If it was a car, which one?", of=_vehicles)

    def prepare(self) -> None:
        """Nobody is asked where it makes no difference."""
        super().prepare()
        if not self.vehicle.options:
            del self.vehicle

    @property
    def own_car(self) -> str:
        """The policy's own car that it was; empty for any other."""
        chosen = str(self.vehicle.data or "") if self.vehicle else ""
        return "" if chosen == LineKind.CAR.value else chosen


class JourneyForm(CarForm):
    """One journey: miles for your own wheels, a fare for the rest."""

    kind = Choice(
        "How did you travel?",
        options=[Option(value=k.value, label=k.plain, hint=_JOURNEY_HINTS.get(k, "")) for k in JOURNEY_KINDS],
        missing="Choose how you travelled",
    )
    fare = Pounds("How much was the fare?", hint="There and back, like 4.60")
    miles = Miles("How many miles?", hint="There and back, like 12.5. We round to a tenth of a mile")
    description = Words(
        "Where did you travel from and to?", most=200, what="This", hint="For example, home to the town hall and back"
    )

    def prepare(self) -> None:
        """Whatever stands in the box that is not asked for is ignored."""
        super().prepare()
        if self.kind.data not in _values(FARES):
            self.fare.ignore()
        if not self.by_the_mile:
            self.miles.ignore()

    @property
    def by_the_mile(self) -> bool:
        """Whether miles are asked for rather than a fare."""
        return self.kind.data in _values(MILEAGE)

    def validate_fare(self, field: Pounds) -> None:
        """Bus, train and taxi need a fare."""
        if self.kind.data in _values(FARES) and field.data is None:
            raise StopValidation("Enter the fare you paid, like 4.60")

    def validate_miles(self, field: Miles) -> None:
        """Your own wheels need miles."""
        if self.by_the_mile and field.data is None:
            raise StopValidation("Enter how many miles it was, like 12.5")

    def validate_vehicle(self, field: Choice) -> None:
        """A car is one of those that the policy tells apart, or nobody knows which."""
        if self.kind.data == LineKind.CAR.value and field.data is None:
            raise StopValidation("Choose which car it was, or that you do not know")

    def validate_description(self, field: Words) -> None:
        """Whoever confirms the claim needs to know the way; a quote does not."""
        if self.rules.claiming and not field.data:
            raise StopValidation("Enter where you travelled from and to")

    def journey(self) -> Journey:
        """The journey, once the form has no problems."""
        kind = LineKind(str(self.kind.data))
        return Journey(
            kind=kind,
            miles=self.miles.data if kind in MILEAGE else None,
            fare=self.fare.data if kind in FARES else None,
            description=str(self.description.data or ""),
            vehicle=self.own_car if kind is LineKind.CAR else "",
        )


_ELSEWHERE: Final = "elsewhere"


def _places(form: PageForm) -> list[Option]:
    """Those that have a ceiling of their own, and anywhere else."""
    own = [Option(value=each, label=each) for each in form.rules.policy.claims.places]
    return [*own, Option(value=_ELSEWHERE, label="Somewhere else")] if own else []


class CostForm(PageForm):
    """One cost other than travel."""

    kind = Choice(
        "What did you pay for?",
        options=[Option(value=k.value, label=k.plain, hint=_COST_HINTS.get(k, "")) for k in COST_KINDS],
        missing="Choose what you paid for",
    )
    amount = Pounds("How much was it?", hint="In pounds, like 12.50", missing="Enter the amount, for example 12.50")
    place = Choice("Where was it? (optional)", of=_places)
    description = Words("What was it for?", most=200, what="This")

    def prepare(self) -> None:
        """Ask where it was only where some place has a ceiling of its own."""
        if not self.place.options:
            del self.place

    def validate_description(self, field: Words) -> None:
        """“Other” says nothing by itself."""
        if self.rules.claiming and self.kind.data == LineKind.OTHER.value and not field.data:
            raise StopValidation("Say what the cost was for")

    def cost(self) -> Cost:
        """The cost, once the form has no problems."""
        return Cost(
            kind=LineKind(str(self.kind.data)),
            amount=self.amount.data,
            description=str(self.description.data or ""),
            place="" if not self.place or self.place.data == _ELSEWHERE else str(self.place.data or ""),
        )


def _values(kinds: frozenset[LineKind]) -> set[str]:
    return {kind.value for kind in kinds}


_KINDS: Final = {kind.value.replace("-", "_"): kind for kind in LineKind}


class QuoteForm(CarForm, DidForm):
    """One activity, one session, and a total for each kind of cost."""

    car = Miles("By car")
    motorcycle = Miles("By motorbike")
    bicycle = Miles("By bicycle")
    passenger = Miles("With a passenger in your car")
    bus = Pounds("Bus")
    train = Pounds("Train")
    taxi = Pounds("Taxi")
    childcare = Pounds("Childcare")
    personal_assistant = Pounds("Personal assistant")
    meals = Pounds("Meals")
    parking = Pounds("Parking")
    toll = Pounds("Road, bridge or tunnel toll")
    overnight = Pounds("Overnight stay")
    other = Pounds("Other costs")

    def prepare(self) -> None:
        """It is for a day to come, most often."""
        super().prepare()
        self.activity_type.missing = "Choose what you would take part in"

    @property
    def distances(self) -> tuple[Miles, ...]:
        """The boxes for miles."""
        return tuple(self._of(MILEAGE))

    @property
    def amounts(self) -> tuple[Pounds, ...]:
        """The boxes for amounts."""
        return tuple(field for name, field in self._fields.items() if isinstance(field, Pounds) and name in _KINDS)

    @property
    def has_costs(self) -> bool:
        """Whether anything stands in those boxes, so that they are shown open."""
        return any(field.typed.strip() for field in (*self.distances, *self.amounts))

    def facts(self) -> Facts:
        """What to price, once the form has no problems."""
        journeys: list[Journey] = []
        costs: list[Cost] = []
        for name, field in self._fields.items():
            kind = _KINDS.get(name)
            if kind is None or field.data is None:
                continue
            if kind in MILEAGE:
                vehicle = self.own_car if kind is LineKind.CAR else ""
                journeys.append(Journey(kind=kind, miles=field.data, vehicle=vehicle))
            elif kind in FARES:
                journeys.append(Journey(kind=kind, fare=field.data))
            else:
                costs.append(Cost(kind=kind, amount=field.data))
        return Facts(
            activity_type=ActivityTypeId(str(self.activity_type.data)),
            day=self.day,
            part_of_day=PartOfDay(str(self.part_of_day.data)),
            minutes=self.length,
            days=self.in_a_row,
            journeys=tuple(journeys),
            costs=tuple(costs),
        )

    def _of(self, kinds: frozenset[LineKind]) -> list[Any]:
        return [field for name, field in self._fields.items() if _KINDS.get(name) in kinds]
