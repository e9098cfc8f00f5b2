"""Behind a link: one promise for one part of a year, shown to be kept by a note or a file, or planned."""

from __future__ import annotations

from typing import Any

from takepart.domain.assurance.rules import Team
from takepart.domain.assurance.standing import Standing, Status
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import keep_promises
from takepart.use_cases.assurance.keep_promises import SlotKey
from takepart.use_cases.assurance.ports import UnusableFile
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk, address, step_of
from takepart.web.assurance.files import incoming, sent_file
from takepart.web.assurance.forms import PlanForm, ShowForm
from takepart.web.assurance.routes import form_address, form_path, key_of, slot_address
from takepart.web.problems import Problem
from takepart.web.route import Answer, Beside, Call, NoForm, Routes

_ONE = "/assurance/promise/<team>/<commitment>/<year>/<slot>"
routes: Routes[PromisesDesk] = Routes("assurance")


def _key(call: Call[PromisesDesk, Any]) -> SlotKey:
    return key_of(**call.params)


def _look_up(call: Call[PromisesDesk, Any]) -> tuple[Team, Standing]:
    """The promise, for those around it. Raises Problem."""
    desk = call.site
    try:
        team, standing = keep_promises.look_up(_key(call), store=desk.store, rules=desk.assurance, today=desk.today)
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
        return responses.see_other(address(form_path(standing), request))
    if standing.slot.commitment.is_review:
        return responses.see_other(form_address(standing, request))
    file_id = call.typed.get("file", "") or request.query.get("file", "")
    file, refused = sent_file(desk, team, file_id)
    if refused and call.status == 200:
        call.status = 422
    settled, missed = standing.evidence is not None, standing.status is Status.MISSED
    new_file = desk.new_id()
    here = f"{desk.url}{address(slot_address(standing), request, file=new_file)}"
    return call.html(
        desk.page(
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
            to_file=address(f"{slot_address(standing)}/file", request),
            to_show=address(f"{slot_address(standing)}/shown", request),
            to_plan=address(f"{slot_address(standing)}/planned", request),
            back=address("/assurance", request),
            step=desk.new_id(),
            today=desk.today,
        )
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
        _key(call),
        day=call.form.day.data,
        note=call.form.note.data or "",
        file=kept,
        store=desk.store,
        rules=desk.assurance,
        step=step_of(call),
    )
    return responses.see_other(address("/assurance", call.request, sent="shown"))


@routes.post(f"{_ONE}/planned", form=PlanForm, shown=promise)
def planned(call: Call[PromisesDesk, PlanForm]) -> Answer:
    """When it will be done."""
    desk = call.site
    _look_up(call)
    day = call.form.day.data or desk.today
    keep_promises.plan(_key(call), day=day, store=desk.store, rules=desk.assurance, step=step_of(call))
    return responses.see_other(address("/assurance", call.request, sent="planned"))
