"""The link in the letter about a payment batch: look at it, go on to the bank's file, say that it was sent."""

from __future__ import annotations

from typing import Any

from takepart.domain.ids import BatchId
from takepart.domain.links import BadLink, Purpose
from takepart.domain.refused import Refused
from takepart.use_cases.money.bank_batches import (
    OpenBatch,
    ask_for_batch_link,
    batch_sent,
    open_batch_link,
    part_in_the_way,
)
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from takepart.web import responses
from takepart.web.decisions.desk import Desk
from takepart.web.forms.batch import SentForm
from takepart.web.forms.sheets import form_with_files
from takepart.web.history import history, staff_name
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, Instead, NoForm, Routes

routes: Routes[Desk] = Routes("decisions")


def _open(call: Call[Desk, Any]) -> OpenBatch:
    """The batch. Raises Instead: why the link opens none, and a way to a fresh one."""
    desk = call.site
    try:
        return open_batch_link(
            call.request.token,
            links=desk.links,
            batches=desk.batches,
            policy=desk.policy,
            now=desk.now(),
        )
    except NothingToDecide as closed:
        raise Instead(_closed(call, closed)) from closed


def _closed(call: Call[Desk, Any], closed: NothingToDecide) -> Answer:
    desk, link = call.site, closed.link
    expired = closed.why is LinkClosed.EXPIRED and link is not None and link.purpose is Purpose.BATCH
    usual = 410 if closed.why is LinkClosed.EXPIRED else 404
    page = desk.page(
        "decisions/batch_closed.html",
        expired=expired,
        holder=staff_name(link.who, policy=desk.policy) if expired and link else "",
        fresh=call.request.carried_on("/decide/batch/fresh-link"),
        step=desk.new_id(),
    )
    return responses.html(page, status=409 if call.request.method == "POST" else usual)


@routes.get("/decide/batch")
def show(call: Call[Desk, Any]) -> Answer:
    """The batch, and its file."""
    opened, desk = _open(call), call.site
    batch, sent = opened.batch, opened.batch.sent_entry
    return desk.html(
        call,
        "decisions/batch.html",
        opened=opened,
        batch=batch,
        sent_by=staff_name(sent.by.removeprefix("staff:"), policy=desk.policy) if sent else "",
        history=history(batch, policy=desk.policy),
        action=call.request.carried_on("/decide/batch"),
        file=call.request.carried_on("/decide/bank-file") if opened.has_file else "",
        sent=call.filled(SentForm),
        had=part_in_the_way(batch, opened.member, world=desk.batch_world),
        small_team=desk.policy.approval.small_team,
        step=desk.new_id(),
    )


@routes.post("/decide/batch", form=SentForm, shown=show, reads=form_with_files)
def sent(call: Call[Desk, SentForm]) -> Answer:
    """It went to the bank, as we made it."""
    opened, desk = _open(call), call.site
    try:
        batch_sent(
            opened.batch.id,
            found=opened.batch,
            by=opened.member,
            given=call.form.given,
            world=desk.batch_world,
            step=call.step,
            now=desk.now(),
        )
    except Refused as refused:
        raise call.form.refusal_of(refused, opened.batch) from refused
    return responses.see_other(call.request.carried_on("/decide/batch"))


@routes.post("/decide/batch/fresh-link", form=NoForm, shown=show)
def fresh_link(call: Call[Desk, NoForm]) -> Answer:
    """To the holder of the old link, by email only."""
    desk = call.site
    try:
        link = desk.links.read(call.request.token)
    except BadLink as forged:
        raise Problem.not_found() from forged
    if link.purpose is not Purpose.BATCH:
        raise Problem.not_found()
    try:
        ask_for_batch_link(BatchId(link.about), to=link.staff, batches=desk.batches, step=call.step, now=desk.now())
    except Refused as refused:
        raise Problem(409, "We did not send a link", refused.reason.plain) from refused
    return desk.html(call, "decisions/batch_link_sent.html", holder=staff_name(link.who, policy=desk.policy))
