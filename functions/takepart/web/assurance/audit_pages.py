"""The yearly audit behind a link: its four pieces, last year beside this year, and the manager's signature."""

from __future__ import annotations

import re
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.aggregate import Step
from takepart.domain.assurance.asked import heard, words_about
from takepart.domain.assurance.audit import AnsweredMeanwhile, Audit, AuditState, Edit
from takepart.domain.assurance.levels import difference
from takepart.domain.assurance.rules import Keeper, KeeperId, Piece, StatementId, Team, UnknownKeeper
from takepart.domain.assurance.years import year_name
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import audits
from takepart.use_cases.assurance.keep_promises import keeper_actor
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk, address, step_in
from takepart.web.assurance.forms import AnswerForm, only, typed_of
from takepart.web.assurance.routes import opened
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed


def router(desk: PromisesDesk) -> Router:
    """``/assurance/audit/<team>/<year>`` and its pieces."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/assurance/audit/<team>/<year>")
    def overview(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _overview, team, year)

    @routes.post("/assurance/audit/<team>/<year>/ready")
    def ready(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _ready, team, year)

    @routes.post("/assurance/audit/<team>/<year>/signed")
    def signed(team: str, year: str) -> Response[str]:
        return opened(desk, request(), _sign, team, year)

    @routes.get("/assurance/audit/<team>/<year>/<piece>")
    def piece_page(team: str, year: str, piece: str) -> Response[str]:
        return opened(desk, request(), _piece, team, year, piece)

    @routes.post("/assurance/audit/<team>/<year>/<piece>")
    def piece(team: str, year: str, piece: str) -> Response[str]:
        return opened(desk, request(), _save, team, year, piece)

    return routes


def team_and_year(desk: PromisesDesk, keeper: Keeper, team_id: str, year: str) -> tuple[Team, int]:
    """The team and year of an address, for one of those who answer its audit. Raises Problem."""
    team = desk.team(team_id)
    if not re.fullmatch(r"20[0-9]{2}", year):
        raise Problem.not_found("Open the link from your email again.")
    if not audits.may_answer(keeper.id, team, rules=desk.rules):
        raise Problem(403, "This audit is for another team", "Your link is for your own team's audit.")
    return team, int(year)


def _overview(
    desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str, *, refused: str = ""
) -> Response[str]:
    team, year = team_and_year(desk, keeper, team_id, year_typed)
    audit, before = audits.find_audit(team, year, store=desk.store)
    asked = desk.rules.statements_for(team)
    invited = desk.asked.of_team(team.id, year)
    signed = audit.state is AuditState.SIGNED_OFF
    people = audit.heard if signed else heard(invited)
    return responses.html(
        desk.page(
            "assurance/audit.html",
            people=people,
            invited=len(invited),
            since_signed=heard(invited).people - audit.heard.people if signed else 0,
            theirs=lambda id: people.tally(id).middle or audit.answer(id).their_level,
            differ=lambda id: difference(
                audit.answer(id).level, people.tally(id).middle or audit.answer(id).their_level
            ),
            has_map=desk.rules.map is not None,
            to_map=address(f"/assurance/map/{team.id}/{year}", request),
            may_ask=bool(desk.rules.statements_to_people(team)),
            team=team,
            year=year,
            year_name=year_name,
            audit=audit,
            earlier=before,
            asked=asked,
            missing=audit.missing(asked),
            pieces=[(piece, [each for each in asked if each.piece is piece]) for piece in Piece],
            signed=signed,
            is_ready=audit.state is AuditState.READY,
            is_manager=keeper.id == team.manager,
            name_of=lambda id: _name(desk, id),
            there=lambda path="": address(f"/assurance/audit/{team.id}/{year}{path}", request),
            back=address("/assurance", request),
            sent=request.query.get("sent", ""),
            refused=refused,
            step=desk.new_id(),
        ),
        status=409 if refused else 200,
    )


def _ready(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str) -> Response[str]:
    team, year = team_and_year(desk, keeper, team_id, year_typed)
    step = step_in(request.form(), "ready")
    try:
        audits.hand_in(
            team, year, store=desk.store, rules=desk.rules, step=Step(keeper_actor(keeper.id), desk.now(), step)
        )
    except Refused as cannot:
        return _overview(desk, request, keeper, team_id, year_typed, refused=cannot.reason.plain)
    except ChangedMeanwhile:
        return _overview(desk, request, keeper, team_id, year_typed, refused=_CHANGED)
    return responses.see_other(address(f"/assurance/audit/{team.id}/{year}", request, sent="ready"))


_CHANGED = "Someone changed the audit just now. Read it again, then press the button once more"


def _sign(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str) -> Response[str]:
    team, year = team_and_year(desk, keeper, team_id, year_typed)
    typed = request.form()
    version = typed.get("version", "")
    try:
        audits.sign_off(
            team,
            year,
            seen_version=int(version) if re.fullmatch(r"[0-9]{1,6}", version) else -1,
            store=desk.store,
            asked=desk.asked,
            rules=desk.rules,
            step=Step(keeper_actor(keeper.id), desk.now(), step_in(typed, "sign")),
        )
    except Refused as cannot:
        return _overview(desk, request, keeper, team_id, year_typed, refused=cannot.reason.plain)
    except ChangedMeanwhile:
        return _overview(desk, request, keeper, team_id, year_typed, refused=_CHANGED)
    return responses.see_other(address(f"/assurance/audit/{team.id}/{year}", request, sent="signed"))


def _piece(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year: str, piece: str) -> Response[str]:
    team, number = team_and_year(desk, keeper, team_id, year)
    audit, before = audits.find_audit(team, number, store=desk.store)
    return _piece_page(desk, request, team, audit, before, _piece_of(piece), typed=None)


def _save(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year: str, piece: str) -> Response[str]:
    team, number = team_and_year(desk, keeper, team_id, year)
    typed = request.form()
    shown = _piece_of(piece)
    forms = _forms(desk, team, shown, typed)
    clashes: tuple[StatementId, ...] = ()
    if not any(form.problems() for form in forms.values()):
        edits = [
            Edit(statement=id, answer=form.answer, seen=_seen(typed, id))
            for id, form in forms.items()
            if only(typed, f"{id}-")
        ]
        try:
            audits.save_answers(
                team,
                number,
                edits,
                store=desk.store,
                rules=desk.rules,
                step=Step(keeper_actor(keeper.id), desk.now(), step_in(typed, "answer")),
            )
            after = f"/{_next(shown)}" if _next(shown) else ""
            return responses.see_other(address(f"/assurance/audit/{team.id}/{number}{after}", request, sent="saved"))
        except Refused as cannot:
            return _overview(desk, request, keeper, team_id, year, refused=cannot.reason.plain)
        except AnsweredMeanwhile as meanwhile:
            clashes = meanwhile.statements
    audit, before = audits.find_audit(team, number, store=desk.store)
    return _piece_page(desk, request, team, audit, before, shown, typed=typed, clashes=clashes)


def _piece_page(
    desk: PromisesDesk,
    request: Request,
    team: Team,
    audit: Audit,
    before: Audit | None,
    piece: Piece,
    *,
    typed: Typed | None,
    clashes: tuple[StatementId, ...] = (),
) -> Response[str]:
    """The statements of one piece. After a clash the boxes hold what was typed, and what the other wrote is beside."""
    if audit.state is AuditState.SIGNED_OFF:
        return responses.see_other(address(f"/assurance/audit/{team.id}/{audit.year}", request))
    statements = [each for each in desk.rules.statements_for(team) if each.piece is piece]
    invited = desk.asked.of_team(team.id, audit.year)
    people = heard(invited)
    forms = {
        each.id: _form(
            desk, team, each.id, typed if typed is not None else typed_of(audit.answer(each.id), f"{each.id}-")
        )
        for each in statements
    }
    if typed is not None:
        for form in forms.values():
            form.problems()
    errors = error_links(list(forms.values()))
    errors += [{"text": "Someone else answered this at the same time", "href": f"#clash-{id}"} for id in clashes]
    return responses.html(
        desk.page(
            "assurance/piece.html",
            team=team,
            audit=audit,
            earlier=before,
            piece=piece,
            statements=statements,
            forms=forms,
            errors=errors,
            clashes=clashes,
            people=people,
            words_about=lambda id: words_about(invited, id),
            name_of=lambda id: _name(desk, id),
            year_name=year_name,
            sent=request.query.get("sent", "") if typed is None else "",
            save_at=address(f"/assurance/audit/{team.id}/{audit.year}/{piece.value}", request),
            back=address(f"/assurance/audit/{team.id}/{audit.year}", request),
            step=desk.new_id(),
        ),
        status=200 if typed is None else (409 if clashes else 422),
    )


def _forms(desk: PromisesDesk, team: Team, piece: Piece, typed: Typed) -> dict[StatementId, AnswerForm]:
    return {
        each.id: _form(desk, team, each.id, typed) for each in desk.rules.statements_for(team) if each.piece is piece
    }


def _form(desk: PromisesDesk, team: Team, statement: StatementId, typed: Any) -> AnswerForm:
    people = dict.fromkeys((team.lead, team.manager, *team.contributors))
    keepers = [desk.rules.keeper(each) for each in people]
    return AnswerForm(typed, desk.judged, prefix=f"{statement}-", keepers=keepers)


def _seen(typed: Typed, statement: StatementId) -> int:
    text = typed.get(f"{statement}-seen", "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else -1


def _piece_of(typed: str) -> Piece:
    try:
        return Piece(typed)
    except ValueError as error:
        raise Problem.not_found("Open the link from your email again.") from error


def _next(piece: Piece) -> str:
    every = [each.value for each in Piece]
    at = every.index(piece.value) + 1
    return every[at] if at < len(every) else ""


def _name(desk: PromisesDesk, actor: str) -> str:
    try:
        return desk.rules.keeper(KeeperId(actor.removeprefix("staff:"))).name
    except UnknownKeeper:
        return "a colleague"
