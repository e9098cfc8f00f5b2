"""Equality questions, counted answers and outreach actions for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance.years import YearStart
from takepart.domain.ids import StaffId, StepId
from takepart.domain.people import outreach
from takepart.domain.people.equality import Answer, Equality, EqualityStage, Population, Quarter, Question
from takepart.domain.people.outreach import Outreach, OutreachId
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.reach.figures import Counted
from tests.page_marks import place_of

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
WORKER = StaffId("participation-worker")
MANAGER = StaffId("participation-manager")


def a_question(id: str = "age", answers: Sequence[str] = ("young", "old")) -> Question:
    """How old are you?"""
    named = tuple(Answer(id=each, name=each.capitalize()) for each in answers)
    return Question(id=id, words="How old are you?", hint="", answers=named)


def a_population(**shares: str) -> Population:
    """Half and half, unless something else is said."""
    found = {name: Decimal(share) for name, share in (shares or {"young": "50", "old": "50"}).items()}
    return Population(question="age", counted="Everyone", source="Example", year=2025, shares=found)


def some_rules(*questions: Question, populations: tuple[Population, ...] = (a_population(),)) -> Equality:
    """One question, in years from April."""
    return Equality(year_starts=YearStart.APRIL, questions=questions or (a_question(),), populations=populations)


def an_action(**changes: Any) -> Outreach:
    """To reach old people by the end of January."""
    values: dict[str, Any] = {
        "id": OutreachId("ab" * 16),
        "question": "age",
        "answer": "old",
        "year": 2026,
        "what": "Visit the tea dance",
        "owner": WORKER,
        "due": date(2027, 1, 31),
        **changes,
    }
    return outreach.add(Step(journals.staff(MANAGER), NOW, StepId(f"add-{values['id']}")), Outreach(**values))


class FakeTally:
    """The ports ``Tally`` and ``Figures`` in memory; ``lost`` raises after the next write: its answer is lost."""

    def __init__(self) -> None:
        self.counts: dict[Quarter, Counter[tuple[str, EqualityStage, str]]] = {}
        self.used: dict[str, date] = {}
        self.lost = False

    def count(
        self, once: str, quarter: Quarter, stage: EqualityStage, answers: Mapping[str, str], *, forget: date
    ) -> bool:
        if once in self.used:
            return False
        self.used[once] = forget
        kept = self.counts.setdefault(quarter, Counter())
        kept.update((question, stage, answer) for question, answer in answers.items())
        if self.lost:
            self.lost = False
            raise StoreUnavailable
        return True

    def give(self, quarter: Quarter, stage: EqualityStage, question: str, **numbers: int) -> None:
        """Answers that were given."""
        kept = self.counts.setdefault(quarter, Counter())
        kept.update({(question, stage, answer): number for answer, number in numbers.items()})

    def of(self, quarters: Sequence[Quarter]) -> Sequence[Counted]:
        return [self.counts.get(quarter, Counter()) for quarter in quarters]


class FakeOutreaches:
    """The port ``Outreaches`` in memory, with the same condition on a write as the table has."""

    def __init__(self, *actions: Outreach) -> None:
        self.kept = {each.id: each for each in actions}

    def get(self, id: OutreachId) -> Outreach | None:
        return self.kept.get(id)

    def many(self, ids: Sequence[OutreachId]) -> Sequence[Outreach]:
        return [self.kept[id] for id in ids if id in self.kept]

    def add(self, action: Outreach) -> None:
        self.save(action)

    def save(self, action: Outreach) -> None:
        before = self.kept.get(action.id)
        length, ours = len(before.journal) if before else 0, action.journal[-1]
        if before is not None and any(each.step == ours.step for each in before.journal):
            return
        if length != len(action.journal) - 1:
            raise ChangedMeanwhile(action.id)
        self.kept[action.id] = action

    def still_open(self, *, start: str | None = None, limit: int = 50) -> tuple[Sequence[Outreach], str | None]:
        found = sorted((each for each in self.kept.values() if each.is_open), key=lambda each: each.due)
        return _page(found, start, limit)

    def closed_of(
        self, year: int, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Outreach], str | None]:
        found = [each for each in self.kept.values() if not each.is_open and each.year == year]
        return _page(sorted(found, key=lambda each: each.due, reverse=True), start, limit)


def _page(found: list[Outreach], start: str | None, limit: int) -> tuple[Sequence[Outreach], str | None]:
    first = place_of(start)
    return found[first : first + limit], str(first + limit) if first + limit < len(found) else None
