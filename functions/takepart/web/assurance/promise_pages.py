"""Behind a link: what one person looks after, and the form that settles each promise.

A GET changes nothing.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from takepart.domain.assurance.duty import EvidenceFile
from takepart.domain.assurance.rules import Cadence, Commitment, CommitmentId, Team, TeamId
from takepart.domain.assurance.slots import SlotId
from takepart.domain.assurance.standing import Standing, Status
from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import keep_promises
from takepart.use_cases.assurance.audits import may_answer
from takepart.use_cases.assurance.keep_promises import SlotKey, promises_of
from takepart.use_cases.assurance.letters import ask_for_promises_link
from takepart.use_cases.assurance.ports import UnusableFile
from takepart.web import responses
from takepart.web.assurance.desk import ClosedLink, Door, PromisesDesk, step_of
from takepart.web.assurance.forms import PlanForm, ShowForm, StartForm
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.route import Answer, Beside, Call, NoForm, Routes

_ONE: Final = "/assurance/promise/<team>/<commitment>/<year>/<slot>"
_START: Final = "/assurance/start/<team>/<commitment>"
_PAGE: Final = 100
"""Promises that a page shows of one list: who manages many teams has thousands."""
_TO_DO: Final = (Status.LATE, Status.NO_PLAN, Status.DUE_SOON)
_FILE: Final = re.compile(r"[0-9a-f]{32}")
routes: Routes[PromisesDesk] = Routes("assurance")


def _look_up(call: Call[PromisesDesk, Any]) -> tuple[Team, Standing]:
    """The promise, for those around it. Raises Problem."""
    desk = call.site
    try:
        team, standing = keep_promises.look_up(key_of(**call.params), promises=desk.promises, today=desk.today)
    except Refused as refused:
        raise Problem(404, "We cannot find that promise", f"{refused.reason.plain}.") from refused
    around = (team.lead, team.manager, standing.keeper, *team.contributors, desk.assurance.participation_lead)
    if call.who.id not in around:
        raise Problem(403, "This promise is for someone else", "Your link is for your own team's promises.")
    return team, standing


@routes.get(_ONE)
def promise(call: Call[PromisesDesk, Any]) -> Answer:
    """The promise, how it stands, and what settles it. A file that cannot be used is refused here too."""
    desk, request = call.site, call.request
    team, standing = _look_up(call)
    if standing.slot.commitment.is_audit:
        return responses.see_other(request.carried_on(form_path(standing)))
    if standing.slot.commitment.is_review:
        return responses.see_other(form_address(standing, request))
    file_id = call.typed.get("file", "") or request.query.get("file", "")
    file, refused = sent_file(desk, team, file_id)
    if refused and call.status == 200:
        call.status = 422
    settled, missed = standing.evidence is not None, standing.status is Status.MISSED
    new_file = desk.new_id()
    here = f"{desk.url}{request.carried_on(slot_address(standing), file=new_file)}"
    return call.site.html(
        call,
        "assurance/promise.html",
        team=team,
        standing=standing,
        slot=standing.slot,
        settled=settled,
        missed=missed,
        show=call.filled(ShowForm),
        plan=call.filled(PlanForm),
        errors=[{**each, "href": "#main-content"} for each in call.errors] if settled or missed else call.errors,
        file=file,
        file_id=file_id,
        refused=refused,
        upload=desk.files.upload_form(incoming(team, new_file), back_to=here),
        to_file=request.carried_on(f"{slot_address(standing)}/file"),
        to_show=request.carried_on(f"{slot_address(standing)}/shown"),
        to_plan=request.carried_on(f"{slot_address(standing)}/planned"),
    )


@routes.get(f"{_ONE}/file")
def file(call: Call[PromisesDesk, NoForm]) -> Answer:
    """On to the file, by an address that lives for minutes, for those around the promise."""
    _, standing = _look_up(call)
    if standing.evidence is None or standing.evidence.file is None:
        raise Problem.not_found("There is no file for this promise.")
    return responses.see_other(call.site.files.link(standing.evidence.file))


@routes.post(f"{_ONE}/shown", form=ShowForm, shown=promise)
def shown(call: Call[PromisesDesk, Any]) -> Answer:
    """It was kept: by a note, a file, or both."""
    desk = call.site
    team, _ = _look_up(call)
    found, refused = sent_file(desk, team, call.typed.get("file", ""))
    if refused:
        return promise(call)
    try:
        kept = desk.files.keep(found) if found else None
    except UnusableFile as unusable:
        raise Beside("note", str(unusable)) from unusable
    keep_promises.show(
        key_of(**call.params),
        day=call.form.day.data,
        note=call.form.note.data or "",
        file=kept,
        promises=desk.promises,
        step=step_of(call),
    )
    return responses.see_other(call.request.carried_on("/assurance", sent="shown"))


@routes.post(f"{_ONE}/planned", form=PlanForm, shown=promise)
def planned(call: Call[PromisesDesk, PlanForm]) -> Answer:
    """When it will be done."""
    desk = call.site
    _look_up(call)
    day = call.form.day.data or desk.today
    keep_promises.plan(key_of(**call.params), day=day, promises=desk.promises, step=step_of(call))
    return responses.see_other(call.request.carried_on("/assurance", sent="planned"))


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
    found = promises_of(keeper.id, promises=desk.promises, today=desk.today)
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
            standings = desk.promises.standings(team, desk.today)
            audits += [(team, each) for each in standings if each.slot.commitment.is_audit and each.slot.year == year]
    actions = [
        (team, statement, action, year_of_audit)
        for team in rules.teams
        if keeper.id in (team.lead, team.manager, *team.contributors)
        for year_of_audit, audit in desk.store.of_team(team.id, (year - 1, year)).audits.items()
        if audit.signed_by
        for statement, action in audit.actions
        if statement not in audit.done and (keeper.id == team.manager or rules.is_theirs(action.owner, keeper.id))
    ]
    return call.site.html(
        call,
        "assurance/mine.html",
        keeper=keeper,
        to_do=part_of([pair for pair in this_year if pair[1].status in _TO_DO], request, size=_PAGE, named="todo"),
        rest=part_of(
            [pair for pair in this_year if pair[1].status not in _TO_DO and not pair[1].slot.commitment.is_audit],
            request,
            size=_PAGE,
            named="rest",
        ),
        audits=audits,
        actions=actions,
        starts=starts,
        year=year,
        year_name=year_name(year),
        there=request.carried_on,
        form_of=lambda each: form_address(each, request),
        status=Status,
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
    return path if standing.slot.commitment.is_review else request.carried_on(path)


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
    return call.site.html(
        call,
        "assurance/start.html",
        team=team,
        commitment=commitment,
        form=call.filled(StartForm),
        in_three_weeks=desk.today + timedelta(days=21),
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
        promises=desk.promises,
        step=step_of(call),
    )
    return responses.see_other(call.request.carried_on("/assurance", sent="started"))


@routes.post("/assurance/fresh-link", form=NoForm, shown=mine, right=Door.OPEN, once=False)
def fresh_link(call: Call[PromisesDesk, NoForm]) -> Answer:
    """Send a fresh link to whose the old one was, by email only; one a day, however often it is pressed."""
    desk = call.site
    try:
        desk.keeper(call.request)
        return responses.see_other(call.request.carried_on("/assurance"))
    except ClosedLink as closed:
        if closed.keeper is None:
            raise Problem.bad("Nothing was sent. Open the link from your email again.") from closed
        ask_for_promises_link(closed.keeper.id, promises=desk.promises, now=desk.now())
        return desk.html(call, "assurance/link_sent.html", keeper=closed.keeper)


def sent_file(desk: PromisesDesk, team: Team, file_id: str) -> tuple[EvidenceFile | None, str]:
    """The file that was sent, or why it cannot be used."""
    if not file_id:
        return None, ""
    if not _FILE.fullmatch(file_id):
        return None, "We did not get a file. Choose it again."
    try:
        return desk.files.check(incoming(team, file_id), name="evidence"), ""
    except UnusableFile as unusable:
        return None, str(unusable)


def incoming(team: Team, file_id: str) -> str:
    """Where a file arrives; unused, it goes away by itself."""
    return f"incoming/{team.id}/{file_id}"
