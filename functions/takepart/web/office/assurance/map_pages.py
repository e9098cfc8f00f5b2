"""The map of taking part in the office: a grid of levels and places in the work, champions and gaps; it prints."""

from __future__ import annotations

import re

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.level_map import highest
from takepart.domain.assurance.rules import KeeperId, UnknownKeeper
from takepart.domain.assurance.years import year_name, year_of
from takepart.use_cases.assurance.draw_map import WholeMap, whole_map
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.spreadsheet import CSV, Row, as_csv, download


def router(office: Reception, promises: PromisesOffice) -> Router:
    """``/office/map``, with .csv and .json."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/map")
    def page() -> Response[str]:
        member = office.allowed(request(), Right.PROMISES)
        found = _map(office, promises, request())
        this = year_of(office.today, promises.rules.year_starts)
        return responses.html(
            office.page(
                "office/assurance/map.html",
                member,
                section="promises",
                map=found,
                year_name=year_name,
                this=this,
                highest=highest,
                champion=lambda each: champion(promises, each.map.drawing.champion if each.map else None),
                today=office.today,
            )
        )

    @routes.get("/office/map/map.csv")
    def csv_file() -> Response[str]:
        office.allowed(request(), Right.PROMISES)
        found = _map(office, promises, request())
        return download(as_csv(rows(found, promises)), CSV, f"map-{year_name(found.year)}.csv")

    @routes.get("/office/map/map.json")
    def json_file() -> Response[str]:
        office.allowed(request(), Right.PROMISES)
        found = _map(office, promises, request())
        told = rows(found, promises)
        return responses.as_json({"report": "map", "year": year_name(found.year), "rows": told})

    return routes


def _map(office: Reception, promises: PromisesOffice, request: Request) -> WholeMap:
    typed = request.query.get("year", "")
    if typed and not re.fullmatch(r"20[0-9]{2}", typed):
        raise Problem.not_found("There is no such year. Open the map from the page of promises.")
    year = int(typed) if typed else year_of(office.today, promises.rules.year_starts)
    found = whole_map(year, store=promises.store, rules=promises.rules)
    if found is None:
        raise Problem.not_found("The policy has no map. Add [assurance.map] to its file first.")
    return found


def champion(promises: PromisesOffice, id: KeeperId | None) -> str:
    """Who it is, by what they do, and how to reach them."""
    try:
        keeper = promises.rules.keeper(id) if id else None
    except UnknownKeeper:
        keeper = None
    return f"{keeper.name}, {keeper.email}" if keeper else ""


def rows(found: WholeMap, promises: PromisesOffice) -> list[Row]:
    """A row for each team and place in the work: the levels, the highest of them, an example, the gaps."""
    return [
        {
            "team": each.team.name,
            "kind": each.team.kind.value,
            "where": sphere.name,
            **{
                level.name: "yes" if each.map and level.id in each.map.drawing.place(sphere.id).levels else "no"
                for level in found.rules.levels
            },
            "highest": reached.name
            if each.map and (reached := highest(each.map.drawing.place(sphere.id), found.rules))
            else "",
            "example": each.map.drawing.place(sphere.id).example if each.map else "",
            "champion": champion(promises, each.map.drawing.champion if each.map else None),
            "next": each.map.drawing.next if each.map else "",
            "gaps": ". ".join(each.gaps),
        }
        for each in found.teams
        for sphere in found.rules.spheres
    ]
