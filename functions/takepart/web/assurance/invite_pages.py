"""Behind a link: a team asks those whom its service is for to answer its audit, and reads what they say."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from takepart.domain.assurance.asked import (
    MOST_AT_ONCE,
    AuditInvitation,
    codes_of_sheet,
    heard,
    invitation_id,
    words_about,
)
from takepart.domain.assurance.audit import AuditState, difference
from takepart.domain.assurance.rules import Team
from takepart.use_cases.assurance import audits
from takepart.web import responses
from takepart.web.assurance.audit_pages import team_and_year
from takepart.web.assurance.desk import PromisesDesk
from takepart.web.assurance.forms import InviteForm
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, Instead, NoForm, Routes

_ONE = "/assurance/audit/<team>/<year>"
routes: Routes[PromisesDesk] = Routes("assurance")


def _open(call: Call[PromisesDesk, Any]) -> tuple[Team, int]:
    """The audit, while it is open. Raises Instead: nobody is asked any more once it is signed."""
    team, year = team_and_year(call)
    if audits.find_audit(team, year, store=call.site.store)[0].state is AuditState.SIGNED_OFF:
        raise Instead(responses.see_other(_audit(call)))
    return team, year


def _audit(call: Call[PromisesDesk, Any]) -> str:
    team, year = team_and_year(call)
    return call.request.carried_on(f"/assurance/audit/{team.id}/{year}")


@routes.get(f"{_ONE}/invite")
def invite_page(call: Call[PromisesDesk, Any]) -> Answer:
    """How many to ask, and what they are asked."""
    team, year = _open(call)
    desk = call.site
    return call.site.html(
        call,
        "assurance/invite.html",
        team=team,
        year=year,
        statements=desk.assurance.statements_to_people(team),
        closes=desk.today + timedelta(days=desk.assurance.link_days),
        form=call.filled(InviteForm),
        back=_audit(call),
    )


@routes.post(f"{_ONE}/invite", form=InviteForm, shown=invite_page)
def invite(call: Call[PromisesDesk, InviteForm]) -> Answer:
    """Make a sheet of slips, once for each press."""
    team, year = _open(call)
    desk, sheet, how_many = call.site, str(call.step), call.form.how_many.data
    audits.invite(
        team,
        year,
        sheet=sheet,
        how_many=how_many,
        by=call.who.id,
        asked=desk.asked,
        rules=desk.assurance,
        now=desk.now(),
    )
    path = f"/assurance/audit/{team.id}/{year}/slips"
    return responses.see_other(call.request.carried_on(path, sheet=sheet, slips=str(how_many)))


@routes.get(f"{_ONE}/slips")
def slips(call: Call[PromisesDesk, NoForm]) -> Answer:
    """The slips of a sheet, to print: the address alone knows their codes, and nothing says which were used."""
    desk, request = call.site, call.request
    team, year = team_and_year(call)
    typed = request.query.get("slips", "")
    number = int(typed) if re.fullmatch(r"[0-9]{1,2}", typed) else 0
    codes = codes_of_sheet(request.query.get("sheet", ""), number)
    first = desk.asked.get((team.id, year, invitation_id(codes[0]))) if codes else None
    if first is None:
        raise Problem.not_found("Make the slips once more, from the page of the audit.")
    return call.site.html(
        call,
        "assurance/slips.html",
        team=team,
        slips=[_slip(desk, team, year, code) for code in codes[:MOST_AT_ONCE]],
        closes=first.closes,
        back=_audit(call),
    )


def _slip(desk: PromisesDesk, team: Team, year: int, code: str) -> dict[str, str]:
    import segno  # only this page pays for the import

    page = f"{desk.url}/asked/{team.id}/{year}"
    whole = f"{page}?{urlencode({'code': code})}"
    picture = segno.make(whole, error="m").svg_data_uri(scale=4, border=2, dark="#1f2430")
    return {"code": code, "page": page, "address": whole, "picture": picture}


@routes.get(f"{_ONE}/heard")
def what_they_say(call: Call[PromisesDesk, NoForm]) -> Answer:
    """What those who were asked answered, beside what the team says."""
    desk = call.site
    team, year = team_and_year(call)
    audit, _ = audits.find_audit(team, year, store=desk.store)
    found: list[AuditInvitation] = list(desk.asked.of_team(team.id, year))
    people = heard(found, desk.today)
    return call.site.html(
        call,
        "assurance/heard.html",
        team=team,
        year=year,
        audit=audit,
        people=people,
        statements=desk.assurance.statements_to_people(team),
        differ=lambda id: difference(audit.answer(id).level, people.tally(id).middle),
        words_about=lambda id: words_about(found, id, desk.today),
        back=_audit(call),
    )
