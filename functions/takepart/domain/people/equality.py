"""Equality questions: what an organisation may ask of who takes part, and who lives there.

The answers are kept as counts and never with a person: how many gave an answer, at a stage, in a quarter. Source:
community-care (find groups that are missing and act to reach them).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final

from takepart.domain.assurance.years import YearStart, part_of_year, quarter_of
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy_keys import Key, Slug

PREFER_NOT_TO_SAY: Final = "prefer-not-to-say"
"""The answer that every question has beside its own."""
QUARTERS: Final = (1, 2, 3, 4)


class UnknownGroup(LookupError):
    """The policy has no such question or answer."""


class EqualityStage(PlainWord):
    """When somebody is asked. Each time anew, since nothing tells that it is the same person."""

    REGISTERED = "registered", "Registered"
    INVITED = "invited", "Invited"
    TAKING_PART = "taking-part", "Took part"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer on offer: a group of people."""

    id: Slug
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question, with its answers in the order of the page."""

    id: Slug
    words: Annotated[str, Key(most=120)]
    """The question."""
    hint: Annotated[str, Key(most=160)] = ""
    """What helps to answer it."""
    answers: tuple[Answer, ...]
    """What can be answered; "prefer not to say" is there by itself."""

    def answer(self, id: str) -> Answer:
        """Find an answer. Raises UnknownGroup."""
        for answer in self.answers:
            if answer.id == id:
                return answer
        raise UnknownGroup(id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Population:
    """How the people who live here would answer one question."""

    question: Slug
    """Which question it is held against."""
    counted: Annotated[str, Key(most=120)]
    """Who was counted: ``Children and young people who live in the borough``."""
    source: Annotated[str, Key(most=160)]
    """Where the figures come from."""
    year: Annotated[int, Key(1991, 2100)]
    """When they were counted."""
    shares: Mapping[str, Decimal] = MappingProxyType({})
    """Per cent, by answer. Empty when the policy gives numbers."""
    numbers: Mapping[str, int] = MappingProxyType({})
    """People, by answer. Empty when the policy gives shares."""

    def share(self, answer: str) -> Decimal:
        """Per cent of the people who live here, to one place; 0 for a group that is not counted."""
        if self.shares:
            return self.shares.get(answer, Decimal(0))
        total = sum(self.numbers.values())
        return round(Decimal(100 * self.numbers.get(answer, 0)) / total, 1) if total else Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Equality:
    """Everything that is asked, and what it is held against."""

    year_starts: YearStart
    """When a year of counting begins."""
    questions: tuple[Question, ...]
    """What is asked."""
    populations: tuple[Population, ...] = ()
    public: bool = False
    """Whether everyone may see, in short, who takes part."""

    def question(self, id: str) -> Question:
        """Find a question. Raises UnknownGroup."""
        for question in self.questions:
            if question.id == id:
                return question
        raise UnknownGroup(id)

    def population(self, question: str) -> Population | None:
        """Who lives here, by one question; None where the policy does not say."""
        return next((each for each in self.populations if each.question == question), None)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a policy year: the finest time that is kept with an answer."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """``2026-Q3``: the third quarter of the year that starts in 2026."""
        return f"{self.year}-Q{self.number}"

    def last_day(self, starts: YearStart) -> date:
        """The quarter's last day."""
        return part_of_year(self.year, self.number, of=len(QUARTERS), starts=starts)[1]


def quarter_on(day: date, starts: YearStart) -> Quarter:
    """The quarter that a day is in."""
    return Quarter(*quarter_of(day, starts))


def quarters_over(year: int, *, today: date, starts: YearStart) -> tuple[Quarter, ...]:
    """The quarters of a year that are over. The one that runs is hidden: a count that moves tells who moved it."""
    quarters = tuple(Quarter(year, number) for number in QUARTERS)
    return tuple(each for each in quarters if each.last_day(starts) < today)
