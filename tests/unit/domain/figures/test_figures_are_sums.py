"""However records change, and in whatever order: the figures kept step by step are those added up afresh."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from infra.differences import added_up, differences
from takepart.domain.assurance.rules import TeamId
from takepart.domain.figures.figure import EVERYONE, Contribution, Key, Mark, Period, Place, contribution, scope_of
from takepart.domain.ids import PersonId
from takepart.use_cases.figures.ports import Subject
from takepart.use_cases.ports import EventKind
from tests.fakes_figures import FakeFigureStore

PERIODS = st.sampled_from([Period(2026, 3), Period(2026, 4), Period(2027, 1)])
TEAMS = st.sampled_from([TeamId("youth"), TeamId("hiring")])
TAGS = st.frozensets(
    st.sampled_from(["role|parent", "role|young-person", "role|not-known", "level|together", "kind|meeting"]),
    min_size=1,
)
MARKS = st.builds(
    Mark, period=PERIODS, person=st.sampled_from([PersonId("a.1"), PersonId("a.2"), PersonId("b.1")]), tags=TAGS
)
NUMBERS = st.tuples(PERIODS, st.sampled_from([Key("money"), Key("sessions")]), st.integers(0, 5))
ADDS = st.builds(contribution, TEAMS, st.lists(NUMBERS, max_size=3), st.lists(MARKS, max_size=2))
SUBJECTS = st.sampled_from([Subject(EventKind.CLAIM, str(number)) for number in range(4)])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(SUBJECTS, ADDS), max_size=12))
def test_step_by_step_is_the_same_as_afresh(changes: list[tuple[Subject, Contribution]]) -> None:
    """Nothing is left over of what a record added before."""
    store = FakeFigureStore()
    records: dict[Subject, Contribution] = {}

    for subject, adds in changes:
        store.replace(subject, store.last(subject), adds)
        records[subject] = adds

    assert differences(records, store.kept()).none


@settings(max_examples=100, deadline=None)
@given(st.lists(ADDS, max_size=8))
def test_people_are_counted_once_in_each_period_and_each_team(all_of_them: list[Contribution]) -> None:
    """Against sets of people, which count nobody twice; of each person, one role."""
    people: dict[Place, set[PersonId]] = {}
    for adds in all_of_them:
        for mark in adds.marks:
            for period in (mark.period, mark.period.whole_year):
                for scope in (EVERYONE, scope_of(adds.team)):
                    people.setdefault((period, scope), set()).add(mark.person)

    totals, _ = added_up(all_of_them)

    assert {place: numbers[Key("people")] for place, numbers in totals.items() if "people" in numbers} == {
        place: len(found) for place, found in people.items()
    }
    for numbers in totals.values():
        roles = Counter({name: n for name, n in numbers.items() if name.startswith("people|role|")})
        assert roles.total() <= numbers.get(Key("people"), 0)
