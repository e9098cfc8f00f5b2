"""A notice: one letter about promises to one person, written down once; and the monthly run that writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Journalled, Step
from takepart.domain.assurance.rules import KeeperId
from takepart.domain.ids import StepId
from takepart.domain.journal import Entry, Fact

_REMIND: Final = "remind"
"""What a journal calls a reminder, of a promise or of an action of an audit."""


class NoticeKind(StrEnum):
    """What a notice is about. The value is the journal's action, and names the letter."""

    MONTHLY = "promises-monthly"
    AUDIT_READY = "audit-ready"
    LINK = "promises-link"


MOST_ITEMS: Final = 200
"""In one letter: nobody reads more, and an item of a table takes 400 KB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing that a notice tells: ids only, the letter's words come from the policy."""

    team: str
    about: str
    """A promise, or for an action the statement of the audit."""
    slot: str
    year: int
    due: date
    stage: str


@dataclass(frozen=True, kw_only=True)
class Notice(Journalled):
    """One letter to one person. Its id is made from what it is about, so that it is written once."""

    id: str
    kind: NoticeKind
    to: KeeperId
    items: tuple[Item, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    """For the participation lead: how many promises stand how."""
    left: tuple[tuple[str, int], ...] = ()
    """How many more there are of each stage: a letter has ``MOST_ITEMS`` at most, the list behind its link has all."""


def notice(
    id: str,
    kind: NoticeKind,
    to: KeeperId,
    *,
    at: datetime,
    items: Sequence[Item] = (),
    counts: Sequence[tuple[str, int]] = (),
) -> Notice:
    """A notice, ready to be kept: of very many items the first, and how many more there are."""
    left = tuple(sorted(Counter(item.stage for item in items[MOST_ITEMS:]).items()))
    blank = Notice(id=id, kind=kind, to=to, items=tuple(items[:MOST_ITEMS]), counts=tuple(counts), left=left)
    return blank.written(kind, _step(f"notice-{id}", at=at))


def reminders_in(journal: Iterable[Entry], *, of: StepId | None = None) -> Iterator[tuple[str, str, str]]:
    """What a journal says of reminders: a slot or statement, the stage, and who was told; all of them, or a run's."""
    for entry in journal:
        for name, people in entry.facts.items() if of in (None, entry.step) else ():
            thing, slash, stage = name.rpartition("/")
            if slash and entry.action == _REMIND:
                yield thing, stage, str(people)


class RunState(StrEnum):
    """Where a month's reminding stands."""

    BEGUN = "begun"
    """Who is told of what is being written down, team by team."""
    TELLING = "telling"
    """All of that is written down; nothing is added any more, and the letters are being written."""
    FINISHED = "finished"


class RunAction(StrEnum):
    """What moves it on. The value is what the journal calls it."""

    BEGIN = "begin"
    TELL = "tell"
    FINISH = "finish"


@dataclass(frozen=True, kw_only=True)
class Run(Aggregate):
    """One month's reminding. It is finished when every notice of it is written down."""

    KEY: ClassVar = ("month",)
    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (RunState.BEGUN, RunAction.TELL): RunState.TELLING,
            (RunState.TELLING, RunAction.FINISH): RunState.FINISHED,
        }
    )
    """Every pair that is not here changes nothing: another run of the same month was there before."""

    month: str
    day: date
    """The first working day of the month: everything is judged as of this day."""
    state: RunState = RunState.BEGUN

    @property
    def finished(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.state is RunState.FINISHED


def begin(month: str, day: date, *, at: datetime) -> Run:
    """A month's run, begun."""
    blank = Run(month=month, day=day)
    return blank.written(RunAction.BEGIN, _step(f"begin-{month}", at=at), {"day": day.isoformat()})


def tell(run: Run, *, at: datetime) -> Run:
    """From now on nobody is added: whoever tells, tells the same."""
    return _moved(run, RunAction.TELL, at=at)


def finish(run: Run, *, letters: int, at: datetime) -> Run:
    """The run, finished."""
    return _moved(run, RunAction.FINISH, {"letters": letters}, at=at)


def _moved(run: Run, action: RunAction, facts: Mapping[str, Fact] | None = None, *, at: datetime) -> Run:
    """It after a step; the same where another run of the month took it before."""
    if (run.state, action) not in run.TRANSITIONS:
        return run
    return run.took(action, _step(f"{action.value}-{run.month}", at=at), facts)


def _step(press: str, *, at: datetime) -> Step:
    return Step(journals.Job.REMINDERS.actor, at, StepId(press))
