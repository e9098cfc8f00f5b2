"""AWS clients: botocore's own, made once each, with short time limits. boto3 would add 300 ms to a cold start."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

_CONFIG = Config(
    connect_timeout=2,
    read_timeout=8,
    retries={"mode": "standard", "total_max_attempts": 3},
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
    return _session().create_client(service, config=_OF_SERVICE.get(service, _CONFIG))


class _Later:
    """Stands for a client until one of its operations is asked for."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __getattr__(self, operation: str) -> Any:
        return getattr(client(self._service), operation)


def later(service: str) -> Any:
    """The client of one service, made when it is first used: for what most requests do without."""
    return _Later(service)
