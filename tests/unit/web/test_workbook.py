"""A workbook for Excel: read back by its own standard, part by part."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

from takepart.domain.money import Money
from takepart.web.spreadsheet import Row
from takepart.web.workbook import as_xlsx

_IN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS: list[Row] = [
    {"Who": "=HYPERLINK(1)", "Day": date(2026, 11, 24), "Pounds": Money(-24_20), "How many": 3},
    {"Who": "Zoë <b>&\x00 \u2028", "Day": date(2026, 1, 1), "Pounds": Money(5), "How many": 0},
]


def cells(file: bytes) -> list[list[tuple[str, str, str]]]:
    """Each cell's kind, style and what is in it."""
    packed = zipfile.ZipFile(io.BytesIO(file))
    assert packed.testzip() is None
    for part in packed.namelist():
        ElementTree.fromstring(packed.read(part))  # noqa: S314  # we wrote it; each part is XML
    sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # we wrote it
    return [
        [(each.get("t", "n"), each.get("s", "0"), "".join(each.itertext())) for each in row]
        for row in sheet.iter(f"{_IN}row")
    ]


def test_words_are_words_and_sums_and_days_can_be_added_and_sorted() -> None:
    """Nothing that somebody typed is a formula, and what XML cannot hold is left out."""
    head, first, second = cells(as_xlsx(ROWS, sheet="money-2026-11"))

    assert [words for _, _, words in head] == ["Who", "Day", "Pounds", "How many"]
    assert first == [("inlineStr", "0", "=HYPERLINK(1)"), ("n", "3", "46350"), ("n", "2", "-24.20"), ("n", "0", "3")]
    assert second[0] == ("inlineStr", "0", "Zoë <b>& \u2028")
    assert second[2] == ("n", "2", "0.05")


def test_the_same_rows_are_the_same_file_and_none_is_an_empty_sheet() -> None:
    """So that two downloads can be compared."""
    assert as_xlsx(ROWS, sheet="a") == as_xlsx(ROWS, sheet="a")
    assert cells(as_xlsx([], sheet="a")) == []


def test_columns_past_the_26th_have_two_letters() -> None:
    """As Excel counts: A to Z, then AA."""
    file = as_xlsx([{f"c{number}": number for number in range(28)}], sheet="a")

    sheet = zipfile.ZipFile(io.BytesIO(file)).read("xl/worksheets/sheet1.xml").decode()

    assert 'r="Z1"' in sheet
    assert 'r="AB2"' in sheet
