"""Whose account is paid: asked once where its name differs, and shown to whoever decides and whoever releases."""

from __future__ import annotations

from datetime import date

import pytest

from takepart.domain.bank_details import BankDetails, NameCheck, Whose
from takepart.web.forms.base import Rules
from takepart.web.forms.payment import BankForm
from tests.policies import WIRRAL

ACCOUNT = {"bank-sort_code": "12-34-56", "bank-account_number": "12345678"}


def read(name: str, **more: str) -> tuple[BankDetails | None, list[str]]:
    """What is read of an account with this name for a claim of Sam Jones, and which boxes are wrong."""
    rules = Rules(policy=WIRRAL, today=date(2026, 11, 23))
    form = BankForm({**ACCOUNT, "bank-name": name, **more}, rules, prefix="bank", claimant="Sam Jones")
    return form.read(), [each.field for each in form.found()]


def test_nobody_is_asked_about_an_account_in_their_own_name() -> None:
    """As banks write it, too."""
    bank, wrong = read("MR S JONES & SAM JONES")

    assert bank is not None and bank.whose is Whose.OWN
    assert not wrong


def test_another_name_asks_once_whose_it_is() -> None:
    """Without an answer nothing is sent, and the box says why."""
    assert read("Alex Smith") == (None, ["bank-whose"])


@pytest.mark.parametrize("whose", Whose)
def test_each_answer_is_kept_with_the_account(whose: Whose) -> None:
    """A parent's or carer's, a foster carer's, an appointee's, or their own under another name."""
    bank, wrong = read("Alex Smith", **{"bank-whose": whose.value})

    assert bank is not None and (bank.whose, wrong) == (whose, [])


def test_every_answer_of_a_bank_has_words_for_who_decides() -> None:
    """Not asking it is one of them."""
    assert "not checked" in NameCheck.NOT_CHECKED.plain
    assert len({each.plain for each in NameCheck}) == len(NameCheck)
