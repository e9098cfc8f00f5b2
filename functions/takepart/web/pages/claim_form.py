"""Starting a claim, and its pages that are a plain form: one thing a page, kept on our side as you go."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.ids import DraftId
from takepart.use_cases.claims.drafts import Draft, change_draft
from takepart.web import responses, session_cookie
from takepart.web.forms.base import PageForm
from takepart.web.pages.claim_flow import PARTS, Flow, address, find_draft, flow_of, is_draft_id, open_page
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.session_cookie import Cookie
from takepart.web.site import Site

_DRAFT: Final = "/claims/new/<draft_id>"
PLAIN: Final = ("session", "extra-time", "you", "payment")
"""The pages that are one form."""
routes: Routes[Site] = Routes("website")


@routes.get("/claims/new")
def explain(call: Call[Site, Any]) -> Answer:
    """What a claim asks for, and how long it takes."""
    site, policy = call.site, call.site.policy
    begun = session_cookie.secret_of(call.request, site_url=site.url, of=Cookie.CLAIM)
    draft = site.drafts.load(DraftId(begun)) if is_draft_id(begun) else None
    goes_on = address(draft, "").rstrip("/") if draft and not draft.sent else ""
    return site.html(call, "claim/start.html", promise=policy.promise, claims=policy.claims, goes_on=goes_on)


@routes.post("/claims/new", form=NoForm, shown=explain, once=False)
def start(call: Call[Site, NoForm]) -> Answer:
    """A new draft, which this browser finds again."""
    draft = call.site.drafts.save(Draft(id=DraftId(call.site.new_id())))
    answer = responses.see_other(address(draft, "session"))
    answer.headers["Set-Cookie"] = session_cookie.setting(
        draft.id, site_url=call.site.url, seconds=None, of=Cookie.CLAIM
    )
    return answer


@routes.get(_DRAFT)
def go_on(call: Call[Site, NoForm]) -> Answer:
    """On to the first page that is not done."""
    return next_page(call.site, find_draft(call.site, call.params["draft_id"]))


def next_page(site: Site, draft: Draft) -> Answer:
    """On to the page of a draft that comes next."""
    return responses.see_other(address(draft, flow_of(site, draft).next_page))


def _page(call: Call[Site, Any]) -> str:
    """Which of them it is: the last word of its address."""
    return call.request.path.rpartition("/")[2]


def _flow(call: Call[Site, Any]) -> Flow:
    return open_page(call.site, call.params["draft_id"], _page(call))


def _form(call: Call[Site, Any]) -> PageForm:
    return _flow(call).form(_page(call), call.typed)


def show(call: Call[Site, Any]) -> Answer:
    """One page, with the draft's answers or with what was just typed."""
    flow, page = _flow(call), _page(call)
    if isinstance(call.form, NoForm):
        call.form = flow.form(page)
    return call.site.html(
        call,
        f"claim/{page}.html",
        form=call.form,
        part=PARTS[page],
        back=flow.before(page),
        quote=flow.priced.quote if flow.priced else None,
    )


def answer(call: Call[Site, PageForm]) -> Answer:
    """Keep what was typed, and go on."""
    site, page, answers = call.site, _page(call), call.form.answers(call.typed)
    draft = change_draft(
        DraftId(call.params["draft_id"]), lambda draft: draft.answered(page, answers), drafts=site.drafts
    )
    return next_page(site, draft)


for _each in PLAIN:
    routes.get(f"{_DRAFT}/{_each}")(show)
    routes.post(f"{_DRAFT}/{_each}", form=PageForm, make=_form, shown=show, once=False)(answer)
