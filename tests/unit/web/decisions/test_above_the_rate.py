"""Above the rate nobody pays alone: a worker keeps to it, and who holds the budget says why in the journal."""

from __future__ import annotations

import pytest

from takepart.domain import journal as journals
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.deciding import changes_of
from takepart.domain.claims.parts import ClaimRefusal
from takepart.domain.ids import DraftId, StaffId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.references import claim_reference
from tests.builders import a_claim, a_line
from tests.unit.web.decisions.bench import Bench, link_to

MANAGER = StaffId("participation-manager")
"""Holds the budget of meetings; the participation worker does not."""
LINES = (a_line(), a_line(LineKind.CAR, 5_50, place=2), a_line(LineKind.BUS, 4_20, place=3))


def decided(claim: Claim, line: int, pounds: str) -> tuple[Bench, str]:
    """The claim confirmed with another amount for one line, and what the page says then."""
    bench = Bench(claim)
    amounts = {f"line_{each.id}_amount": "" for each in claim.lines}
    changed = {f"line_{line}_amount": pounds, f"line_{line}_reason": "It was more work"}
    answer = bench.choose(link_to(claim), answer="change", **amounts | changed)
    return bench, answer.words


@pytest.mark.parametrize(("line", "pounds"), [(1, "199.99"), (1, "20.01"), (2, "99"), (3, "15.01")])
def test_a_worker_cannot_confirm_more_than_the_rate(line: int, pounds: str) -> None:
    """A fee of £20, 10 miles and a bus fare: the reason stands beside the amount, and nothing is decided."""
    claim = a_claim(lines=LINES)

    bench, words = decided(claim, line, pounds)

    assert words.count(ClaimRefusal.ABOVE_THE_RATE.plain) == 2  # in the summary, and beside the box
    assert bench.kept(claim).state is ClaimState.WITH_WORKER


@pytest.mark.parametrize(("line", "pounds"), [(1, "10"), (3, "5.60"), (3, "15")])
def test_a_worker_puts_right_what_stays_within_the_rate(line: int, pounds: str) -> None:
    """A slip of a fare is no reason to trouble anybody; finance sees it all the same."""
    claim = a_claim(lines=LINES)

    bench, _ = decided(claim, line, pounds)

    [(_, change)] = changes_of(bench.kept(claim))
    assert bench.kept(claim).state is ClaimState.WITH_FINANCE
    assert change.after == Money.parse(pounds)


def test_who_holds_the_budget_agrees_to_more_and_it_is_written_down() -> None:
    """With the amount before and after, who, and why: the approver reads it and chooses knowingly."""
    claim = a_claim(lines=LINES, confirmer=journals.staff(MANAGER))

    bench, _ = decided(claim, 1, "30")

    kept = bench.kept(claim)
    [(_, change)] = changes_of(kept)
    assert kept.state is ClaimState.WITH_FINANCE
    assert (change.before, change.after, change.by, change.why) == (
        Money(20_00),
        Money(30_00),
        MANAGER,
        "It was more work",
    )
    assert kept.journal[-1].facts["line 1 fee"] == 30_00


def test_a_worker_adds_no_money_for_an_earlier_claim() -> None:
    """It would be a way round the rate."""
    draft = DraftId("earlier")
    earlier = a_claim(id=claim_reference(draft, attempt=0), draft=draft)
    claim = a_claim(lines=LINES)
    bench = Bench(claim, earlier)

    answer = bench.choose(
        link_to(claim),
        answer="change",
        adjust_way="more",
        adjust_claim=earlier.id,
        adjust_amount="180",
        adjust_reason="It was too little",
    )

    assert ClaimRefusal.ABOVE_THE_RATE.plain in answer.words
    assert bench.kept(claim) == claim
