"""Receipts: the form that takes them, and what is remembered of them."""

import base64
import json
from datetime import date, timedelta

import boto3
import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.receipts_table import ReceiptsTable, S3ReceiptFiles, read_receipt_key, receipt_key
from takepart.adapters.clients import client
from takepart.adapters.posted_files import MOST_POSTED
from takepart.domain.ids import ClaimId, DraftId, ReceiptId
from takepart.domain.sent_files import MOST_BYTES
from takepart.use_cases.claims.check_receipt import REPLACED
from takepart.use_cases.claims.ports import Receipt
from tests.builders import a_claim

DRAFT, ID = DraftId("d" * 32), ReceiptId("r" * 32)


def a_receipt(**changes: object) -> Receipt:
    values: dict[str, object] = {
        "id": ID,
        "draft": DRAFT,
        "key": receipt_key(DRAFT, ID),
        "content_type": "image/jpeg",
        "size": 1234,
        "sha256": "a" * 64,
        "received_on": date(2026, 11, 23),
    }
    return Receipt(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def bucket(aws: None) -> str:
    boto3.client("s3").create_bucket(Bucket="receipts", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    return "receipts"


def test_a_receipt_is_kept_once_however_often_it_is_checked(claims_table: str) -> None:
    """The bucket may tell us twice."""
    receipts = ReceiptsTable(claims_table)

    receipts.add(a_receipt())
    receipts.add(a_receipt())

    assert receipts.of_draft(DRAFT) == [a_receipt()]


def test_the_same_file_on_two_claims_is_found(claims_table: str) -> None:
    """By its digest; a file that is of no use is not looked for."""
    receipts = ReceiptsTable(claims_table)
    receipts.add(a_receipt())
    receipts.add(a_receipt(draft=DraftId("e" * 32)))
    receipts.add(a_receipt(draft=DraftId("f" * 32), problem="This file is empty."))

    assert sorted(receipts.same_picture("a" * 64)) == [DRAFT, "e" * 32]


def test_the_form_takes_one_file_under_its_own_key_and_leaves_its_size_to_us(bucket: str) -> None:
    """What is too big or empty comes back to our page, too, where it is said in words: the store would show code."""
    form = S3ReceiptFiles(client("s3"), bucket).upload_form(
        draft=DRAFT, receipt=ID, back_to="http://localhost:8000/claims/new/x/receipts"
    )
    policy = json.loads(base64.b64decode(form.fields["policy"]))

    assert form.fields["key"] == receipt_key(DRAFT, ID)
    assert ["content-length-range", 0, MOST_POSTED] in policy["conditions"]
    assert {"success_action_redirect": "http://localhost:8000/claims/new/x/receipts"} in policy["conditions"]
    assert {"key": receipt_key(DRAFT, ID)} in policy["conditions"]


def test_browsers_can_be_sent_to_another_address(bucket: str) -> None:
    """In the local run the emulator's own address is not the one that a browser sees."""
    files = S3ReceiptFiles(client("s3"), bucket, files_url="http://localhost:8000/files/")

    assert files.upload_form(draft=DRAFT, receipt=ID, back_to="x").url == "http://localhost:8000/files/receipts"


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff photo", b"", b"x" * (MOST_BYTES + 5)], ids=["photo", "empty", "big"]
)
def test_no_more_is_read_than_is_allowed(bucket: str, content: bytes) -> None:
    """One byte more than allowed shows that it is too big; an empty file is read as empty."""
    boto3.client("s3").put_object(Bucket=bucket, Key="k", Body=content)

    assert S3ReceiptFiles(client("s3"), bucket).read("k") == content[: MOST_BYTES + 1]


def test_a_receipt_is_downloaded_and_never_shown_inside_a_page(bucket: str) -> None:
    """A PDF or a picture from outside could hold anything."""
    link = S3ReceiptFiles(client("s3"), bucket).link("k", content_type="application/pdf")

    assert "response-content-disposition=attachment" in link
    assert "X-Amz-Expires=300" in link or "Expires=" in link


@pytest.mark.parametrize("key", ["", "receipts", "receipts/a", "receipts//b", "other/a/b", "receipts/a/b/c"])
def test_a_key_that_is_not_ours_is_nobodys(key: str) -> None:
    """Whatever lands in the bucket."""
    assert read_receipt_key(key) is None


def test_our_own_key_says_whose_it_is() -> None:
    """There and back."""
    assert read_receipt_key(receipt_key(DRAFT, ID)) == (DRAFT, ID)


def test_a_file_cannot_take_the_place_of_one_that_was_looked_at(claims_table: str) -> None:
    """What a decider saw stays what they saw: the first is marked as gone, and the second is no receipt."""
    receipts = ReceiptsTable(claims_table)
    first, second = a_receipt(sha256="1" * 64), a_receipt(sha256="2" * 64)
    receipts.add(first)
    receipts.add(first)

    assert receipts.of_draft(first.draft) == [first]
    for another in (second, first, second):
        receipts.add(another)
    (kept,) = receipts.of_draft(first.draft)

    assert (kept.sha256, kept.usable, kept.problem) == (first.sha256, False, REPLACED)


def test_a_better_file_may_take_the_place_of_one_with_a_problem(claims_table: str) -> None:
    """Someone went back and chose the photo they had meant."""
    receipts = ReceiptsTable(claims_table)
    receipts.add(a_receipt(sha256="1" * 64, problem="This file is empty."))

    receipts.add(a_receipt(sha256="2" * 64))

    assert [each.sha256 for each in receipts.of_draft(a_receipt().draft) if each.usable] == ["2" * 64]


def test_every_receipt_of_a_claim_and_every_twin_of_a_picture_is_found(claims_table: str) -> None:
    """Not only the first forty; those of a claim in the order of their days."""
    receipts, first = ReceiptsTable(claims_table), a_receipt().received_on
    for number in range(45):
        day = first + timedelta(days=44 - number)
        receipts.add(a_receipt(id=ReceiptId(f"{number:032}"), sha256=f"{number:064}", received_on=day))
        receipts.add(a_receipt(draft=DraftId(f"{number:032}")))

    kept = receipts.of_draft(DRAFT)

    assert len(kept) == 45
    assert [each.received_on for each in kept] == sorted(each.received_on for each in kept)
    assert len(receipts.same_picture("a" * 64)) == 45


def test_every_claim_that_is_paid_into_one_account_is_found(claims_table: str) -> None:
    """Years of one person's claims hide nobody else's."""
    claims = ClaimsTable(Aggregates(claims_table))
    for number in range(30):
        claims.add(a_claim(id=ClaimId(f"BBBB-{number:04}"), draft=DraftId(f"d{number}")))

    assert len(claims.same_account("f" * 32)) == 30
