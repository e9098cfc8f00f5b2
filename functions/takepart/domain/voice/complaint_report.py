"""The yearly report on complaints: how many of each kind, their stages, times and outcomes, and what was learnt.

The Children Act regulations of 2006 (13(3)) and the NHS regulations of 2009 (18) each ask for one, for the year that
ends on 31 March. What leaves the organisation goes through ``domain/disclosure.py``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from takepart.domain.disclosure import Draws, at_least, rounded
from takepart.domain.policy.rules import Organisation
from takepart.domain.uk_time import local_date
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_clock import track_of
from takepart.domain.voice.complaint_parts import CameBy, ComplaintAction, Learning, Outcome, WhyNot
from takepart.domain.voice.rules import Track, VoiceRules

_STARTS: Final = (ComplaintAction.SEND.value, ComplaintAction.NEXT_STAGE.value, ComplaintAction.REOPEN.value)
IN_TIME, LATE, NOT_YET, NOT_KNOWN = "In time", "Late", "Not yet", "Not known yet"
NOT_SORTED: Final = "Not sorted yet"


def year_ending(year: int) -> tuple[date, date]:
    """The first and the last day of the year that starts on 1 April."""
    return date(year, 4, 1), date(year + 1, 3, 31)


@dataclass(frozen=True, kw_only=True)
class AnsweredCount:
    """One answer: of which stage, after how many days (weekends counted), and whether by its date."""

    stage: int
    days: int
    in_time: bool
    outcome: Outcome


def answers_of(complaint: Complaint) -> Iterator[AnsweredCount]:
    """Each answer that it got, from its journal, which is there for good."""
    stage, started = 0, complaint.received_on
    for entry in complaint.journal:
        day = local_date(entry.at)
        if entry.action in _STARTS:
            stage = int(entry.facts.get("stage", 0))
            started = date.fromisoformat(str(entry.facts.get("received", day.isoformat())))
        elif entry.action == ComplaintAction.ANSWER.value and "outcome" in entry.facts:
            yield AnsweredCount(
                stage=stage,
                days=(day - started).days,
                in_time=day <= date.fromisoformat(str(entry.facts["due"])),
                outcome=Outcome(str(entry.facts["outcome"])),
            )


def _acknowledged(complaint: Complaint) -> str:
    """Whether we said in time that we have it, the first time."""
    first = next((each for each in complaint.journal if each.action == ComplaintAction.ACKNOWLEDGE.value), None)
    return NOT_YET if first is None else _on_time(local_date(first.at) <= date.fromisoformat(str(first.facts["due"])))


def _on_time(was: bool) -> str:
    return IN_TIME if was else LATE


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """One table of the report: everything that it counts is in one row of it."""

    name: str
    rows: Mapping[str, int]
    of: str = "complaints"
    """What it counts."""

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(self.rows.values())

    def to_publish(self, draws: Draws, of: str) -> ReportTable:
        """As it may leave the organisation: in fives that add up."""
        return ReportTable(name=self.name, of=self.of, rows=rounded(self.rows, table=f"{of}\n{self.name}", draws=draws))


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long the answers of one stage took, in days, weekends counted."""

    stage: str
    usual: int
    longest: int


@dataclass(frozen=True, kw_only=True)
class TrackReport:
    """One kind of complaint in one year."""

    track: Track
    received: int
    still_open: int
    tables: tuple[ReportTable, ...]
    times: tuple[Times, ...]
    learning: tuple[Learning, ...]
    names: tuple[str, ...]
    """The references behind it: what is published is drawn with them, and the same each time."""

    def to_publish(self) -> tuple[int, tuple[ReportTable, ...]]:
        """How many, rounded down to fives, and the tables in fives. Fewer than five complaints: no table at all."""
        received = at_least(self.received)
        draws = Draws(hashlib.sha256("\n".join(self.names).encode()).digest())
        return received, tuple(each.to_publish(draws, self.track.id) for each in self.tables) if received else ()


def may_publish(reports: Iterable[TrackReport], *, year: int, today: date) -> bool:
    """Whether the figures of a year stand: it is over, and each complaint of it is done.

    Two releases with one answer between them would tell what became of one complaint.
    """
    return today > year_ending(year)[1] and not any(each.still_open for each in reports)


def report(
    complaints: Iterable[Complaint], rules: VoiceRules, ours: Organisation, *, year: int
) -> tuple[TrackReport, ...]:
    """Those that reached us in the year, kind by kind; what is a part of another one is counted there.

    A kind that the policy has no more is reported as long as there are any of it.
    """
    first, last = year_ending(year)
    found = [each for each in complaints if first <= each.received_on <= last and each.outcome is not Outcome.MERGED]
    tracks = {each.id: each for each in rules.tracks}
    for each in sorted(found, key=lambda one: -one.stage):  # one that went furthest has all the stages
        tracks.setdefault(each.track, track_of(each, rules, ours))
    return tuple(_of(track, [each for each in found if each.track == track.id]) for track in tracks.values())


def _of(track: Track, ours: Sequence[Complaint]) -> TrackReport:
    answers = [one for each in ours for one in answers_of(each)]
    by_stage = [[one for one in answers if one.stage == number] for number in range(len(track.stages))]
    return TrackReport(
        track=track,
        received=len(ours),
        still_open=sum(each.is_open for each in ours),
        tables=tuple(_tables(track, ours, by_stage)),
        times=tuple(
            Times(
                stage=stage.name,
                usual=-(-sum(each.days for each in found) // len(found)),
                longest=max(each.days for each in found),
            )
            for stage, found in zip(track.stages, by_stage, strict=True)
            if found
        ),
        learning=tuple(each for one in ours for each in one.learning),
        names=tuple(sorted(each.id for each in ours)),
    )


def _tables(
    track: Track, ours: Sequence[Complaint], by_stage: Sequence[Sequence[AnsweredCount]]
) -> Iterator[ReportTable]:
    """Each with every row that it can have, so that a row that is missing says nothing."""
    yield _counted("How it came", (each.plain for each in CameBy), (each.came_by.plain for each in ours))
    about = (*track.subjects, NOT_SORTED)
    yield _counted("What it was about", about, (each.subject or NOT_SORTED for each in ours))
    who = ("For themselves", "For somebody else")
    yield _counted("Who complained", who, (who[bool(each.complainant.for_whom)] for each in ours))
    yield _counted("We said that we have it", (IN_TIME, LATE, NOT_YET), map(_acknowledged, ours))
    names = [f"{number}: {stage.name}" for number, stage in enumerate(track.stages, 1)]
    yield _counted("The stage that it reached", names, (names[min(each.stage, len(names) - 1)] for each in ours))
    for name, found in zip(names, by_stage, strict=True):
        yield _counted(
            f"Answers at stage {name}", (IN_TIME, LATE), (_on_time(each.in_time) for each in found), "answers"
        )
    outcomes = (*(each.plain for each in Outcome if each is not Outcome.MERGED), NOT_KNOWN)
    yield _counted("Outcome so far", outcomes, (each.outcome.plain if each.outcome else NOT_KNOWN for each in ours))
    refused = [each.why_not.plain for each in ours if each.why_not]
    yield _counted("Why we refused", (each.plain for each in WhyNot), refused)
    after = ("They went no further, as far as we know", f"They went to the {track.beyond.name}")
    yield _counted("Afterwards", after, (after[each.beyond_on is not None] for each in ours))
    learnt, done = [each for one in ours for each in one.learning], ("Still to do", "Done")
    yield _counted("What we learnt", done, (done[each.done_on is not None] for each in learnt), "things")


def _counted(name: str, rows: Iterable[str], found: Iterable[str], of: str = "complaints") -> ReportTable:
    counts = Counter(found)
    every = dict.fromkeys((*rows, *counts))  # also what the policy has no more
    return ReportTable(name=name, rows={row: counts[row] for row in every}, of=of)
