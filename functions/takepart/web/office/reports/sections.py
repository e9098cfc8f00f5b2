"""What a report is made of: sections, each a table with a chart beside it, the same on the page, as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from takepart.domain.money import Money
from takepart.web.charts import Bar, stacked_bars

NO_CHART = Markup("")


class Cell(NamedTuple):
    """One number: as people read it, and as a spreadsheet does, in the same unit."""

    shown: str
    value: str | int


class ReportRow(NamedTuple):
    """One line of a table. ``how`` leads to how it is counted, where a row is a figure of its own."""

    name: str
    cells: tuple[Cell, ...]
    how: str
    address: str


def row(name: str, *cells: Cell | int | None, how: str = "", address: str = "") -> ReportRow:
    """A line; a count alone is a cell, and None a hidden one."""
    return ReportRow(name, tuple(each if isinstance(each, Cell) else number(each) for each in cells), how, address)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One table with its heading. ``how`` are the places that say how its columns are counted."""

    id: str
    title: str
    columns: tuple[str, ...]
    """The first is what the rows are."""
    rows: tuple[ReportRow, ...]
    how: tuple[str, ...] = ()
    chart: Markup = NO_CHART
    empty: str = ""
    """What to say in place of a table without rows."""
    note: str = ""
    change: tuple[str, str] | None = None
    """Where it is written, and the words of the way there."""


def number(count: int | None) -> Cell:
    """A count; None is hidden."""
    return Cell("Hidden", "hidden") if count is None else Cell(f"{count:,}", count)


def pounds(pence: int) -> Cell:
    """Money, to the penny."""
    whole, pennies = divmod(pence, 100)
    return Cell(str(Money(pence)), f"{whole}.{pennies:02}")


def hours(minutes: int | None) -> Cell:
    """Time in hours and minutes; for a spreadsheet in hours, to the hundredth: 1.50 is an hour and a half."""
    if minutes is None:
        return number(None)
    whole, rest = divmod(minutes, 60)
    return Cell(f"{whole:,} h {rest} min" if rest else f"{whole:,} h", f"{whole}.{(rest * 100 + 30) // 60:02}")


def words(text: str) -> Cell:
    """Words in place of a number."""
    return Cell(text, text)


def chart(title: str, parts: Sequence[str], bars: Mapping[str, Sequence[int | None]]) -> Markup:
    """A chart of what is shown: a row with a hidden number is left out; none when there is nothing to draw."""
    shown = {name: tuple(each for each in numbers if each is not None) for name, numbers in bars.items()}
    drawn = [Bar(name=name, numbers=numbers) for name, numbers in shown.items() if len(numbers) == len(bars[name])]
    return stacked_bars(title, parts, drawn) if any(sum(bar.numbers) for bar in drawn) else NO_CHART


def flat(sections: Sequence[Section]) -> Iterator[Mapping[str, str | int]]:
    """Every number of a report as a line of its own: where it stands, and what it is."""
    for section in sections:
        for row in section.rows:
            for column, cell in zip(section.columns[1:], row.cells, strict=True):
                yield {"section": section.title, "row": row.name, "figure": column, "value": cell.value}


def nested(sections: Sequence[Section]) -> list[Mapping[str, object]]:
    """The same for a program."""
    return [
        {
            "section": section.id,
            "title": section.title,
            "rows": [
                {"name": row.name, **dict(zip(section.columns[1:], (cell.value for cell in row.cells), strict=True))}
                for row in section.rows
            ],
        }
        for section in sections
    ]


def counted_in(sections: Sequence[Section]) -> Sequence[str]:
    """Where to read how the figures of these sections are counted, each once: paper has no links."""
    found = (
        each
        for section in sections
        if section.rows
        for each in (*section.how, *(row.how for row in section.rows if row.how))
    )
    return tuple(dict.fromkeys(found))
