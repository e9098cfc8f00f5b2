"""A claim that is still being written."""

from __future__ import annotations

import pytest

from takepart.domain.ids import ClaimId, DraftId
from takepart.use_cases.claims.drafts import TRIES, Draft, DraftChanged, NoSuchDraft, change_draft
from tests.fakes_claims import FakeDrafts

ID = DraftId("a-draft")


def drafts_with(draft: Draft) -> FakeDrafts:
    drafts = FakeDrafts()
    drafts.save(draft)
    return drafts


def test_a_page_answered_again_replaces_itself_and_nothing_else() -> None:
    """Each page is its own part of the draft."""
    draft = Draft(id=ID).answered("you", {"name": "Participant"}).answered("session", {"hours": "2"})

    changed = draft.answered("you", {"name": "Bo"})

    assert changed.answers("you") == {"name": "Bo"}
    assert changed.answers("session") == {"hours": "2"}
    assert changed.answers("never-seen") == {}


def test_entries_keep_their_numbers_when_one_is_taken_out() -> None:
    """An address never comes to mean another entry."""
    draft = Draft(id=ID)
    for number in (1, 2, 10):
        draft = draft.answered(f"journeys/{number}", {"kind": "bus"})

    left = draft.without("journeys/2")

    assert [number for number, _ in left.entries("journeys")] == [1, 10]
    assert left.next_number("journeys") == 11
    assert left.next_number("costs") == 1


def test_a_change_is_made_again_when_another_page_was_saved_in_between() -> None:
    """Nobody's answer is lost to a race."""
    drafts = drafts_with(Draft(id=ID))
    raced: list[bool] = []

    def change(draft: Draft) -> Draft:
        if not raced:
            raced.append(True)
            drafts.save(draft.answered("session", {"hours": "2"}))
        return draft.answered("you", {"name": "Participant"})

    after = change_draft(ID, change, drafts=drafts)

    assert set(after.pages) == {"you", "session"}


class Counted(FakeDrafts):
    """Which drafts were read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[DraftId] = []

    def load(self, draft_id: DraftId) -> Draft | None:
        self.reads.append(draft_id)
        return super().load(draft_id)


def test_a_draft_that_was_read_a_moment_ago_is_read_again_only_where_it_was_saved_since() -> None:
    """It is kept on condition that it stands where it was read."""
    drafts = Counted()
    found = drafts.save(Draft(id=ID))

    change_draft(ID, lambda draft: draft.answered("you", {}), drafts=drafts, found=found)
    assert not drafts.reads
    after = change_draft(ID, lambda draft: draft.answered("session", {}), drafts=drafts, found=found)

    assert (set(after.pages), drafts.reads) == ({"you", "session"}, [ID])


def test_a_change_that_keeps_losing_says_so_and_one_that_changes_nothing_writes_nothing() -> None:
    """It gives up after a few tries rather than for ever."""
    drafts = drafts_with(Draft(id=ID))
    tries: list[int] = []

    def lose(draft: Draft) -> Draft:
        tries.append(1)
        drafts.save(draft.answered("other", {"n": str(len(tries))}))
        return draft.answered("you", {})

    with pytest.raises(DraftChanged):
        change_draft(ID, lose, drafts=drafts)
    writes = drafts.writes
    change_draft(ID, lambda draft: draft, drafts=drafts)

    assert len(tries) == TRIES
    assert drafts.writes == writes


def test_a_draft_that_is_not_there_is_told_from_one_that_is() -> None:
    """Its time may be up."""
    with pytest.raises(NoSuchDraft):
        change_draft(ID, lambda draft: draft, drafts=FakeDrafts())


def test_a_sent_draft_remembers_only_its_claim() -> None:
    """The rest is in the claim."""
    sent = Draft(id=ID).answered("you", {"name": "Participant"}).sent_as(ClaimId("K7M4-9QXR"))

    assert (dict(sent.pages), sent.sent) == ({}, "K7M4-9QXR")
