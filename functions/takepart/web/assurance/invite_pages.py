"""Behind a link: a team asks those whom its service is for to answer its audit, and reads what they say."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.asked import (
    MOST_AT_ONCE,
    AuditInvitation,
    codes_of_sheet,
    heard,
    invitation_id,
    words_about,
)
from takepart.domain.assurance.audit import AuditState
from takepart.domain.assurance.levels import difference
from takepart.domain.assurance.rules import Keeper, Team
from takepart.domain.assurance.years import year_name
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import asked, audits
from takepart.web import responses
from takepart.web.assurance.audit_pages import team_and_year
from takepart.web.assurance.desk import PromisesDesk, address, step_in
from takepart.web.assurance.forms import InviteForm
from takepart.web.assurance.routes import opened
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request


def router(desk: PromisesDesk) -> Router:
    """``/assurance/audit/<team>/<year>/invite``, ``/slips`` and ``/heard``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/assurance/audit/<team>/<year>/invite")
    def invite_page(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _invite, team, year)

    @routes.post("/assurance/audit/<team>/<year>/invite")
    def invite(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _invite, team, year)

    @routes.get("/assurance/audit/<team>/<year>/slips")
    def slips(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _slips, team, year)

    @routes.get("/assurance/audit/<team>/<year>/heard")
    def what_they_say(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _heard, team, year)

    return routes


def _invite(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str) -> Response[str]:
    team, year = team_and_year(desk, keeper, team_id, year_typed)
    back = address(f"/assurance/audit/{team.id}/{year}", request)
    if audits.find_audit(team, year, store=desk.store)[0].state is AuditState.SIGNED_OFF:
        return responses.see_other(back)
    typed = request.form() if request.method == "POST" else None
    form = InviteForm(typed or {}, desk.judged)
    if typed is not None and not form.problems():
        sheet = str(step_in(typed, "sheet"))
        how_many = int(form.how_many.data)
        try:
            asked.invite(
                team,
                year,
                sheet=sheet,
                how_many=how_many,
                by=keeper.id,
                asked=desk.asked,
                rules=desk.rules,
                now=desk.now(),
            )
            path = f"/assurance/audit/{team.id}/{year}/slips"
            return responses.see_other(address(path, request, sheet=sheet, slips=str(how_many)))
        except Refused as cannot:
            form.how_many.errors = [cannot.reason.plain]
    return responses.html(
        desk.page(
            "assurance/invite.html",
            team=team,
            year=year,
            year_name=year_name,
            statements=desk.rules.statements_to_people(team),
            closes=desk.today + timedelta(days=desk.rules.link_days),
            form=form,
            errors=error_links([form]),
            step=desk.new_id(),
            back=back,
        ),
        status=200 if typed is None else 422,
    )


def _slips(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str) -> Response[str]:
    """The slips of a sheet, to print: the address alone knows their codes, and nothing says which were used."""
    team, year = team_and_year(desk, keeper, team_id, year_typed)
    typed = request.query.get("slips", "")
    number = int(typed) if re.fullmatch(r"[0-9]{1,2}", typed) else 0
    codes = codes_of_sheet(request.query.get("sheet", ""), number)
    first = desk.asked.get((team.id, year, invitation_id(codes[0]))) if codes else None
    if first is None:
        raise Problem.not_found("Make the slips once more, from the page of the audit.")
    return responses.html(
        desk.page(
            "assurance/slips.html",
            team=team,
            slips=[_slip(desk, team, year, code) for code in codes[:MOST_AT_ONCE]],
            closes=first.closes,
            back=address(f"/assurance/audit/{team.id}/{year}", request),
        )
    )


def _slip(desk: PromisesDesk, team: Team, year: int, code: str) -> dict[str, str]:
    import segno  # only this page pays for the import

    page = f"{desk.url}/asked/{team.id}/{year}"
    whole = f"{page}?{urlencode({'code': code})}"
    picture = segno.make(whole, error="m").svg_data_uri(scale=4, border=2, dark="#1f2430")
    return {"code": code, "page": page, "address": whole, "picture": picture}


def _heard(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str) -> Response[str]:
    team, year = team_and_year(desk, keeper, team_id, year_typed)
    audit, _ = audits.find_audit(team, year, store=desk.store)
    found: list[AuditInvitation] = list(desk.asked.of_team(team.id, year))
    people = heard(found)
    return responses.html(
        desk.page(
            "assurance/heard.html",
            team=team,
            year=year,
            year_name=year_name,
            audit=audit,
            people=people,
            statements=desk.rules.statements_to_people(team),
            differ=lambda id: difference(audit.answer(id).level, people.tally(id).middle),
            words_about=lambda id: words_about(found, id),
            back=address(f"/assurance/audit/{team.id}/{year}", request),
        )
    )
