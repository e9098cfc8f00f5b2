"""The office's own pages: how claims stand, who must act now, and one claim with everything that happened to it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.claims.states import ASKED, WITH_STAFF, ClaimState
from takepart.domain.references import read_reference
from takepart.use_cases.claims.open_decision import waiting_for
from takepart.use_cases.office import Right, may_see, rights_of
from takepart.use_cases.what_waits import MOST_COUNTED, what_waits
from takepart.web import responses
from takepart.web.history import activity_name, who
from takepart.web.office import claim_pages
from takepart.web.office.desk import Office
from takepart.web.office.states import IN_WORDS
from takepart.web.problems import Problem
from takepart.web.requests import Request

_PAGE: Final = 50
_MOST_COUNTED: Final = 500
_ACTING: Final = (*(state for state in ClaimState if state in WITH_STAFF | ASKED), ClaimState.NEEDS_BANK_DETAILS)
"""States in which a named person must do something."""


def router(office: Office) -> Router:
    """``/office`` and its lists; one claim's pages are in ``claim_pages``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office")
    def home() -> Response[str]:
        return _home(office, request())

    @routes.get("/office/waiting")
    def waiting() -> Response[str]:
        return _waiting(office, request())

    @routes.get("/office/claims")
    def claims() -> Response[str]:
        return _claims(office, request())

    @routes.get("/office/claims/<reference>")
    def one(reference: str) -> Response[str]:
        return claim_pages.show(office, request(), reference)

    @routes.get("/office/claims/<reference>/receipts/<receipt>")
    def receipt(reference: str, receipt: str) -> Response[str]:
        return claim_pages.receipt(office, request(), reference, receipt)

    @routes.post("/office/claims/<reference>/note")
    def note(reference: str) -> Response[str]:
        return claim_pages.note(office, request(), reference)

    @routes.post("/office/claims/<reference>/reopen")
    def reopen(reference: str) -> Response[str]:
        return claim_pages.reopen(office, request(), reference)

    @routes.post("/office/claims/<reference>/link")
    def link(reference: str) -> Response[str]:
        return claim_pages.send_link(office, request(), reference)

    @routes.post("/office/claims/<reference>/cash")
    def cash(reference: str) -> Response[str]:
        return claim_pages.money(office, request(), reference, "cash")

    @routes.post("/office/claims/<reference>/vouchers")
    def vouchers(reference: str) -> Response[str]:
        return claim_pages.money(office, request(), reference, "vouchers")

    @routes.post("/office/claims/<reference>/received")
    def received(reference: str) -> Response[str]:
        return claim_pages.money(office, request(), reference, "received")

    @routes.post("/office/claims/<reference>/gift")
    def gift(reference: str) -> Response[str]:
        return claim_pages.money(office, request(), reference, "gift")

    return routes


_OTHER_LISTS: Final = frozenset(Right) - {Right.NOTE, Right.REOPEN}
"""Rights with pages where more may wait, which the first page does not count."""


def _home(office: Office, request: Request) -> Response[str]:
    member = office.member(request)
    sees_all = Right.SEE_ALL_CLAIMS in rights_of(member)
    counts = [(state, office.claims.count(state, most=_MOST_COUNTED)) for state in ClaimState] if sees_all else []
    return responses.html(
        office.page(
            "office/home.html",
            member,
            section="home",
            counts=counts,
            most=_MOST_COUNTED,
            words=IN_WORDS,
            mine=waiting_for(member.id, claims=office.claims),
            lines=what_waits(member.id, counts=office.voice_counts, policy=office.policy, today=office.today),
            most_waiting=MOST_COUNTED,
            has_other_lists=bool(_OTHER_LISTS & rights_of(member)),
            policy=office.policy,
            today=office.today,
        )
    )


def _waiting(office: Office, request: Request) -> Response[str]:
    """Who must act now and since when, the longest waiting first; one page of each state at most."""
    member = office.allowed(request, Right.SEE_ALL_CLAIMS)
    chosen_state, chosen_who = _state(request), request.query.get("who", "")
    states = (chosen_state,) if chosen_state else _ACTING
    pages = [office.claims.in_state(state, who=chosen_who or None, limit=_PAGE) for state in states]
    found = sorted((claim for page in pages for claim in page.claims), key=lambda claim: claim.turn.since)
    return responses.html(
        office.page(
            "office/waiting.html",
            member,
            section="waiting",
            claims=found,
            more=any(page.next for page in pages),
            words=IN_WORDS,
            states=_ACTING,
            chosen_state=chosen_state,
            chosen_who=chosen_who,
            activity=lambda claim: activity_name(claim, policy=office.policy),
            holder=lambda claim: who(claim.turn.who, claim=claim, policy=office.policy),
            policy=office.policy,
            today=office.today,
        )
    )


def _claims(office: Office, request: Request) -> Response[str]:
    """Claims of one state, a page at a time; or one claim, by its reference."""
    member = office.member(request)
    typed = request.query.get("reference", "")
    reference = read_reference(typed)
    if reference is not None:
        return responses.see_other(f"/office/claims/{reference}")
    state = _state(request)
    page = None
    if state is not None:
        office.allowed(request, Right.SEE_ALL_CLAIMS)
        page = office.claims.in_state(state, start=request.query.get("next") or None, limit=_PAGE)
    return responses.html(
        office.page(
            "office/claims.html",
            member,
            section="claims",
            typed=typed,
            state=state,
            states=tuple(ClaimState),
            words=IN_WORDS,
            claims=[c for c in page.claims if may_see(member, c, policy=office.policy)] if page else [],
            next=f"/office/claims?{urlencode({'state': state.value, 'next': page.next})}"
            if page and page.next and state
            else "",
            activity=lambda claim: activity_name(claim, policy=office.policy),
            holder=lambda claim: who(claim.turn.who, claim=claim, policy=office.policy),
            policy=office.policy,
        ),
        status=422 if typed else 200,
    )


def _state(request: Request) -> ClaimState | None:
    typed = request.query.get("state", "")
    if not typed:
        return None
    try:
        return ClaimState(typed)
    except ValueError:
        raise Problem.not_found("There is no such list. Choose one from the office's pages.") from None
