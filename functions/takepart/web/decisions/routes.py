"""The pages of a one-time decision link. GET and HEAD show; only a posted choice decides.

A link that opens nothing says why, shows what was decided, and offers a fresh one to whoever must decide now.
"""

from __future__ import annotations

from typing import Any, Final

from aws_lambda_powertools import Logger

from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.coming import decide_by, still_to_come
from takepart.domain.ids import ClaimId, ReceiptId
from takepart.domain.links import BadLink, Link, Purpose
from takepart.domain.people.earnings import FeesSoFar, fees_so_far
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.use_cases.claims.assignment import needs_two
from takepart.use_cases.claims.decide_claim import decide_claim, needs_sign_in
from takepart.use_cases.claims.open_decision import OpenDecision, ask_for_link, step_after, waiting_for
from takepart.use_cases.claims.ports import MOST_RECEIPTS
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import NobodyToDecide
from takepart.web import responses
from takepart.web.decisions.desk import Desk
from takepart.web.decisions.form import DecisionForm, decision_form, written_in
from takepart.web.history import activity_name, charity_name, happening, history, staff_name, who
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.requests import Request, number_in
from takepart.web.route import Answer, Beside, Call, Instead, NoForm, Routes, press_of

logger = Logger()
_PAGE: Final = 50
routes: Routes[Desk] = Routes("decisions")


def _on_list(call: Call[Desk, Any]) -> ClaimId | None:
    """The claim of a page below the holder's list; None for the page of one decision. Raises Problem."""
    if "reference" not in call.params:
        return None
    claim_id = read_reference(call.params["reference"])
    if claim_id is None:
        raise Problem.not_found("Check the address, or open the link from your email again.")
    return claim_id


def _asked_for(call: Call[Desk, Any]) -> ClaimId | None:
    return read_reference(call.request.query.get("claim", ""))


def _opened(call: Call[Desk, Any], claim_id: ClaimId | None) -> OpenDecision:
    """The decision. Raises Instead: why there is none, or what was decided by this very press."""
    try:
        return call.site.open(call.request.token, claim_id)
    except NothingToDecide as closed:
        press = press_of(call.typed, before="decide")
        if closed.why is LinkClosed.DECIDED and closed.claim and press:
            for entry in closed.claim.journal:
                if entry.step == press.id:
                    raise Instead(_to_done(call, closed.claim, turn=entry.seq - 1)) from closed
        raise Instead(closed_page(call, closed)) from closed


def _form(call: Call[Desk, Any]) -> DecisionForm:
    return decision_form(_opened(call, _on_list(call)), call.typed, rules=call.site.rules)


@routes.get("/decide/waiting/<reference>")
@routes.get("/decide")
def show(call: Call[Desk, Any]) -> Answer:
    """The claim, with what may be decided. One that changed meanwhile is judged afresh."""
    if not isinstance(call.form, DecisionForm) or call.status == 409:
        call.form = _form(call)
        if call.status == 409:
            call.form.problems()
    form, desk, carried_on = call.form, call.site, call.request.carried_on
    opened, claim, policy = form.opened, form.opened.claim, desk.policy
    listed = {"claim": claim.id} if _on_list(call) else {}
    return desk.html(
        call,
        "decisions/decide.html",
        form=form,
        opened=opened,
        most_receipts=MOST_RECEIPTS,
        claim=claim,
        activity=activity_name(claim, policy=policy),
        history=history(claim, policy=policy),
        state=ClaimState,
        two=claim.state is ClaimState.WITH_FINANCE and needs_two(policy, claim),
        sign_in=needs_sign_in(opened, policy=policy) and desk.signed_in(call.request) != opened.member.id,
        confirmed_by=staff_name(claim.confirmed_by.id, policy=policy) if claim.confirmed_by else "",
        approved_by=[staff_name(each.id, policy=policy) for each in claim.approved_by],
        coming=still_to_come(claim),
        decide_by=decide_by(
            claim,
            today=desk.today,
            deputy_after_days=policy.approval.deputy_after_days,
            holidays=desk.holidays,
        ),
        staff=lambda id: staff_name(id, policy=policy),
        charity=charity_name(claim, policy=policy),
        fees=_fees(desk, opened) if claim.state is not ClaimState.WITH_WORKER else None,
        action=call.request.carried_on(call.request.path),
        to_receipt=lambda receipt: carried_on("/decide/receipt", **listed, id=receipt.id),
        waiting=call.request.carried_on("/decide/waiting") if listed else "",
        step=f"{desk.new_id()}-{claim.version}",
    )


def _fees(desk: Desk, opened: OpenDecision) -> FeesSoFar:
    """What the person was paid in fees so far, for whoever approves."""
    return fees_so_far(opened.theirs, day=opened.claim.day, limits=desk.policy.participation.limits)


@routes.post("/decide/waiting/<reference>", form=DecisionForm, make=_form, shown=show)
@routes.post("/decide", form=DecisionForm, make=_form, shown=show)
def decide(call: Call[Desk, DecisionForm]) -> Answer:
    """Take the decision, on the claim as it was shown."""
    desk, opened = call.site, call.form.opened
    try:
        after = decide_claim(
            opened,
            call.form.decision(),
            seen_version=call.seen,
            claims=desk.claims,
            approvals=desk.approvals,
            policy=desk.policy,
            step=call.step,
            now=desk.now(),
            signed_in=desk.signed_in(call.request),
        )
    except Refused as refused:
        raise call.form.refusal_of(refused) from refused
    except NobodyToDecide as nobody:
        words = "There is nobody left who may approve this claim after you. Pass it to a colleague, or ask the office"
        raise Beside("answer", words) from nobody
    logger.info("claim decided", claim_id=after.id, action=after.journal[-1].action, seq=after.version)
    return _to_done(call, after, turn=opened.claim.turn.seq)


@routes.get("/decide/waiting")
def waiting(call: Call[Desk, NoForm]) -> Answer:
    """All that waits for the holder of the link, a page at a time."""
    desk = call.site
    link = _link(call, Purpose.WAITING)
    claims = waiting_for(link.staff, claims=desk.claims)
    return desk.html(
        call,
        "decisions/waiting.html",
        holder=staff_name(link.who, policy=desk.policy),
        number=len(claims),
        part=part_of(claims, call.request, size=_PAGE),
        activity=lambda claim: activity_name(claim, policy=desk.policy),
        to_claim=lambda claim: call.request.carried_on(f"/decide/waiting/{claim.id}"),
    )


@routes.get("/decide/done")
def done(call: Call[Desk, NoForm]) -> Answer:
    """What was decided. It can be opened again and again, and says the same."""
    desk, claim_id = call.site, _asked_for(call)
    link = _link(call, Purpose.WAITING if claim_id else Purpose.DECIDE)
    claim = desk.claims.get(claim_id or ClaimId(link.about))
    asked = number_in(call.request.query.get("turn", ""))
    entry = step_after(claim, (-1 if asked is None else asked) if claim_id else link.turn) if claim else None
    by_you = entry is not None and entry.by == f"staff:{link.who}"
    if claim is None or entry is None or (claim_id and not by_you):
        raise Instead(closed_page(call, NothingToDecide(LinkClosed.GONE, link=link)))
    holder = claim.turn.who.removeprefix("staff:")
    return desk.html(
        call,
        "decisions/done.html",
        coming=still_to_come(claim),
        claim=claim,
        happened=happening(claim, entry, policy=desk.policy),
        by_you=by_you,
        next_holder=staff_name(holder, policy=desk.policy) if claim.is_with_staff else "",
        waiting=call.request.carried_on("/decide/waiting") if claim_id else "",
    )


@routes.get("/decide/receipt")
def receipt(call: Call[Desk, NoForm]) -> Answer:
    """On to the file itself, by an address that lives for minutes."""
    asked_for = ReceiptId(call.request.query.get("id", ""))
    for each in _opened(call, _asked_for(call)).receipts:
        if each.id == asked_for and each.usable:
            return responses.see_other(call.site.files.link(each.key, content_type=each.content_type))
    raise Problem.not_found("This claim has no such receipt.")


@routes.post("/decide/fresh-link", form=NoForm, shown=show)
def fresh_link(call: Call[Desk, NoForm]) -> Answer:
    """Send a fresh link to whoever must decide now; the one who asks sees only that it was sent."""
    desk, claim = call.site, fresh_link_holder(call.site, call.request)
    if claim is None:
        raise Problem.bad("Nothing was sent. Open the link from your email again and press the button there.")
    try:
        to = ask_for_link(claim.id, claims=desk.claims, step=call.step, now=desk.now())
    except Refused as refused:
        raise Problem(409, "We did not send a link", refused.reason.plain) from refused
    logger.info("fresh link asked for", claim_id=claim.id)
    return desk.html(call, "decisions/link_sent.html", claim=claim, holder=staff_name(to, policy=desk.policy))


def _link(call: Call[Desk, Any], purpose: Purpose) -> Link:
    try:
        return read_link(call.request.token, purpose=purpose, links=call.site.links, now=call.site.now())
    except NothingToDecide as closed:
        raise Instead(closed_page(call, closed)) from closed


def _to_done(call: Call[Desk, Any], claim: Claim, *, turn: int) -> Answer:
    listed = {"claim": claim.id, "turn": turn} if _on_list(call) else {}
    return responses.see_other(call.request.carried_on("/decide/done", **listed))


_STATUS: Final = {LinkClosed.FORGED: 404, LinkClosed.GONE: 404}


def closed_page(call: Call[Desk, Any], closed: NothingToDecide) -> Answer:
    """Why there is nothing to decide here, and what to do. A post to it has changed nothing: 409, with what it said."""
    desk, request, claim, link = call.site, call.request, closed.claim, closed.link
    if claim is None and link is not None and link.purpose is Purpose.DECIDE:
        claim = desk.claims.get(ClaimId(link.about))
    entry = step_after(claim, link.turn) if claim and link and link.purpose is Purpose.DECIDE else closed.entry
    status = 409 if request.method == "POST" else _STATUS.get(closed.why, 410)
    return responses.html(
        desk.page(
            "decisions/closed.html",
            why=closed.why.value,
            claim=claim,
            happened=happening(claim, entry, policy=desk.policy) if claim and entry else None,
            by_you=bool(entry and link and entry.by == f"staff:{link.who}"),
            turn=_whose_turn(desk, claim) if claim else "",
            holder=who(claim.turn.who, claim=claim, policy=desk.policy) if claim and claim.is_with_staff else "",
            is_list=bool(link and link.purpose is Purpose.WAITING),
            fresh=request.carried_on("/decide/fresh-link"),
            step=desk.new_id(),
            posted=request.method == "POST",
            written=written_in(call.typed),
        ),
        status=status,
    )


def fresh_link_holder(desk: Desk, request: Request) -> Claim | None:
    """The claim that an old link was for. The link must be a real one of ours, but it need not work any more."""
    try:
        link: Link = desk.links.read(request.token)
    except BadLink:
        return None
    return desk.claims.get(ClaimId(link.about)) if link.purpose is Purpose.DECIDE else None


def _whose_turn(desk: Desk, claim: Claim) -> str:
    """Who has the claim now, in a sentence."""
    if claim.is_with_staff:
        return f"{who(claim.turn.who, claim=claim, policy=desk.policy)} must decide now."
    if claim.is_asked:
        return "It waits for an answer from the person who claimed."
    if claim.is_closed:
        return "Nothing more is expected of anyone."
    return "It is with the payments team."
