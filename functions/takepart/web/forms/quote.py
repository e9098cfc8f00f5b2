"""A quick quote: how far and how much, without saying from where or for what. It holds no personal data."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.ids import ActivityTypeId
from takepart.domain.lines import FARES, MILEAGE, LineKind
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.pricing import Cost, Facts, Journey
from takepart.web.forms.fields import Miles, Pounds
from takepart.web.forms.session import ActivityForm, SessionForm

_KINDS: Final = {kind.value.replace("-", "_"): kind for kind in LineKind}


class QuoteForm(ActivityForm, SessionForm):
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
    other = Pounds("Other costs")

    def prepare(self) -> None:
        """The activity that was chosen says which days have a rate."""
        super().prepare()
        self.context = {"activity_type": self.activity_type.data}

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
                journeys.append(Journey(kind=kind, miles=field.data))
            elif kind in FARES:
                journeys.append(Journey(kind=kind, fare=field.data))
            else:
                costs.append(Cost(kind=kind, amount=field.data))
        return Facts(
            activity_type=ActivityTypeId(str(self.activity_type.data)),
            day=self.day,
            part_of_day=PartOfDay(str(self.part_of_day.data)),
            minutes=self.length,
            journeys=tuple(journeys),
            costs=tuple(costs),
        )

    def _of(self, kinds: frozenset[LineKind]) -> list[Any]:
        return [field for name, field in self._fields.items() if _KINDS.get(name) in kinds]
