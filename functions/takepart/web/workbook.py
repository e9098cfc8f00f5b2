"""Rows as an Excel workbook of one sheet: ECMA-376, with no more in it than a table needs.

Words are words, whatever they begin with: a cell of words is never read as a formula. Amounts are numbers with two
figures and days are days, so that they can be added and sorted. The same rows give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from takepart.domain.money import Money
from takepart.web.spreadsheet import Row

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NOT_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_CELL: Final = 32_767
"""Letters in one cell of Excel."""
_BEFORE_FIRST: Final = date(1899, 12, 30)
"""Excel's day 0, as far as days after February 1900 go."""
_BOLD, _POUNDS, _DAY = 1, 2, 3
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf/><xf fontId="1" applyFont="1"/><xf numFmtId="4" applyNumberFormat="1"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def as_xlsx(rows: Iterable[Row], *, sheet: str) -> bytes:
    """The rows under their headings. ``sheet`` names it, in 31 plain letters at most."""
    listed = list(rows)
    lines: list[Sequence[tuple[str | int | date | Money, int]]] = []
    if listed:
        lines.append([(heading, _BOLD) for heading in listed[0]])
    lines += [[(value, 0) for value in row.values()] for row in listed]
    body = "".join(_row(number, line) for number, line in enumerate(lines, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), _HEAD + content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _row(number: int, line: Sequence[tuple[str | int | date | Money, int]]) -> str:
    cells = "".join(_cell(f"{_letters(place)}{number}", value, style) for place, (value, style) in enumerate(line))
    return f'<row r="{number}">{cells}</row>'


def _cell(at: str, value: str | int | date | Money, style: int) -> str:
    match value:
        case Money():
            return f'<c r="{at}" s="{_POUNDS}"><v>{value.pence / 100:.2f}</v></c>'
        case date():
            return f'<c r="{at}" s="{_DAY}"><v>{(value - _BEFORE_FIRST).days}</v></c>'
        case int():
            return f'<c r="{at}"><v>{value}</v></c>'
        case _:
            words = escape(_NOT_XML.sub("", value)[:_MOST_CELL])
            return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _letters(place: int) -> str:
    """``A`` for the first column, ``AA`` for the 27th."""
    before, last = divmod(place, 26)
    return f"{_letters(before - 1) if before else ''}{chr(ord('A') + last)}"
