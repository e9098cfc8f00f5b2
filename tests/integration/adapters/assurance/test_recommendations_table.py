"""What annual reports recommend, in DynamoDB."""

from __future__ import annotations

import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.asked_tables import RecommendationsTable
from takepart.domain.aggregate import Step
from takepart.domain.assurance.recommendations import Recommendations, write
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.use_cases.ports import ChangedMeanwhile
from tests.builders import SENT_AT


def written(before: Recommendations, *texts: str, step: str) -> Recommendations:
    return write(before, Step(staff(StaffId("lead")), SENT_AT, StepId(step)), texts)


def test_they_come_back_as_they_were_kept_and_an_older_page_is_refused(assurance_table: str) -> None:
    """Step by step, none at all too."""
    store = RecommendationsTable(Aggregates(assurance_table))
    first = written(store.of_year(2026), "Ask earlier.", step="one")
    store.save(first)
    second = written(first, step="two")
    store.save(second)

    assert store.of_year(2026) == second
    assert store.of_year(2025) == Recommendations(year=2025)
    with pytest.raises(ChangedMeanwhile):
        store.save(written(first, "Pay faster.", step="three"))
