"""What people want to talk about and who came along: in order, counted, and gone with whoever said it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, StepId
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.agenda import AgendaItem, Do, arranged, ref_of, whose, without
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import Supporter, in_words, together
from takepart.domain.refused import Refused
from tests.programme_builders import NOW, STARTS, WORKER, a_session

ANA, LEE = PersonId("aa.bb"), PersonId("cc.dd")
REFS = [ref_of(ANA, 3), ref_of(ANA, 4), ref_of(LEE, 3)]


@given(st.lists(st.tuples(st.sampled_from(REFS), st.sampled_from(Do)), max_size=12))
def test_an_agenda_keeps_each_thing_once_in_the_order_the_worker_gives_it(presses: list[tuple[str, Do]]) -> None:
    """Whatever is pressed, twice or late."""
    items: tuple[AgendaItem, ...] = ()
    for ref, do in presses:
        before = [item.ref for item in items]
        try:
            items = arranged(items, ref, do, text=f"about {ref}")
        except Refused as refused:
            assert refused.reason is ProgrammeRefusal.NOT_THERE and ref not in before
            continue
        after = [item.ref for item in items]
        assert len(set(after)) == len(after)
        assert (ref in after) == (do is not Do.OFF)
        if do is Do.UP:
            assert after.index(ref) == max(before.index(ref) - 1, 0)
            assert [each for each in after if each != ref] == [each for each in before if each != ref]


def test_what_one_person_wanted_goes_without_the_others() -> None:
    """One thing, or all of it."""
    items = tuple(AgendaItem(ref=ref, text=ref) for ref in REFS)

    assert [item.ref for item in without(items, ANA, 3)] == REFS[1:]
    assert [item.ref for item in without(items, ANA)] == REFS[2:]
    assert whose(REFS[0]) == (ANA, 3)
    for wrong in ("", "aa.bb", "aa.bb:x", ":3", "aa.bb:99999999"):
        with pytest.raises(Refused):
            whose(wrong)


def test_nothing_is_arranged_once_it_has_started() -> None:
    with pytest.raises(Refused) as refused:
        sessions_domain.arrange(
            a_session(), Step(journals.staff(WORKER), STARTS + timedelta(minutes=1), StepId("late")), ()
        )

    assert refused.value.reason is ProgrammeRefusal.STARTED


def test_the_journal_of_an_agenda_holds_no_words() -> None:
    items = (AgendaItem(ref=REFS[0], text="The broken lift"),)

    session = sessions_domain.arrange(a_session(), Step(journals.staff(WORKER), NOW, StepId("arrange")), items)

    assert session.items == items
    assert "lift" not in str(session.journal) and ANA not in str(session.journal)


def test_who_came_along_is_counted_in_words() -> None:
    """In each role; nobody says nothing."""
    counts = together([{Supporter.PARENT: 1}, {Supporter.PARENT: 1, Supporter.ADVOCATE: 1}, {}])

    assert counts == {Supporter.PARENT: 2, Supporter.ADVOCATE: 1}
    assert in_words(counts) == "2 parents or carers, 1 advocate"
    assert in_words({}) == ""
