"""Calls of an App as API Gateway makes them, and what came back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from takepart.web.app import App

SITE = "https://takepart.example"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response, with what tests ask it."""

    status: int
    headers: dict[str, str]
    body: str
    cookies: list[str]

    def __post_init__(self) -> None:
        """A page names each of its parts once, or a label leads to another form's box. Charts repeat their patterns."""
        page = self.body if self.body.startswith("<!DOCTYPE html>") else ""
        names = re.findall(r'<(?!pattern)[^>]+ id="([^"]+)"', page)
        assert len(names) == len(set(names)), sorted(names)

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")

    @property
    def words(self) -> str:
        """What a person can read, white space as single spaces."""
        reader = _Words()
        reader.feed(self.body)
        return " ".join(" ".join(reader.found).split())

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page's form."""
        reader = _Hidden()
        reader.feed(self.body)
        return reader.found[name]

    def checked(self) -> list[str]:
        """The names of every box that is ticked or chosen already."""
        reader = _Hidden()
        reader.feed(self.body)
        return reader.checked


def call(
    app: App,
    method: str,
    address: str,
    *,
    form: dict[str, Any] | None = None,
    cookie: str = "",
    origin: str | None = SITE,
    raw: str | None = None,
    content_type: str = "application/x-www-form-urlencoded",
) -> Answer:
    """One request. A post comes from our own page unless ``origin`` says otherwise."""
    path, _, query = address.partition("?")
    headers = {"accept": "text/html"}
    if cookie:
        headers["cookie"] = cookie
    if method == "POST":
        headers["content-type"] = content_type
        if origin is not None:
            headers["origin"] = origin
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "body": urlencode(form or {}, doseq=True) if raw is None else raw,
        "isBase64Encoded": False,
        "requestContext": {"requestId": "a-request", "http": {"method": method, "path": path}},
    }
    context = SimpleNamespace(
        function_name="web", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="a-request"
    )
    answer = app(event, context)
    return Answer(
        status=answer["statusCode"],
        headers={name: str(value) for name, value in answer["headers"].items()},
        body=answer["body"] or "",
        cookies=list(answer.get("cookies") or ()),
    )


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._quiet += tag in ("style", "script", "title")

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("style", "script", "title")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.found.append(data)


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.checked: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden":
            self.found[values["name"]] = values.get("value", "")
        if "checked" in values or "selected" in values:
            self.checked.append(values.get("name", tag))
