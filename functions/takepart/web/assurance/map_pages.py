"""Behind a link: a team draws its map of taking part, once a year and as often as it changes."""

from __future__ import annotations

from typing import Any

from takepart.domain.assurance.level_map import Drawing, DrawnMeanwhile, gaps
from takepart.domain.assurance.rules import MapRules
from takepart.use_cases.assurance import draw_map
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.assurance.audit_pages import team_and_year
from takepart.web.assurance.desk import PromisesDesk, step_of
from takepart.web.assurance.forms import WholeMapForm
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, Routes

_ONE = "/assurance/map/<team>/<year>"
routes: Routes[PromisesDesk] = Routes("assurance")


def _sides(desk: PromisesDesk) -> MapRules:
    if desk.assurance.map is None:
        raise Problem.not_found("There is no map of taking part here.")
    return desk.assurance.map


def _form(call: Call[PromisesDesk, Any], typed: Typed | None = None) -> WholeMapForm:
    """The form as it was typed, for those who may draw this map. Raises Problem."""
    team_and_year(call)
    desk = call.site
    return WholeMapForm(
        call.typed if typed is None else typed,
        desk.rules,
        spheres=_sides(desk).spheres,
        keepers=desk.assurance.keepers,
    )


@routes.get(_ONE)
def show(call: Call[PromisesDesk, Any]) -> Answer:
    """The map to draw: as kept this year, else as last year's, else empty; after a refusal, as it was typed."""
    desk = call.site
    team, year = team_and_year(call)
    sides = _sides(desk)
    now, before = draw_map.find_map(team, year, store=desk.store)
    start = now.drawing if now.version or before is None else before.drawing
    sent = isinstance(call.form, WholeMapForm)
    form = call.form if sent else _form(call, _typed_of(start))
    return call.site.html(
        call,
        "assurance/map.html",
        team=team,
        year=year,
        sides=sides,
        map=now,
        from_last_year=not now.version and before is not None,
        gaps=gaps(now.drawing, sides) if now.version else (),
        forms=form.spots,
        rest=form.rest,
        kept=now.drawing if call.status == 409 else None,
        sent="" if sent else call.request.query.get("sent", ""),
        here=call.request.carried_on(f"/assurance/map/{team.id}/{year}"),
        back=call.request.carried_on(f"/assurance/audit/{team.id}/{year}"),
    )


@routes.post(_ONE, form=WholeMapForm, make=_form, shown=show)
def draw(call: Call[PromisesDesk, WholeMapForm]) -> Answer:
    """Keep what was drawn, on the map as it was shown."""
    desk = call.site
    team, year = team_and_year(call)
    try:
        draw_map.draw(team, year, call.form.drawing, seen=call.seen, promises=desk.promises, step=step_of(call))
    except DrawnMeanwhile as meanwhile:
        raise ChangedMeanwhile(team.id) from meanwhile
    return responses.see_other(call.request.carried_on(f"/assurance/map/{team.id}/{year}", sent="drawn"))


def _typed_of(drawing: Drawing) -> Typed:
    """A drawing as it would be typed, to show it in its boxes."""
    pairs = [(f"{id}-levels", level) for id, spot in drawing.places.items() for level in sorted(spot.levels)]
    pairs += [(f"{id}-example", spot.example) for id, spot in drawing.places.items()]
    return Typed([*pairs, ("map-champion", drawing.champion or ""), ("map-next", drawing.next)])
