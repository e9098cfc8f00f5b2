"""The first page of the office shows what waits for whoever is signed in; nobody is up to date beside it."""

from __future__ import annotations

import inspect

import pytest

from takepart.domain.ids import StaffId
from takepart.use_cases.office import rights_of
from takepart.use_cases.what_waits import MOST_COUNTED, VoiceCounts
from tests.policies import WIRRAL
from tests.unit.web.office.bench import Bench

assert WIRRAL.voice is not None
RULES = WIRRAL.voice
DUTY, DESK, READER, CHECKER = RULES.duty[0], RULES.complaints_desk[0], RULES.readers[0], RULES.checkers[0]
HANDLER = next(each for track in RULES.tracks for stage in track.stages for each in stage.handlers)
UP_TO_DATE = "You are up to date"
LISTS = [
    ("alerts", DUTY, "1 alert that somebody may be at risk. Nobody has taken it"),
    ("alerts_taken", DUTY, "1 alert that somebody has and that is not dealt with"),
    ("feedback", READER, "1 thing that people said"),
    ("feedback", DUTY, "1 thing that people said"),
    ("answers", READER, "1 answer to read"),
    ("drafts", CHECKER, "1 draft of “You said, we did” to check"),
]


@pytest.mark.parametrize(("waits", "staff", "words"), LISTS)
def test_each_list_shows_for_whom_it_waits(waits: str, staff: StaffId, words: str) -> None:
    bench = Bench()
    bench.voice_counts.numbers[waits] = 1

    page = bench.as_(staff).get("/office")

    assert words in page.words
    assert UP_TO_DATE not in page.words


@pytest.mark.parametrize(
    ("staff", "handler", "counts", "words"),
    [
        (DESK, None, (1, 0), "1 complaint that nobody has yet: give it to a handler"),
        (DESK, None, (1, 1), "1 complaint that is past its date"),
        (DESK, HANDLER, (2, 2), "2 complaints that are past their date"),
        (HANDLER, HANDLER, (1, 1), "1 complaint that is past its date"),
        (HANDLER, HANDLER, (3, 0), "3 complaints that you have"),
    ],
)
def test_complaints_show_to_the_desk_and_to_who_has_them(
    staff: StaffId, handler: StaffId | None, counts: tuple[int, int], words: str
) -> None:
    bench = Bench()
    bench.voice_counts.of[handler] = counts

    page = bench.as_(staff).get("/office")

    assert words in page.words
    assert UP_TO_DATE not in page.words


def test_every_list_is_tested_above() -> None:
    """A new one fails here until somebody sees it."""
    names = {name for name, _ in inspect.getmembers(VoiceCounts, inspect.isfunction) if not name.startswith("_")}

    assert names == {waits for waits, _, _ in LISTS} | {"complaints", "overdue"}


@pytest.mark.parametrize("staff", [each.id for each in WIRRAL.staff])
def test_up_to_date_is_said_only_to_who_has_no_list_that_is_not_counted(staff: StaffId) -> None:
    page = Bench().as_(staff).get("/office")

    counted_all = not rights_of(WIRRAL.staff_member(staff))
    assert (UP_TO_DATE in page.words) is counted_all
    assert counted_all or "Look at your other lists too" in page.words


def test_who_has_no_part_in_it_sees_no_number_of_it() -> None:
    bench = Bench()
    bench.voice_counts.numbers |= dict.fromkeys([waits for waits, _, _ in LISTS], 5)
    bench.voice_counts.of |= {None: (5, 5), HANDLER: (5, 5)}
    nobody = next(each.id for each in WIRRAL.staff if each.id not in RULES.staff)

    page = bench.as_(nobody).get("/office").words

    assert "people said" not in page.replace("nothing that people said", "")
    assert "alert" not in page
    assert "complaint" not in page


def test_counting_stops() -> None:
    bench = Bench()
    bench.voice_counts.numbers["alerts"] = MOST_COUNTED

    assert f"{MOST_COUNTED} or more alerts" in bench.as_(DUTY).get("/office").words
