"""Behind a link: what one person looks after, and the form that settles each promise. A GET changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Cadence, CommitmentId, Keeper, Team, TeamId
from takepart.domain.assurance.slots import SlotId
from takepart.domain.assurance.standing import Standing, Status, standings, years_around
from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import keep_promises
from takepart.use_cases.assurance.audits import may_answer
from takepart.use_cases.assurance.keep_promises import SlotKey, keeper_actor, promises_of
from takepart.use_cases.assurance.letters import ask_for_promises_link
from takepart.web import responses
from takepart.web.assurance.desk import ClosedLink, PromisesDesk, address, step_in
from takepart.web.assurance.forms import StartForm
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request

_TO_DO: Final = (Status.LATE, Status.NO_PLAN, Status.DUE_SOON)


def router(desk: PromisesDesk) -> Router:
    """``/assurance``, what starts, and a fresh link; each promise and audit has pages of its own."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/assurance")
    def mine() -> Response[str]:
        return opened(desk, request(), _mine)

    @routes.get("/assurance/start/<team>/<commitment>")
    def start_page(team: str, commitment: str) -> Response[str]:
        return opened(desk, request(), _start, team, commitment)

    @routes.post("/assurance/start/<team>/<commitment>")
    def start(team: str, commitment: str) -> Response[str]:
        return opened(desk, request(), _start, team, commitment)

    @routes.post("/assurance/fresh-link")
    def fresh_link() -> Response[str]:
        return _fresh_link(desk, request())

    return routes


def opened(desk: PromisesDesk, request: Request, page: Any, *more: Any) -> Response[str]:
    """A page for the link's holder, or why the link does not open it."""
    try:
        keeper = desk.keeper(request)
    except ClosedLink as closed:
        return responses.html(
            desk.page(
                "assurance/closed.html",
                keeper=closed.keeper,
                fresh=address("/assurance/fresh-link", request),
                posted=request.method == "POST",
            ),
            status=410 if closed.keeper else 404,
        )
    answer: Response[str] = page(desk, request, keeper, *more)
    return answer


def key_of(team: str, commitment: str, year: str, slot: str) -> SlotKey:
    """A slot by its address. Raises Problem 404."""
    if not re.fullmatch(r"[0-9]{4}", year):
        raise Problem.not_found("Open the link from your email again.")
    return SlotKey(team=TeamId(team), commitment=CommitmentId(commitment), year=int(year), slot=SlotId(slot))


def slot_address(standing: Standing) -> str:
    """Where the form of a slot is."""
    slot = standing.slot
    return f"/assurance/promise/{slot.team}/{slot.commitment.id}/{slot.year}/{slot.id}"


def _mine(desk: PromisesDesk, request: Request, keeper: Keeper) -> Response[str]:
    found = promises_of(keeper.id, store=desk.store, rules=desk.rules, today=desk.today)
    year = year_of(desk.today, desk.rules.year_starts)
    this_year = [(team, each) for team, each in found if each.slot.year == year or each.status in _TO_DO]
    starts = [
        (team, commitment)
        for team in desk.rules.teams_of(keeper.id)
        for commitment in desk.rules.owed_by(team)
        if commitment.cadence is Cadence.EACH_TIME
        and commitment.in_force(desk.today)
        and keeper.id in (team.lead, team.manager)
    ]
    audits = [
        (team, each)
        for team, each in found
        if each.slot.commitment.is_audit and each.slot.year == year and may_answer(keeper.id, team, rules=desk.rules)
    ]
    for team in desk.rules.teams:
        if keeper.id in team.contributors and all(team is not other for other, _ in audits):
            audits += [(team, each) for each in _audit_slots(desk, team, year)]
    actions = [
        (team, statement, action, year_of_audit)
        for team in desk.rules.teams
        if keeper.id in (team.lead, team.manager, *team.contributors)
        for year_of_audit, audit in desk.store.of_team(team.id, (year - 1, year)).audits.items()
        if audit.signed_by
        for statement, action in audit.actions
        if statement not in audit.done and keeper.id in (action.owner, team.manager)
    ]
    return responses.html(
        desk.page(
            "assurance/mine.html",
            keeper=keeper,
            to_do=[pair for pair in this_year if pair[1].status in _TO_DO],
            rest=[pair for pair in this_year if pair[1].status not in _TO_DO and not pair[1].slot.commitment.is_audit],
            audits=audits,
            actions=actions,
            starts=starts,
            year=year,
            year_name=year_name(year),
            there=lambda path: address(path, request),
            form_of=lambda each: form_address(each, request),
            status=Status,
            sent=request.query.get("sent", ""),
            today=desk.today,
        )
    )


def form_path(standing: Standing) -> str:
    """The form that settles a slot: the audit's own, the review in the office, or the one for evidence."""
    slot = standing.slot
    if slot.commitment.is_review:
        return "/office/policy-review"
    return f"/assurance/audit/{slot.team}/{slot.year}" if slot.commitment.is_audit else slot_address(standing)


def form_address(standing: Standing, request: Request) -> str:
    """That form with the link on it; the office asks people to sign in instead."""
    path = form_path(standing)
    return path if standing.slot.commitment.is_review else address(path, request)


def _audit_slots(desk: PromisesDesk, team: Team, year: int) -> list[Standing]:
    records = desk.store.of_team(team.id, years_around(desk.today, desk.rules))
    found = standings(team, records.duties, rules=desk.rules, today=desk.today)
    return [each for each in found if each.slot.commitment.is_audit and each.slot.year == year]


def _start(desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, commitment_id: str) -> Response[str]:
    team = desk.team(team_id)
    versions = [each for each in desk.rules.owed_by(team) if each.id == commitment_id]
    commitment = next((each for each in versions if each.in_force(desk.today)), None)
    if commitment is None or commitment.cadence is not Cadence.EACH_TIME:
        raise Problem.not_found("Open the link from your email again.")
    if keeper.id not in (team.lead, team.manager, desk.rules.participation_lead):
        raise Problem(403, "This promise is for someone else", "Your link is for your own team's promises.")
    typed = request.form() if request.method == "POST" else None
    form = StartForm(typed or {}, desk.judged)
    status = 200
    if typed is not None and not form.problems() and form.day.data is not None:
        try:
            keep_promises.start(
                team.id,
                commitment.id,
                name=form.name.data,
                day=form.day.data,
                store=desk.store,
                rules=desk.rules,
                step=Step(keeper_actor(keeper.id), desk.now(), step_in(typed, "start")),
            )
            return responses.see_other(address("/assurance", request, sent="started"))
        except Refused as cannot:
            form.day.errors = [cannot.reason.plain]
    if typed is not None:
        status = 422
    return responses.html(
        desk.page(
            "assurance/start.html",
            team=team,
            commitment=commitment,
            form=form,
            errors=error_links([form]),
            step=desk.new_id(),
            back=address("/assurance", request),
            in_three_weeks=desk.today + timedelta(days=21),
        ),
        status=status,
    )


def _fresh_link(desk: PromisesDesk, request: Request) -> Response[str]:
    """Send a fresh link to whose the old one was, by email only."""
    try:
        desk.keeper(request)
        return responses.see_other(address("/assurance", request))
    except ClosedLink as closed:
        if closed.keeper is None:
            raise Problem.bad("Nothing was sent. Open the link from your email again.") from closed
        ask_for_promises_link(closed.keeper.id, store=desk.store, rules=desk.rules, now=desk.now())
        return responses.html(desk.page("assurance/link_sent.html", keeper=closed.keeper))
