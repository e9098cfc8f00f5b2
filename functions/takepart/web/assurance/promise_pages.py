"""Behind a link: one promise for one part of a year, shown to be kept by a note or a file, or planned."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Keeper, Team
from takepart.domain.assurance.standing import Standing, Status
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import keep_promises
from takepart.use_cases.assurance.keep_promises import SlotKey, keeper_actor
from takepart.use_cases.assurance.ports import UnusableFile
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk, address, step_in
from takepart.web.assurance.files import incoming, sent_file
from takepart.web.assurance.forms import PlanForm, ShowForm
from takepart.web.assurance.routes import form_address, form_path, key_of, opened, slot_address
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request


def router(desk: PromisesDesk) -> Router:
    """``/assurance/promise/<team>/<commitment>/<year>/<slot>`` and what settles it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/assurance/promise/<team>/<commitment>/<year>/<slot>")
    def promise(team: str, commitment: str, year: str, slot: str) -> Response[str]:
        return opened(desk, request(), _promise, key_of(team, commitment, year, slot))

    @routes.post("/assurance/promise/<team>/<commitment>/<year>/<slot>/shown")
    def shown(team: str, commitment: str, year: str, slot: str) -> Response[str]:
        return opened(desk, request(), _show, key_of(team, commitment, year, slot))

    @routes.post("/assurance/promise/<team>/<commitment>/<year>/<slot>/planned")
    def planned(team: str, commitment: str, year: str, slot: str) -> Response[str]:
        return opened(desk, request(), _plan, key_of(team, commitment, year, slot))

    @routes.get("/assurance/promise/<team>/<commitment>/<year>/<slot>/file")
    def file(team: str, commitment: str, year: str, slot: str) -> Response[str]:
        return opened(desk, request(), _open_file, key_of(team, commitment, year, slot))

    return routes


def _look_up(desk: PromisesDesk, keeper: Keeper, key: SlotKey) -> tuple[Team, Standing]:
    try:
        team, standing = keep_promises.look_up(key, store=desk.store, rules=desk.rules, today=desk.today)
    except Refused as refused:
        raise Problem(404, "We cannot find that promise", f"{refused.reason.plain}.") from refused
    around = (team.lead, team.manager, standing.keeper, *team.contributors, desk.rules.participation_lead)
    if keeper.id not in around:
        raise Problem(403, "This promise is for someone else", "Your link is for your own team's promises.")
    return team, standing


def _promise(desk: PromisesDesk, request: Request, keeper: Keeper, key: SlotKey) -> Response[str]:
    return _promise_page(desk, request, keeper, key)


def _promise_page(
    desk: PromisesDesk,
    request: Request,
    keeper: Keeper,
    key: SlotKey,
    *,
    show: ShowForm | None = None,
    plan: PlanForm | None = None,
    file_id: str = "",
    status: int = 200,
) -> Response[str]:
    team, standing = _look_up(desk, keeper, key)
    if standing.slot.commitment.is_audit:
        return responses.see_other(address(form_path(standing), request))
    if standing.slot.commitment.is_review:
        return responses.see_other(form_address(standing, request))
    file, refused = sent_file(desk, team, file_id or request.query.get("file", ""))
    new_file = desk.new_id()
    here = f"{desk.url}{address(slot_address(standing), request, file=new_file)}"
    forms = [form for form in (show, plan) if form is not None]
    return responses.html(
        desk.page(
            "assurance/promise.html",
            team=team,
            standing=standing,
            slot=standing.slot,
            settled=standing.evidence is not None,
            missed=standing.status is Status.MISSED,
            show=show or ShowForm({}, desk.judged, prefix="show-"),
            plan=plan or PlanForm({}, desk.judged, prefix="plan-"),
            errors=error_links(forms),
            file=file,
            file_id=new_file if file is None else (file_id or request.query.get("file", "")),
            refused=refused,
            upload=desk.files.upload_form(incoming(team, new_file), back_to=here),
            to_file=address(f"{slot_address(standing)}/file", request),
            to_show=address(f"{slot_address(standing)}/shown", request),
            to_plan=address(f"{slot_address(standing)}/planned", request),
            back=address("/assurance", request),
            step=desk.new_id(),
            today=desk.today,
        ),
        status=422 if refused and status == 200 else status,
    )


def _open_file(desk: PromisesDesk, _request: Request, keeper: Keeper, key: SlotKey) -> Response[str]:
    """On to the file, by an address that lives for minutes, for those around the promise."""
    _, standing = _look_up(desk, keeper, key)
    if standing.evidence is None or standing.evidence.file is None:
        raise Problem.not_found("There is no file for this promise.")
    return responses.see_other(desk.files.link(standing.evidence.file))


def _show(desk: PromisesDesk, request: Request, keeper: Keeper, key: SlotKey) -> Response[str]:
    team, _ = _look_up(desk, keeper, key)
    typed = request.form()
    form = ShowForm(typed, desk.judged, prefix="show-")
    file_id = typed.get("file", "")
    file, refused = sent_file(desk, team, file_id)
    if form.problems() or refused or form.day.data is None:
        return _promise_page(desk, request, keeper, key, show=form, file_id=file_id, status=422)
    try:
        kept = desk.files.keep(file) if file else None
        keep_promises.show(
            key,
            day=form.day.data,
            note=form.note.data or "",
            file=kept,
            store=desk.store,
            rules=desk.rules,
            step=Step(keeper_actor(keeper.id), desk.now(), step_in(typed, "show")),
        )
    except UnusableFile as unusable:
        form.note.errors = [str(unusable)]
        return _promise_page(desk, request, keeper, key, show=form, status=422)
    except Refused as cannot:
        (form.day if cannot.reason.box == "day" else form.note).errors = [cannot.reason.plain]
        return _promise_page(desk, request, keeper, key, show=form, file_id=file_id, status=409)
    return responses.see_other(address("/assurance", request, sent="shown"))


def _plan(desk: PromisesDesk, request: Request, keeper: Keeper, key: SlotKey) -> Response[str]:
    _look_up(desk, keeper, key)
    typed = request.form()
    form = PlanForm(typed, desk.judged, prefix="plan-")
    if form.problems() or form.day.data is None:
        return _promise_page(desk, request, keeper, key, plan=form, status=422)
    try:
        keep_promises.plan(
            key,
            day=form.day.data,
            store=desk.store,
            rules=desk.rules,
            step=Step(keeper_actor(keeper.id), desk.now(), step_in(typed, "plan")),
        )
    except Refused as cannot:
        form.day.errors = [cannot.reason.plain]
        return _promise_page(desk, request, keeper, key, plan=form, status=409)
    return responses.see_other(address("/assurance", request, sent="planned"))
