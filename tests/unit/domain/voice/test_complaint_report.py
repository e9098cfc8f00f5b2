"""The yearly report on complaints: what it counts, to which year, and what of it may be published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from takepart.domain.voice import complaint, complaint_end, complaint_file
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Outcome, WhyNot
from takepart.domain.voice.complaint_report import TrackReport, may_publish, report
from tests.complaints import ADJUDICATOR, MANAGER, RULES, SOMEBODY, OnFile, a_step
from tests.policies import WIRRAL


def ids(count: int) -> list[str]:
    return [f"BBBB-{number:04}".translate(str.maketrans("0123456789", "BCDFGHJKMP")) for number in range(count)]


def answered(id: str, *, day: str = "2026-11-10", outcome: Outcome = Outcome.UPHELD) -> Complaint:
    return OnFile(id=id).given(MANAGER, "2026-11-03").answered(day, outcome=outcome).one


def of(*found: Complaint, track: str = "childrens-services", year: int = 2026) -> TrackReport:
    return next(each for each in report(found, RULES, WIRRAL.organisation, year=year) if each.track.id == track)


def rows(one: TrackReport, table: str) -> dict[str, int]:
    """The rows of a table that are not nought."""
    return {name: n for each in one.tables if each.name == table for name, n in each.rows.items() if n}


def test_stages_times_and_outcomes_are_counted_from_the_journal() -> None:
    """One answered in time at stage 1 and late at stage 2, one late, one refused, one taken back, one still open."""
    one, late, refused, back, new = ids(5)
    staged = (
        OnFile(id=one).at_stage_2().named("independent-person", "One", "2026-11-18").reached("reports", "2026-12-22")
    )
    staged.given(ADJUDICATOR, "2026-12-22").answered("2026-12-23", ADJUDICATOR, outcome=Outcome.PARTLY_UPHELD)
    found = of(
        staged.one,
        answered(late, day="2026-11-17", outcome=Outcome.NOT_UPHELD),
        OnFile(id=refused).do(complaint_end.refuse, "2026-11-03", reason=WhyNot.OUT_OF_TIME, words="Too late.").one,
        OnFile(id=back).do(complaint.withdraw, "2026-11-03").one,
        OnFile(id=new, who=replace(SOMEBODY, for_whom="A child", consent="By phone")).one,
    )

    assert (found.received, found.still_open) == (5, 1)
    assert rows(found, "How it came") == {"By phone": 5}
    assert rows(found, "Who complained") == {"For themselves": 4, "For somebody else": 1}
    assert rows(found, "We said that we have it") == {"In time": 2, "Not yet": 3}
    names = [f"{number}: {stage.name}" for number, stage in enumerate(RULES.tracks[0].stages, 1)]
    assert rows(found, "The stage that it reached") == {names[0]: 4, names[1]: 1}
    assert rows(found, f"Answers at stage {names[0]}") == {"In time": 1, "Late": 1}
    assert rows(found, f"Answers at stage {names[1]}") == {"Late": 1}
    assert rows(found, "Outcome so far") == {
        "Partly upheld": 1,
        "Not upheld": 1,
        "Refused": 1,
        "Taken back": 1,
        "Not known yet": 1,
    }
    assert rows(found, "Why we refused") == {WhyNot.OUT_OF_TIME.plain: 1}
    assert [(each.stage, each.usual, each.longest) for each in found.times] == [
        (RULES.tracks[0].stages[0].name, 12, 15),
        (RULES.tracks[0].stages[1].name, 37, 37),
    ]


def test_every_table_but_those_of_answers_reasons_and_learning_counts_everybody_once() -> None:
    """So that what is published adds up."""
    one = of(*[answered(each) for each in ids(7)])
    whole = [each for each in one.tables if not each.name.startswith(("Answers", "Why", "What we"))]

    assert len(whole) == 7
    assert {each.all for each in whole} == {7}


def test_a_year_runs_from_april_and_what_is_merged_counts_once() -> None:
    first, second = ids(2)
    gone = complaint_end.merge(OnFile(id=first).one, a_step("2026-11-03"), into=OnFile(id=second).one)

    assert of(gone, OnFile(id=second).one).received == 1
    spring = replace(answered(first), received_on=date(2026, 3, 31))
    assert (of(spring).received, of(spring, year=2025).received) == (0, 1)


def test_what_was_learnt_and_who_went_further_is_in_it() -> None:
    case = OnFile().given(MANAGER, "2026-11-03").answered("2026-11-10")
    case.one = complaint_file.learn(
        case.one, a_step("2026-11-11"), what="Call back.", owner=MANAGER, by=date(2027, 1, 1)
    )
    case.one = complaint_file.taken_further(case.one, a_step("2026-12-01"), on=date(2026, 11, 30))
    found = of(case.one)

    assert rows(found, "What we learnt") == {"Still to do": 1}
    assert rows(found, "Afterwards") == {"They went to the Local Government and Social Care Ombudsman": 1}
    assert [each.what for each in found.learning] == ["Call back."]


@pytest.mark.parametrize("count", [4, 5, 13])
def test_what_is_published_is_in_fives_that_add_up(count: int) -> None:
    """Nothing of fewer than five; the same each time."""
    outcomes = list(Outcome)[:4]
    found = of(*[answered(each, outcome=outcomes[number % 4]) for number, each in enumerate(ids(count))])
    received, tables = found.to_publish()

    assert received == count // 5 * 5
    assert bool(tables) is (count >= 5)
    assert all(number % 5 == 0 for each in tables for number in each.rows.values())
    assert all(each.all == received for each in tables if each.name == "Outcome so far")
    assert found.to_publish() == (received, tables)


def test_a_year_is_published_when_its_figures_stand() -> None:
    """Not while it runs, and not while one of it is open."""
    done, running = [of(answered("BBBB-CCCC"))], [of(OnFile().one)]

    assert may_publish(done, year=2026, today=date(2027, 4, 1))
    assert not may_publish(done, year=2026, today=date(2027, 3, 31))
    assert not may_publish(running, year=2026, today=date(2027, 4, 1))
