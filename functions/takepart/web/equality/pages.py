"""The equality questions on one page, skipped with one press; each answer is counted and not kept with anybody."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.people.equality import PREFER_NOT_TO_SAY, Equality, Question, Stage
from takepart.use_cases.claims.open_decision import LinkClosed, NothingToDecide
from takepart.use_cases.reach.answering import Ticket, answer, open_ticket
from takepart.web import responses
from takepart.web.equality.desk import EqualitySite
from takepart.web.problems import Problem
from takepart.web.requests import Request


def router(site: EqualitySite) -> Router:
    """``/equality`` and the thanks after it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/equality")
    def ask() -> Response[str]:
        rules, token = _rules(site), request().query.get("t", "")
        ticket = _ticket(site, token)
        body = site.page(
            "equality/questions.html",
            questions=[(each, _choices(each)) for each in rules.questions],
            again=ticket.stage is not Stage.REGISTERED,
            token=token,
        )
        return responses.html(body)

    @routes.post("/equality")
    def count() -> Response[str]:
        rules, typed = _rules(site), request().form()
        ticket = _ticket(site, typed.get("t", ""))
        given = {each.id: typed.get(each.id, "") for each in rules.questions}
        answer(ticket, given, tally=site.tally, rules=rules, now=site.now())
        # The same for who answered, who left it all empty and who sent it twice: nothing tells them apart.
        return responses.see_other("/equality/thanks")

    @routes.get("/equality/thanks")
    def thanks() -> Response[str]:
        return responses.html(site.page("equality/thanks.html", public=_rules(site).public))

    return routes


def _rules(site: EqualitySite) -> Equality:
    if site.policy.equality is None:
        raise Problem.not_found()
    return site.policy.equality


def _ticket(site: EqualitySite, token: str) -> Ticket:
    try:
        return open_ticket(token, links=site.tickets, now=site.now())
    except NothingToDecide as closed:
        if closed.why is LinkClosed.EXPIRED:
            what = "You can leave it. Or open “My part” again, and press the button for these questions."
            raise Problem.gone("This page has closed", what) from closed
        raise Problem(403, "This page does not open", "Open “My part”, and press the button for them.") from closed


def _choices(question: Question) -> list[dict[str, str]]:
    """The radio buttons: nothing is chosen beforehand."""
    last = {"value": PREFER_NOT_TO_SAY, "text": "I would rather not say"}
    return [*({"value": each.id, "text": each.name} for each in question.answers), {"divider": "or"}, last]
