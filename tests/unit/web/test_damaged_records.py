"""A damaged record on a page: one that is asked for is a clear answer, and one in a list is named beside the others."""

from __future__ import annotations

from typing import Any

from takepart.domain.claims.claim import Claim, ClaimState
from takepart.use_cases.claims.ports import Page
from takepart.use_cases.stores import Damaged, DamagedRecord, notice, noticed, noticing
from tests.builders import a_claim
from tests.unit.web.office.bench import Bench

BROKEN = Damaged(about="CLAIM#AAAA-AAAA", why="version 3, but 2 entries")


def test_an_office_list_names_the_record_that_cannot_be_read() -> None:
    """The others are there, and those who may act know which one is not."""
    bench = Bench(a_claim()).as_("finance-1")
    in_state = bench.claims.in_state

    def damaged(state: ClaimState, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        notice(BROKEN)
        return in_state(state, who=who, start=start, limit=limit)

    bench.claims.in_state = damaged  # type: ignore[method-assign]

    answer = bench.get("/office/waiting")

    assert answer.status == 200
    assert "1 record cannot be read: CLAIM#AAAA-AAAA" in answer.words


def test_a_damaged_record_is_a_clear_page() -> None:
    """It is not an error without a name, and what it holds is not shown."""
    bench = Bench(a_claim()).as_("finance-1")

    def broken(key: Any) -> Claim:
        raise DamagedRecord(BROKEN)

    bench.claims.get = broken  # type: ignore[method-assign]

    answer = bench.get("/office/claims/K7M4-9QXR/receipts/r1")

    assert answer.status == 409
    assert "This claim's record was changed from outside" in answer.words


def test_what_one_request_met_is_not_told_to_the_next() -> None:
    """The same process answers many people."""
    with noticing():
        notice(BROKEN)
        assert list(noticed()) == [BROKEN]
    with noticing():
        assert not noticed()
    notice(BROKEN)
    assert not noticed()
