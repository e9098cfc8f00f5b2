"""AWS clients: botocore's own, made once each, with short time limits. boto3 would add 300 ms to a cold start."""

from __future__ import annotations

import json
from base64 import b64decode
from functools import cache
from typing import Any, Final

from botocore.config import Config
from botocore.session import Session

ATTEMPTS: Final = 3
"""How often a client tries before whoever called hears that it failed."""
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=8,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    s3={"addressing_style": "path"},
)
_OF_SERVICE = {"s3": _CONFIG.merge(Config(signature_version="s3v4"))}
"""Without it, addresses of files are signed in a way that S3 refuses, in the regions that are old enough to know it."""


@cache
def _session() -> Session:
    return Session()


@cache
def client(service: str) -> Any:
    """The client of one service, in the region that the function runs in."""
    made = _session().create_client(service, config=_OF_SERVICE.get(service, _CONFIG))
    if service == "dynamodb":
        for operation in ("BatchGetItem", "GetItem", "Query"):
            made.meta.events.register(f"before-parse.dynamodb.{operation}", _read_as_it_is)
    return made


_OK: Final = 200


def _read_as_it_is(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """Read an answer with items in one pass: botocore asks its model about each value, six times as long.

    It would give the same but for sets of bytes, which we have none of.
    """
    if response_dict["status_code"] == _OK:
        customized_response_dict.update(json.loads(response_dict["body"], object_hook=_with_bytes))
        response_dict["body"] = b"{}"


def _with_bytes(found: dict[str, Any]) -> dict[str, Any]:
    """A value of bytes has them as text: one of a map has its type inside, and is none."""
    spelled = found.get("B")
    return {"B": b64decode(spelled)} if isinstance(spelled, str) else found


class _Later:
    """Stands for a client until one of its operations is asked for."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __getattr__(self, operation: str) -> Any:
        return getattr(client(self._service), operation)


def later(service: str) -> Any:
    """The client of one service, made when it is first used: for what most requests do without."""
    return _Later(service)
