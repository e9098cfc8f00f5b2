"""Clients: one for each service, made at once or when first used."""

from __future__ import annotations

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
