"""What reports need in memory, on the same conditions as the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from infra.differences import KeptFigures
from takepart.domain.assurance.recommendations import Recommendations
from takepart.domain.assurance.rules import Assurance, KeeperId
from takepart.domain.figures.figure import NOTHING, Contribution, Key, Period, Place, Seat, Tally, applied, change
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import ChangedMeanwhile
from tests.assurance_builders import a_team, an_assurance


class FakeFigureStore:
    """The port ``FigureStore``."""

    def __init__(self) -> None:
        self.adds: dict[Subject, Counted] = {}
        self.sums: dict[Place, Counter[Key]] = {}
        self.tallies: dict[Seat, Tally] = {}
        self.writes = 0

    def last(self, subject: Subject) -> Counted:
        return self.adds.get(subject, Counted(number=0, contribution=NOTHING))

    def replace(self, subject: Subject, last: Counted, new: Contribution) -> None:
        if self.last(subject) != last:
            raise ChangedMeanwhile(subject.about)
        totals, after = applied(change(last.contribution, new), self.tallies)
        for place, numbers in totals.items():
            self.sums.setdefault(place, Counter()).update(numbers)
        self.tallies |= after
        self.adds[subject] = Counted(number=last.number + 1, contribution=new)
        self.writes += 1

    def totals(self, periods: Iterable[Period]) -> Mapping[Place, Mapping[Key, int]]:
        wanted = set(periods)
        return {place: numbers for place, numbers in self.sums.items() if place[0] in wanted}

    def kept(self) -> KeptFigures:
        return KeptFigures(
            adds=self.adds,
            totals={place: {key: n for key, n in found.items() if n} for place, found in self.sums.items()},
            tallies={seat: tally for seat, tally in self.tallies.items() if tally},
        )


class FakeRecommendations:
    """The port ``RecommendationStore``."""

    def __init__(self) -> None:
        self.kept: dict[int, Recommendations] = {}

    def of_year(self, year: int) -> Recommendations:
        return self.kept.get(year, Recommendations(year=year))

    def save(self, recommendations: Recommendations) -> None:
        if self.of_year(recommendations.year).version != recommendations.version - 1:
            raise ChangedMeanwhile(str(recommendations.year))
        self.kept[recommendations.year] = recommendations


def the_rules() -> Assurance:
    """Two teams, of one of which the participation worker is a member; the panel manager is in neither."""
    youth = a_team("youth", lead=KeeperId("youth-lead"), contributors=(KeeperId("participation-worker"),))
    return an_assurance(youth, a_team("hiring", lead=KeeperId("recruitment-lead")))
