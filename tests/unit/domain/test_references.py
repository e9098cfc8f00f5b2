"""References are short, readable aloud, and the same each time a draft is sent."""

from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.ids import DraftId
from takepart.domain.references import LETTERS, claim_reference, read_reference


@given(st.text(min_size=1), st.integers(0, 20))
def test_a_reference_has_eight_letters_that_nobody_mixes_up(draft: str, attempt: int) -> None:
    """No vowels, so no words; no 0/O, 1/I/L or 5/S."""
    reference = claim_reference(DraftId(draft), attempt=attempt)

    assert len(reference) == 9
    assert reference[4] == "-"
    assert set(reference.replace("-", "")) <= set(LETTERS)
    assert not set(LETTERS) & set("AEIOU01LSZ5")


def test_a_draft_sent_twice_has_one_reference() -> None:
    """A double click lands on the same claim."""
    assert claim_reference(DraftId("d")) == claim_reference(DraftId("d"))


def test_the_next_attempt_gives_another_reference() -> None:
    """Two drafts may fall on one reference; the second then takes its next."""
    assert len({claim_reference(DraftId("d"), attempt=n) for n in range(20)}) == 20


@given(st.text(min_size=1))
def test_a_reference_is_read_however_it_is_typed(draft: str) -> None:
    """Lower case, no hyphen, spaces in between."""
    reference = claim_reference(DraftId(draft))

    assert read_reference(f"  {reference.lower().replace('-', ' ')} ") == reference
    assert read_reference(reference.replace("-", "")) == reference


def test_what_is_no_reference_is_nothing() -> None:
    """A search box gets anything."""
    assert read_reference("") is None
    assert read_reference("K7M4-9QX") is None
    assert read_reference("K7M4-9QXO") is None
    assert read_reference("💷" * 8) is None
