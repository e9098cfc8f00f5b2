"""The link in the letter about a payment batch: look at it, download the bank's file, say that it was sent."""

from __future__ import annotations

from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import BatchId
from takepart.domain.links import BadLink, Purpose
from takepart.domain.refused import Refused
from takepart.use_cases.claims.open_decision import LinkClosed, NothingToDecide
from takepart.use_cases.money.bank_batches import OpenBatch, ask_for_batch_link, batch_sent, open_batch_link
from takepart.web import responses
from takepart.web.batch_words import STATES, batch_history
from takepart.web.decisions.desk import Desk
from takepart.web.history import staff_name
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.steps import step_of


def router(desk: Desk) -> Router:
    """``/decide/batch`` and what lies below it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/decide/batch")
    def show() -> Response[str]:
        return _show(desk, request())

    @routes.post("/decide/batch")
    def sent() -> Response[str]:
        return _sent(desk, request())

    @routes.get("/decide/batch/file")
    def file() -> Response[str]:
        return _file(desk, request())

    @routes.post("/decide/batch/fresh-link")
    def fresh_link() -> Response[str]:
        return _fresh_link(desk, request())

    return routes


def _open(desk: Desk, request: Request) -> OpenBatch:
    return open_batch_link(
        _token(request),
        links=desk.links,
        batches=desk.batches,
        files=desk.payment_files,
        policy=desk.policy,
        now=desk.now(),
    )


def _show(desk: Desk, request: Request, *, problem: str = "", status: int = 200) -> Response[str]:
    try:
        opened = _open(desk, request)
    except NothingToDecide as closed:
        return _closed(desk, request, closed)
    return responses.html(
        desk.page(
            "decisions/batch.html",
            opened=opened,
            batch=opened.batch,
            state=STATES[opened.batch.state],
            sent_by=staff_name(opened.batch.sent_entry.by.removeprefix("staff:"), policy=desk.policy)
            if opened.batch.sent_entry
            else "",
            history=batch_history(opened.batch, policy=desk.policy),
            action=f"/decide/batch?{_query(request)}",
            file=f"/decide/batch/file?{_query(request)}" if opened.file else "",
            problem=problem,
            step=desk.new_id(),
        ),
        status=status,
    )


def _sent(desk: Desk, request: Request) -> Response[str]:
    try:
        opened = _open(desk, request)
    except NothingToDecide as closed:
        return _closed(desk, request, closed)
    typed = request.form()
    step = step_of("sent", typed)
    if typed.get("sent") != "yes":
        return _show(desk, request, problem="Tick the box when the file is with the bank", status=422)
    try:
        batch_sent(
            opened.batch.id,
            by=opened.member,
            batches=desk.batches,
            holidays=desk.holidays,
            step=step,
            now=desk.now(),
        )
    except Refused as refused:
        return _show(desk, request, problem=refused.reason.plain, status=409)
    return responses.see_other(f"/decide/batch?{_query(request)}")


def _file(desk: Desk, request: Request) -> Response[str]:
    """On to the file itself, by an address that lives for minutes."""
    try:
        opened = _open(desk, request)
    except NothingToDecide as closed:
        return _closed(desk, request, closed)
    if not opened.file:
        raise Problem.not_found("This batch has no file.")
    return responses.see_other(opened.file)


def _closed(desk: Desk, request: Request, closed: NothingToDecide) -> Response[str]:
    expired = closed.why is LinkClosed.EXPIRED and closed.link is not None and closed.link.purpose is Purpose.BATCH
    status = 409 if request.method == "POST" else (410 if closed.why is LinkClosed.EXPIRED else 404)
    return responses.html(
        desk.page(
            "decisions/batch_closed.html",
            expired=expired,
            holder=staff_name(closed.link.who, policy=desk.policy) if expired and closed.link else "",
            fresh=f"/decide/batch/fresh-link?{_query(request)}",
            step=desk.new_id(),
        ),
        status=status,
    )


def _fresh_link(desk: Desk, request: Request) -> Response[str]:
    """To the holder of the old link, by email only."""
    step = step_of("link", request.form())
    try:
        link = desk.links.read(_token(request))
        if link.purpose is not Purpose.BATCH:
            raise Problem.not_found()
        ask_for_batch_link(BatchId(link.about), to=link.staff, batches=desk.batches, step=step, now=desk.now())
    except BadLink as forged:
        raise Problem.not_found() from forged
    except Refused as refused:
        raise Problem(409, "We did not send a link", refused.reason.plain) from refused
    return responses.html(desk.page("decisions/batch_link_sent.html", holder=staff_name(link.who, policy=desk.policy)))


def _token(request: Request) -> str:
    return request.query.get("t", "")


def _query(request: Request) -> str:
    return urlencode({"t": _token(request)})
