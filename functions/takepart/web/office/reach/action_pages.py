"""Outreach actions in the office: planned from the figures, listed with late ones on top, done or dropped."""

from __future__ import annotations

from collections.abc import Callable

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.ids import StaffId
from takepart.domain.people.outreach import Outreach, OutreachId, OutreachRefusal
from takepart.domain.policy import StaffMember, UnknownStaff
from takepart.domain.refused import Refused
from takepart.use_cases.reach import actions
from takepart.use_cases.reach.letters import group_of
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.govuk import error_links
from takepart.web.office.reach.desk import ReachDesk, member_of, pressed, rules_of, step_name
from takepart.web.office.reach.figures_pages import year_choices
from takepart.web.office.reach.forms import DoneForm, DropForm, OwnedForm, PlanForm, refuse_day
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed

_ON_THE_DAY = frozenset({OutreachRefusal.PAST_DAY, OutreachRefusal.TOO_FAR})


def router(office: Reception, desk: ReachDesk) -> Router:
    """``/office/reach/actions``, a new one, and each one's page."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/reach/actions")
    def every() -> Response[str]:
        return _list(office, desk, request())

    @routes.get("/office/reach/actions/new")
    def ask() -> Response[str]:
        asked = request()
        member = member_of(office, asked)
        typed = Typed([("group", asked.query.get("group", "")), ("owner", member.id)])
        return _plan_page(office, member, _plan_form(office, typed), _year(office, asked.query.get("year", "")))

    @routes.post("/office/reach/actions/new")
    def plan() -> Response[str]:
        return _plan(office, desk, request())

    @routes.get("/office/reach/actions/<id>")
    def one(id: str) -> Response[str]:
        member = member_of(office, request())
        return _one_page(office, member, _found(desk, id), done=request().query.get("done", ""))

    @routes.post("/office/reach/actions/<id>/done")
    def finish(id: str) -> Response[str]:
        member, typed = member_of(office, request()), request().form()
        form = DoneForm(typed, office.rules)
        if form.problems():
            return _one_page(office, member, _found(desk, id), finishing=form, status=422)
        return _then(
            id,
            lambda: actions.finish(
                OutreachId(id),
                outcome=form.outcome.data,
                outreaches=desk.outreaches,
                step=pressed(office, member, typed),
            ),
            "done",
        )

    @routes.post("/office/reach/actions/<id>/dropped")
    def drop(id: str) -> Response[str]:
        member, typed = member_of(office, request()), request().form()
        form = DropForm(typed, office.rules)
        if form.problems():
            return _one_page(office, member, _found(desk, id), dropping=form, status=422)
        return _then(
            id,
            lambda: actions.drop(
                OutreachId(id), reason=form.reason.data, outreaches=desk.outreaches, step=pressed(office, member, typed)
            ),
            "dropped",
        )

    @routes.post("/office/reach/actions/<id>/hand-over")
    def hand_over(id: str) -> Response[str]:
        return _hand_over(office, desk, request(), id)

    return routes


def _list(office: Reception, desk: ReachDesk, request: Request) -> Response[str]:
    member, rules = member_of(office, request), rules_of(office)
    start = request.query.get("start") or None
    found, after = desk.outreaches.still_open(start=start or None)
    year = _year(office, request.query.get("year", ""))
    closed, _ = desk.outreaches.closed_of(year)
    this = year_of(office.today, rules.year_starts)
    body = office.page(
        "office/reach/actions.html",
        member,
        section="reach",
        found=found,
        after=after,
        closed=closed,
        year=year,
        year_choices=year_choices(this, year),
        today=office.today,
        **_words(office),
    )
    return responses.html(body)


def _plan(office: Reception, desk: ReachDesk, request: Request) -> Response[str]:
    member, typed = member_of(office, request), request.form()
    form, year = _plan_form(office, typed), _year(office, typed.get("year", ""))
    if form.problems() or form.due.data is None:
        return _plan_page(office, member, form, year, status=422)
    question, _, answer = form.group.data.partition("/")
    planned = Outreach(
        id=OutreachId(step_name(typed)),
        question=question,
        answer=answer,
        year=year,
        what=form.what.data,
        owner=StaffId(form.owner.data),
        due=form.due.data,
    )
    try:
        actions.plan(planned, rules=rules_of(office), outreaches=desk.outreaches, step=pressed(office, member, typed))
    except Refused as cannot:
        if cannot.reason not in _ON_THE_DAY:
            raise _refused(cannot) from cannot
        refuse_day(form, cannot.reason)
        return _plan_page(office, member, form, year, status=422)
    return responses.see_other(f"/office/reach/actions/{planned.id}?done=added")


def _hand_over(office: Reception, desk: ReachDesk, request: Request, id: str) -> Response[str]:
    member, typed = member_of(office, request), request.form()
    form = OwnedForm(typed, office.rules, owners=actions.owners(office.policy))
    due = form.due.data
    if form.problems() or due is None:
        return _one_page(office, member, _found(desk, id), owned=form, status=422)
    try:
        actions.hand_over(
            OutreachId(id),
            owner=StaffId(form.owner.data),
            due=due,
            outreaches=desk.outreaches,
            step=pressed(office, member, typed),
        )
    except Refused as cannot:
        if cannot.reason not in _ON_THE_DAY:
            raise _refused(cannot) from cannot
        refuse_day(form, cannot.reason)
        return _one_page(office, member, _found(desk, id), owned=form, status=422)
    return responses.see_other(f"/office/reach/actions/{id}?done=handed-over")


def _then(id: str, act: Callable[[], Outreach], done: str) -> Response[str]:
    try:
        act()
    except Refused as cannot:
        raise _refused(cannot) from cannot
    return responses.see_other(f"/office/reach/actions/{id}?done={done}")


def _refused(cannot: Refused) -> Problem:
    if cannot.reason is OutreachRefusal.NOT_THERE:
        return Problem.not_found("Choose an action from the list.")
    return Problem(409, "We could not do that", cannot.reason.plain)


def _found(desk: ReachDesk, id: str) -> Outreach:
    found = desk.outreaches.get(OutreachId(id))
    if found is None:
        raise Problem.not_found("Choose an action from the list.")
    return found


def _plan_form(office: Reception, typed: Typed) -> PlanForm:
    rules = rules_of(office)
    groups = [
        (f"{question.id}/{answer.id}", f"{question.words} {answer.name}")
        for question in rules.questions
        for answer in question.answers
    ]
    return PlanForm(typed, office.rules, owners=actions.owners(office.policy), groups=groups)


def _year(office: Reception, typed: str) -> int:
    """The year whose figures an action follows from: this one, when nothing that is a year was sent."""
    this = year_of(office.today, rules_of(office).year_starts)
    return (
        int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 and 2000 <= int(typed) <= this else this
    )


def _plan_page(
    office: Reception, member: StaffMember, form: PlanForm, year: int, *, status: int = 200
) -> Response[str]:
    body = office.page(
        "office/reach/action_new.html",
        member,
        section="reach",
        form=form,
        year=year,
        errors=error_links([form]),
        step=office.new_id(),
    )
    return responses.html(body, status=status)


def _one_page(
    office: Reception,
    member: StaffMember,
    action: Outreach,
    *,
    finishing: DoneForm | None = None,
    dropping: DropForm | None = None,
    owned: OwnedForm | None = None,
    done: str = "",
    status: int = 200,
) -> Response[str]:
    tried: list[PageForm] = [form for form in (finishing, dropping, owned) if form is not None]
    now = Typed([("owner", action.owner), ("due", action.due.isoformat())])
    body = office.page(
        "office/reach/action.html",
        member,
        section="reach",
        action=action,
        finishing=finishing or DoneForm(Typed(), office.rules),
        dropping=dropping or DropForm(Typed(), office.rules),
        owned=owned or OwnedForm(now, office.rules, owners=actions.owners(office.policy)),
        errors=error_links(tried),
        today=office.today,
        step=office.new_id(),
        done=done,
        **_words(office),
    )
    return responses.html(body, status=status)


def _words(office: Reception) -> dict[str, object]:
    def owner(id: StaffId) -> str:
        try:
            return office.policy.staff_member(id).name
        except UnknownStaff:
            return "a former colleague"

    return {"group": lambda action: group_of(action, office.policy), "owner": owner, "year_name": year_name}
