"""A journal in plain words: what is counted is told as people say it."""

from __future__ import annotations

import pytest

from takepart.web.history import history
from tests.policies import WIRRAL
from tests.unit.domain.batches.test_batch import a_sealed_batch


@pytest.mark.parametrize(("count", "told"), [(1, "with 1 payment"), (2, "with 2 payments")])
def test_one_payment_of_a_batch_is_one_payment(count: int, told: str) -> None:
    """Where it is planned and where its file is made."""
    planned, made = history(a_sealed_batch(count), policy=WIRRAL)[:2]

    assert planned.what == f"planned the batch, {told}"
    assert made.what.startswith(f"made the file, {told} of £")
