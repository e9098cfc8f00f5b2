"""The page on which staff write what the annual report recommends."""

from __future__ import annotations

from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from wtforms.validators import StopValidation

from takepart.domain.aggregate import Step
from takepart.domain.assurance.recommendations import Recommendations
from takepart.domain.assurance.years import year_name
from takepart.domain.journal import staff
from takepart.domain.policy import StaffMember
from takepart.use_cases.assurance.recommend import recommend
from takepart.use_cases.office import Right
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.assurance.desk import step_in
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords
from takepart.web.forms.govuk import error_links
from takepart.web.office.reception import Reception
from takepart.web.office.reports.desk import ReportsOffice
from takepart.web.office.reports.periods import year_in
from takepart.web.requests import Request

ADDRESS: Final = "/office/reports/annual/recommendations"
MOST: Final = 30
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

    def validate_texts(self, field: LongWords) -> None:
        """A report that recommends everything recommends nothing."""
        found = _lines(field)
        if len(found) > MOST:
            raise StopValidation(f"Write {MOST} at most, one on each line")
        if any(len(line) > _LONGEST for line in found):
            raise StopValidation(f"Each of them must be {_LONGEST} letters or less")

    @property
    def lines(self) -> tuple[str, ...]:
        """What was written, line by line."""
        return _lines(self.texts)


def _lines(field: LongWords) -> tuple[str, ...]:
    return tuple(line for line in (field.data or "").splitlines() if line)


def router(office: Reception, desk: ReportsOffice) -> Router:
    """``/office/reports/annual/recommendations``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get(ADDRESS)
    def show() -> Response[str]:
        asked = request()
        member = office.allowed(asked, Right.PROMISES)
        found = desk.recommendations.of_year(year_in(asked, office, desk))
        form = RecommendationsForm({"texts": "\n".join(found.texts)}, office.rules)
        return _page(office, member, form, found)

    @routes.post(ADDRESS)
    def keep() -> Response[str]:
        return _keep(office, desk, request())

    return routes


def _keep(office: Reception, desk: ReportsOffice, request: Request) -> Response[str]:
    member, typed = office.allowed(request, Right.PROMISES), request.form()
    year = year_in(request, office, desk)
    form = RecommendationsForm(typed, office.rules)
    if form.problems():
        return _page(office, member, form, desk.recommendations.of_year(year), seen=typed.get("seen", ""), status=422)
    seen = typed.get("seen", "")
    try:
        recommend(
            year,
            form.lines,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
            store=desk.recommendations,
            step=Step(staff(member.id), office.now(), step_in(typed, "recommend")),
        )
    except ChangedMeanwhile:
        form.texts.errors = [_SINCE]
        return _page(office, member, form, desk.recommendations.of_year(year), theirs=True, status=409)
    return responses.see_other(f"/office/reports/annual?year={year}#recommendations")


def _page(
    office: Reception,
    member: StaffMember,
    form: RecommendationsForm,
    found: Recommendations,
    *,
    seen: str = "",
    theirs: bool = False,
    status: int = 200,
) -> Response[str]:
    return responses.html(
        office.page(
            "office/reports/recommendations.html",
            member,
            section="reports",
            form=form,
            errors=error_links([form]),
            year=found.year,
            year_name=year_name(found.year),
            seen=seen or found.version,
            theirs=found.texts if theirs else (),
            step=office.new_id(),
        ),
        status=status,
    )
