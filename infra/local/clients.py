"""AWS clients that can only ever reach the emulator."""

import os
from collections.abc import Mapping
from typing import Any

import boto3

from infra.local.instance import REGION, Instance


def without_aws(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` with every trace of a real account removed: no profile, no keys, no endpoint."""
    return {name: value for name, value in environment.items() if not name.startswith("AWS_")}


def forget_real_accounts() -> None:
    """Drop this process's own AWS settings, files of profiles included; call it before any client is made."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true"
    )


def client(service: str, instance: Instance) -> Any:
    """A boto3 client of `service` on `instance`'s emulator."""
    return boto3.client(  # type: ignore[call-overload, unused-ignore]
        service,
        region_name=REGION,
        endpoint_url=instance.emulator_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the emulator checks no secret
    )
