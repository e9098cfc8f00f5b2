"""Whoever was invited answers a team's audit: no name, one answer for each code, and help is named on the page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from takepart.domain.aggregate import Step
from takepart.domain.assurance.asked import INVITED, Reply
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Assurance, StatementId, Team, TeamId, UnknownTeam
from takepart.domain.ids import StepId
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused
from takepart.domain.voice.codes import read_code
from takepart.domain.voice.rules import AUDIT
from takepart.use_cases.assurance.asked import HearsHarm, open_invitation, tell
from takepart.use_cases.assurance.ports import AskedStore
from takepart.use_cases.voice.ports import NotOurForm
from takepart.use_cases.voice.say import Saying, say
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.asked_forms import AskedCodeForm, AskedForm
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.feedback_pages import SEND_AGAIN
from takepart.web.voice.forms import TOKEN

_FORM = "asked"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Invitations to answer a team's audit: where they are kept, the teams, and what their audits ask."""

    store: AskedStore
    rules: Assurance


def show(site: VoiceSite, asking: Asking, team: str, year: str, request: Request) -> Response[str]:
    """The questions, for a code that can still be used; or a box for the code."""
    return _show(site, asking, _team(asking, team), _year(year), request)


def send(site: VoiceSite, asking: Asking, team: str, year: str, request: Request) -> Response[str]:
    """Keep what was answered, once for each code."""
    return _send(site, asking, _team(asking, team), _year(year), request)


def thanks(site: VoiceSite, asking: Asking, team: str, year: str, request: Request) -> Response[str]:
    """Thank you; and what happens to words that may mean harm, for whoever wrote some."""
    code = read_code(request.query.get("own", ""))
    page = site.page("voice/asked_thanks.html", team=_team(asking, team), year=_year(year), code=code)
    return responses.html(page)


def _team(asking: Asking, id: str) -> Team:
    try:
        return asking.rules.team(TeamId(id))
    except UnknownTeam as error:
        raise Problem.not_found("Check the address on your slip.") from error


def _year(typed: str) -> int:
    if not re.fullmatch(r"20[0-9]{2}", typed):
        raise Problem.not_found("Check the address on your slip.")
    return int(typed)


def _show(site: VoiceSite, asking: Asking, team: Team, year: int, request: Request) -> Response[str]:
    typed = request.query.get("code", "")
    form = AskedCodeForm(Typed({"code": typed} if typed else {}), site.rules)
    if not typed:
        return _code_page(site, team, year, form)
    code = read_code(typed)
    try:
        if code is None:
            raise Refused(team.id, reason=PromiseRefusal.NO_SUCH_INVITATION)
        open_invitation(team, year, code, asked=asking.store, now=site.now())
    except Refused as cannot:
        form.code.errors = [cannot.reason.plain]
        return _code_page(site, team, year, form, status=_STATUS.get(cannot.reason, 404))
    return _page(site, asking.rules, team, year, code, Typed())


_STATUS: Final[Mapping[PlainReason, int]] = {PromiseRefusal.INVITATION_USED: 410, PromiseRefusal.INVITATION_ENDED: 410}


def _code_page(site: VoiceSite, team: Team, year: int, form: AskedCodeForm, *, status: int = 200) -> Response[str]:
    page = site.page("voice/asked_code.html", team=team, year=year, form=form, errors=error_links([form]))
    return responses.html(page, status=status)


def _send(site: VoiceSite, asking: Asking, team: Team, year: int, request: Request) -> Response[str]:
    typed = request.form()
    code = read_code(typed.get("code", ""))
    forms = _forms(site, asking.rules, team, typed)
    if code is None or any(form.problems() for form in forms.values()):
        refused = "" if code else PromiseRefusal.NO_SUCH_INVITATION.plain
        return _page(site, asking.rules, team, year, code or "", typed, refused=refused)
    token = typed.get(TOKEN, "")

    def pass_on(words: str) -> str:
        saying = Saying(token=token, words=words, venue=f"{AUDIT}{team.id}")
        heard = say(
            saying,
            feedbacks=site.feedbacks,
            forms=site.forms,
            sessions=site.sessions,
            policy=site.policy,
            holidays=site.holidays,
            now=site.now(),
        )
        return heard.code

    try:
        told = tell(
            team,
            year,
            code,
            {id: Reply(level=form.chosen, words=form.words.data or "") for id, form in forms.items()},
            asked=asking.store,
            rules=asking.rules,
            heard=HearsHarm(site.policy.voice.words_of_harm if site.policy.voice else (), pass_on),
            step=Step(
                INVITED,
                site.now(),
                StepId(f"told-{hashlib.sha256(site.forms.take(token).name.encode()).hexdigest()[:24]}"),
            ),
        )
    except NotOurForm:
        return _page(site, asking.rules, team, year, code, typed, refused=SEND_AGAIN)
    except Refused as cannot:
        return _page(site, asking.rules, team, year, code, typed, refused=cannot.reason.plain)
    own = f"?{urlencode({'own': told.code})}" if told.code else ""
    return responses.see_other(f"/asked/{team.id}/{year}/thank-you{own}")


def _forms(site: VoiceSite, rules: Assurance, team: Team, typed: Typed) -> dict[StatementId, AskedForm]:
    return {each.id: AskedForm(typed, site.rules, prefix=f"{each.id}-") for each in rules.statements_to_people(team)}


def _page(
    site: VoiceSite, rules: Assurance, team: Team, year: int, code: str, typed: Typed, *, refused: str = ""
) -> Response[str]:
    """The questions, with everything that was typed still in its boxes."""
    forms = _forms(site, rules, team, typed)
    errors = []
    if typed:
        for form in forms.values():
            form.problems()
        errors = error_links(list(forms.values()))
    if refused:
        errors = [{"text": refused, "href": "#questions"}, *errors]
    return responses.html(
        site.page(
            "voice/asked.html",
            team=team,
            year=year,
            code=code,
            statements=rules.statements_to_people(team),
            forms=forms,
            errors=errors,
            token=site.token(_FORM),
            token_name=TOKEN,
        ),
        status=422 if errors else 200,
    )
