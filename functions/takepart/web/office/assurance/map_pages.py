"""The map of taking part in the office: a grid of levels and places in the work, champions and gaps; it prints."""

from __future__ import annotations

from takepart.domain.assurance.level_map import highest
from takepart.domain.assurance.rules import KeeperId
from takepart.domain.assurance.years import year_name, year_of
from takepart.use_cases.assurance.draw_map import WholeMap, whole_map
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, Row, as_csv, download

routes: Routes[PromisesSite] = Routes("assurance-office", right=Right.PROMISES)


def _map(call: Call[PromisesSite, NoForm]) -> WholeMap:
    promises = call.site.promises
    found = whole_map(call.site.year(call.request), promises=promises)
    if found is None:
        raise Problem.not_found("The policy has no map. Add [assurance.map] to its file first.")
    return found


@routes.get("/office/map")
def page(call: Call[PromisesSite, NoForm]) -> Answer:
    """The grid, to look at and to print."""
    site, found = call.site, _map(call)
    return site.html(
        call,
        "office/assurance/map.html",
        map=found,
        this=year_of(site.today, site.promises.rules.year_starts),
        highest=highest,
        champion=lambda each: champion(site.promises, each.map.drawing.champion if each.map else None),
    )


@routes.get("/office/map/map.csv")
def csv_file(call: Call[PromisesSite, NoForm]) -> Answer:
    """The same for a spreadsheet."""
    found = _map(call)
    return download(as_csv(rows(found, call.site.promises)), CSV, f"map-{year_name(found.year)}.csv")


@routes.get("/office/map/map.json")
def json_file(call: Call[PromisesSite, NoForm]) -> Answer:
    """The same for a program."""
    found = _map(call)
    told = rows(found, call.site.promises)
    return responses.as_json({"report": "map", "year": year_name(found.year), "rows": told})


def champion(promises: PromisesOffice, id: KeeperId | None) -> str:
    """Who it is, by what they do, and how to reach them."""
    keeper = promises.rules.keeper(id) if id else None
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
