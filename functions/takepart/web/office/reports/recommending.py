"""The page on which staff write what the annual report recommends."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from wtforms.validators import StopValidation

from takepart.domain.assurance.years import year_name
from takepart.use_cases.assurance.reports import recommend
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords
from takepart.web.office.reports.reports import ReportsSite
from takepart.web.requests import number_in
from takepart.web.route import Answer, Call, Routes

ADDRESS: Final = "/office/reports/annual/recommendations"
MOST: Final = 30
routes: Routes[ReportsSite] = Routes("assurance-office", right=Right.PROMISES)
_LONGEST: Final = 500
_SINCE: Final = (
    "Somebody else has changed them since you opened this page. What stands there now is below: "
    "add it to yours or leave it out, and save again"
)


class RecommendationsForm(PageForm):
    """One recommendation a line."""

    texts = LongWords(
        "What does the report recommend?",
        most=MOST * _LONGEST,
        what="This",
        hint="One on each line. Say who should do what. Leave out names and anything private.",
    )

    def validate_texts(self, _field: LongWords) -> None:
        """A report that recommends everything recommends nothing."""
        if len(self.lines) > MOST:
            raise StopValidation(f"Write {MOST} at most, one on each line")
        if any(len(line) > _LONGEST for line in self.lines):
            raise StopValidation(f"Each of them must be {_LONGEST} letters or less")

    @property
    def lines(self) -> tuple[str, ...]:
        """What was written, line by line."""
        return tuple(line for line in (self.texts.data or "").splitlines() if line)


@routes.get(ADDRESS)
def show(call: Call[ReportsSite, Any]) -> Answer:
    """What is recommended, to change it. After a problem it still knows which version was seen."""
    found = call.site.counted.recommendations.of_year(call.site.year(call.request))
    changed, seen = call.status == HTTPStatus.CONFLICT, call.typed.get("seen", "")
    form = call.form
    if not isinstance(form, RecommendationsForm):
        form = RecommendationsForm({"texts": "\n".join(found.texts)}, call.site.rules)
    if changed:
        form.texts.errors = [_SINCE]
    return call.site.html(
        call,
        "office/reports/recommendations.html",
        form=form,
        year=found.year,
        year_name=year_name(found.year),
        seen=found.version if changed else seen or found.version,
        theirs=found.texts if changed else (),
    )


@routes.post(ADDRESS, form=RecommendationsForm, shown=show)
def keep(call: Call[ReportsSite, RecommendationsForm]) -> Answer:
    """Write them down, as whoever saw that version wants them."""
    year, seen = call.site.year(call.request), number_in(call.typed.get("seen", ""))
    recommend(
        year,
        call.form.lines,
        seen=-1 if seen is None else seen,
        store=call.site.counted.recommendations,
        step=call.site.step(call),
    )
    return responses.see_other(f"/office/reports/annual?year={year}#recommendations")
