"""A journal shows every later edit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import BrokenJournal, Journal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FACTS = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8), max_size=4)


def a_journal(facts: list[dict[str, str | int]]) -> Journal:
    """One entry for each set of facts, a minute apart."""
    journal: Journal = ()
    for place, each in enumerate(facts):
        journal = journals.append(
            journal,
            at=NOW + timedelta(minutes=place),
            by=journals.staff(StaffId("worker-1")),
            action="confirmed",
            step=StepId(f"step-{place}"),
            facts=each,
        )
    return journal


@given(st.lists(FACTS, max_size=6))
def test_a_journal_that_nobody_touched_verifies(facts: list[dict[str, str | int]]) -> None:
    """Whatever it holds."""
    journal = a_journal(facts)

    journals.verify(journal, hashes=[entry.hash for entry in journal])


@given(st.lists(FACTS, min_size=1, max_size=6), st.data())
def test_an_edit_of_any_entry_is_seen(facts: list[dict[str, str | int]], data: st.DataObject) -> None:
    """One changed amount, time, person or step breaks the chain."""
    journal = a_journal(facts)
    hashes = [entry.hash for entry in journal]
    place = data.draw(st.integers(0, len(journal) - 1))
    entry = journal[place]
    edited = data.draw(
        st.sampled_from(
            [
                replace(entry, facts={**entry.facts, "pence": 1_000_000}),
                replace(entry, at=entry.at + timedelta(seconds=1)),
                replace(entry, by=journals.staff(StaffId("worker-2"))),
                replace(entry, step=StepId("another")),
                replace(entry, action="refused"),
            ]
        )
    )
    forged = (*journal[:place], edited, *journal[place + 1 :])

    with pytest.raises(BrokenJournal):
        journals.verify(forged, hashes=hashes)


@given(st.lists(FACTS, min_size=2, max_size=6), st.data())
def test_an_entry_taken_out_is_seen(facts: list[dict[str, str | int]], data: st.DataObject) -> None:
    """Nothing that happened can be made not to have happened."""
    journal = a_journal(facts)
    place = data.draw(st.integers(0, len(journal) - 2))

    with pytest.raises(BrokenJournal):
        journals.verify((*journal[:place], *journal[place + 1 :]))


def test_a_digest_hides_short_words() -> None:
    """The same answer to two questions has two digests, so that "yes" cannot be guessed back."""
    assert journals.digest_of("yes", step=StepId("1")) != journals.digest_of("yes", step=StepId("2"))


def test_an_instant_comes_back_as_it_was_stored() -> None:
    """To the millisecond, in UTC."""
    assert journals.instant(NOW) == "2026-11-23T09:00:00.000Z"
    assert journals.from_instant("2026-11-23T09:00:00.000Z") == NOW
