"""Add the figures up afresh from the records, and say where those that events kept are different."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import infra.functions_path  # noqa: F401  # finds the service's own package
from takepart.domain.figures.figure import NOTHING, Contribution, Key, Place, Seat, Tally, Totals, change, people_of
from takepart.use_cases.figures.ports import Counted, Subject


def added_up(contributions: Iterable[Contribution]) -> tuple[Totals, Mapping[Seat, Tally]]:
    """The figures of all these records, from nothing."""
    totals: dict[Place, Counter[Key]] = {}
    tallies: dict[Seat, Counter[str]] = {}
    for each in contributions:
        found = change(NOTHING, each)
        for place, numbers in found.totals.items():
            totals.setdefault(place, Counter()).update(numbers)
        for seat, tally in found.tallies.items():
            tallies.setdefault(seat, Counter()).update(tally)
    for seat, tally in tallies.items():
        totals.setdefault(seat[:2], Counter()).update(people_of(tally))
    clean = {place: {name: n for name, n in numbers.items() if n} for place, numbers in totals.items()}
    return {place: numbers for place, numbers in clean.items() if numbers}, tallies


@dataclass(frozen=True, kw_only=True)
class KeptFigures:
    """The figures as events kept them: what each record adds, the totals, and who is marked where."""

    adds: Mapping[Subject, Counted]
    totals: Totals
    tallies: Mapping[Seat, Tally]


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Where they are different; nothing anywhere when all is well."""

    adds: Mapping[Subject, tuple[Contribution, Contribution]]
    """Records that add something else: as kept, as it should be."""
    totals: Mapping[tuple[Place, Key], tuple[int, int]]
    tallies: Mapping[Seat, tuple[Tally, Tally]]

    @property
    def none(self) -> bool:
        """Whether both are equal to the unit."""
        return not (self.adds or self.totals or self.tallies)

    def lines(self) -> Iterator[str]:
        """Each difference in a line, without anybody's id."""
        for subject, (kept, right) in sorted(self.adds.items()):
            yield f"{subject.kind.value} {subject.about.partition('/')[0]}: {_adds(kept)} kept, {_adds(right)} rebuilt"
        for ((period, scope), name), (was, is_now) in sorted(self.totals.items()):
            yield f"{period.name} {scope} {name}: {was} kept, {is_now} rebuilt"
        for (period, scope, _), (seen, found) in sorted(self.tallies.items()):
            yield f"{period.name} {scope} a person: {sum(seen.values())} marks kept, {sum(found.values())} rebuilt"


def differences(records: Mapping[Subject, Contribution], kept: KeptFigures) -> Differences:
    """Compare what the records add up to with what is kept."""
    nothing = Counted(number=0, contribution=NOTHING)
    adds = {
        subject: (was, right)
        for subject in records.keys() | kept.adds.keys()
        if not (was := kept.adds.get(subject, nothing).contribution).same_as(right := records.get(subject, NOTHING))
    }
    totals, tallies = added_up(records.values())
    return Differences(
        adds=adds,
        totals={
            (place, name): (was_number, right_number)
            for place in totals.keys() | kept.totals.keys()
            for name in totals.get(place, {}).keys() | kept.totals.get(place, {}).keys()
            if (was_number := kept.totals.get(place, {}).get(name, 0))
            != (right_number := totals.get(place, {}).get(name, 0))
        },
        tallies={
            seat: (seen, found)
            for seat in tallies.keys() | kept.tallies.keys()
            if (seen := dict(kept.tallies.get(seat, {}))) != (found := dict(tallies.get(seat, {})))
        },
    )


def _adds(adds: Contribution) -> str:
    if adds.is_nothing:
        return "nothing"
    numbers = [
        f"{period.name} {name} {number}" for period, found in adds.numbers.items() for name, number in found.items()
    ]
    return f"{adds.team}: {', '.join(numbers)}, {len(adds.marks)} people"
