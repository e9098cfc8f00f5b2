"""Clients: one for each service, made at once or when first used."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from takepart.adapters import clients


def test_a_client_is_made_once(aws: None) -> None:
    """Each takes a tenth of a start."""
    assert clients.client("s3") is clients.client("s3")


def test_a_client_for_later_is_made_when_an_operation_is_asked_for(aws: None) -> None:
    """And works like any other then."""
    made = clients.client.cache_info().currsize
    s3 = clients.later("s3")
    assert clients.client.cache_info().currsize == made

    s3.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})

    assert [bucket["Name"] for bucket in clients.client("s3").list_buckets()["Buckets"]] == ["files"]


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "eu-west-2"])
def test_addresses_of_files_are_signed_as_every_region_takes_it(
    aws: None, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    """Left alone, botocore signs them the old way in the oldest regions, and S3 refuses what our forms then send."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    s3 = clients.client("s3")

    form = s3.generate_presigned_post("files", "receipts/one", ExpiresIn=60)
    address = s3.generate_presigned_url("get_object", Params={"Bucket": "files", "Key": "receipts/one"}, ExpiresIn=60)

    assert form["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in address


class Raw(io.BytesIO):
    """A body as urllib3 hands it on."""

    def stream(self) -> list[bytes]:
        return [self.read()]


class Answers:
    """Answers instead of the network: so many times that the service is busy, then as it should."""

    def __init__(self, busy: int) -> None:
        self.busy, self.requests = busy, 0

    def __call__(self, request: Any, **_: object) -> AWSResponse:
        self.requests += 1
        headers: Any = {}
        raw: Any = Raw(b'{"QueueUrls": []}')
        return AWSResponse(request.url, 503 if self.requests <= self.busy else 200, headers, raw)


@pytest.mark.parametrize("busy", [0, 2, 3])
def test_a_request_that_found_its_service_busy_is_made_three_times_and_no_more(
    aws: None, monkeypatch: pytest.MonkeyPatch, busy: int
) -> None:
    """A moment’s trouble is nobody’s error, and a long one costs no start."""
    monkeypatch.setattr(time, "sleep", lambda _: None)
    sqs, answers = clients.client("sqs"), Answers(busy)
    sqs.meta.events.register_first("before-send.sqs.ListQueues", answers)

    if busy < 3:
        sqs.list_queues()
    else:
        with pytest.raises(ClientError):
            sqs.list_queues()

    assert answers.requests == min(busy + 1, 3)
