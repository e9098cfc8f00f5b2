"""A link that opens nothing says why, shows what was decided, and offers a fresh one to whoever must decide now."""

from __future__ import annotations

from typing import Final

from aws_lambda_powertools.event_handler import Response

from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ClaimId
from takepart.domain.links import BadLink, Link, Purpose
from takepart.use_cases.claims.open_decision import LinkClosed, NothingToDecide, step_after
from takepart.web import responses
from takepart.web.decisions.desk import Desk
from takepart.web.history import happening, staff_name, who
from takepart.web.requests import Request

_STATUS: Final = {LinkClosed.FORGED: 404, LinkClosed.GONE: 404}


def closed_page(desk: Desk, request: Request, closed: NothingToDecide) -> Response[str]:
    """Why there is nothing to decide here, and what to do. A post to it has changed nothing: 409."""
    claim, link = closed.claim, closed.link
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
            turn=_turn(desk, claim) if claim else "",
            holder=staff_name(claim.turn.who.removeprefix("staff:"), policy=desk.policy)
            if claim and claim.is_with_staff
            else "",
            is_list=bool(link and link.purpose is Purpose.WAITING),
            fresh=request.carried_on("/decide/fresh-link"),
            step=desk.new_id(),
            posted=request.method == "POST",
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


def _turn(desk: Desk, claim: Claim) -> str:
    """Who has the claim now, in a sentence."""
    if claim.is_with_staff:
        return f"{who(claim.turn.who, claim=claim, policy=desk.policy)} must decide now."
    if claim.is_asked:
        return "It waits for an answer from the person who claimed."
    if claim.is_closed:
        return "Nothing more is expected of anyone."
    return "It is with the payments team."
