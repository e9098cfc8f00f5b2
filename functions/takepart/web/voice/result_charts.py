"""The charts of a questionnaire's results: one for each question that has a number to show."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from takepart.domain.voice.results import Results
from takepart.web.charts import Bar, stacked_bars


def charts(found: Results) -> Mapping[str, Markup]:
    """A chart by question. Fewer than five have no bar; the table beside the chart has them."""
    drawn: dict[str, Markup] = {}
    for each in found.questions:
        bars = [Bar(name=row.words, numbers=(row.number,)) for row in each.rows if row.number]
        if bars:
            drawn[each.question.id] = stacked_bars(f"{each.question.words} Bars, as in the table", ("People",), bars)
    return drawn
