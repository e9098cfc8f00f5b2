"""The printed matrix says what the table says: every pair of duties, and nothing besides."""

from __future__ import annotations

import re

from infra.duties import DIFFER, matrix
from takepart.domain.claims.duties import DIFFERENT, ClaimDuty


def test_every_pair_stands_in_the_matrix_as_in_the_table() -> None:
    """Read back from what is printed."""
    head, *rows = [re.split(r" {2,}", line.strip()) for line in matrix()]

    printed = {
        frozenset({ClaimDuty(row[0]), ClaimDuty(name)})
        for row in rows
        for name, cell in zip(head, row[1:], strict=True)
        if cell == DIFFER
    }
    assert [row[0] for row in rows] == head == [duty.value for duty in ClaimDuty]
    assert printed == DIFFERENT
