"""The three answers a route gives: a page, another address, or a problem that a program can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response

from takepart.web.problems import Problem

HTML: Final = "text/html; charset=utf-8"
PROBLEM_JSON: Final = "application/problem+json"


def html(body: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[str]:
    """A page. It is not stored anywhere unless ``headers`` say otherwise."""
    return Response(status_code=status, content_type=HTML, body=body, headers=dict(headers or {}))


def see_other(address: str) -> Response[str]:
    """Go and look there: the answer to every post that worked, so that a reload sends nothing twice."""
    return Response(status_code=303, headers={"Location": address}, body="", content_type=HTML)


def binary(content: bytes, content_type: str, *, headers: Mapping[str, str]) -> Response[str]:
    """A picture. Powertools encodes a body of bytes itself, and marks the answer as base64."""
    # Response is typed for text alone.
    return Response(status_code=200, content_type=content_type, body=content, headers=dict(headers))  # type: ignore[arg-type]


def as_json(
    value: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json",
) -> Response[str]:
    """Data for a program."""
    body = json.dumps(value, ensure_ascii=False)
    return Response(status_code=status, content_type=content_type, body=body, headers=dict(headers or {}))


def problem_json(problem: Problem, *, reference: str) -> Response[str]:
    """RFC 9457: what happened, in a form that programs share. ``errors`` lists every field."""
    value: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.what_to_do,
        "reference": reference,
    }
    if problem.fields:
        value["errors"] = [{"field": each.field, "message": each.message} for each in problem.fields]
    return as_json(value, status=problem.status, headers=problem.headers, content_type=PROBLEM_JSON)


def reason(status: int) -> str:
    """``Not Found`` for 404: for the title of an error page's tab."""
    return HTTPStatus(status).phrase
