"""A file for a spreadsheet runs nothing: whatever somebody typed is words in it."""

from __future__ import annotations

import csv
import io

import pytest

from takepart.web.spreadsheet import as_csv


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_is_written_as_words(begins: str) -> None:
    """The beginnings that OWASP names under “CSV injection”."""
    typed = f'{begins}HYPERLINK("https://evil.example")'

    ((cell,),) = list(csv.reader(io.StringIO(as_csv([{"words": typed}]))))[1:]

    assert cell == f"'{typed}"


def test_words_and_numbers_stay_as_they_are() -> None:
    """A figure below nothing is one."""
    text = as_csv([{"team": "Fostering, north", "change": -3}, {"team": "a+b", "change": 12}])

    assert list(csv.reader(io.StringIO(text))) == [["team", "change"], ["Fostering, north", "-3"], ["a+b", "12"]]


def test_nothing_is_an_empty_file() -> None:
    """There are no headings to read off it."""
    assert as_csv([]) == ""
