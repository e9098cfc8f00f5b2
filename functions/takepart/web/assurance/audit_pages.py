"""The yearly audit behind a link: its four pieces, last year beside this year, the manager's signature, its actions."""

from __future__ import annotations

import re
from typing import Any, Final

from takepart.domain.assurance.asked import heard, words_about
from takepart.domain.assurance.audit import AnsweredMeanwhile, Audit, AuditPlan, AuditState, difference
from takepart.domain.assurance.rules import Piece, Statement, StatementId, Team
from takepart.use_cases.assurance import audits
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk, step_of
from takepart.web.assurance.forms import DoneForm, PieceForm, typed_of
from takepart.web.problems import Problem
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm, Routes

_ONE: Final = "/assurance/audit/<team>/<year>"
_ACTION: Final = f"{_ONE}/done/<statement>"
routes: Routes[PromisesDesk] = Routes("assurance")


def team_and_year(call: Call[PromisesDesk, Any]) -> tuple[Team, int]:
    """The team and year of an address, for one of those who answer its audit. Raises Problem."""
    team, year = _named(call)
    if not audits.may_answer(call.who.id, team, rules=call.site.assurance):
        raise Problem(403, "This audit is for another team", "Your link is for your own team's audit.")
    return team, year


def _named(call: Call[PromisesDesk, Any]) -> tuple[Team, int]:
    """The team and year of an address, for everyone with a link. Raises Problem 404."""
    team, year = call.site.team(call.params["team"]), call.params["year"]
    if not re.fullmatch(r"20[0-9]{2}", year):
        raise Problem.not_found("Open the link from your email again.")
    return team, int(year)


@routes.get(_ONE)
def overview(call: Call[PromisesDesk, Any]) -> Answer:
    """The whole of it, and what is next."""
    desk, request = call.site, call.request
    team, year = team_and_year(call)
    audit, before = audits.find_audit(team, year, store=desk.store)
    asked = audit.statements(desk.assurance.statements_for(team))
    invited = desk.asked.of_team(team.id, year)
    signed = audit.state is AuditState.SIGNED_OFF
    people = audit.heard if signed else heard(invited, desk.today)
    return call.site.html(
        call,
        "assurance/audit.html",
        people=people,
        invited=len(invited),
        since_signed=heard(invited, desk.today).people - audit.heard.people if signed else 0,
        theirs=lambda id: people.tally(id).middle or audit.answer(id).their_level,
        differ=lambda id: difference(audit.answer(id).level, people.tally(id).middle or audit.answer(id).their_level),
        has_map=desk.assurance.map is not None,
        to_map=request.carried_on(f"/assurance/map/{team.id}/{year}"),
        may_ask=bool(desk.assurance.statements_to_people(team)),
        team=team,
        year=year,
        audit=audit,
        earlier=before,
        asked=asked,
        missing=audit.missing(asked),
        pieces=[(piece, [each for each in asked if each.piece is piece]) for piece in Piece],
        signed=signed,
        is_ready=audit.state is AuditState.READY,
        is_manager=call.who.id == team.manager,
        there=lambda path="": request.carried_on(f"/assurance/audit/{team.id}/{year}{path}"),
    )


@routes.post(f"{_ONE}/ready", form=NoForm, shown=overview)
def ready(call: Call[PromisesDesk, NoForm]) -> Answer:
    """Ask the manager to sign."""
    team, year = team_and_year(call)
    audits.hand_in(team, year, promises=call.site.promises, step=step_of(call))
    return _after(call, sent="ready")


@routes.post(f"{_ONE}/signed", form=NoForm, shown=overview)
def signed(call: Call[PromisesDesk, NoForm]) -> Answer:
    """The manager signs what the page showed."""
    team, year = team_and_year(call)
    desk = call.site
    audits.sign_off(team, year, seen_version=call.seen, promises=desk.promises, asked=desk.asked, step=step_of(call))
    return _after(call, sent="signed")


def _after(call: Call[PromisesDesk, Any], path: str = "", **more: str) -> Answer:
    team, year = team_and_year(call)
    return responses.see_other(call.request.carried_on(f"/assurance/audit/{team.id}/{year}{path}", **more))


def _open_action(call: Call[PromisesDesk, Any]) -> AuditPlan:
    """The action, for whoever carries it out or answers the audit. Raises Problem."""
    team, year = _named(call)
    audit, _ = audits.find_audit(team, year, store=call.site.store)
    action, keeper = audit.answer(StatementId(call.params["statement"])).action, call.who.id
    if action is None or not (
        call.site.assurance.is_theirs(action.owner, keeper)
        or audits.may_answer(keeper, team, rules=call.site.assurance)
    ):
        raise Problem.not_found("Open the link from your email again.")
    return action


@routes.get(_ACTION)
def action(call: Call[PromisesDesk, Any]) -> Answer:
    """What was to be done, and a box for what was done."""
    plan, (team, _) = _open_action(call), _named(call)
    return call.site.html(call, "assurance/action.html", team=team, action=plan, form=call.filled(DoneForm))


@routes.post(_ACTION, form=DoneForm, shown=action)
def action_done(call: Call[PromisesDesk, DoneForm]) -> Answer:
    """It was done."""
    _open_action(call)
    (team, year), statement = _named(call), StatementId(call.params["statement"])
    promises, note = call.site.promises, call.form.note.data
    audits.finish_action(team, year, statement, note=note, promises=promises, step=step_of(call))
    return responses.see_other(call.request.carried_on("/assurance", sent="done"))


@routes.get(f"{_ONE}/<piece>")
def piece(call: Call[PromisesDesk, Any]) -> Answer:
    """The statements of one piece. After a clash the boxes hold what was typed, and what the other wrote is beside."""
    desk, shown = call.site, _piece_of(call)
    team, year = team_and_year(call)
    audit, before = audits.find_audit(team, year, store=desk.store)
    if audit.state is AuditState.SIGNED_OFF:
        return _after(call)
    sent = isinstance(call.form, PieceForm)
    form = call.form if sent else _form(call, _typed_of(audit, _statements(call)))
    invited = desk.asked.of_team(team.id, year)
    clashes = [{"text": "Someone else answered this at the same time", "href": f"#clash-{id}"} for id in form.clashes]
    return call.site.html(
        call,
        "assurance/piece.html",
        team=team,
        audit=audit,
        earlier=before,
        piece=shown,
        statements=_statements(call),
        forms=form.answers_to,
        errors=call.errors + clashes,
        clashes=form.clashes,
        people=heard(invited, desk.today),
        words_about=lambda id: words_about(invited, id, desk.today),
        sent="" if sent else call.request.query.get("sent", ""),
        save_at=call.request.carried_on(f"/assurance/audit/{team.id}/{year}/{shown.value}"),
        back=call.request.carried_on(f"/assurance/audit/{team.id}/{year}"),
    )


def _statements(call: Call[PromisesDesk, Any]) -> list[Statement]:
    team, year = team_and_year(call)
    shown = _piece_of(call)
    audit, _ = audits.find_audit(team, year, store=call.site.store)
    return [each for each in audit.statements(call.site.assurance.statements_for(team)) if each.piece is shown]


def _form(call: Call[PromisesDesk, Any], typed: Typed | None = None) -> PieceForm:
    """The form as it was typed, for those who answer this audit. Raises Problem."""
    desk = call.site
    team, _ = team_and_year(call)
    people = dict.fromkeys((team.lead, team.manager, *team.contributors))
    return PieceForm(
        call.typed if typed is None else typed,
        desk.rules,
        statements=_statements(call),
        keepers=[keeper for each in people if (keeper := desk.assurance.keeper(each))],
    )


@routes.post(f"{_ONE}/<piece>", form=PieceForm, make=_form, shown=piece)
def save(call: Call[PromisesDesk, PieceForm]) -> Answer:
    """Keep what was answered, beside what others answered meanwhile; then the next piece."""
    desk = call.site
    team, year = team_and_year(call)
    try:
        audits.save_answers(team, year, call.form.edits, promises=desk.promises, step=step_of(call))
    except AnsweredMeanwhile as meanwhile:
        call.form.clashes = meanwhile.statements
        raise ChangedMeanwhile(team.id) from meanwhile
    after = _next(_piece_of(call))
    return _after(call, f"/{after}" if after else "", sent="saved")


def _typed_of(audit: Audit, statements: list[Statement]) -> Typed:
    """The answers that are kept as they would be typed, to show them in their boxes."""
    return Typed([pair for each in statements for pair in typed_of(audit.answer(each.id), f"{each.id}-").items()])


def _piece_of(call: Call[PromisesDesk, Any]) -> Piece:
    try:
        return Piece(call.params["piece"])
    except ValueError as error:
        raise Problem.not_found("Open the link from your email again.") from error


def _next(piece: Piece) -> str:
    every = [each.value for each in Piece]
    at = every.index(piece.value) + 1
    return every[at] if at < len(every) else ""
