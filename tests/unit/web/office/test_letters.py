"""The office's list of letters that did not arrive: what each was for, and what may be done."""

from __future__ import annotations

import re

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.journal import Job
from takepart.domain.returned import Returned, ReturnedId, ReturnedState, Why, returned
from takepart.use_cases.came_back import what_for
from takepart.use_cases.office import Right, rights_of
from tests.builders import SENT_AT, a_claim
from tests.fakes import FakeReturned
from tests.policies import WIRRAL
from tests.unit.web.office.bench import Bench

assert WIRRAL.voice is not None
RULES = WIRRAL.voice


def one(number: int = 1, *, event: str = "claim:K7M4-9QXR#1:sent", why: Why = Why.BOUNCED) -> Returned:
    return returned(
        None,
        Step(Job.MAILER.actor, SENT_AT, StepId(f"returned-{number}")),
        id=ReturnedId(f"{number:032x}"),
        why=why,
        mailbox="mark",
        letter=f"letter#{number}",
        kind="received",
        event=event,
    )


def a_bench(*letters: Returned, staff: str = "participation-worker") -> Bench:
    bench = Bench(a_claim())
    bench.returned.kept.update(FakeReturned(*letters).kept)
    return bench.as_(staff)


def press(bench: Bench, what: str, number: int = 1) -> str:
    """The hidden name of a press, as the page has it."""
    page = bench.get("/office/letters").body
    found = re.search(rf'letters/{number:032x}/{what}">\s*<input type="hidden" name="(\w+)" value="([^"]+)"', page)
    assert found
    return bench.post(f"/office/letters/{number:032x}/{what}", {found[1]: found[2]}).headers["Location"]


@pytest.mark.parametrize("why", list(Why))
def test_each_is_shown_with_the_page_about_it_and_why(why: Why) -> None:
    """No address stands there: the page about it has it, for whoever may open that."""
    page = a_bench(one(why=why)).get("/office/letters").body

    assert 'href="/office/claims/K7M4-9QXR"' in page
    assert {
        Why.BOUNCED: "There is no such mailbox",
        Why.NOT_NOW: "The mailbox was full",
        Why.COMPLAINED: "marked it as spam",
        Why.HELD: "It was not sent",
    }[why] in page


LEADS: dict[str, set[str]] = {
    "claim:K7M4-9QXR#1:sent": {"participation-worker", "participation-manager", "finance-1", "finance-2"},
    "claim:NOBO-DYHA#1:sent": set[str](),
    "batch:2026-11-24-1#2:sealed": {"finance-1", "finance-2"},
    "person:somebody#1:registered": {
        *("participation-worker", "participation-manager", "recruitment-lead", "finance-1", "finance-2"),
    },
    "alert:one#1:raised": set[str](RULES.duty),
    "complaint:one#1:made": set[str](RULES.complaints_desk),
}
"""For what each letter was for: whose list leads to the page about it, of those who have such a list."""


@pytest.mark.parametrize("event", LEADS)
def test_a_list_leads_only_to_pages_that_its_reader_may_open(event: str) -> None:
    """Whoever may not is told what it was for, and to reach the person in another way."""
    page = what_for(one(event=event))[1]
    readers = [each.id for each in WIRRAL.staff if Right.LETTERS in rights_of(each)]

    lead = {
        each
        for each in readers
        if f'href="{page}"' in a_bench(one(event=event), staff=each).get("/office/letters").body
    }

    assert lead == LEADS[event] & set(readers)


def test_a_letter_goes_again_with_one_press_and_waits_no_more() -> None:
    """A press whose answer was lost is made again, and the letter is asked for again: nothing is lost between."""
    bench = a_bench(one(), one(2))

    assert press(bench, "again") == "/office/letters?going=yes"
    assert bench.returned.to_go == [one().id]
    assert bench.returned.kept[one().id].state is ReturnedState.AGAIN
    assert "It is to go out again" in bench.get("/office/letters").body


def test_a_letter_that_was_to_go_again_and_did_not_is_asked_for_once_more() -> None:
    """Its queue did not answer after the press was kept: the button that stands there obeys."""
    bench = a_bench(one())
    press(bench, "again")

    assert press(bench, "again") == "/office/letters?going=yes"
    assert bench.returned.to_go == [one().id, one().id]


def test_what_was_dealt_with_leaves_the_list() -> None:
    """They were phoned, say."""
    bench = a_bench(one())
    press(bench, "done")

    assert bench.returned.kept[one().id].state is ReturnedState.DONE
    assert "All letters arrived" in bench.get("/office/letters").body
    assert bench.returned.to_go == []


def test_two_who_press_at_once_are_both_told_how_it_stands() -> None:
    """The second sees that it was dealt with, and nothing goes out."""
    bench = a_bench(one())
    page = bench.get("/office/letters").body
    found = re.findall(r'name="(\w+)" value="([^"]+)"', page)
    bench.post(f"/office/letters/{one().id}/done", dict([found[1]]))
    answer = bench.post(f"/office/letters/{one().id}/again", dict([found[0]]))

    assert answer.status == 409 or "cannot be done" in answer.body
    assert bench.returned.to_go == []


def test_what_the_clock_sent_has_no_button_to_go_again() -> None:
    """Its day is over."""
    page = a_bench(one(event="")).get("/office/letters").body

    assert "send it again" not in page
    assert "Dealt with" in page


def test_the_first_page_says_how_many_there_are_and_finance_is_not_asked() -> None:
    """Those who know the people, or run the office."""
    assert "2 letters that did not arrive" not in a_bench(one(), one(2), staff="finance-3").get("/office").body
    assert "letters that did not arrive" in a_bench(one(), one(2)).get("/office").body
    assert a_bench(one(), staff="finance-3").get("/office/letters").status == 403
