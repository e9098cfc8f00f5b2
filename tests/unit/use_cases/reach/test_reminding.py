"""Owners of outreach actions hear of them in time, and of nothing that is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.people import outreach
from takepart.domain.refused import Refused
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.ports import ChangedMeanwhile, Event, EventKind, Queue
from takepart.use_cases.reach.actions import drop, finish, outreach_letters, owners, remind_owners
from takepart.use_cases.relay_events import ROUTES
from tests.policies import WIRRAL
from tests.reach_builders import NOW, TODAY, WORKER, FakeOutreaches, an_action
from tests.reading_age import grade


def letters_after(store: FakeOutreaches, action: str, *, since: int = 1) -> list[tuple[str, str]]:
    """To whom, and the subject, of every entry from one on."""
    found = []
    kept = store.kept[outreach.OutreachId(action)]
    for entry in kept.journal[since - 1 :]:
        event = Event(kind=EventKind.OUTREACH, about=action, seq=entry.seq, action=entry.action)
        for due in outreach_letters(event, outreaches=store, policy=WIRRAL):
            letter = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example.org").write(
                due, token=""
            )
            assert f"/office/reach/actions/{action}" in letter.text
            assert grade(letter.text.replace(f"https://takepart.example.org/office/reach/actions/{action}", "")) < 8
            found.append((letter.to, letter.subject))
    return found


def test_a_month_of_mornings_tells_each_owner_twice() -> None:
    """Before the day, and once when it is late; many pages of actions are all looked at."""
    store = FakeOutreaches(*(an_action(id=f"{number:032x}", due=TODAY + timedelta(days=10)) for number in range(120)))

    told = [remind_owners(outreaches=store, now=NOW + timedelta(days=number)) for number in range(30)]

    assert {number: many for number, many in enumerate(told) if many} == {3: 120, 11: 120}
    (before, late) = letters_after(store, f"{7:032x}")
    assert before[0] == late[0] == "worker@example.org"
    assert late[1].startswith("Late:")


def test_no_letter_goes_out_about_what_is_done_or_handed_over() -> None:
    """Messages come late and out of order."""
    store = FakeOutreaches(an_action(due=TODAY))
    remind_owners(outreaches=store, now=NOW)
    (kept,) = store.kept.values()
    store.save(
        outreach.hand_over(
            kept, Step(journals.staff(WORKER), NOW, StepId("over")), owner=owners(WIRRAL)[1].id, due=TODAY
        )
    )
    assert letters_after(store, kept.id) == []
    remind_owners(outreaches=store, now=NOW)
    assert [to for to, _ in letters_after(store, kept.id)] == ["manager@example.org"]

    (kept,) = store.kept.values()
    store.save(outreach.finish(kept, Step(journals.staff(WORKER), NOW, StepId("done")), outcome="Done"))

    assert letters_after(store, kept.id) == []


def test_an_action_of_somebody_who_left_reaches_the_office() -> None:
    """Nobody is left unreached in silence."""
    store = FakeOutreaches(an_action(due=TODAY, owner=StaffId("long-gone")))

    remind_owners(outreaches=store, now=NOW)

    assert [to for to, _ in letters_after(store, "ab" * 16)] == ["worker@example.org"]


@pytest.mark.parametrize(("action", "goes"), [("reminded", True), ("warned", True), ("added", False), ("done", False)])
def test_only_reminders_go_to_the_mailer(action: str, goes: bool) -> None:
    """What staff just did on a page needs no letter."""
    assert (Queue.MAIL in ROUTES[EventKind.OUTREACH].get(action, ())) is goes


def test_of_two_who_close_it_at_once_the_second_is_told() -> None:
    """Nothing of theirs is written; the same step sent twice is one."""
    store = FakeOutreaches(an_action())
    first, second = (Step(journals.staff(WORKER), NOW, StepId(name)) for name in ("first", "second"))
    id = outreach.OutreachId("ab" * 16)
    finish(id, outcome="They came", outreaches=store, step=first)

    with pytest.raises(Refused) as refused:
        drop(id, reason="It closed", outreaches=store, step=second)
    again = finish(id, outcome="They came", outreaches=store, step=first)

    assert refused.value.reason is outreach.OutreachRefusal.CLOSED
    assert (again.outcome, len(again.journal)) == ("They came", 2)


def test_who_saw_an_older_action_is_told_to_look_again() -> None:
    """Somebody else's step came between their reading and their writing."""

    class Slow(FakeOutreaches):
        def save(self, action: outreach.Outreach) -> None:
            raise ChangedMeanwhile(action.id)

    with pytest.raises(Refused) as refused:
        finish(
            outreach.OutreachId("ab" * 16),
            outcome="They came",
            outreaches=Slow(an_action()),
            step=Step(journals.staff(WORKER), NOW, StepId("late")),
        )

    assert refused.value.reason is outreach.OutreachRefusal.OUT_OF_DATE
