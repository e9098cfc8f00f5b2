"""Rows as a file for a spreadsheet, and any file that is downloaded rather than shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response

from takepart.domain.money import Money
from takepart.web import responses

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Mapping[str, str | int | date | Money]


def as_csv(rows: Iterable[Row], *, day: Callable[[date], str] = date.isoformat) -> str:
    """Rows for a spreadsheet. What a spreadsheet would run as a formula is written as words."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.writer(text)
    if listed:
        writer.writerow(listed[0])
    for row in listed:
        writer.writerow([_harmless(day(value) if isinstance(value, date) else value) for value in row.values()])
    return text.getvalue()


def _harmless(value: str | int | Money) -> str | int:
    if isinstance(value, Money):
        return f"{value.pence / 100:.2f}"
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def download(body: str | bytes, content_type: str, name: str) -> Response[str]:
    """A file with a name of its own."""
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"'}
    if isinstance(body, bytes):
        return responses.binary(body, content_type, headers=headers)
    return Response(status_code=200, content_type=content_type, body=body, headers=headers)
