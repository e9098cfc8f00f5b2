"""Who takes part, for everyone, where the policy says so: the same bands as the office sees, of those who came."""

from __future__ import annotations

from takepart.domain.assurance.years import year_name
from takepart.domain.people.equality import EqualityStage
from takepart.domain.people.suppression import LEAST
from takepart.use_cases.reach.figures import year_reached
from takepart.web.office.reach.desk import ReachOffice
from takepart.web.office.reach.figures_pages import latest_year, shown
from takepart.web.office.reception import BeforeSignIn
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes

routes: Routes[ReachOffice] = Routes("reach", right=BeforeSignIn.OPEN)


@routes.get("/who-takes-part")
def page(call: Call[ReachOffice, NoForm]) -> Answer:
    """The table of those who came, this year or the last whole one."""
    office = call.site.office
    rules = office.policy.equality
    if rules is None or not rules.public:
        raise Problem.not_found()
    year = latest_year(rules, office.today)
    found = year_reached(year, figures=call.site.figures, rules=rules, today=office.today)
    return call.html(
        office.render(
            "equality/who_takes_part.html",
            tables=[each for each in found.tables if each.is_shown_at(EqualityStage.TAKING_PART)],
            came=EqualityStage.TAKING_PART,
            shown=shown,
            year=year_name(year),
            least=LEAST,
        )
    )
