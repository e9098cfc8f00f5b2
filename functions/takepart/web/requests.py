"""Read what a browser or a program sent, without ever failing on what it sent."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from takepart.web.problems import Problem

MOST_BYTES: Final = 100_000
"""No form here comes near it: receipts go straight to the store for files."""
MOST_FIELDS: Final = 1_000
_DEEPEST: Final = 8
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"


class Typed(Mapping[str, str]):
    """What somebody typed, field by field, word for word. WTForms reads it through ``getlist``."""

    def __init__(self, pairs: Iterable[tuple[str, str]] | Mapping[str, str] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs.items() if isinstance(pairs, Mapping) else pairs:
            self._values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, name: str) -> list[str]:
        """Every value sent under that name, in order."""
        return list(self._values.get(name, ()))


def number_in(text: str, *, digits: int = 6) -> int | None:
    """The number that a text is, without a sign and of few digits; None for any other text.

    ``int`` alone reads figures of every script, spaces and signs, and stops with an error at thousands of digits.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as the pages see it. Header names are in lower case."""

    id: str
    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    sent: object = ""
    sent_as_base64: bool = False
    most_bytes: int = MOST_BYTES

    @classmethod
    def of(cls, event: Mapping[str, Any], *, most_bytes: int = MOST_BYTES) -> Request:
        """Read an HTTP API event (payload 2.0). Never raises: the query and the body are read when asked for."""
        context = event.get("requestContext") or {}
        http = context.get("http") or {}
        headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
        return cls(
            id=str(context.get("requestId") or "none"),
            method=str(http.get("method") or "GET").upper(),
            path=str(event.get("rawPath") or http.get("path") or "/"),
            query_string=str(event.get("rawQueryString") or ""),
            headers=headers,
            cookies=_cookies(event.get("cookies") or (), headers.get("cookie", "")),
            sent=event.get("body") or "",
            sent_as_base64=bool(event.get("isBase64Encoded")),
            most_bytes=most_bytes,
        )

    @cached_property
    def query(self) -> Typed:
        """What stands after the question mark. Raises Problem 400 for far too many fields."""
        return Typed(_pairs(self.query_string))

    @property
    def token(self) -> str:
        """That of the link that was followed, where it travels in the address alone; empty without one."""
        return self.query.get("t", "")

    def carried_on(self, path: str, **query: object) -> str:
        """An address of ours that carries the same link on."""
        return f"{path}?{urlencode({'t': self.token, **query})}"

    @cached_property
    def body(self) -> bytes:
        """What was sent. Raises Problem 413 when it is too big, 400 when it is not what it says it is."""
        return _body(self.sent, self.sent_as_base64, self.most_bytes)

    @property
    def content_type(self) -> str:
        """The kind of body, in lower case, without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def wants_page(self) -> bool:
        """Whether a person with a browser is asking, rather than a program."""
        return "text/html" in self.headers.get("accept", "")

    def form(self) -> Typed:
        """The fields of a posted form. Raises Problem 415 for any other kind of body, 400 for far too many fields."""
        if self.body and self.content_type != FORM:
            raise Problem.wrong_type()
        return self._posted

    @cached_property
    def _posted(self) -> Typed:
        """Read once: the door listens to it, and the route takes it."""
        return Typed(_pairs(self.body.decode("utf-8", "replace")))

    def fields(self) -> Typed:
        """The fields of a posted form or of a JSON object: ``{"bank": {"name": "A"}}`` reads as ``bank-name=A``.

        Lists count from 1: ``journeys-1-miles``. Raises Problem 415 or 400.
        """
        if self.content_type == FORM:
            return self.form()
        if self.content_type != JSON and not self.content_type.endswith("+json"):
            raise Problem.wrong_type()
        try:
            sent = json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise Problem.bad("The body is not JSON. Send one JSON object, in UTF-8.") from error
        if not isinstance(sent, dict):
            raise Problem.bad("The body must be one JSON object, with curly brackets around it.")
        pairs = list(_flat(sent, "", 0))
        if len(pairs) > MOST_FIELDS:
            raise Problem.bad("There are too many fields. Send less at a time.")
        return Typed(pairs)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError as error:
        raise Problem.bad("There are too many fields. Send less at a time.") from error


def _flat(value: object, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        raise Problem.bad("The JSON is nested too deep.")
    join = f"{name}-" if name else ""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{join}{key}", depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{join}{number}", depth + 1)
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    elif value is not None:
        yield name, str(value).encode("utf-8", "replace").decode("utf-8")


def _cookies(listed: Iterable[object], header: str) -> dict[str, str]:
    """From the event's own list and from the header: some gateways fill only one of them."""
    found: dict[str, str] = {}
    for text in [*map(str, listed), header]:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(text)
        except CookieError:
            continue
        for name, morsel in jar.items():
            found.setdefault(name, morsel.value)
    return found


def _body(sent: object, as_base64: bool, most: int) -> bytes:
    if not isinstance(sent, str):
        raise Problem.bad("The body could not be read. Go back and send it again.")
    if len(sent) > most * 4 // 3 + 4:
        raise Problem.too_big()
    try:
        body = base64.b64decode(sent) if as_base64 else sent.encode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise Problem.bad("The body could not be read. Go back and send it again.") from error
    if len(body) > most:
        raise Problem.too_big()
    return body
