"""Whoever is signed in says that they are away, and who decides for them then: it needs no administrator."""

from __future__ import annotations

from typing import Any

from takepart.domain.organisation.member import Away
from takepart.use_cases.organisation import keep_staff
from takepart.web import responses
from takepart.web.office.desk import Office
from takepart.web.office.staff_pages import AwayForm, away_days, away_form, one_absence
from takepart.web.route import Answer, Call, NoForm, Routes

routes: Routes[Office] = Routes("office")


@routes.get("/office/away")
def show(call: Call[Office, Any]) -> Answer:
    """The days on which they are away, and a form for more of them."""
    member, today = call.site.staff.get(call.who.id), call.site.today
    return call.html(
        call.site.page(
            "office/away.html",
            call.who,
            section="home",
            absences=[each for each in member.away if each.last >= today] if member else [],
            name=call.site.staff_name,
            away=call.form if isinstance(call.form, AwayForm) else away_form(call),
            errors=call.errors,
            done=call.request.query.get("done", ""),
        )
    )


@routes.post("/office/away", form=AwayForm, make=away_form, shown=show)
def go_away(call: Call[Office, AwayForm]) -> Answer:
    """They are away for some days."""
    keep_staff.go_away(call.site.staff, call.who.id, away_days(call.form), call.site.step(call))
    return responses.see_other("/office/away?done=away")


@routes.post("/office/away/<first>", form=NoForm, shown=show)
def come_back(call: Call[Office, NoForm]) -> Answer:
    """They are here again, or were never away."""
    away: Away = one_absence(call, call.who.id)
    keep_staff.come_back(call.site.staff, call.who.id, away.first, call.site.step(call))
    return responses.see_other("/office/away?done=back")
