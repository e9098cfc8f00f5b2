"""Photos in S3: sent apart, shown by a link for a minute, gone when it must be."""

from __future__ import annotations

import boto3
import pytest

from takepart.adapters.clients import client
from takepart.adapters.posted_files import origin
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.domain.sent_files import SentFile
from takepart.domain.voice.complaint_parts import Attached
from takepart.domain.voice.pictures import MOST_BYTES, without_what_is_hidden
from takepart.web.security import origin_of
from tests.pictures import a_png
from tests.voices import you_said_id

ID, BUCKET = you_said_id(), "photos"


@pytest.fixture
def files(aws: None) -> S3PhotoFiles:
    """An empty bucket."""
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    return S3PhotoFiles(client("s3"), BUCKET)


def test_what_is_sent_and_what_is_shown_lie_apart(files: S3PhotoFiles) -> None:
    """So that the sent file, with all that is in it, is never at an address that is shown."""
    s3 = boto3.client("s3")
    s3.put_object(Bucket=BUCKET, Key=f"sent/{ID}/one", Body=a_png())

    files.keep(ID, without_what_is_hidden(ID, files.uploaded(ID, "one")))

    assert s3.get_object(Bucket=BUCKET, Key=f"shown/{ID}")["Body"].read() == a_png(hidden=False)
    assert f"/shown/{ID}?" in files.link(ID)
    for _ in range(2):
        files.drop(ID)
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == [f"sent/{ID}/one"]


def test_no_more_is_read_than_is_taken(files: S3PhotoFiles) -> None:
    """One byte more, to see that it is too much; and nothing where there is nothing."""
    boto3.client("s3").put_object(Bucket=BUCKET, Key=f"sent/{ID}/big", Body=bytes(MOST_BYTES + 9))
    boto3.client("s3").put_object(Bucket=BUCKET, Key=f"sent/{ID}/empty", Body=b"")

    assert len(files.uploaded(ID, "big")) == MOST_BYTES + 1
    assert files.uploaded(ID, "empty") == files.uploaded(ID, "none") == b""


def test_pages_know_where_photos_come_from_without_asking(files: S3PhotoFiles) -> None:
    """The address in the security policy is the one that the store itself uses."""
    assert origin_of(files.upload_form(ID, "one", back_to="https://x").url) == origin_of(files.link(ID))
    assert origin(files_url="", region="eu-west-2") == origin_of(files.link(ID))

    local = S3PhotoFiles(client("s3"), BUCKET, files_url="http://localhost:8000/_s3")
    assert local.link(ID).startswith(f"http://localhost:8000/_s3/{BUCKET}/shown/")
    assert origin(files_url="http://localhost:8000/_s3", region="eu-west-2") == "http://localhost:8000"


def test_a_paper_of_a_complaint_lies_apart_and_is_downloaded(files: S3PhotoFiles) -> None:
    """Where the public pages may read nothing; and it can be dropped twice."""
    s3, local = boto3.client("s3"), S3PhotoFiles(client("s3"), BUCKET, files_url="http://localhost:8000/_s3")
    paper = Attached(key=f"{ID}/ab12", what="Their letter", content_type="application/pdf", sha256="x")

    files.keep_paper(paper.key, SentFile(content_type=paper.content_type, content=b"%PDF-1.4"))

    assert s3.get_object(Bucket=BUCKET, Key=f"shown-to-staff/{paper.key}")["Body"].read() == b"%PDF-1.4"
    link = local.paper_link(paper)
    assert link.startswith(f"http://localhost:8000/_s3/{BUCKET}/shown-to-staff/{paper.key}?")
    assert "attachment" in link
    for _ in range(2):
        files.drop_paper(paper.key)
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)
