"""Promises in the office: how each team stands, and for one team a pause or another keeper, with a reason."""

from __future__ import annotations

from datetime import date

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import CommitmentId, KeeperId, Team, TeamId, UnknownTeam
from takepart.domain.assurance.standing import Status, standings, years_around
from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.journal import staff
from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import keep_promises
from takepart.use_cases.assurance.keep_promises import SlotKey
from takepart.use_cases.assurance.reports import promises_report
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.assurance.desk import step_in
from takepart.web.assurance.forms import HandOverForm, PauseForm
from takepart.web.assurance.routes import key_of
from takepart.web.forms.govuk import error_links
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request


def router(office: Reception, promises: PromisesOffice) -> Router:
    """``/office/promises`` and each team's page."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/promises")
    def board() -> Response[str]:
        return _board(office, promises, request())

    @routes.get("/office/promises/<team>")
    def team(team: str) -> Response[str]:
        member = office.allowed(request(), Right.PROMISES)
        return _team_page(office, promises, member, _team(promises, team), sent=request().query.get("sent", ""))

    @routes.get("/office/promises/<team>/<commitment>")
    def one(team: str, commitment: str) -> Response[str]:
        member = office.allowed(request(), Right.PROMISES)
        return _commitment_page(office, promises, member, _team(promises, team), commitment)

    @routes.get("/office/promises/<team>/<commitment>/<year>/<slot>/file")
    def file(team: str, commitment: str, year: str, slot: str) -> Response[str]:
        office.allowed(request(), Right.PROMISES)
        return _file(promises, key_of(_team(promises, team).id, commitment, year, slot), today=office.today)

    @routes.post("/office/promises/<team>/<commitment>/pause")
    def pause(team: str, commitment: str) -> Response[str]:
        return _pause(office, promises, request(), team, commitment)

    @routes.post("/office/promises/<team>/<commitment>/hand-over")
    def hand_over(team: str, commitment: str) -> Response[str]:
        return _hand_over(office, promises, request(), team, commitment)

    return routes


def _team(promises: PromisesOffice, id: str) -> Team:
    try:
        return promises.rules.team(TeamId(id))
    except UnknownTeam as error:
        raise Problem.not_found("There is no such team. Choose one from the list of promises.") from error


def _board(office: Reception, promises: PromisesOffice, request: Request) -> Response[str]:
    """How each team stands this year, from one index."""
    member = office.allowed(request, Right.PROMISES)
    year = year_of(office.today, promises.rules.year_starts)
    report = promises_report(year, store=promises.store, rules=promises.rules, today=office.today)
    return responses.html(
        office.page(
            "office/assurance/board.html",
            member,
            section="promises",
            report=report,
            has_map=promises.rules.map is not None,
            year_name=year_name(year),
            today=office.today,
        )
    )


def _team_page(
    office: Reception, promises: PromisesOffice, member: StaffMember, team: Team, *, sent: str = ""
) -> Response[str]:
    records = promises.store.of_team(team.id, years_around(office.today, promises.rules))
    found = standings(team, records.duties, rules=promises.rules, today=office.today)
    return responses.html(
        office.page(
            "office/assurance/team.html",
            member,
            section="promises",
            team=team,
            standings=found,
            name_of=promises.name_of,
            status=Status,
            sent=sent,
        )
    )


def _commitment_page(
    office: Reception,
    promises: PromisesOffice,
    member: StaffMember,
    team: Team,
    commitment_id: str,
    *,
    pause: PauseForm | None = None,
    hand_over: HandOverForm | None = None,
    status: int = 200,
) -> Response[str]:
    commitment = _commitment(promises, team, commitment_id)
    return responses.html(
        office.page(
            "office/assurance/commitment.html",
            member,
            section="promises",
            team=team,
            commitment=commitment,
            pause=pause or PauseForm({}, office.rules, prefix="pause-"),
            hand_over=hand_over or _hand_over_form(office, promises, {}),
            errors=error_links([form for form in (pause, hand_over) if form is not None]),
            step=office.new_id(),
        ),
        status=status,
    )


def _commitment(promises: PromisesOffice, team: Team, id: str) -> object:
    found = max(
        (each for each in promises.rules.owed_by(team) if each.id == id), key=lambda each: each.starts, default=None
    )
    if found is None:
        raise Problem.not_found("This team owes no such promise.")
    return found


def _file(promises: PromisesOffice, key: SlotKey, *, today: date) -> Response[str]:
    """On to a file of evidence, by an address that lives for minutes: it is downloaded, never shown here."""
    try:
        _, standing = keep_promises.look_up(key, store=promises.store, rules=promises.rules, today=today)
    except Refused as refused:
        raise Problem.not_found(f"{refused.reason.plain}.") from refused
    if promises.files is None or standing.evidence is None or standing.evidence.file is None:
        raise Problem.not_found("There is no file for this promise.")
    return responses.see_other(promises.files.link(standing.evidence.file))


def _hand_over_form(office: Reception, promises: PromisesOffice, typed: object) -> HandOverForm:
    return HandOverForm(typed, office.rules, prefix="over-", keepers=promises.rules.keepers)  # type: ignore[arg-type]  # typed or empty


def _pause(office: Reception, promises: PromisesOffice, request: Request, id: str, commitment: str) -> Response[str]:
    member, team, typed = office.allowed(request, Right.PROMISES), _team(promises, id), request.form()
    _commitment(promises, team, commitment)
    form = PauseForm(typed, office.rules, prefix="pause-")
    if form.problems() or form.day.data is None:
        return _commitment_page(office, promises, member, team, commitment, pause=form, status=422)
    try:
        keep_promises.pause(
            team.id,
            CommitmentId(commitment),
            until=form.day.data,
            reason=form.reason.data,
            store=promises.store,
            rules=promises.rules,
            step=Step(staff(member.id), office.now(), step_in(typed, "pause")),
        )
    except Refused as cannot:
        form.day.errors = [cannot.reason.plain]
        return _commitment_page(office, promises, member, team, commitment, pause=form, status=422)
    return responses.see_other(f"/office/promises/{team.id}?sent=paused")


def _hand_over(
    office: Reception, promises: PromisesOffice, request: Request, id: str, commitment: str
) -> Response[str]:
    member, team, typed = office.allowed(request, Right.PROMISES), _team(promises, id), request.form()
    _commitment(promises, team, commitment)
    form = _hand_over_form(office, promises, typed)
    if form.problems():
        return _commitment_page(office, promises, member, team, commitment, hand_over=form, status=422)
    keep_promises.hand_over(
        team.id,
        CommitmentId(commitment),
        keeper=KeeperId(form.keeper.data),
        reason=form.reason.data,
        store=promises.store,
        rules=promises.rules,
        step=Step(staff(member.id), office.now(), step_in(typed, "hand-over")),
    )
    return responses.see_other(f"/office/promises/{team.id}?sent=handed-over")
