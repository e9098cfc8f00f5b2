"""The equality questions on one page, skipped with one press; each answer is counted and not kept with anybody."""

from __future__ import annotations

from typing import Any

from takepart.domain.people.equality import PREFER_NOT_TO_SAY, Equality, EqualityStage, Question
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from takepart.use_cases.ports import LinkReader
from takepart.use_cases.reach.figures import Tally, Ticket, answer, open_ticket
from takepart.web import responses
from takepart.web.app import App
from takepart.web.frame import PublicFrame
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes


class EqualitySite(PublicFrame):
    """One organisation's equality questions. It knows nobody, and cannot read what it counted."""

    def __init__(self, *, tally: Tally, tickets: LinkReader, **frame: Any) -> None:
        super().__init__(**frame)
        self.tally, self.tickets = tally, tickets


routes: Routes[EqualitySite] = Routes("equality")
Called = Call[EqualitySite, Any]


@routes.get("/equality")
def ask(call: Called) -> Answer:
    """All of them on one page."""
    rules, token = _rules(call.site), (call.typed or call.request.query).get("t", "")
    ticket = _ticket(call.site, token)
    return call.site.html(
        call,
        "equality/questions.html",
        questions=[(each, _choices(each)) for each in rules.questions],
        again=ticket.stage is not EqualityStage.REGISTERED,
        token=token,
    )


@routes.post("/equality", form=NoForm, shown=ask)
def count(call: Call[EqualitySite, NoForm]) -> Answer:
    """Count the answers. The same for who answered, who left it all empty and who sent it twice."""
    rules = _rules(call.site)
    ticket = _ticket(call.site, call.typed.get("t", ""))
    given = {each.id: call.typed.get(each.id, "") for each in rules.questions}
    answer(ticket, given, tally=call.site.tally, rules=rules, now=call.site.now())
    return responses.see_other("/equality/thanks")


@routes.get("/equality/thanks")
def thanks(call: Called) -> Answer:
    """Thank whoever was asked."""
    return call.site.html(call, "equality/thanks.html", public=_rules(call.site).public)


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


def equality_app(site: EqualitySite) -> App:
    """Every route, ready to be called."""
    return site.app([routes.serve(site)])
