"""Clients: one for each service, made at once or when first used."""

from __future__ import annotations

import pytest

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
