"""The office's first page and its lists: how claims stand, and who must act now."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from takepart.domain.claims.claim import ASKED, WITH_STAFF, Claim, ClaimState
from takepart.domain.references import read_reference
from takepart.use_cases.claims.open_decision import claims_of_turn, waiting_for
from takepart.use_cases.office import Right, may_see, rights_of
from takepart.use_cases.what_waits import MOST_COUNTED, Waiting, what_waits
from takepart.web import responses
from takepart.web.history import activity_name, who
from takepart.web.office.desk import Office
from takepart.web.office.reception import not_your_role
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.route import Answer, Call, NoForm, Routes

_PAGE: Final = 50
_MOST_COUNTED: Final = 500
_ACTING: Final = (*(each for each in ClaimState if each in WITH_STAFF | ASKED), ClaimState.NEEDS_BANK_DETAILS)
"""States in which a named person must do something."""
_OTHER_LISTS: Final = frozenset(Right) - {Right.NOTE, Right.REOPEN}
"""Rights with pages where more may wait, which the first page does not count."""
routes: Routes[Office] = Routes("office")


@routes.get("/office")
def home(call: Call[Office, NoForm]) -> Answer:
    """What waits for them, and how many claims there are of each kind."""
    site, member = call.site, call.who
    sees_all = Right.SEE_ALL_CLAIMS in rights_of(member)
    counts = [(state, site.claims.count(state, most=_MOST_COUNTED)) for state in ClaimState] if sees_all else []
    mine = part_of(waiting_for(member.id, claims=site.claims), call.request, size=_PAGE)
    return site.html(
        call,
        "office/home.html",
        section="home",
        counts=counts,
        most=_MOST_COUNTED,
        mine=mine,
        lines=(
            *what_waits(member.id, counts=site.voice_counts, policy=site.policy, today=site.today),
            *_letters(call),
        ),
        most_waiting=MOST_COUNTED,
        has_other_lists=bool(_OTHER_LISTS & rights_of(member)),
    )


def _letters(call: Call[Office, NoForm]) -> tuple[Waiting, ...]:
    """How many letters did not arrive, for those who can do something about it."""
    number = call.site.returned.count(most=MOST_COUNTED) if Right.LETTERS in rights_of(call.who) else 0
    one, many = "letter that did not arrive", "letters that did not arrive"
    return (Waiting(number=number, one=one, many=many, page="/office/letters"),) if number else ()


@routes.get("/office/waiting", right=Right.SEE_ALL_CLAIMS)
def waiting(call: Call[Office, NoForm]) -> Answer:
    """Who must act now and since when, the longest waiting first.

    Of one person's or one state's claims there is a next page; of everybody's, the longest waiting of each state.
    """
    site, state, whose = call.site, _state(call.request), call.request.query.get("who", "")
    before = after = ""
    more = False
    if whose:
        part = part_of(
            claims_of_turn(whose, (state,) if state else _ACTING, claims=site.claims), call.request, size=_PAGE
        )
        found, before, after = list(part.things), part.before, part.after
    elif state:
        page = site.claims.in_state(state, start=call.request.query.get("next") or None, limit=_PAGE)
        found, after = list(page.claims), _next("/office/waiting", state, page.next)
    else:
        pages = [site.claims.in_state(each, limit=_PAGE) for each in _ACTING]
        found = sorted((claim for page in pages for claim in page.claims), key=lambda claim: claim.turn.since)
        more = any(page.next for page in pages)
    return site.html(
        call,
        "office/waiting.html",
        section="waiting",
        claims=found,
        more=more,
        page_before=before,
        page_after=after,
        states=_ACTING,
        chosen_state=state,
        chosen_who=whose,
        policy=site.policy,
        **_row(site),
    )


@routes.get("/office/claims")
def claims(call: Call[Office, NoForm]) -> Answer:
    """Claims of one state, a page at a time; or one claim, by its reference."""
    site, typed = call.site, call.request.query.get("reference", "")
    reference = read_reference(typed)
    if reference is not None:
        return responses.see_other(f"/office/claims/{reference}")
    state, found, after = _state(call.request), list[Claim](), ""
    if state is not None:
        if Right.SEE_ALL_CLAIMS not in rights_of(call.who):
            raise not_your_role()
        page = site.claims.in_state(state, start=call.request.query.get("next") or None, limit=_PAGE)
        found = [claim for claim in page.claims if may_see(call.who, claim, policy=site.policy)]
        after = _next("/office/claims", state, page.next)
    wrong = "reference" in call.request.query
    call.status = 422 if wrong else 200
    return site.html(
        call,
        "office/claims.html",
        section="claims",
        typed=typed,
        wrong=wrong,
        state=state,
        states=tuple(ClaimState),
        claims=found,
        next=after,
        **_row(site),
    )


def _row(site: Office) -> dict[str, Any]:
    """What a row of a list needs."""
    return {
        "activity": lambda claim: activity_name(claim, policy=site.policy),
        "holder": lambda claim: who(claim.turn.who, claim=claim, policy=site.policy),
    }


def _next(path: str, state: ClaimState, mark: str | None) -> str:
    return f"{path}?{urlencode({'state': state.value, 'next': mark})}" if mark else ""


def _state(request: Request) -> ClaimState | None:
    typed = request.query.get("state", "")
    if not typed:
        return None
    try:
        return ClaimState(typed)
    except ValueError:
        raise Problem.not_found("There is no such list. Choose one from the office's pages.") from None
