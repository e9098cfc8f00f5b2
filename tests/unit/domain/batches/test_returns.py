"""Reading what came back: any bank's file, or references that somebody typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.batches import batch as batches
from takepart.domain.batches.batch import read_returns
from takepart.domain.ids import StaffId, StepId
from tests.money_builders import NOW, claim_no
from tests.unit.domain.batches.test_batch import a_sent_batch

ONE, TWO = str(claim_no(0)), str(claim_no(1))


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}\n",
        f"{ONE.lower()}\r\n{TWO.replace('-', ' ')}",
        f"\ufeffReference,Reason\n{ONE},\n{TWO},\n",
        f"Reason;Amount;Your reference\n;24.20;{ONE}\n\n;24.20;{TWO}\n",
        f"Amount\tRef\n24.20\t{ONE}\n24.20\t{TWO}\n",
        f'"REFERENCE","x"\n"{ONE}","y"\n" {TWO} ","z"\n',
        f"Returned, November 2026\nExample Bank\n\nReference|Amount\n{ONE}|24.20\n{TWO}|24.20\nTotal|48.40\n",
        f"Reference;Amount;Reason\n{ONE};24,20;Closed, or moved\n{TWO};-24,20 DR;\nGrand total;48,40\n",
        f'Your reference,Reason\n{ONE},"Account\nclosed"\n{TWO},"Told: ""no"""\nNumber of payments,2\n',
        f"Reference,Payment details,Value\nBK001,{ONE},2420\nBK002,{TWO},2420\nTotal,,4840\n",
        f"{ONE}, account closed; moved\n{TWO}\n",
        f"{ONE}|24.20\n{TWO}|24.20",
    ],
)
def test_a_bank_may_write_its_file_as_it_likes(text: str) -> None:
    """Headings or none, any divider, any case; a file from Excel with its mark in front."""
    returns = read_returns(text, batch=a_sent_batch())

    assert (set(returns.references), returns.problems) == ({ONE, TWO}, ())


def test_reasons_come_with_their_references() -> None:
    """Short, on one line, without signs that nobody sees."""
    text = f'Reference,Return reason\n{ONE},"Account \u202e closed{" x" * 100}"\n'

    (reason,) = read_returns(text, batch=a_sent_batch()).references.values()

    assert reason.startswith("Account closed x") and len(reason) == 80


def test_every_line_that_fits_nothing_is_named() -> None:
    """With its number as a spreadsheet shows it."""
    text = f"Reference\n{ONE}\n2222-2222\n\n{ONE}\n=cmd|' /C calc'!A0\n"

    problems = read_returns(text, batch=a_sent_batch()).problems

    assert [problem.line for problem in problems] == [3, 5, 6]
    assert problems[0].plain == "“2222-2222” is not a reference in this batch."
    assert problems[1].plain == f"{ONE} is here twice."


def test_good_lines_are_taken_whatever_stands_beside_them() -> None:
    """Each other line has its number in a spreadsheet, also below a cell that goes over two lines."""
    text = f'Reference,Amount,Reason\n{ONE},24.20,"No such\naccount"\n{TWO},24.02,Closed\nTotal,20.00,\n'

    returns = read_returns(text, batch=a_sent_batch())

    assert dict(returns.references) == {ONE: "No such account"}
    assert [(problem.line, problem.plain) for problem in returns.problems] == [
        (3, f"{TWO}: the file says “24.02”. We paid £24.20. Ask the bank about it."),
        (4, "The total here is “20.00”. The lines above come to £48.22."),
    ]


def test_quotes_that_do_not_fit_swallow_nothing() -> None:
    """One that is never closed, or stands in the middle, is a sign like any other."""
    for text in (f'Reference,Reason\n{ONE},"closed\n{TWO},moved\n', f'{ONE},"closed\n{TWO},"moved" away\n'):
        returns = read_returns(text, batch=a_sent_batch())

        assert (set(returns.references), returns.problems) == ({ONE, TWO}, ())


def test_what_is_known_is_no_problem_and_happens_once() -> None:
    """A file that is sent again, with one more line, adds that line."""
    batch = batches.came_back(
        a_sent_batch(), Step(journals.staff(StaffId("finance-1")), NOW, StepId("r")), references={ONE: ""}
    )

    returns = read_returns(f"{ONE}\n{TWO}\n", batch=batch)

    assert (dict(returns.references), returns.known, returns.problems) == ({TWO: ""}, (ONE,), ())


def test_nothing_is_said_to_be_nothing_and_too_much_too_much() -> None:
    """Both are problems of the first line."""
    assert read_returns(" \n", batch=a_sent_batch()).problems[0].plain == "There are no references here."
    assert read_returns("x" * 130_001, batch=a_sent_batch()).problems[0].plain == "This file is too large."


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    """Never an exception: a person pastes anything."""
    returns = read_returns(text, batch=a_sent_batch())

    assert set(returns.references) <= {ONE, TWO}
