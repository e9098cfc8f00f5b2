"""Payment batches in the office: which there are, what is in one, that it was sent, and what came back."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import BatchId
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.domain.sheets import RowProblem
from takepart.use_cases.money.bank_batches import OpenBatch, batch_sent, open_batch, record_returns
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.batch_words import STATES, batch_history
from takepart.web.history import staff_name
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.steps import step_of
from takepart.web.uploads import form_with_files


def router(office: Office) -> Router:
    """``/office/batches`` and what lies below it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/batches")
    def every() -> Response[str]:
        member = office.allowed(request(), Right.BATCHES)
        batches = office.batches.recent()
        return responses.html(
            office.page("office/batches.html", member, section="batches", batches=batches, words=STATES)
        )

    @routes.get("/office/batches/<name>")
    def one(name: str) -> Response[str]:
        return _show(office, office.allowed(request(), Right.BATCHES), name)

    @routes.get("/office/batches/<name>/file")
    def file(name: str) -> Response[str]:
        opened = _open(office, office.allowed(request(), Right.BATCHES), name)
        if not opened.file:
            raise Problem.not_found("This batch has no file.")
        return responses.see_other(opened.file)

    @routes.post("/office/batches/<name>/sent")
    def sent(name: str) -> Response[str]:
        return _sent(office, request(), name)

    @routes.post("/office/batches/<name>/returns")
    def returns(name: str) -> Response[str]:
        return _returns(office, request(), name)

    return routes


def _open(office: Office, member: StaffMember, name: str) -> OpenBatch:
    try:
        return open_batch(BatchId(name), by=member, batches=office.batches, files=office.payment_files)
    except Refused as missing:
        raise Problem.not_found("There is no such batch.") from missing


def _show(
    office: Office,
    member: StaffMember,
    name: str,
    *,
    not_sent: str = "",
    not_kept: str = "",
    problems: tuple[RowProblem, ...] = (),
    typed: str = "",
    status: int = 200,
) -> Response[str]:
    opened = _open(office, member, name)
    batch = opened.batch
    return responses.html(
        office.page(
            "office/batch.html",
            member,
            section="batches",
            batch=batch,
            opened=opened,
            state=STATES[batch.state],
            sent_by=staff_name(batch.sent_entry.by.removeprefix("staff:"), policy=office.policy)
            if batch.sent_entry
            else "",
            history=batch_history(batch, policy=office.policy),
            not_sent=not_sent,
            not_kept=not_kept,
            problems=problems,
            typed=typed,
            step=office.new_id(),
        ),
        status=status,
    )


def _sent(office: Office, request: Request, name: str) -> Response[str]:
    member = office.allowed(request, Right.BATCHES)
    typed = request.form()
    step = step_of("sent", typed)
    if typed.get("sent") != "yes":
        return _show(office, member, name, not_sent="Tick the box when the file is with the bank", status=422)
    try:
        batch_sent(
            BatchId(name), by=member, batches=office.batches, holidays=office.holidays, step=step, now=office.now()
        )
    except Refused as refused:
        return _show(office, member, name, not_sent=refused.reason.plain, status=409)
    return responses.see_other(f"/office/batches/{name}")


def _returns(office: Office, request: Request, name: str) -> Response[str]:
    """What came back, typed or as the bank's file. With a problem in any line none of it is kept."""
    member = office.allowed(request, Right.BATCHES)
    typed = form_with_files(request)
    step = step_of("returns", typed)
    text = typed.get("file", "").strip() or typed.get("references", "")
    if not text.strip():
        return _show(office, member, name, not_kept=MoneyRefusal.NOTHING_CAME_BACK.plain, status=422)
    try:
        read = record_returns(BatchId(name), text, by=member, batches=office.batches, step=step, now=office.now())
    except Refused as refused:
        return _show(office, member, name, not_kept=refused.reason.plain, typed=text, status=409)
    if read.problems:
        words = "Nothing was kept. Put these lines right and send all of it again"
        return _show(office, member, name, not_kept=words, problems=read.problems, typed=text, status=422)
    return responses.see_other(f"/office/batches/{name}")
