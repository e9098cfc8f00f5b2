"""Behind a link: a team draws its map of taking part, once a year and as often as it changes."""

from __future__ import annotations

from types import MappingProxyType

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.aggregate import Step
from takepart.domain.assurance.level_map import Drawing, DrawnMeanwhile, Spot, gaps
from takepart.domain.assurance.map_rules import MapRules
from takepart.domain.assurance.rules import Keeper, KeeperId, Team
from takepart.domain.assurance.years import year_name
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import draw_map
from takepart.use_cases.assurance.keep_promises import keeper_actor
from takepart.web import responses
from takepart.web.assurance.audit_pages import team_and_year
from takepart.web.assurance.desk import PromisesDesk, address, step_in
from takepart.web.assurance.forms import MapForm, SpotForm
from takepart.web.assurance.routes import opened
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed

_MEANWHILE = "Someone else drew the map at the same time. Look at what they drew below, then save once more"


def router(desk: PromisesDesk) -> Router:
    """``/assurance/map/<team>/<year>``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/assurance/map/<team>/<year>")
    def show(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _show, team, year)

    @routes.post("/assurance/map/<team>/<year>")
    def draw(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _draw, team, year)

    return routes


def _sides(desk: PromisesDesk) -> MapRules:
    if desk.rules.map is None:
        raise Problem.not_found("There is no map of taking part here.")
    return desk.rules.map


def _show(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year: str) -> Response[str]:
    team, number = team_and_year(desk, keeper, team_id, year)
    return _page(desk, request, team, number, typed=None)


def _draw(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str) -> Response[str]:
    team, year = team_and_year(desk, keeper, team_id, year_typed)
    typed, sides = request.form(), _sides(desk)
    forms, rest = _forms(desk, sides, typed)
    if any(form.problems() for form in (*forms.values(), rest)):
        return _page(desk, request, team, year, typed=typed)
    spots = {id: Spot(levels=_ticked(typed, id), example=form.example.data or "") for id, form in forms.items()}
    champion = KeeperId(rest.champion.data) if rest.champion.data else None
    drawing = Drawing(places=MappingProxyType(spots), champion=champion, next=rest.next.data or "")
    seen = typed.get("version", "")
    try:
        draw_map.draw(
            team,
            year,
            drawing,
            seen=int(seen) if seen.isdecimal() and len(seen) < 7 else -1,
            store=desk.store,
            rules=desk.rules,
            step=Step(keeper_actor(keeper.id), desk.now(), step_in(typed, "draw")),
        )
    except Refused as cannot:
        return _page(desk, request, team, year, typed=typed, refused=cannot.reason.plain)
    except DrawnMeanwhile:
        return _page(desk, request, team, year, typed=typed, refused=_MEANWHILE)
    return responses.see_other(address(f"/assurance/map/{team.id}/{year}", request, sent="drawn"))


def _page(
    desk: PromisesDesk, request: Request, team: Team, year: int, *, typed: Typed | None, refused: str = ""
) -> Response[str]:
    """The map to draw: as kept this year, else as last year's, else empty; after a refusal, as it was typed."""
    sides = _sides(desk)
    now, before = draw_map.find_map(team, year, store=desk.store)
    start = now.drawing if now.version or before is None else before.drawing
    shown = typed if typed is not None else _typed_of(start)
    forms, rest = _forms(desk, sides, shown)
    if typed is not None:
        for form in (*forms.values(), rest):
            form.problems()
    errors = error_links([*forms.values(), rest])
    if refused:
        errors = [{"text": refused, "href": "#map"}, *errors]
    return responses.html(
        desk.page(
            "assurance/map.html",
            team=team,
            year=year,
            year_name=year_name,
            sides=sides,
            map=now,
            from_last_year=not now.version and before is not None,
            gaps=gaps(now.drawing, sides) if now.version else (),
            forms=forms,
            rest=rest,
            ticked=lambda id: _ticked(shown, id),
            kept=now.drawing if refused == _MEANWHILE else None,
            errors=errors,
            sent=request.query.get("sent", "") if typed is None else "",
            here=address(f"/assurance/map/{team.id}/{year}", request),
            back=address(f"/assurance/audit/{team.id}/{year}", request),
            step=desk.new_id(),
        ),
        status=200 if typed is None else (409 if refused else 422),
    )


def _forms(desk: PromisesDesk, sides: MapRules, typed: Typed) -> tuple[dict[str, SpotForm], MapForm]:
    spots = {each.id: SpotForm(typed, desk.judged, prefix=f"{each.id}-") for each in sides.spheres}
    return spots, MapForm(typed, desk.judged, prefix="map-", keepers=desk.rules.keepers)


def _ticked(typed: Typed, sphere: str) -> frozenset[str]:
    return frozenset(typed.getlist(f"{sphere}-levels"))


def _typed_of(drawing: Drawing) -> Typed:
    """A drawing as it would be typed, to show it in its boxes."""
    pairs = [(f"{id}-levels", level) for id, spot in drawing.places.items() for level in sorted(spot.levels)]
    pairs += [(f"{id}-example", spot.example) for id, spot in drawing.places.items()]
    return Typed([*pairs, ("map-champion", drawing.champion or ""), ("map-next", drawing.next)])
