"""A receipt is known by its own bytes."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from infra.local.papers import a_pdf
from takepart.domain import sent_files as checks
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import DraftId, ReceiptId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.references import claim_reference
from takepart.domain.sent_files import kind_of
from takepart.use_cases.claims.check_receipt import check_receipt
from takepart.use_cases.claims.ports import Receipt
from takepart.use_cases.ports import ChangedMeanwhile
from tests.builders import a_claim, a_confirmed_claim, a_line, an_approved_claim
from tests.fakes_claims import FakeClaims, FakeFiles, FakeReceipts
from tests.pictures import HIDDEN, a_jpeg, a_png, a_webp

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
DRAFT = DraftId("draft-of-participant")
PHOTO = a_jpeg()


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


def check(content: bytes, *, claims: FakeClaims | None = None, receipts: FakeReceipts | None = None) -> Receipt:
    """Look at one file of the draft of `a_claim()`."""
    return check_receipt(
        draft=DRAFT,
        receipt=ReceiptId("r"),
        key="k",
        files=FakeFiles({"k": content[: checks.MOST_BYTES + 1]}),
        receipts=receipts or FakeReceipts(),
        claims=claims or FakeClaims(),
        now=NOW,
    )


def test_a_good_receipt_is_kept_with_its_digest() -> None:
    """The digest shows the same receipt on another claim."""
    found = check(a_pdf())

    assert found.usable
    assert found.sha256 == hashlib.sha256(a_pdf()).hexdigest()
    assert found.received_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", checks.EMPTY),
        (b"MZ program", checks.WRONG_KIND),
        (b"\xff\xd8\xff" + b"\x00" * checks.MOST_BYTES, checks.TOO_BIG),
        (b"\xff\xd8\xff", checks.BROKEN),
        (a_jpeg()[:-40], checks.BROKEN),
        (a_png()[:50], checks.BROKEN),
        (a_webp()[:40], checks.BROKEN),
        (b"%PDF-1.4", checks.BROKEN),
        (a_pdf()[:-12], checks.BROKEN),
        (a_pdf(trailer=b"/Encrypt 9 0 R "), checks.LOCKED),
        (a_pdf(trailer=b"/Encrypt << /Filter /Standard >> "), checks.LOCKED),
        (b"\x00\x00\x00\x18ftypheic", checks.HEIC),
    ],
)
def test_a_bad_file_is_kept_with_what_to_do(content: bytes, problem: str) -> None:
    """Nothing is silently dropped: the person is told, and the claim goes on."""
    found = check(content)

    assert not found.usable
    assert found.problem == problem


@pytest.mark.parametrize("photo", [a_jpeg(), a_png(), a_webp()])
def test_a_photo_loses_the_place_where_it_was_taken(photo: bytes) -> None:
    """Before anybody can open it, and once: what is left is looked at again and stays."""
    files, receipts = FakeFiles({"k": photo}), FakeReceipts()

    found = [
        check_receipt(
            draft=DRAFT, receipt=ReceiptId("r"), key="k", files=files, receipts=receipts, claims=FakeClaims(), now=NOW
        )
        for _ in range(2)
    ]

    assert HIDDEN in photo
    assert HIDDEN not in files.files["k"]
    assert found[0] == found[1]
    assert found[0].usable
    assert found[0].sha256 == hashlib.sha256(files.files["k"]).hexdigest()


def a_sent_claim(**changes: object) -> Claim:
    """A claim under the reference that its draft gives, with a cost that has no receipt yet."""
    lines = (a_line(), a_line(LineKind.TAXI, 30_00, place=2, flags=frozenset({Flag.NO_RECEIPT, Flag.OVER_RATE})))
    return a_claim(id=claim_reference(DRAFT), draft=DRAFT, lines=lines, **changes)


def test_a_receipt_that_comes_later_is_a_step_of_its_claim() -> None:
    """The decider sees it at once, with the link that they have."""
    claim = a_sent_claim()
    claims = FakeClaims(claim)

    found = check(PHOTO, claims=claims)
    check(PHOTO, claims=claims)

    after = claims.kept[claim.id]
    assert [entry.action for entry in after.journal] == ["sent", "receipt-added"]
    assert after.journal[-1].facts["sha256"] == found.sha256
    assert after.lines[1].flags == {Flag.OVER_RATE}
    assert after.turn == claim.turn


def test_a_file_of_no_use_changes_no_claim() -> None:
    """It is kept, and said to be of no use."""
    claims = FakeClaims(a_sent_claim())

    check(b"MZ program", claims=claims)

    assert claims.writes == 0


def test_a_receipt_after_the_decision_is_kept_and_changes_nothing() -> None:
    """What was decided was decided on what was there."""
    claims = FakeClaims(an_approved_claim(id=claim_reference(DRAFT), draft=DRAFT))
    receipts = FakeReceipts()

    check(PHOTO, claims=claims, receipts=receipts)

    assert claims.writes == 0
    assert len(receipts.of_draft(DRAFT)) == 1


def test_a_claim_that_changes_at_the_same_moment_is_read_again() -> None:
    """The decision stands, and the receipt follows it."""

    class Racing(FakeClaims):
        raced = False

        def save(self, claim: Claim) -> None:
            if not self.raced:
                self.raced = True
                self.kept[claim.id] = a_confirmed_claim(id=claim.id, draft=DRAFT)
                raise ChangedMeanwhile(claim.id)
            super().save(claim)

    claims = Racing(a_sent_claim())

    check(PHOTO, claims=claims)

    assert [e.action for e in claims.kept[claim_reference(DRAFT)].journal] == ["sent", "confirmed", "receipt-added"]
