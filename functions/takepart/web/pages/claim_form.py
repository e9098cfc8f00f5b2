"""Starting a claim, and its pages that are a plain form: one thing a page, kept on our side as you go."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import DraftId
from takepart.use_cases.claims.drafts import Draft, change_draft
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.forms.payment import FeeForm
from takepart.web.pages.claim_flow import PARTS, Flow, address, find_draft, open_page
from takepart.web.requests import Request
from takepart.web.site import Site


def router(site: Site) -> Router:
    """``/claims/new`` and ``/claims/new/<draft>/<page>``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.get("/claims/new")
    def explain() -> Response[str]:
        return responses.html(site.page("claim/start.html", promise=site.policy.promise, claims=site.policy.claims))

    @routes.post("/claims/new")
    def start() -> Response[str]:
        draft = site.drafts.save(Draft(id=DraftId(site.new_id())))
        return responses.see_other(address(draft, "activity"))

    @routes.get("/claims/new/<draft_id>")
    def go_on(draft_id: str) -> Response[str]:
        return responses.see_other(address(DraftId(draft_id), Flow(find_draft(site, draft_id), site.rules()).next_page))

    @routes.get("/claims/new/<draft_id>/<page>")
    def show(draft_id: str, page: str) -> Response[str]:
        flow = open_page(site, draft_id, page)
        return _page(site, flow, page, flow.form(page))

    @routes.post("/claims/new/<draft_id>/<page>")
    def answer(draft_id: str, page: str) -> Response[str]:
        flow = open_page(site, draft_id, page)
        typed = Request.of(routes.current_event.raw_event).form()
        form = flow.form(page, typed)
        if form.problems():
            return _page(site, flow, page, form, status=422)
        answers = form.answers(typed)
        draft = change_draft(flow.draft.id, lambda draft: draft.answered(page, answers), drafts=site.drafts)
        return responses.see_other(address(draft, Flow(draft, site.rules()).next_page))

    return routes


def _page(site: Site, flow: Flow, page: str, form: Any, *, status: int = 200) -> Response[str]:
    shown: dict[str, Any] = {"fee": None}
    if isinstance(form, FeeForm) and flow.priced:
        shown = {"fee": form.context["fee"], "quote": flow.priced.quote}
    body = site.page(
        f"claim/{page}.html",
        form=form,
        errors=error_links([form]),
        part=PARTS[page],
        back=flow.before(page),
        flow=flow,
        **shown,
    )
    return responses.html(body, status=status)
