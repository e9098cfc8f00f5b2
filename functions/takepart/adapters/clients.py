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


@cache
def _session() -> Session:
    return Session()


@cache
def client(service: str) -> Any:
    """The client of one service, in the region that the function runs in."""
    return _session().create_client(service, config=_CONFIG)
