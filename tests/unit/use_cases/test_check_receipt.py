"""A receipt is known by its own bytes."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from takepart.domain.ids import DraftId, ReceiptId
from takepart.use_cases import check_receipt as checks
from takepart.use_cases.check_receipt import check_receipt, kind_of
from takepart.use_cases.ports import Receipt, UploadForm

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


class FakeFiles:
    """One file, whatever its key."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def upload_form(self, *, draft: DraftId, receipt: ReceiptId, back_to: str) -> UploadForm:
        return UploadForm(url="", fields={})

    def read(self, key: str) -> bytes:
        return self.content[: checks.MOST_BYTES + 1]

    def link(self, key: str, *, content_type: str) -> str:
        return key


class FakeReceipts:
    """Receipts in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Receipt] = {}

    def add(self, receipt: Receipt) -> None:
        self.kept[receipt.id] = receipt

    def of_draft(self, draft: DraftId) -> list[Receipt]:
        return [receipt for receipt in self.kept.values() if receipt.draft == draft]

    def same_picture(self, sha256: str) -> list[DraftId]:
        return [receipt.draft for receipt in self.kept.values() if receipt.sha256 == sha256]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0 photo", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n photo", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"%PDF-1.7 receipt", "application/pdf"),
        (b"\n\n%PDF-1.4 some scanners put lines first", "application/pdf"),
        (b"MZ\x90\x00 a program called receipt.jpg", ""),
        (b"<html><script>alert(1)</script>", ""),
        (b"PK\x03\x04 a zip", ""),
        (b"\x00\x00\x00\x18ftypmp42 a film", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, kind: str) -> None:
    """A renamed program is no photo."""
    assert kind_of(content) == kind


def check(content: bytes) -> Receipt:
    receipts = FakeReceipts()
    found = check_receipt(
        draft=DraftId("d"),
        receipt=ReceiptId("r"),
        key="receipts/d/r",
        files=FakeFiles(content),
        receipts=receipts,
        now=NOW,
    )
    assert receipts.kept == {"r": found}
    return found


def test_a_good_receipt_is_kept_with_its_digest() -> None:
    """The digest shows the same receipt on another claim."""
    found = check(b"\xff\xd8\xff photo")

    assert found.usable
    assert found.sha256 == hashlib.sha256(b"\xff\xd8\xff photo").hexdigest()
    assert found.received_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", checks.EMPTY),
        (b"MZ program", checks.WRONG_KIND),
        (b"\xff\xd8\xff" + b"\x00" * checks.MOST_BYTES, checks.TOO_BIG),
    ],
)
def test_a_bad_file_is_kept_with_what_to_do(content: bytes, problem: str) -> None:
    """Nothing is silently dropped: the person is told, and the claim goes on."""
    found = check(content)

    assert not found.usable
    assert found.problem == problem
