"""Drafts keep what was typed, and two pages saved at once do not undo each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.drafts_table import DraftsTable
from takepart.domain.ids import ClaimId, DraftId
from takepart.use_cases.claims.drafts import Draft, DraftChanged, change_draft
from takepart.use_cases.ports import ChangedMeanwhile
from tests.builders import a_claim, a_confirmed_claim
from tests.policies import WIRRAL

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TYPED = {"name": "Participant 🎉 <b>One</b>", "empty": "", "arabic": "آنا"}


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def drafts(transient_table: str, clock: Clock) -> DraftsTable:
    return DraftsTable(transient_table, retention=WIRRAL.retention, clock=clock)


def test_a_draft_comes_back_word_for_word(drafts: DraftsTable) -> None:
    """Emoji, other scripts and empty answers too."""
    saved = drafts.save(Draft(id=DraftId("d")).answered("you", TYPED))

    assert saved.version == 1
    assert drafts.load(DraftId("d")) == saved
    assert dict(saved.answers("you")) == TYPED


def test_of_two_pages_saved_at_once_one_is_told(drafts: DraftsTable) -> None:
    """And saving again keeps both."""
    first = drafts.save(Draft(id=DraftId("d")))
    drafts.save(first.answered("you", {"name": "Participant"}))

    with pytest.raises(DraftChanged):
        drafts.save(first.answered("activity", {"day": "1"}))
    kept = change_draft(DraftId("d"), lambda draft: draft.answered("activity", {"day": "1"}), drafts=drafts)

    assert dict(kept.answers("you")) == {"name": "Participant"}
    assert dict(kept.answers("activity")) == {"day": "1"}


def test_a_save_whose_answer_was_lost_is_quiet_the_second_time(drafts: DraftsTable) -> None:
    """Our own write refuses our retry; it was ours, so it is done."""
    draft = Draft(id=DraftId("d")).answered("you", TYPED)
    drafts.save(draft)

    assert drafts.save(draft).version == 1


def test_a_draft_is_gone_when_its_time_is_up(drafts: DraftsTable, clock: Clock) -> None:
    """Even before the table has cleared it away."""
    drafts.save(Draft(id=DraftId("d")))
    clock.now = NOW + timedelta(days=31)

    assert drafts.load(DraftId("d")) is None


def test_a_sent_draft_remembers_only_its_claim(drafts: DraftsTable) -> None:
    """The claim holds the rest."""
    saved = drafts.save(
        replace(Draft(id=DraftId("d")).answered("you", TYPED).sent_as(ClaimId("K7M4-9QXR")), digest="x")
    )

    loaded = drafts.load(DraftId("d"))

    assert loaded == saved
    assert loaded is not None and loaded.sent == "K7M4-9QXR" and not loaded.pages


def test_a_draft_that_ended_is_gone_for_good(drafts: DraftsTable) -> None:
    """What it held is out of the table, and neither the page that was open nor a new start brings it back."""
    open_page = drafts.save(Draft(id=DraftId("d" * 32), pages={"you": {"name": "Participant One"}}))

    drafts.end(open_page.id)
    drafts.end(open_page.id)

    assert drafts.load(open_page.id) is None
    for late in (open_page, replace(open_page, version=0), replace(open_page, version=2)):
        with pytest.raises(DraftChanged):
            drafts.save(late)
    row = drafts._row.get(f"DRAFT#{open_page.id}", "DRAFT")
    assert "Participant" not in str(row.to_simple_dict())
    assert row.expires is not None


def test_of_a_draft_that_was_sent_its_reference_stays(drafts: DraftsTable) -> None:
    """Nothing else is left in it: whoever presses its last button again reads the reference, whoever was forgotten."""
    draft = drafts.save(Draft(id=DraftId("d" * 32), pages={"you": {"name": "Participant One"}}))
    sent = drafts.save(replace(draft, pages={}, sent=ClaimId("K7M4-9QXR"), digest="digest"))

    drafts.end(sent.id)

    assert drafts.load(sent.id) == sent


def test_a_claim_is_kept_only_while_its_draft_did_not_end(drafts: DraftsTable, claims_table: str) -> None:
    """In one request: however late the claim comes, somebody who was forgotten meanwhile is not brought back."""
    claims = ClaimsTable(Aggregates(claims_table), drafts=drafts)
    claim = a_claim(draft=drafts.save(Draft(id=DraftId("d" * 32))).id)
    late = a_claim(id=ClaimId("BBBB-BBBB"), draft=drafts.save(Draft(id=DraftId("e" * 32))).id)
    drafts.end(late.draft)

    claims.add(claim)
    claims.add(claim)
    with pytest.raises(ChangedMeanwhile):
        claims.add(late)

    assert claims.get(claim.id) == claim
    assert claims.get(late.id) is None


def test_a_new_claim_may_have_two_steps_at_once(drafts: DraftsTable, claims_table: str) -> None:
    """One that follows the offer is sent and confirmed in the same write."""
    claims = ClaimsTable(Aggregates(claims_table), drafts=drafts)
    confirmed = a_confirmed_claim(draft=drafts.save(Draft(id=DraftId("d" * 32))).id)

    claims.add(confirmed)
    claims.add(confirmed)

    assert claims.get(confirmed.id) == confirmed
