"""Promises in the office: how each team stands, and for one team a pause or another keeper, with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from takepart.domain.assurance.rules import Commitment, KeeperId, Team, TeamId, UnknownTeam
from takepart.domain.assurance.standing import Status
from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import keep_promises
from takepart.use_cases.assurance.reports import promises_report
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.assurance.forms import HandOverForm, PauseForm
from takepart.web.assurance.promise_pages import key_of
from takepart.web.office.assurance.desk import PromisesSite
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes

_TEAM: Final = "/office/promises/<team>"
_ONE: Final = f"{_TEAM}/<commitment>"
routes: Routes[PromisesSite] = Routes("assurance-office", right=Right.PROMISES)


def _team(call: Call[PromisesSite, Any]) -> Team:
    try:
        return call.site.promises.rules.team(TeamId(call.params["team"]))
    except UnknownTeam as error:
        raise Problem.not_found("There is no such team. Choose one from the list of promises.") from error


def _owed(call: Call[PromisesSite, Any]) -> tuple[Team, Commitment]:
    """The team, and the last version of a promise that it owes. Raises Problem 404."""
    team, id = _team(call), call.params["commitment"]
    versions = (each for each in call.site.promises.rules.owed_by(team) if each.id == id)
    found = max(versions, key=lambda each: each.starts, default=None)
    if found is None:
        raise Problem.not_found("This team owes no such promise.")
    return team, found


def _hand_over_form(call: Call[PromisesSite, Any]) -> HandOverForm:
    return HandOverForm(call.typed, call.site.rules, keepers=call.site.promises.rules.keepers)


def _back(team: Team, sent: str) -> Answer:
    return responses.see_other(f"/office/promises/{team.id}?sent={sent}")


@routes.get("/office/promises")
def board(call: Call[PromisesSite, NoForm]) -> Answer:
    """How each team stands this year, from one index."""
    site, rules = call.site, call.site.promises.rules
    year = year_of(site.today, rules.year_starts)
    return site.html(
        call,
        "office/assurance/board.html",
        report=promises_report(year, promises=site.promises, today=site.today),
        has_map=rules.map is not None,
        year_name=year_name(year),
    )


@routes.get(_TEAM)
def one_team(call: Call[PromisesSite, NoForm]) -> Answer:
    """What one team owes, and how each of it stands."""
    site, team = call.site, _team(call)
    return site.html(
        call,
        "office/assurance/team.html",
        team=team,
        standings=site.promises.standings(team, site.today),
        status=Status,
    )


@routes.get(_ONE)
def one(call: Call[PromisesSite, Any]) -> Answer:
    """One promise of a team, with what may be done."""
    team, commitment = _owed(call)
    return call.site.html(
        call,
        "office/assurance/commitment.html",
        team=team,
        commitment=commitment,
        pause=call.filled(PauseForm),
        hand_over=call.filled(HandOverForm, keepers=call.site.promises.rules.keepers),
    )


@routes.get(f"{_ONE}/<year>/<slot>/file")
def file(call: Call[PromisesSite, NoForm]) -> Answer:
    """On to a file of evidence, by an address that lives for minutes: it is downloaded, never shown here."""
    promises = call.site.promises
    key = key_of(_team(call).id, call.params["commitment"], call.params["year"], call.params["slot"])
    try:
        _, standing = keep_promises.look_up(key, promises=promises, today=call.site.today)
    except Refused as refused:
        raise Problem.not_found(f"{refused.reason.plain}.") from refused
    if promises.files is None or standing.evidence is None or standing.evidence.file is None:
        raise Problem.not_found("There is no file for this promise.")
    return responses.see_other(promises.files.link(standing.evidence.file))


@routes.post(f"{_ONE}/pause", form=PauseForm, shown=one)
def pause(call: Call[PromisesSite, PauseForm]) -> Answer:
    """Remind nobody for a while."""
    team, promise = _owed(call)
    keep_promises.pause(
        team.id,
        promise.id,
        until=call.form.day.data or date.min,
        reason=call.form.reason.data,
        promises=call.site.promises,
        step=call.site.step(call),
    )
    return _back(team, "paused")


@routes.post(f"{_ONE}/hand-over", form=HandOverForm, make=_hand_over_form, shown=one)
def hand_over(call: Call[PromisesSite, HandOverForm]) -> Answer:
    """Let somebody else look after it."""
    team, promise = _owed(call)
    keep_promises.hand_over(
        team.id,
        promise.id,
        keeper=KeeperId(call.form.keeper.data),
        reason=call.form.reason.data,
        promises=call.site.promises,
        step=call.site.step(call),
    )
    return _back(team, "handed-over")
