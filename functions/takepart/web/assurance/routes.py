"""Behind a link: what one person looks after, and the form that settles each promise. A GET changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from takepart.domain.assurance.rules import Cadence, Commitment, CommitmentId, Team, TeamId
from takepart.domain.assurance.slots import SlotId
from takepart.domain.assurance.standing import Standing, Status, standings, years_around
from takepart.domain.assurance.years import year_name, year_of
from takepart.use_cases.assurance import keep_promises
from takepart.use_cases.assurance.audits import may_answer
from takepart.use_cases.assurance.keep_promises import SlotKey, promises_of
from takepart.use_cases.assurance.letters import ask_for_promises_link
from takepart.web import responses
from takepart.web.assurance.desk import ClosedLink, Door, PromisesDesk, address, step_of
from takepart.web.assurance.forms import StartForm
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.route import Answer, Call, NoForm, Routes

_TO_DO: Final = (Status.LATE, Status.NO_PLAN, Status.DUE_SOON)
_START: Final = "/assurance/start/<team>/<commitment>"
routes: Routes[PromisesDesk] = Routes("assurance")


def key_of(team: str, commitment: str, year: str, slot: str) -> SlotKey:
    """A slot by its address. Raises Problem 404."""
    if not re.fullmatch(r"[0-9]{4}", year):
        raise Problem.not_found("Open the link from your email again.")
    return SlotKey(team=TeamId(team), commitment=CommitmentId(commitment), year=int(year), slot=SlotId(slot))


def slot_address(standing: Standing) -> str:
    """Where the form of a slot is."""
    slot = standing.slot
    return f"/assurance/promise/{slot.team}/{slot.commitment.id}/{slot.year}/{slot.id}"


@routes.get("/assurance")
def mine(call: Call[PromisesDesk, Any]) -> Answer:
    """What the link's holder looks after: what is to do first."""
    desk, request, keeper = call.site, call.request, call.who
    rules = desk.assurance
    found = promises_of(keeper.id, store=desk.store, rules=rules, today=desk.today)
    year = year_of(desk.today, rules.year_starts)
    this_year = [(team, each) for team, each in found if each.slot.year == year or each.status in _TO_DO]
    starts = [
        (team, commitment)
        for team in rules.teams_of(keeper.id)
        for commitment in rules.owed_by(team)
        if commitment.cadence is Cadence.EACH_TIME
        and commitment.in_force(desk.today)
        and keeper.id in (team.lead, team.manager)
    ]
    audits = [
        (team, each)
        for team, each in found
        if each.slot.commitment.is_audit and each.slot.year == year and may_answer(keeper.id, team, rules=rules)
    ]
    for team in rules.teams:
        if keeper.id in team.contributors and all(team is not other for other, _ in audits):
            audits += [(team, each) for each in _audit_slots(desk, team, year)]
    actions = [
        (team, statement, action, year_of_audit)
        for team in rules.teams
        if keeper.id in (team.lead, team.manager, *team.contributors)
        for year_of_audit, audit in desk.store.of_team(team.id, (year - 1, year)).audits.items()
        if audit.signed_by
        for statement, action in audit.actions
        if statement not in audit.done and keeper.id in (action.owner, team.manager)
    ]
    return call.html(
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
    records = desk.store.of_team(team.id, years_around(desk.today, desk.assurance))
    found = standings(team, records.duties, rules=desk.assurance, today=desk.today)
    return [each for each in found if each.slot.commitment.is_audit and each.slot.year == year]


def _starting(call: Call[PromisesDesk, Any]) -> tuple[Team, Commitment]:
    """What may start, for those whose it is. Raises Problem."""
    desk, rules = call.site, call.site.assurance
    team = desk.team(call.params["team"])
    versions = [each for each in rules.owed_by(team) if each.id == call.params["commitment"]]
    commitment = next((each for each in versions if each.in_force(desk.today)), None)
    if commitment is None or commitment.cadence is not Cadence.EACH_TIME:
        raise Problem.not_found("Open the link from your email again.")
    if call.who.id not in (team.lead, team.manager, rules.participation_lead):
        raise Problem(403, "This promise is for someone else", "Your link is for your own team's promises.")
    return team, commitment


@routes.get(_START)
def start_page(call: Call[PromisesDesk, Any]) -> Answer:
    """What starts, and by when the promise is owed for it."""
    team, commitment = _starting(call)
    desk = call.site
    return call.html(
        desk.page(
            "assurance/start.html",
            team=team,
            commitment=commitment,
            form=call.filled(StartForm),
            errors=call.errors,
            step=desk.new_id(),
            back=address("/assurance", call.request),
            in_three_weeks=desk.today + timedelta(days=21),
        )
    )


@routes.post(_START, form=StartForm, shown=start_page)
def start(call: Call[PromisesDesk, StartForm]) -> Answer:
    """It starts."""
    team, commitment = _starting(call)
    desk, form = call.site, call.form
    keep_promises.start(
        team.id,
        commitment.id,
        name=form["name"].data,
        day=form.day.data or desk.today,
        store=desk.store,
        rules=desk.assurance,
        step=step_of(call),
    )
    return responses.see_other(address("/assurance", call.request, sent="started"))


@routes.post("/assurance/fresh-link", form=NoForm, shown=mine, right=Door.OPEN, once=False)
def fresh_link(call: Call[PromisesDesk, NoForm]) -> Answer:
    """Send a fresh link to whose the old one was, by email only; one a day, however often it is pressed."""
    desk = call.site
    try:
        desk.keeper(call.request)
        return responses.see_other(address("/assurance", call.request))
    except ClosedLink as closed:
        if closed.keeper is None:
            raise Problem.bad("Nothing was sent. Open the link from your email again.") from closed
        ask_for_promises_link(closed.keeper.id, store=desk.store, rules=desk.assurance, now=desk.now())
        return call.html(desk.page("assurance/link_sent.html", keeper=closed.keeper))
