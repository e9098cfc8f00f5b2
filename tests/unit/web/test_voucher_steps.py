"""Vouchers come in steps: what they cannot make up is told at once, on every path, and never waits for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import ClaimRefusal
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy.rates import PaidAs
from tests.builders import a_claim, a_confirmed_claim, a_line
from tests.policies import WIRRAL
from tests.unit.web.decisions.bench import Bench, link_to
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import a_site
from tests.unit.web.test_api import CLAIM, call
from tests.unit.web.test_claim_form import DRAFT, error, to_page

STEPS = "Vouchers come in steps of £10"


@pytest.mark.parametrize(("amount", "taken"), [("7.50", False), ("10", True), ("20", True), ("19.99", False)])
def test_less_of_a_fee_in_vouchers_is_so_many_of_them(amount: str, taken: bool) -> None:
    """A focus group pays £20 in vouchers of £10."""
    browser = to_page("payment", activity="focus-group")
    page = browser.get(f"{DRAFT}/payment").words

    answer = browser.post(f"{DRAFT}/payment", {"fee_choice": "less", "fee_amount": amount})

    assert STEPS in page
    assert (answer.status == 303) == taken
    if not taken:
        assert STEPS in error(answer)


def test_of_one_voucher_there_is_no_less() -> None:
    """A drop-in pays £10: the answer that cannot be right is not offered."""
    browser = to_page("payment", activity="volunteer-session")

    assert 'value="less"' not in browser.get(f"{DRAFT}/payment").body


def test_less_money_is_no_voucher_where_they_cannot_make_it_up() -> None:
    """A meeting pays £20 in money: £7.50 of it goes to the bank or in cash."""
    browser = to_page("payment")
    less = {"fee_choice": "less", "fee_amount": "7.50"}

    answer = browser.post(f"{DRAFT}/payment", less | {"method": "voucher"})

    assert f"{STEPS}. Choose another way" in error(answer)
    assert browser.post(f"{DRAFT}/payment", less | {"method": "cash"}).status == 303


def test_a_program_hears_it_too() -> None:
    """By the name of its field."""
    less = {"fee_choice": "less", "fee_amount": "7.50", "method": "voucher"}

    answer = call(a_site(), "/api/claims", CLAIM | less)

    assert answer.status == 422
    assert STEPS in answer.body
    assert '"method"' in answer.body


def test_so_does_whoever_says_yes_to_an_offer() -> None:
    """What is chosen there is what the claim asks for later."""
    browser = ProgrammeBrowser(a_desk(participant(), policy=_all_in_vouchers()))
    token = link_of(participant())
    browser.post("/my/sessions/december/offer", {"t": token, "seen": "0"})

    yes = {"t": token, "seen": "1", "fee_choice": "less"}
    odd = browser.post("/my/sessions/december/yes", yes | {"fee_amount": "7.50"})
    even = browser.post("/my/sessions/december/yes", yes | {"fee_amount": "10"})

    assert (odd.status, even.status) == (422, 303)
    assert STEPS in odd.words


def test_a_fee_that_they_cannot_make_up_is_never_offered_in_vouchers() -> None:
    """£20 in vouchers of £15: money, and nothing else to choose."""
    policy = replace(WIRRAL, vouchers=replace(WIRRAL.vouchers, step=Money(15_00)))
    page = to_page("payment", site=a_site(policy=policy)).get(f"{DRAFT}/payment").body

    assert 'value="cash"' in page
    assert 'value="voucher"' not in page


@pytest.mark.parametrize("paid_as", PaidAs)
def test_no_decision_leaves_an_amount_that_they_cannot_make_up(paid_as: PaidAs) -> None:
    """Lowered by finance, for a fee in vouchers or one that somebody wanted so: refused beside the amount."""
    lines = (a_line(pence=20_00, paid_as=paid_as),)
    claim = a_confirmed_claim(lines=lines, method=PaymentMethod.VOUCHER, bank=None)
    bench = Bench(claim)
    less = {"answer": "change", "line_1_reason": "It was shorter"}

    odd = bench.choose(link_to(claim), **less, line_1_amount="7.50")
    refused = bench.kept(claim)
    bench.choose(link_to(claim), **less, line_1_amount="10")

    assert odd.words.count(ClaimRefusal.NOT_IN_STEPS.plain) == 2
    assert refused == claim
    assert bench.kept(claim).state is ClaimState.APPROVED


def test_money_can_be_any_amount() -> None:
    """The same change, paid in cash."""
    claim = a_claim(lines=(a_line(),), method=PaymentMethod.CASH, bank=None)
    bench = Bench(claim)

    bench.choose(link_to(claim), answer="change", line_1_amount="7.50", line_1_reason="It was shorter")

    assert bench.kept(claim).allowed == Money(7_50)


def _all_in_vouchers() -> object:
    types = tuple(
        replace(each, rates=tuple(replace(rate, paid_as=PaidAs.VOUCHER) for rate in each.rates))
        for each in WIRRAL.activity_types
    )
    return replace(WIRRAL, activity_types=types)
