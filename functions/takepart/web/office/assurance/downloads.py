"""Rows to take along, as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aws_lambda_powertools.event_handler import Response

from takepart.web.office.assurance.reports import Row, as_csv


def csv_file(rows: Iterable[Row], name: str) -> Response[str]:
    """A CSV file to keep, with a name of its own."""
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(status_code=200, content_type="text/csv; charset=utf-8", body=as_csv(rows), headers=headers)
