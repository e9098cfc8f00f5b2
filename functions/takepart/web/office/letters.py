"""Letters that did not arrive: what each was for, and what may be done about it."""

from __future__ import annotations

from typing import Final

from takepart.domain.returned import ReturnedId, ReturnedState, close, send_again
from takepart.use_cases.came_back import what_for
from takepart.use_cases.doing import do
from takepart.use_cases.office import Right, pages_for
from takepart.use_cases.ports import Event
from takepart.web import responses
from takepart.web.office.desk import Office
from takepart.web.route import Answer, Call, NoForm, Routes

_PAGE: Final = 50
_LIST: Final = "/office/letters"
routes: Routes[Office] = Routes("office", right=Right.LETTERS)


@routes.get(_LIST)
def every(call: Call[Office, NoForm]) -> Answer:
    """Those that nobody has dealt with, the newest first; each leads to the page about it for who may open that."""
    site = call.site
    letters, after = site.returned.waiting(start=call.request.query.get("next") or None, limit=_PAGE)
    events = [Event.read(each.event) for each in letters if each.event]
    pages = pages_for(call.who, events, claims=site.claims, policy=site.policy)
    return call.site.html(
        call,
        "office/letters.html",
        section="letters",
        letters=[(each, what_for(each)[0], pages.get(each.event, "")) for each in letters],
        after=after,
        going=call.request.query.get("going", "") == "yes",
    )


@routes.post(f"{_LIST}/<id>/again", form=NoForm, shown=every)
def again(call: Call[Office, NoForm]) -> Answer:
    """The address is right: let it go out once more, and the next ones too."""
    id = ReturnedId(call.params["id"])
    one = do(call.site.returned, id, call.site.step(call), send_again)
    if one.state is ReturnedState.AGAIN:
        call.site.bounces.again(id)
    return responses.see_other(f"{_LIST}?going=yes")


@routes.post(f"{_LIST}/<id>/done", form=NoForm, shown=every)
def done(call: Call[Office, NoForm]) -> Answer:
    """They were reached in another way, or need not be."""
    do(call.site.returned, ReturnedId(call.params["id"]), call.site.step(call), close)
    return responses.see_other(_LIST)
