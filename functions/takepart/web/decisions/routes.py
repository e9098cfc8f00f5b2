"""The pages of a one-time decision link. GET and HEAD show; only a posted choice decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain import journal as journals
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.coming import decide_by, still_to_come
from takepart.domain.claims.refusals import ClaimRefusal
from takepart.domain.claims.states import ClaimState
from takepart.domain.ids import ClaimId, ReceiptId, StepId
from takepart.domain.links import Purpose
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.ask_for_link import ask_for_link
from takepart.use_cases.claims.assignment import NobodyToDecide, needs_two
from takepart.use_cases.claims.decide_claim import decide_claim, needs_sign_in
from takepart.use_cases.claims.open_decision import (
    LinkClosed,
    NothingToDecide,
    OpenDecision,
    read_link,
    step_after,
    waiting_for,
)
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.decisions.closed import closed_page, fresh_link_holder
from takepart.web.decisions.desk import Desk
from takepart.web.decisions.form import DecisionForm, decision_form
from takepart.web.forms.base import Rules
from takepart.web.forms.govuk import error_links
from takepart.web.history import activity_name, charity_name, happening, history, staff_name
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.steps import find_step


def router(desk: Desk) -> Router:
    """``/decide`` and what lies below it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/decide")
    def show() -> Response[str]:
        return _guarded(desk, request(), None, _show)

    @routes.post("/decide")
    def decide() -> Response[str]:
        return _guarded(desk, request(), None, _decide)

    @routes.get("/decide/waiting")
    def waiting() -> Response[str]:
        return _guarded(desk, request(), None, _waiting)

    @routes.get("/decide/waiting/<reference>")
    def show_one(reference: str) -> Response[str]:
        return _guarded(desk, request(), _claim_id(reference), _show)

    @routes.post("/decide/waiting/<reference>")
    def decide_one(reference: str) -> Response[str]:
        return _guarded(desk, request(), _claim_id(reference), _decide)

    @routes.get("/decide/done")
    def done() -> Response[str]:
        asked = request()
        return _guarded(desk, asked, read_reference(asked.query.get("claim", "")), _done)

    @routes.get("/decide/receipt")
    def receipt() -> Response[str]:
        asked = request()
        return _guarded(desk, asked, read_reference(asked.query.get("claim", "")), _receipt)

    @routes.post("/decide/fresh-link")
    def fresh_link() -> Response[str]:
        return _fresh_link(desk, request())

    return routes


logger = Logger()
Page = Callable[[Desk, Request, ClaimId | None], Response[str]]


def _guarded(desk: Desk, request: Request, claim_id: ClaimId | None, page: Page) -> Response[str]:
    """The page, or why its link opens nothing."""
    try:
        return page(desk, request, claim_id)
    except NothingToDecide as closed:
        return closed_page(desk, request, closed)


def _show(desk: Desk, request: Request, claim_id: ClaimId | None) -> Response[str]:
    opened = desk.open(_token(request), claim_id)
    return _page(desk, request, opened, claim_id, _form(desk, opened, Typed()))


def _decide(desk: Desk, request: Request, claim_id: ClaimId | None) -> Response[str]:
    typed = request.form()
    try:
        opened = desk.open(_token(request), claim_id)
    except NothingToDecide as closed:
        if closed.why is LinkClosed.DECIDED and closed.claim and _is_ours(closed.claim, typed):
            return _to_done(request, closed.claim, claim_id, turn=_number(typed, "turn"))
        raise
    form = _form(desk, opened, typed)
    step = _step(opened.claim, typed)
    if form.problems() or step is None:
        if step is None and not form.found():
            form.answer.errors = ["Part of the form did not reach us. Look at it again, and send your choice again"]
        return _page(desk, request, opened, claim_id, form, status=422)
    try:
        after = decide_claim(
            opened,
            form.decision(),
            seen_version=_number(typed, "version"),
            claims=desk.claims,
            policy=desk.policy,
            step=step,
            now=desk.now(),
            signed_in=desk.signed_in(request),
        )
    except Refused as refused:
        form.explain(refused)
        status = 409 if refused.reason is ClaimRefusal.PAID_BEFORE else 422
        return _page(desk, request, opened, claim_id, form, status=status)
    except ChangedMeanwhile:  # look again; it may be somebody else's by now
        opened = desk.open(_token(request), claim_id)
        form = _form(desk, opened, typed)
        form.problems()
        form.answer.errors = [ClaimRefusal.OUT_OF_DATE.plain]
        return _page(desk, request, opened, claim_id, form, status=409)
    except NobodyToDecide:
        form.answer.errors = [
            "There is nobody left who may approve this claim after you. Pass it to a colleague, or ask the office"
        ]
        return _page(desk, request, opened, claim_id, form, status=422)
    logger.info("claim decided", claim_id=after.id, action=after.journal[-1].action, seq=after.version)
    return _to_done(request, after, claim_id, turn=opened.claim.turn.seq)


def _done(desk: Desk, request: Request, claim_id: ClaimId | None) -> Response[str]:
    """What was decided. It can be opened again and again, and says the same."""
    purpose = Purpose.WAITING if claim_id else Purpose.DECIDE
    link = read_link(_token(request), purpose=purpose, links=desk.links, now=desk.now())
    claim = desk.claims.get(claim_id or ClaimId(link.about))
    turn = _number(request.query, "turn") if claim_id else link.turn
    entry = step_after(claim, turn) if claim else None
    by_you = entry is not None and entry.by in (f"staff:{link.who}",)
    if claim is None or entry is None or (claim_id and not by_you):
        raise NothingToDecide(LinkClosed.GONE, link=link)
    return responses.html(
        desk.page(
            "decisions/done.html",
            coming=still_to_come(claim),
            claim=claim,
            happened=happening(claim, entry, policy=desk.policy),
            by_you=by_you,
            next_holder=staff_name(claim.turn.who.removeprefix("staff:"), policy=desk.policy)
            if claim.is_with_staff
            else "",
            waiting=_waiting_address(request) if claim_id else "",
        )
    )


def _waiting(desk: Desk, request: Request, _claim_id: ClaimId | None) -> Response[str]:
    link = read_link(_token(request), purpose=Purpose.WAITING, links=desk.links, now=desk.now())
    return responses.html(
        desk.page(
            "decisions/waiting.html",
            holder=staff_name(link.who, policy=desk.policy),
            claims=waiting_for(link.staff, claims=desk.claims),
            activity=lambda claim: activity_name(claim, policy=desk.policy),
            to_claim=lambda claim: f"/decide/waiting/{claim.id}?{urlencode({'t': _token(request)})}",
        )
    )


def _receipt(desk: Desk, request: Request, claim_id: ClaimId | None) -> Response[str]:
    """On to the file itself, by an address that lives for minutes."""
    opened = desk.open(_token(request), claim_id)
    asked_for = ReceiptId(request.query.get("id", ""))
    for receipt in opened.receipts:
        if receipt.id == asked_for and receipt.usable:
            return responses.see_other(desk.files.link(receipt.key, content_type=receipt.content_type))
    raise Problem.not_found("This claim has no such receipt.")


def _fresh_link(desk: Desk, request: Request) -> Response[str]:
    """Send a fresh link to whoever must decide now; the one who asks sees only that it was sent."""
    holder = fresh_link_holder(desk, request)
    typed = request.form()
    step = find_step("link", typed)
    if holder is None or step is None:
        raise Problem.bad("Nothing was sent. Open the link from your email again and press the button there.")
    try:
        to = ask_for_link(holder.id, claims=desk.claims, step=step, now=desk.now())
    except Refused as refused:
        raise Problem(409, "We did not send a link", refused.reason.plain) from refused
    logger.info("fresh link asked for", claim_id=holder.id)
    return responses.html(
        desk.page("decisions/link_sent.html", claim=holder, holder=staff_name(to, policy=desk.policy))
    )


def _page(
    desk: Desk,
    request: Request,
    opened: OpenDecision,
    claim_id: ClaimId | None,
    form: DecisionForm,
    *,
    status: int = 200,
) -> Response[str]:
    claim = opened.claim
    in_list = {"claim": claim.id} if claim_id else {}
    return responses.html(
        desk.page(
            "decisions/decide.html",
            form=form,
            errors=error_links([form]),
            opened=opened,
            claim=claim,
            activity=activity_name(claim, policy=desk.policy),
            history=history(claim, policy=desk.policy),
            state=ClaimState,
            two=claim.state is ClaimState.WITH_FINANCE and needs_two(desk.policy, claim),
            sign_in=needs_sign_in(opened, policy=desk.policy) and desk.signed_in(request) != opened.member.id,
            confirmed_by=staff_name(claim.confirmed_by.id, policy=desk.policy) if claim.confirmed_by else "",
            approved_by=[staff_name(each.id, policy=desk.policy) for each in claim.approved_by],
            coming=still_to_come(claim),
            decide_by=decide_by(
                claim,
                today=local_date(desk.now()),
                deputy_after_days=desk.policy.approval.deputy_after_days,
            ),
            staff=lambda id: staff_name(id, policy=desk.policy),
            charity=charity_name(claim, policy=desk.policy),
            action=f"{request.path}?{urlencode({'t': _token(request)})}",
            to_receipt=lambda receipt: (
                "/decide/receipt?" + urlencode({"t": _token(request), **in_list, "id": receipt.id})
            ),
            waiting=_waiting_address(request) if claim_id else "",
            step=desk.new_id(),
        ),
        status=status,
    )


def _form(desk: Desk, opened: OpenDecision, typed: Typed) -> DecisionForm:
    return decision_form(opened, typed, rules=Rules(policy=desk.policy, today=local_date(desk.now())))


def _to_done(request: Request, claim: Claim, claim_id: ClaimId | None, *, turn: int) -> Response[str]:
    query: dict[str, Any] = {"t": _token(request)}
    if claim_id:
        query |= {"claim": claim.id, "turn": turn}
    return responses.see_other(f"/decide/done?{urlencode(query)}")


def _token(request: Request) -> str:
    return request.query.get("t", "")


def _waiting_address(request: Request) -> str:
    return f"/decide/waiting?{urlencode({'t': _token(request)})}"


def _claim_id(reference: str) -> ClaimId:
    claim_id = read_reference(reference)
    if claim_id is None:
        raise Problem.not_found("Check the address, or open the link from your email again.")
    return claim_id


def _step(claim: Claim, typed: Typed) -> StepId | None:
    """The step that a form names: one for each time that a page was shown, in the turn that it was shown for."""
    return find_step(f"decide-{claim.turn.seq}", typed)


def _is_ours(claim: Claim, typed: Typed) -> bool:
    """Whether this very form was sent before: a double click, or a lost answer."""
    step = find_step(f"decide-{_number(typed, 'turn')}", typed)
    return step is not None and journals.has_step(claim.journal, step)


def _number(typed: Typed, name: str) -> int:
    text = typed.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1
